"""When the next step of a case is owed: the catalogue's deadlines, counted from the moment a state begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from django.utils import timezone

from returns.models.catalogue import Deadline
from returns.timing.calendar import add_business_days, add_business_hours, add_months
from returns.workflow import State

OF_STATE: Mapping[str, str] = MappingProxyType(
    {State.OPENED: "seller_answer", State.PREPARING: "return_label", State.ACCEPTED: "repair_or_replacement"}
)
OF_BULKY: Mapping[str, str] = MappingProxyType({State.ACCEPTED: "bulky_repair_or_replacement"})

CONTEST = "contest"
"""How long what was carried out can be contested: a settled case is closed after it."""
ABANDON = "abandon"
"""How long a customer may leave a return alone before the parcel leaves: it is cancelled after it."""


def due_at(state: str, since: datetime, *, is_bulky: bool = False) -> datetime | None:
    """Return when a case that is in a state since a moment owes its next step.

    None where nothing is owed by a set time, or the catalogue has no such deadline.
    """
    code = (is_bulky and OF_BULKY.get(state)) or OF_STATE.get(state)
    deadline = Deadline.objects.filter(code=code).first() if code else None
    return end_of(deadline, since) if deadline else None


def end_of(deadline: Deadline, since: datetime) -> datetime:
    """Return the last moment of a deadline: periods of days last until the end of their last day."""
    start = timezone.localtime(since)
    if deadline.unit == Deadline.Unit.BUSINESS_HOUR:
        return add_business_hours(start, deadline.amount)
    return datetime.combine(_last_day(deadline, start.date()), time.max, start.tzinfo)


def _last_day(deadline: Deadline, start: date) -> date:
    match deadline.unit:
        case Deadline.Unit.BUSINESS_DAY:
            return add_business_days(start, deadline.amount)
        case Deadline.Unit.MONTH:
            return add_months(start, deadline.amount)
        case _:
            return start + timedelta(days=deadline.amount)
