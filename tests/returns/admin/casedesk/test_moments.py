"""Moments at a glance: in the largest unit, never early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from returns.admin.casedesk.moments import is_late, is_soon, short, span, until


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (47 * 60 + 59, "47 h"),
        (48 * 60, "2 days"),
        (24 * 60 * 400, "400 days"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(minutes: int, words: str) -> None:
    with override("en"):
        assert span(timedelta(minutes=minutes)) == words


@given(st.integers(-10_000, 10_000))
def test_what_is_late_is_not_soon_and_is_said_to_be_late(minutes: int) -> None:
    now = timezone.now()
    due = now + timedelta(minutes=minutes)
    assert is_late(due, now) == (minutes < 0)
    assert not (is_late(due, now) and is_soon(due, now))
    with override("en"):
        assert until(due, now).startswith("late by" if minutes < 0 else "in ")


def test_nothing_owed_is_neither_late_nor_soon() -> None:
    now = timezone.now()
    assert not is_late(None, now)
    assert not is_soon(None, now)


def test_days_close_by_are_named() -> None:
    with override("en"):
        noon = timezone.localtime().replace(hour=12)
        words = [short(noon + timedelta(days=days)).partition(" ")[0] for days in (-1, 0, 1)]
    assert words == ["yesterday", "today", "tomorrow"]
