"""How the parcel of a case travels: the label that the seller sends, carrier, drop-off, tracking number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from returns.casework.changes import event_by, hold, record, refuse_final
from returns.models.case import ReturnCase
from returns.models.catalogue import Carrier, DropOffOption
from returns.models.event import Event
from returns.permissions import Actor, acting_as
from returns.timing.lateness import note_result
from returns.workflow import Audience, State

_SENDS_LABELS = frozenset({Audience.SELLER, Audience.AGENT, Audience.LEAD})


class NoLabelOwedError(Exception):
    """The return is not at a point where a label is owed, or it has one."""

    def __str__(self) -> str:
        return str(_("This return waits for no label."))


def owes_label(case: ReturnCase) -> bool:
    """Tell whether the customer waits for the seller's label."""
    return case.state == State.PREPARING and case.carrier_id is None


@transaction.atomic
def send_label(*, case: ReturnCase, actor: Actor, carrier: Carrier) -> Event:
    """Note that the customer has been sent a label, of this carrier: the seller owes nothing more for now.

    Raises NoLabelOwedError, PermissionDenied, CaseFinalError, CaseChangedError.
    """
    hold(case)
    refuse_final(case)
    if not owes_label(case):
        raise NoLabelOwedError
    event = event_by(actor, acting_as(case, actor, _SENDS_LABELS), kind=Event.Kind.SHIPPING, subject=carrier.code)
    return record(case, event, carrier=carrier, **_label_is_there(case, event.at))


@transaction.atomic
def choose_shipping(
    *,
    case: ReturnCase,
    actor: Actor,
    carrier: Carrier,
    drop_off: DropOffOption | None = None,
    tracking_number: str = "",
) -> Event:
    """Set the carrier, the way of handing over, and the tracking number as it was typed.

    Whether the number fits the carrier's format is a fact for rules. Raises ValueError for a drop-off of another
    carrier, PermissionDenied, CaseFinalError, CaseChangedError. Whoever knows the carrier holds the label.
    """
    if drop_off is not None and drop_off.carrier_id != carrier.pk:
        raise ValueError(f"{drop_off.code} is not a drop-off of {carrier.code}.")
    refuse_final(case)
    audience = acting_as(case, actor, frozenset(Audience))
    event = event_by(actor, audience, kind=Event.Kind.SHIPPING, subject=carrier.code)
    label = _label_is_there(case, event.at)
    return record(case, event, carrier=carrier, drop_off=drop_off, tracking_number=tracking_number, **label)


def _label_is_there(case: ReturnCase, at: datetime) -> dict[str, Any]:
    """End the seller's period for the label: how long the customer then takes is not the seller's doing."""
    if case.state != State.PREPARING or case.due_at is None:
        return {}
    note_result(case, at)
    return {"due_at": None}
