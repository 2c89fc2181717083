"""How the pages of customers and sellers write days and hours."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from returns.templatetags.guide import day, near_day


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
