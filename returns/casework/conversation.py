"""What is written about a case: agents' notes among themselves, their mails, and what its customer writes to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.deciding import DecisionRefusedError
from returns.mailing.outbox import MailText, preview, send_later
from returns.mailing.recipients import tell_seller
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.people import Customer
from returns.models.user import User
from returns.permissions import acting_as
from returns.workflow import Audience

_STAFF = frozenset({Audience.AGENT, Audience.LEAD})
TEMPLATES = {Audience.CUSTOMER: "message_to_customer", Audience.SELLER: "message_to_seller"}

LONGEST = 2000
"""Characters of what a customer writes at once."""


def add_note(*, case: ReturnCase, actor: User, text: str) -> Event:
    """Keep a note that only staff read; erased with the case.

    Raises DecisionRefusedError for an empty one, CaseChangedError, PermissionDenied.
    """
    audience = acting_as(case, actor, _STAFF)
    return record(case, event_by(actor, audience, kind=Event.Kind.NOTED), note=_written(text))


@transaction.atomic
def send_message(*, case: ReturnCase, actor: User, whom: Audience, text: str) -> Event:
    """Write to the customer or the seller; raises as ``add_note`` does."""
    audience = acting_as(case, actor, _STAFF)
    context, customer = {"message": _written(text)}, case.customer
    if whom == Audience.CUSTOMER:
        send_later(template=TEMPLATES[whom], to=customer.email, language=customer.language, context=context, case=case)
    else:
        tell_seller(case=case, template=TEMPLATES[whom], context=lambda _language: context)
    event = event_by(actor, audience, kind=Event.Kind.MESSAGE, subject=whom)
    return record(case, event, note=context["message"], **answered(whom))


def answered(whom: Audience) -> dict[str, Any]:
    """Return the columns of a case that change once somebody has been written to: the customer waits no longer."""
    return {"customer_wrote_at": None} if whom == Audience.CUSTOMER else {}


def write_to_agents(*, case: ReturnCase, actor: Customer, text: str) -> Event:
    """Take down what the customer writes to the agents; the case needs a person until somebody has answered.

    The seller does not read it. Raises DecisionRefusedError for an empty text or one of more than ``LONGEST``
    characters, CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, frozenset({Audience.CUSTOMER}))
    written = _written(text)
    if len(written) > LONGEST:
        raise DecisionRefusedError(_("Keep it to %(count)s characters.") % {"count": LONGEST})
    event = event_by(None, audience, kind=Event.Kind.MESSAGE, subject=Audience.AGENT)
    return record(case, event, note=written, customer_wrote_at=event.at)


def settle_message(*, case: ReturnCase, actor: User) -> Event:
    """Note that what the customer wrote needs no answer: it makes the case wait for nobody any more.

    Raises DecisionRefusedError where nothing waits to be answered, CaseChangedError, PermissionDenied.
    """
    audience = acting_as(case, actor, _STAFF)
    if case.customer_wrote_at is None:
        raise DecisionRefusedError(_("No message waits for an answer."))
    return record(case, event_by(actor, audience, kind=Event.Kind.SETTLED), customer_wrote_at=None)


def preview_message(*, case: ReturnCase, whom: Audience, text: str) -> MailText:
    """Return the mail that ``send_message`` would send; raises DecisionRefusedError for an empty one."""
    reader = case.customer if whom == Audience.CUSTOMER else case.seller
    context = {"message": _written(text)}
    return preview(template=TEMPLATES[whom], language=reader.language, context=context, case=case)


def _written(text: str) -> str:
    if not text.strip():
        raise DecisionRefusedError(_("Write something first."))
    return text.strip()
