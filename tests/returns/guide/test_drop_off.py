"""When a parcel can be handed over, from a given moment on."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from returns.guide.drop_off import Occasion, next_occasion
from returns.models import DropOffOption

PARIS = ZoneInfo("Europe/Paris")
LETTERBOX = DropOffOption(code="box", book_before=time(23), book_days_ahead=1, put_out_before=time(8))
OFFICE = DropOffOption(code="office", deposit_proof=True)


@pytest.mark.parametrize(
    ("now", "book_on", "day"),
    [
        # A Wednesday before 23:00: this evening, for tomorrow.
        ((2026, 11, 18, 22, 59), date(2026, 11, 18), date(2026, 11, 19)),
        ((2026, 11, 18, 23, 0), date(2026, 11, 19), date(2026, 11, 20)),
        # On Saturdays the postman comes, on Sundays not.
        ((2026, 11, 20, 12, 0), date(2026, 11, 20), date(2026, 11, 21)),
        ((2026, 11, 21, 12, 0), date(2026, 11, 22), date(2026, 11, 23)),
        # Christmas on a Friday.
        ((2026, 12, 24, 9, 0), date(2026, 12, 25), date(2026, 12, 26)),
        # Over the end of the year.
        ((2026, 12, 31, 9, 0), date(2027, 1, 1), date(2027, 1, 2)),
    ],
)
def test_a_letterbox_is_booked_by_the_evening_before(
    now: tuple[int, int, int, int, int], book_on: date, day: date
) -> None:
    assert next_occasion(LETTERBOX, datetime(*now, tzinfo=PARIS)) == Occasion(day, book_on)


@pytest.mark.parametrize(
    ("now", "day"),
    [((2026, 11, 18, 9, 0), date(2026, 11, 18)), ((2026, 11, 22, 9, 0), date(2026, 11, 23))],
)
def test_a_counter_is_open_today_or_on_the_next_day_that_is_no_day_off(
    now: tuple[int, int, int, int, int], day: date
) -> None:
    assert next_occasion(OFFICE, datetime(*now, tzinfo=PARIS)) == Occasion(day)
