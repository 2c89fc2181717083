"""Periods of days, months and business days, as French law and the trade count them.

Business days are Monday to Friday without the public holidays of metropolitan France (those of
Alsace-Moselle alone are counted as business days). The day of the event itself never counts.
"""

import calendar
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

CHANGE_OF_MIND_DAYS = 30
ONE_DAY = timedelta(days=1)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # A HolidayBase fills itself when asked, which threads must not share.
    return frozenset(holidays.country_holidays("FR", years=year))


def is_business_day(day: date) -> bool:
    """Tell whether sellers and carriers work on this day."""
    return day.weekday() < calendar.SATURDAY and day not in _public_holidays(day.year)


def is_post_day(day: date) -> bool:
    """Tell whether the post is delivered and collected at home on this day: Saturdays, too."""
    return day.weekday() < calendar.SUNDAY and day not in _public_holidays(day.year)


def next_business_day(day: date) -> date:
    """Return the day itself if it is a business day, else the first one after it.

    This is how a period that ends on a day off is extended (code de procédure civile, art. 642).
    """
    while not is_business_day(day):
        day += ONE_DAY
    return day


def add_business_days(start: date, count: int) -> date:
    """Return the ``count``-th business day after ``start``."""
    day = start
    for _step in range(count):
        day = next_business_day(day + ONE_DAY)
    return day


def add_months(start: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of that month where it has no such day.

    Source: code de procédure civile, art. 641.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def add_business_hours(start: datetime, hours: int) -> datetime:
    """Return the moment ``hours`` later, with the clock stopped on days off.

    ``start`` is a local time that knows its zone; raises ValueError if it does not.
    """
    if start.tzinfo is None:
        raise ValueError("A deadline in hours needs a time zone.")
    moment, left = _wake(start), timedelta(hours=hours)
    while moment + left > (midnight := _midnight_after(moment)):
        left -= midnight - moment
        moment = _wake(midnight)
    return moment + left


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + ONE_DAY, time.min, moment.tzinfo)


def _wake(moment: datetime) -> datetime:
    while not is_business_day(moment.date()):
        moment = _midnight_after(moment)
    return moment


def elapsed_days(since: date, on: date) -> int:
    """Return the days from ``since`` to ``on``; raises ValueError if ``on`` comes first."""
    if on < since:
        raise ValueError(f"{on} is before {since}.")
    return (on - since).days


def elapsed_months(since: date, on: date) -> int:
    """Return the whole months that have run out between the two; raises ValueError if ``on`` comes first.

    A period of months lasts until the end of its last day (code de procédure civile, art. 641 and
    642), so a month has run out only on the day after: 12 months from 31 May 2025 have not run out
    on 31 May 2026, and have on 1 June.
    """
    elapsed_days(since, on)
    months = max(0, (on.year - since.year) * 12 + on.month - since.month)
    return months if not months or add_months(since, months) < on else months - 1


def elapsed_business_days(since: date, on: date) -> int:
    """Return the business days after ``since``, up to ``on`` included.

    Raises ValueError if ``on`` comes first.
    """
    return sum(is_business_day(since + timedelta(days=number)) for number in range(1, elapsed_days(since, on) + 1))


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    first_thursday = first + timedelta(days=(calendar.THURSDAY - first.weekday()) % 7)
    return first_thursday + timedelta(weeks=3, days=1)


def change_of_mind_limit(ordered_on: date, delivered_on: date) -> date:
    """Return the last day on which a customer may change their mind.

    30 days from the delivery, extended to a business day; for what was bought from Black Friday to
    31 December, 31 January if that is later. Source: the marketplace's terms of return.
    """
    limit = next_business_day(delivered_on + timedelta(days=CHANGE_OF_MIND_DAYS))
    if ordered_on >= black_friday(ordered_on.year):
        limit = max(limit, date(ordered_on.year + 1, 1, 31))
    return limit
