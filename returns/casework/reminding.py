"""A seller reminds the customer of what only the customer can lift: once a day, in the words of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.deciding import DecisionRefusedError
from returns.mailing.outbox import send_later
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.user import User
from returns.permissions import acting_as
from returns.telling.retelling import Retelling, retell
from returns.workflow import FINAL_STATES, Audience, State

TEMPLATE = "items_missing_customer"
PAUSE = timedelta(days=1)
"""How long a seller waits before the next reminder."""
REMINDABLE = frozenset(State) - FINAL_STATES - {State.OPENED}
"""Before the seller has agreed to the return, its customer has been asked for nothing."""
_SELLER = frozenset({Audience.SELLER})


@transaction.atomic
def remind_customer(*, case: ReturnCase, actor: User) -> Event:
    """Write to the customer what blocks the case and is theirs to lift, and note it.

    Raises DecisionRefusedError where nothing is, before the seller has agreed to the return, or less than a day after
    the last reminder; CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _SELLER)
    if case.state not in REMINDABLE:
        raise DecisionRefusedError(_("The customer has not been asked for anything yet."))
    if (last := last_reminder(case)) and last > timezone.now() - PAUSE:
        raise DecisionRefusedError(_("The customer was reminded less than a day ago."))
    customer = case.customer
    told = retell(case.current_decision, customer.language) if case.current_decision else None
    reasons = [told.reason(rule) for rule in liftable_by_customer(told)] if told else []
    if not reasons:
        raise DecisionRefusedError(_("Nothing that blocks this case is for the customer to lift."))
    context = {"items": "\n".join(f"– {reason}" for reason in dict.fromkeys(reasons)), "message": ""}
    send_later(template=TEMPLATE, to=customer.email, language=customer.language, context=context, case=case)
    event = event_by(actor, audience, kind=Event.Kind.REQUESTED, subject=Audience.CUSTOMER)
    return record(case, event, note=context["items"])


def last_reminder(case: ReturnCase) -> datetime | None:
    """Return when a member of the seller last reminded the customer (one query)."""
    asked = case.events.filter(kind=Event.Kind.REQUESTED, audience=Audience.SELLER, subject=Audience.CUSTOMER)
    return asked.order_by("-pk").values_list("at", flat=True).first()


def liftable_by_customer(told: Retelling) -> Iterator[str]:
    """Yield the rules that block and that the customer alone can have stopped, by the outcome's remedies."""
    blocking = {block["rule"] for block in told.outcome["blocks"]}
    for entry in told.outcome["remedies"]:
        if entry["rule"] in blocking and any(all(_is_theirs(told, name) for name in names) for names in entry["sets"]):
            yield entry["rule"]


def _is_theirs(told: Retelling, name: str) -> bool:
    return name in told.vocabulary and Audience.CUSTOMER in told.vocabulary[name].changeable_by
