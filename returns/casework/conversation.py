"""What agents write about a case: notes among themselves, and mails to its customer or seller."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from returns.casework.changes import event_by, record
from returns.casework.deciding import DecisionRefusedError
from returns.mailing.outbox import MailText, preview, send_later
from returns.mailing.recipients import tell_seller
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.user import User
from returns.permissions import acting_as
from returns.workflow import Audience

_STAFF = frozenset({Audience.AGENT, Audience.LEAD})
TEMPLATES = {Audience.CUSTOMER: "message_to_customer", Audience.SELLER: "message_to_seller"}


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
    return record(case, event, note=context["message"])


def preview_message(*, case: ReturnCase, whom: Audience, text: str) -> MailText:
    """Return the mail that ``send_message`` would send; raises DecisionRefusedError for an empty one."""
    reader = case.customer if whom == Audience.CUSTOMER else case.seller
    context = {"message": _written(text)}
    return preview(template=TEMPLATES[whom], language=reader.language, context=context, case=case)


def _written(text: str) -> str:
    if not text.strip():
        raise DecisionRefusedError(_("Write something first."))
    return text.strip()
