"""Periods, with the dates that decide them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.timing.calendar import (
    add_business_days,
    add_business_hours,
    add_months,
    black_friday,
    change_of_mind_limit,
    elapsed_business_days,
    elapsed_days,
    elapsed_months,
    is_business_day,
    next_business_day,
)

PARIS = ZoneInfo("Europe/Paris")
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 29), True),
        (date(2026, 5, 30), False),  # Saturday
        (date(2026, 5, 31), False),  # Sunday
        (date(2026, 5, 1), False),  # Labour Day
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2026, 5, 25), False),  # Whit Monday
        (date(2026, 4, 3), True),  # Good Friday: a holiday in Alsace-Moselle only
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 7, 14), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
    ],
)
def test_business_days(day: date, expected: bool) -> None:
    assert is_business_day(day) is expected


def test_next_business_day() -> None:
    assert next_business_day(date(2026, 4, 30)) == date(2026, 4, 30)
    assert next_business_day(date(2026, 5, 1)) == date(2026, 5, 4)
    assert next_business_day(date(2026, 12, 25)) == date(2026, 12, 28)


def test_add_business_days() -> None:
    assert add_business_days(date(2026, 4, 30), 1) == date(2026, 5, 4)
    assert add_business_days(date(2026, 5, 11), 5) == date(2026, 5, 19)
    assert add_business_days(date(2026, 5, 9), 0) == date(2026, 5, 9)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
    ],
)
def test_add_months(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2025, 5, 31), date(2025, 5, 31), 0),
        (date(2025, 5, 31), date(2025, 6, 30), 0),
        (date(2025, 5, 31), date(2025, 7, 1), 1),
        (date(2025, 5, 31), date(2026, 5, 31), 11),
        (date(2025, 5, 31), date(2026, 6, 1), 12),
        (date(2024, 2, 29), date(2026, 2, 28), 23),
        (date(2024, 2, 29), date(2026, 3, 1), 24),
    ],
)
def test_elapsed_months(since: date, on: date, months: int) -> None:
    assert elapsed_months(since, on) == months


@pytest.mark.parametrize(
    ("since", "on", "days"),
    [
        (date(2026, 5, 4), date(2026, 5, 4), 0),
        (date(2026, 5, 4), date(2026, 5, 7), 3),
        (date(2026, 4, 30), date(2026, 5, 3), 0),
        (date(2026, 4, 30), date(2026, 5, 6), 3),
        (date(2026, 5, 13), date(2026, 5, 18), 2),
    ],
)
def test_elapsed_business_days(since: date, on: date, days: int) -> None:
    assert elapsed_business_days(since, on) == days


@pytest.mark.parametrize("elapsed", [elapsed_days, elapsed_months, elapsed_business_days])
def test_time_does_not_run_backwards(elapsed: object) -> None:
    assert callable(elapsed)
    with pytest.raises(ValueError, match="2026-05-03 is before 2026-05-04"):
        elapsed(date(2026, 5, 4), date(2026, 5, 3))


def test_elapsed_days() -> None:
    assert elapsed_days(date(2026, 4, 1), date(2026, 5, 1)) == 30


@given(DAYS, st.integers(0, 60))
def test_a_period_of_months_ends_with_its_last_day(since: date, months: int) -> None:
    last = add_months(since, months)
    assert elapsed_months(since, last) == max(0, months - 1)
    assert elapsed_months(since, last + timedelta(days=1)) == months


@given(DAYS, st.integers(1, 30))
def test_business_days_are_counted_as_they_are_added(since: date, count: int) -> None:
    assert elapsed_business_days(since, add_business_days(since, count)) == count


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 5, 12, 10, 0, tzinfo=PARIS), datetime(2026, 5, 13, 10, 0, tzinfo=PARIS)),
        # Friday at 17:30, for Monday at 17:30.
        (datetime(2026, 6, 5, 17, 30, tzinfo=PARIS), datetime(2026, 6, 8, 17, 30, tzinfo=PARIS)),
        # On a Saturday the clock starts on Monday at midnight.
        (datetime(2026, 6, 6, 9, 0, tzinfo=PARIS), datetime(2026, 6, 9, 0, 0, tzinfo=PARIS)),
        # The eve of Ascension Day.
        (datetime(2026, 5, 13, 15, 0, tzinfo=PARIS), datetime(2026, 5, 15, 15, 0, tzinfo=PARIS)),
        # Clocks change on the Sunday, which does not count.
        (datetime(2026, 3, 27, 12, 0, tzinfo=PARIS), datetime(2026, 3, 30, 12, 0, tzinfo=PARIS)),
    ],
)
def test_answers_are_due_in_24_hours_of_business_days(start: datetime, expected: datetime) -> None:
    assert add_business_hours(start, 24) == expected


def test_hours_need_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_business_hours(datetime(2026, 5, 12, 10, 0, tzinfo=UTC).replace(tzinfo=None), 24)


def test_black_friday() -> None:
    assert [black_friday(year) for year in (2023, 2024, 2025, 2026, 2029)] == [
        date(2023, 11, 24),
        date(2024, 11, 29),
        date(2025, 11, 28),
        date(2026, 11, 27),
        date(2029, 11, 23),
    ]


@pytest.mark.parametrize(
    ("ordered_on", "delivered_on", "limit"),
    [
        (date(2026, 2, 2), date(2026, 2, 4), date(2026, 3, 6)),
        # 30 days end on 1 May, a holiday and a Friday.
        (date(2026, 3, 30), date(2026, 4, 1), date(2026, 5, 4)),
        (date(2025, 11, 27), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2025, 11, 28), date(2025, 12, 1), date(2026, 1, 31)),
        (date(2025, 12, 31), date(2026, 1, 5), date(2026, 2, 4)),
        (date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 4)),
    ],
)
def test_change_of_mind(ordered_on: date, delivered_on: date, limit: date) -> None:
    assert change_of_mind_limit(ordered_on, delivered_on) == limit
