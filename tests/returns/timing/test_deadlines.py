"""When a case owes its next step."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import Deadline
from returns.timing.deadlines import OF_BULKY, OF_STATE, due_at, end_of
from returns.workflow import State

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 3, 6, 14, 0, tzinfo=PARIS)


def end_of_day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("amount", "unit", "end"),
    [
        (24, "business_hour", datetime(2026, 3, 9, 14, 0, tzinfo=PARIS)),
        (1, "business_day", end_of_day(2026, 3, 9)),
        (5, "business_day", end_of_day(2026, 3, 13)),
        (30, "day", end_of_day(2026, 4, 5)),
        (12, "month", end_of_day(2027, 3, 6)),
    ],
)
def test_a_deadline_ends(amount: int, unit: str, end: datetime) -> None:
    assert end_of(Deadline(amount=amount, unit=unit), FRIDAY) == end


def test_the_days_are_local_ones() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert end_of(Deadline(amount=1, unit="business_day"), late) == end_of_day(2026, 3, 9)


@pytest.mark.django_db
def test_what_each_state_owes_by_the_shipped_catalogue() -> None:
    load_catalogue()
    assert {*OF_STATE.values(), *OF_BULKY.values()} <= set(Deadline.objects.values_list("code", flat=True))
    assert {state: due_at(state, FRIDAY) for state in State if due_at(state, FRIDAY)} == {
        State.OPENED: datetime(2026, 3, 9, 14, 0, tzinfo=PARIS),
        State.PREPARING: end_of_day(2026, 3, 9),
        State.ACCEPTED: end_of_day(2026, 3, 13),
    }
    assert due_at(State.ACCEPTED, FRIDAY, is_bulky=True) == end_of_day(2026, 4, 5)
    assert due_at(State.OPENED, FRIDAY, is_bulky=True) == due_at(State.OPENED, FRIDAY)


@pytest.mark.django_db
def test_nothing_is_due_without_the_catalogue() -> None:
    assert due_at(State.OPENED, FRIDAY) is None
