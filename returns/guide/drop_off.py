"""When a parcel can be handed over, counted from now: until when to book, and when to put it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from returns.models.catalogue import DropOffOption
from returns.timing.calendar import is_post_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The next occasion to hand a parcel over; ``book_on`` is None where nothing is booked by a set hour."""

    day: date
    book_on: date | None = None


def next_occasion(option: DropOffOption, now: datetime) -> Occasion:
    """Return the first occasion from a local moment on.

    A collection that is booked comes on a day on which post is collected, so many calendar days after the last moment
    to book; any other option is open on the days on which shops are.
    """
    if option.book_before is None or option.book_days_ahead is None:
        return Occasion(_post_day(now.date()))
    ahead = timedelta(days=option.book_days_ahead)
    first = now.date() if now.time() < option.book_before else now.date() + ONE_DAY
    day = _post_day(first + ahead)
    return Occasion(day, book_on=day - ahead)


def _post_day(day: date) -> date:
    while not is_post_day(day):
        day += ONE_DAY
    return day
