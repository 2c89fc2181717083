"""The demo's cases as they stand in the files: plausible, of every category, and the same on whatever day they load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from returns.demo.cases import DemoCase, demo_cases
from returns.identifiers import clean_imei
from returns.models.case import WARRANTY_MONTHS
from returns.timing.calendar import (
    change_of_mind_limit,
    elapsed_business_days,
    elapsed_days,
    elapsed_months,
    is_business_day,
)
from rules import load_rulebook
from rules.document import read_json
from tests.conftest import SOURCE
from tests.returns.demo.conftest import DAYS, TUESDAY

EVERY_DAY = [TUESDAY + timedelta(days=13 * number, hours=number % 24) for number in range(60)]
"""Two years, each weekday and hour of the day among them."""
LIMITS = (12, 24, 30)
"""Months after which rules decide otherwise."""


def categories() -> set[str]:
    book = load_rulebook(read_json((SOURCE / "fixtures/rulebook/fr.json").read_bytes()))
    return set(book.vocabulary["device.category"].codes)


def test_the_demo_has_many_plausible_cases_of_every_category() -> None:
    cases = demo_cases(TUESDAY)
    assert len(cases) >= 44
    assert len({demo.reference for demo in cases}) == len(cases)
    assert len({demo.order_number for demo in cases}) == len(cases)
    found = Counter(demo.entry["device"]["category"] for demo in cases)
    assert set(found) == categories()
    numbers = [demo.entry["device"]["imei"] for demo in cases if "imei" in demo.entry["device"]]
    assert [clean_imei(number) for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("now", DAYS, ids=lambda now: now.isoformat())
def test_what_happened_to_a_case_is_in_order_and_over_by_now(now: datetime) -> None:
    cases = demo_cases(now)
    assert cases == sorted(cases, key=lambda demo: demo.span.opened)
    for demo in cases:
        assert demo.span.opened <= demo.span.last < now, demo.key
        assert demo.placed_on <= (demo.delivered_on or demo.placed_on) <= demo.span.opened.date(), demo.key
        assert is_business_day(demo.span.opened.date()) or "delivered_on" in demo.entry["order"], demo.key


def dated(demo: DemoCase) -> dict[str, object]:
    """Return what rules read of the days of a case, beside the limits that they set."""
    opened, delivered = demo.span.opened.date(), demo.delivered_on
    if delivered is None:
        return {}
    months = elapsed_months(delivered, opened)
    warranty = demo.entry["order"].get("warranty_months", WARRANTY_MONTHS)
    found: dict[str, object] = {"months": [months >= limit for limit in LIMITS], "warranty": months >= warranty}
    if demo.entry["reason"] == "damaged_package":
        found["business days"] = elapsed_business_days(delivered, opened)
    if demo.entry["reason"] == "change_of_mind":
        found["days"] = elapsed_days(delivered, opened) > 30
        found["in time"] = opened <= change_of_mind_limit(demo.placed_on, delivered)
    return found


def test_what_rules_read_of_the_days_is_the_same_on_every_day() -> None:
    usual = {demo.key: dated(demo) for demo in demo_cases(TUESDAY)}
    for now in EVERY_DAY:
        for demo in demo_cases(now):
            assert dated(demo) == usual[demo.key], (demo.key, now)


def by_key(now: datetime, key: str) -> DemoCase:
    return next(demo for demo in demo_cases(now) if demo.key == key)


@pytest.mark.parametrize(
    ("key", "limit", "is_in_time"),
    [
        # The thirtieth day was Whit Sunday, and the day after it Whit Monday.
        ("mind-changed-in-time", date(2026, 5, 26), True),
        ("mind-changed-late", date(2026, 5, 26), False),
        ("christmas-gift", date(2026, 1, 31), True),
        ("christmas-gift-late", date(2026, 1, 31), False),
    ],
)
@pytest.mark.parametrize("now", DAYS[:3], ids=lambda now: now.isoformat())
def test_what_only_certain_days_can_show_keeps_its_days(now: datetime, key: str, limit: date, is_in_time: bool) -> None:
    demo = by_key(now, key)
    assert demo.delivered_on is not None
    assert change_of_mind_limit(demo.placed_on, demo.delivered_on) == limit
    assert (demo.span.opened.date() <= limit) is is_in_time
    assert demo.entry["steps"][-1] in ("close", "cancel")


OLD: Callable[[DemoCase], bool] = lambda demo: "delivered_on" in demo.entry["order"]  # noqa: E731


def test_all_others_are_of_the_last_weeks() -> None:
    for now in DAYS:
        recent = [demo for demo in demo_cases(now) if not OLD(demo)]
        assert len(recent) > 85
        assert min(demo.span.opened for demo in recent) > now - timedelta(days=45)
