"""How the pages of customers and sellers write days and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override

from returns.templatetags.guide import day, hour, near_day, short_day, unbroken


@pytest.mark.parametrize(
    ("language", "first", "second", "near"),
    [
        ("fr", "1er octobre 2001", "2 octobre 2001", "lundi 1er octobre"),
        ("en", "1 October 2001", "2 October 2001", "Monday 1 October"),
    ],
)
def test_french_says_premier_of_the_first_of_a_month(language: str, first: str, second: str, near: str) -> None:
    with override(language):
        assert day(date(2001, 10, 1)) == first
        assert day(date(2001, 10, 2)) == second
        assert near_day(date(2001, 10, 1)) == near


@pytest.mark.parametrize(
    ("language", "early", "late", "moment", "short"),
    [
        ("fr", "9\u00a0h", "14\u00a0h\u00a031", "13\u00a0h\u00a005", "mar. 1er déc."),
        ("en", "09:00", "14:31", "13:05", "Tue 1 Dec"),
    ],
)
def test_hours_and_short_days_are_written_as_in_the_language(
    language: str, early: str, late: str, moment: str, short: str
) -> None:
    with override(language):
        assert hour(time(9)) == early
        assert hour(time(14, 31)) == late
        assert hour(datetime(2026, 12, 1, 12, 5, tzinfo=UTC)) == moment  # in Paris
        assert short_day(date(2026, 12, 1)) == short


def test_words_with_hyphens_stay_whole_and_the_text_as_it_is() -> None:
    assert unbroken("L’appareil a-t-il <chu> ?") == ('L’appareil <span class="word">a-t-il</span> &lt;chu&gt; ?')
