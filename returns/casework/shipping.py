"""How the parcel of a case travels: carrier, drop-off, tracking number."""

from __future__ import annotations

from returns.casework.changes import event_by, record, refuse_final
from returns.models.case import ReturnCase
from returns.models.catalogue import Carrier, DropOffOption
from returns.models.event import Event
from returns.permissions import Actor, acting_as
from returns.workflow import Audience


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
    carrier, PermissionDenied, CaseFinalError, CaseChangedError.
    """
    if drop_off is not None and drop_off.carrier_id != carrier.pk:
        raise ValueError(f"{drop_off.code} is not a drop-off of {carrier.code}.")
    refuse_final(case)
    audience = acting_as(case, actor, frozenset(Audience))
    event = event_by(actor, audience, kind=Event.Kind.SHIPPING, subject=carrier.code)
    return record(case, event, carrier=carrier, drop_off=drop_off, tracking_number=tracking_number)
