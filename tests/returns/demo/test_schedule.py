"""Moments counted back from the loading of the demo: in business hours, and in working hours before that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from returns.demo.schedule import business_days_before, business_hours_before, moment, span
from returns.timing.calendar import add_business_hours, elapsed_business_days, is_business_day
from tests.returns.demo.conftest import DAYS, PARIS, SATURDAY, SMALL_HOURS, TUESDAY

STEPS = ("decide", "invite", "complete", "ship", "receive", "inspection", "decide", "inspect", "accept", "repair")


@pytest.mark.parametrize("hours", [0.4, 3, 23.5, 24, 51, 600])
@pytest.mark.parametrize("now", DAYS, ids=lambda now: now.isoformat())
def test_business_hours_are_counted_back_as_they_are_counted_forward(now: datetime, hours: float) -> None:
    before = business_hours_before(now, timedelta(hours=hours))
    assert is_business_day(before.date())
    # Days off at the end take no time.
    reached = add_business_hours(before, int(hours))
    assert timedelta(0) <= business_hours_before(now, timedelta(hours=hours % 1)) - reached < timedelta(minutes=1)


def test_a_saturday_goes_back_into_friday() -> None:
    assert business_hours_before(SATURDAY, timedelta(hours=3)) == datetime(2026, 12, 4, 21, 0, tzinfo=PARIS)


@pytest.mark.parametrize("count", [1, 3, 4, 10])
@pytest.mark.parametrize("now", DAYS, ids=lambda now: now.isoformat())
def test_business_days_are_counted_back_as_they_are_counted_forward(now: datetime, count: int) -> None:
    end = business_hours_before(now, timedelta(hours=1)).date()
    before = business_days_before(end, count)
    assert is_business_day(before)
    assert elapsed_business_days(before, end) == count


def test_a_day_that_is_written_down_stays() -> None:
    assert moment("2026-05-26T10:20", TUESDAY) == datetime(2026, 5, 26, 10, 20, tzinfo=PARIS)


@pytest.mark.parametrize(("opened", "last"), [(200, 4), (0.5, 0.2), (26, 25), (600, 0.1)])
@pytest.mark.parametrize("now", DAYS, ids=lambda now: now.isoformat())
def test_steps_come_one_after_the_other_and_before_now(now: datetime, opened: float, last: float) -> None:
    found = span(opened, last, now)
    talked = found.talking(20)
    done = found.steps(STEPS, talked[-1])
    assert all(one <= other for one, other in pairwise([found.opened, *talked, *done, now]))


def test_people_work_by_day_before_the_day_of_loading() -> None:
    done = span(200, 4, TUESDAY).steps(STEPS, span(200, 4, TUESDAY).talking(3)[-1])
    assert all(8 <= at.hour <= 19 and is_business_day(at.date()) for at in done[1:] if at.date() < TUESDAY.date())


def test_in_the_small_hours_of_a_day_nobody_has_worked_the_morning_yet() -> None:
    done = span(24, 0.3, SMALL_HOURS).steps(("decide", "invite"), SMALL_HOURS - timedelta(hours=20))
    assert done[-1] == SMALL_HOURS - timedelta(hours=0.3)
    assert done[-1].date() == date(2026, 11, 30)


def test_rules_apply_with_the_step_before() -> None:
    found = span(200, 4, TUESDAY)
    done = dict(zip(STEPS[5:8], found.steps(STEPS, found.opened)[5:8], strict=True))
    assert done["inspect"] - done["inspection"] < timedelta(minutes=5)
