"""When the demo's cases happen: counted back from the moment of loading, so that its queue looks like a morning's.

A moment of ``fixtures/demo`` is a number of business hours before the demo is loaded (24 a business day, as the
seller's time to answer is counted), or a day and hour written down, for what only certain days of a year can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from types import MappingProxyType

from django.utils import timezone

from returns.timing.calendar import is_business_day, next_business_day

ONE_DAY = timedelta(days=1)
PACE = timedelta(seconds=40)
"""Between two things that somebody does one after the other."""
MORNING, WORKDAY = 8, 11
"""The hour at which people begin to work, and for how many they do."""
FOLLOWING = frozenset({"decide", "inspect"})
"""Steps that come with the one before: rules apply at once, and an inspection that is taken down is handed in."""
_WAITS: Mapping[str, float] = MappingProxyType(
    {"complete": 0.25, "receive": 1, "repair": 1.2, "replace": 1.2, "refund": 0.8, "send_back": 0.8, "contest": 0.8}
    | {"reopen": 0.8, "close": 0.6, "inspection": 0.5, "reject": 0.4, "confirm": 0.4, "ship": 0.5, "invite": 0.12}
)
"""How long each step lets wait for it, beside the others."""
_SHORT_WAIT = 0.15


@dataclass(frozen=True, slots=True)
class Span:
    """From when a case was opened to its last step, as seen at ``now``: local times."""

    opened: datetime
    last: datetime
    now: datetime

    def talking(self, count: int) -> list[datetime]:
        """Return when the customer said and gave so many things, one after the other."""
        pace = min(PACE, (self.now - self.opened) / (count + 2))
        return [self.opened + pace * number for number in range(1, count + 1)]

    def steps(self, names: Sequence[str], after: datetime) -> list[datetime]:
        """Return when each step was taken, in working hours where it was before today, each later than the one before.

        The first comes right ``after`` what the customer said.
        """
        shares = [_share(name) for name in names[1:]]
        whole = sum(shares) or 1
        ideal = [self.opened + (self.last - self.opened) * (done / whole) for done in accumulate(shares)]
        found = [after]
        for name, moment in zip(names[1:], ideal, strict=True):
            wanted = found[-1] if name in FOLLOWING else self._at_work(moment)
            found.append(max(wanted, found[-1] + min(PACE, self._left(found[-1], len(names)))))
        return found

    def _at_work(self, moment: datetime) -> datetime:
        if not is_business_day(moment.date()):
            moment = datetime.combine(next_business_day(moment.date()), time.min, moment.tzinfo)
        day = datetime.combine(moment.date(), time(MORNING), moment.tzinfo)
        worked = day + (moment - datetime.combine(moment.date(), time.min, moment.tzinfo)) * (WORKDAY / 24)
        # Today is as long as it is by now.
        return worked if moment.date() < self.now.date() else min(moment, self.now)

    def _left(self, since: datetime, count: int) -> timedelta:
        return (self.now - since) / (count + 1)


def span(opened: float | str, last: float | str | None, now: datetime) -> Span:
    """Return when a case was opened and last changed, by what its file says of the two."""
    local = timezone.localtime(now)
    begin = moment(opened, local)
    return Span(begin, begin if last is None else moment(last, local), local)


def moment(written: float | str, now: datetime) -> datetime:
    """Return a moment that a file gives as business hours before ``now``, or as a day and an hour."""
    if isinstance(written, str):
        return datetime.fromisoformat(written).replace(tzinfo=now.tzinfo)
    return business_hours_before(now, timedelta(hours=written))


def business_hours_before(end: datetime, length: timedelta) -> datetime:
    """Return the moment so long before a local one, with the clock stopped on days off."""
    begin, left = end, length
    while True:
        day = (begin - timedelta.resolution).date()
        midnight = datetime.combine(day, time.min, end.tzinfo)
        if is_business_day(day):
            if begin - left >= midnight:
                return begin - left
            left -= begin - midnight
        begin = midnight


def business_days_before(end: date, count: int) -> date:
    """Return the last business day from which on ``count`` business days have passed at ``end``."""
    day = end
    for _passed in range(count):
        day = _last_business_day(day) - ONE_DAY
    return _last_business_day(day)


def _last_business_day(day: date) -> date:
    while not is_business_day(day):
        day -= ONE_DAY
    return day


def _share(name: str) -> float:
    return 0 if name in FOLLOWING else _WAITS.get(name, _SHORT_WAIT)
