"""The facts read from the rows of a case: device, account, IMEI, time, order, parcel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from returns.models import Inspection, Order, ReturnCase
from returns.snapshot import CUSTOMER
from tests.factories import (
    INVALID_IMEI,
    OTHER_IMEI,
    VALID_IMEI,
    AccountFamilyFactory,
    CarrierFactory,
    CaseFactory,
    CategoryFactory,
    DropOffFactory,
    FamilyFactory,
)
from tests.returns.fact_tools import ABSENT, change, facts_of, say


@pytest.fixture
def case(db: None) -> ReturnCase:
    """A phone, delivered on 9 January, returned on 2 March, nothing said yet."""
    return CaseFactory.create()


# The device and its account


def test_the_device(case: ReturnCase) -> None:
    assert facts_of(case, "device.category", "device.family", "device.brand", "device.bulky") == [
        "phone",
        "iphone",
        "apple",
        False,
    ]
    assert facts_of(case, "device.stores_personal_data", "device.holds_account") == [True, True]
    change(case.device, brand="", is_bulky=True)
    assert facts_of(case, "device.brand", "device.bulky") == ["apple", True]
    change(case.device, family=None)
    assert facts_of(case, "device.family", "device.brand") == [ABSENT, ABSENT]


def test_the_account_is_that_of_the_family_else_what_is_stated(case: ReturnCase) -> None:
    assert facts_of(case, "account.family") == "icloud"
    change(case.device, family=FamilyFactory.create(code="other", account_family=None, brand=""))
    assert facts_of(case, "account.family") == ABSENT
    say(case, CUSTOMER, "account.family", None)
    assert facts_of(case, "account.family") is None
    say(case, CUSTOMER, "account.family", "google")
    assert facts_of(case, "account.family") == "google"


def test_what_can_hold_no_account_holds_none(case: ReturnCase) -> None:
    scooter = CategoryFactory.create(code="scooter", holds_account=False, stores_personal_data=False)
    change(case.device, category=scooter, family=None)
    assert facts_of(case, "account.family", "device.holds_account") == ["none", False]
    windows = FamilyFactory.create(
        code="windows", brand="", account_family=AccountFamilyFactory.create(code="microsoft")
    )
    change(case.device, family=windows)
    assert facts_of(case, "account.family") == "microsoft"


IMEI_FACTS = ("imei.given", "imei.valid", "imei.matches_order", "imei.matches_inspection")


@pytest.mark.parametrize(
    ("stated", "sold", "inspected", "expected"),
    [
        (..., VALID_IMEI, VALID_IMEI, [ABSENT, ABSENT, ABSENT, ABSENT]),
        (None, VALID_IMEI, VALID_IMEI, [False, ABSENT, ABSENT, ABSENT]),
        ("", VALID_IMEI, VALID_IMEI, [False, ABSENT, ABSENT, ABSENT]),
        (VALID_IMEI, "", "", [True, True, ABSENT, ABSENT]),
        (VALID_IMEI, VALID_IMEI, "", [True, True, True, ABSENT]),
        ("49 015420 323751 8", VALID_IMEI, "490154-203237518", [True, True, True, True]),
        (VALID_IMEI, OTHER_IMEI, OTHER_IMEI, [True, True, False, False]),
        (INVALID_IMEI, VALID_IMEI, INVALID_IMEI, [True, False, False, False]),
        ("0" * 15, VALID_IMEI, "", [True, False, False, ABSENT]),
        (VALID_IMEI[:14], VALID_IMEI, "", [True, False, False, ABSENT]),
        (490154203237518, VALID_IMEI, "", [True, ABSENT, ABSENT, ABSENT]),
    ],
)
def test_the_imei(case: ReturnCase, stated: Any, sold: str, inspected: str, expected: list[Any]) -> None:
    change(case.device, imei=sold)
    if stated is not ...:
        say(case, CUSTOMER, "imei", stated)
    Inspection.objects.create(case=case, imei=inspected)
    assert facts_of(case, *IMEI_FACTS) == expected


def test_the_imei_of_the_last_inspection_that_read_one_counts(case: ReturnCase) -> None:
    say(case, CUSTOMER, "imei", VALID_IMEI)
    for imei in (OTHER_IMEI, VALID_IMEI, ""):
        Inspection.objects.create(case=case, imei=imei)
    assert facts_of(case, "imei.matches_inspection") is True


# Time


ELAPSED = ("delivery.days", "delivery.months", "delivery.business_days")
AT_OPENING = (
    "return.days_after_delivery",
    "return.months_after_delivery",
    "return.business_days_after_delivery",
    "return.business_days_open",
)


@pytest.mark.parametrize(
    ("delivered", "on", "elapsed"),
    [
        (date(2026, 1, 9), date(2026, 1, 9), [0, 0, 0]),
        (date(2026, 1, 9), date(2026, 1, 12), [3, 0, 1]),
        (date(2026, 1, 9), date(2026, 2, 9), [31, 0, 21]),
        (date(2026, 1, 9), date(2026, 2, 10), [32, 1, 22]),
        # A period of months lasts until the end of its last day.
        (date(2025, 1, 9), date(2026, 1, 9), [365, 11, 251]),
        (date(2025, 1, 9), date(2026, 1, 10), [366, 12, 251]),
        # Neither delivered yet, nor on a day after this one.
        (None, date(2026, 1, 12), [ABSENT, ABSENT, ABSENT]),
        (date(2026, 1, 13), date(2026, 1, 12), [ABSENT, ABSENT, ABSENT]),
    ],
)
def test_what_has_elapsed_since_the_delivery(
    case: ReturnCase, delivered: date | None, on: date, elapsed: list[Any]
) -> None:
    change(case.order, placed_on=date(2025, 1, 2), delivered_on=delivered)
    assert facts_of(case, *ELAPSED, on=on) == elapsed


def test_what_had_elapsed_at_the_opening_does_not_depend_on_the_day_of_the_decision(case: ReturnCase) -> None:
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 2)) == [52, 1, 36, 0]
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 9)) == [52, 1, 36, 5]
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 1))[3] == ABSENT
    change(case.order, delivered_on=date(2026, 3, 3))
    assert facts_of(case, *AT_OPENING) == [ABSENT, ABSENT, ABSENT, 14]


def test_a_case_is_opened_on_the_local_day(case: ReturnCase) -> None:
    change(case, opened_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert facts_of(case, "return.opened_on") == "2026-03-02"


@pytest.mark.parametrize(
    ("placed", "delivered", "last", "holiday"),
    [
        (date(2026, 1, 5), date(2026, 1, 9), "2026-02-09", False),
        (date(2025, 11, 27), date(2025, 12, 1), "2025-12-31", False),
        (date(2025, 11, 28), date(2025, 12, 1), "2026-01-31", True),
        (date(2025, 12, 31), date(2026, 1, 9), "2026-02-09", True),
        (date(2026, 1, 5), None, ABSENT, False),
    ],
)
def test_the_last_day_to_change_ones_mind(
    case: ReturnCase, placed: date, delivered: date | None, last: str, holiday: bool
) -> None:
    change(case.order, placed_on=placed, delivered_on=delivered)
    assert facts_of(case, "withdrawal.last_day", "order.holiday_purchase") == [last, holiday]


def test_the_order(case: ReturnCase) -> None:
    names = ("decision.on", "order.price", "order.placed_on", "order.delivered_on", "order.warranty_months")
    assert facts_of(case, *names) == ["2026-03-20", "349.00", "2026-01-05", "2026-01-09", 12]
    Order.objects.update(delivered_on=None)
    assert facts_of(case, "order.delivered_on") == ABSENT


def test_earlier_returns_of_the_customer_within_a_year_count(case: ReturnCase) -> None:
    for days in (1, 364, 366, -1):
        CaseFactory.create(customer=case.customer, opened_at=case.opened_at - timedelta(days=days))
    CaseFactory.create(opened_at=case.opened_at)
    assert facts_of(case, "customer.returns_last_year") == 2


# Shipping


@pytest.mark.parametrize(
    ("number", "expected"),
    [("", [ABSENT, ABSENT]), ("3318810025", [True, True]), ("3318810010", [True, False])],
)
def test_the_tracking_number(case: ReturnCase, number: str, expected: list[Any]) -> None:
    change(case, carrier=CarrierFactory.create(), tracking_number=number)
    assert facts_of(case, "shipping.tracking_given", "shipping.tracking_valid") == expected


def test_the_parcel(case: ReturnCase) -> None:
    names = ("shipping.carrier", "shipping.gives_deposit_proof", "shipping.tracking_valid")
    assert facts_of(case, *names) == [ABSENT, ABSENT, ABSENT]
    change(case, tracking_number="3318810025")
    assert facts_of(case, *names) == [ABSENT, ABSENT, ABSENT]
    carrier = CarrierFactory.create()
    change(case, carrier=carrier, drop_off=DropOffFactory.create(carrier=carrier, deposit_proof=False))
    assert facts_of(case, *names) == ["dhl_express", False, True]
