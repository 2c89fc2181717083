"""Cases out of an order export: what opens one, what is known already, what is refused and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from returns.imports.orders import ColumnsRefused, OrderImport, Taken, check_columns
from returns.imports.tables import Row
from returns.ledger import stored_chain
from returns.models import Customer, Device, DeviceCategory, Event, Order, ReturnCase, Seller
from returns.privacy.erasure import erase_case
from tests.factories import OTHER_IMEI, VALID_IMEI, CategoryFactory
from tests.returns.imports.conftest import GOOD, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def take(seller: Seller, *rows: dict[str, str], is_trial: bool = False) -> list[Taken]:
    orders = OrderImport(seller, is_trial=is_trial)
    return list(orders.take_all(Row(line, cells) for line, cells in enumerate(rows, start=2)))


def faults(taken: Taken) -> list[str]:
    return [str(fault) for fault in taken.faults]


def close(case: ReturnCase) -> None:
    # The way there is for other tests.
    ReturnCase.objects.filter(pk=case.pk).update(state="closed")
    case.refresh_from_db()


def rows_stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Customer, Order, Device, ReturnCase, Event))


def test_a_row_opens_a_case(seller: Seller) -> None:
    (taken,) = take(seller, GOOD)
    case = ReturnCase.objects.get()
    assert taken == Taken(2, case, is_new=True)
    assert (case.seller, case.reason_id, case.external_reference) == (seller, "in_warranty", f"40-1001/{VALID_IMEI}")
    assert case.opened_at == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    assert (case.order.placed_on, case.order.delivered_on) == (date(2026, 1, 5), date(2026, 1, 9))
    assert (case.order.price, case.order.currency, case.order.warranty_months) == (Decimal(349), "EUR", 12)
    device = case.device
    assert (device.category_id, device.family_id, device.brand, device.model) == (
        "phone",
        "iphone",
        "Apple",
        "iPhone 12",
    )
    assert (str(case.customer), case.customer.email) == ("Élodie Durand", "elodie.durand@example.org")
    assert list(case.events.values_list("kind", "audience")) == [("opened", "system")]
    assert stored_chain.verify() == []


def test_what_is_not_required_may_be_left_out(seller: Seller) -> None:
    required = ("order_number", "ordered_on", "price", "category", "reason", "last_name", "email")
    (taken,) = take(seller, {name: GOOD[name] for name in required})
    assert taken.is_new
    assert ReturnCase.objects.get().order.delivered_on is None


def test_taking_the_rows_again_adds_nothing(seller: Seller) -> None:
    rows = [row(), row(order_number="40-2"), row(order_number="40-3", imei="", return_reference="RMA 7")]
    first = take(seller, *rows)
    before = rows_stored()
    again = take(seller, *rows)
    assert [(taken.case, taken.is_new) for taken in again] == [(taken.case, False) for taken in first]
    assert rows_stored() == before


def test_a_case_that_is_closed_is_known_still(seller: Seller) -> None:
    (first,) = take(seller, row())
    assert first.case
    close(first.case)
    assert [taken.is_new for taken in take(seller, row())] == [False]


def test_two_devices_alike_in_one_order_are_two_cases(seller: Seller) -> None:
    pair = [
        row(category="earphones", family="", imei="", order_line="1"),
        row(category="earphones", family="", imei="", order_line="2"),
    ]
    assert [taken.is_new for taken in take(seller, *pair)] == [True, True]
    assert [taken.is_new for taken in take(seller, *pair)] == [False, False]
    assert ReturnCase.objects.values("device").distinct().count() == 2


def test_a_device_returned_a_second_time_has_a_number_of_the_return(seller: Seller) -> None:
    (first,) = take(seller, row(return_reference="RMA 1"))
    (too_early,) = take(seller, row(return_reference="RMA 2"))
    assert faults(too_early) == [f"line 2, imei: This return is already known as {first.case}."]
    assert first.case
    close(first.case)
    (second,) = take(seller, row(return_reference="RMA 2"))
    assert second.is_new
    assert second.case
    assert second.case.device == first.case.device


def test_rows_that_nothing_tells_apart_are_refused(seller: Seller) -> None:
    phone, earphones = row(imei=""), row(imei="", category="earphones", family="")
    first, second = take(seller, phone, earphones)
    assert first.is_new
    assert faults(second) == [
        "line 3, order_number: is the same as on line 2: tell the two apart by order_line, imei or serial_number"
    ]
    (alone,) = take(seller, earphones)
    assert "is about another device" in faults(alone)[0]


def test_an_order_keeps_its_details(seller: Seller) -> None:
    other = {
        "price": "350.00",
        "ordered_on": "2026-01-04",
        "delivered_on": "2026-01-10",
        "warranty_months": "24",
        "email": "someone.else@example.org",
    }
    take(seller, row())
    for name, value in other.items():
        (taken,) = take(seller, row(imei=OTHER_IMEI, **{name: value}))
        assert faults(taken) == ["line 2, order_number: Order 40-1001 is already known with other details."]
    assert Customer.objects.count() == 1


def test_every_fault_of_a_row_is_told(seller: Seller) -> None:
    bad = row(ordered_on="2026-02-30", price="free", imei=VALID_IMEI[:14], category="fone", last_name="")
    (taken,) = take(seller, bad)
    assert faults(taken) == [
        "line 2, ordered_on: is a date that does not exist",
        "line 2, price: is no price: write 349.00 or 349,00, without a currency or separators of thousands",
        "line 2, category: is none of: earphones, phone, tablet",
        "line 2, last_name: is empty",
        "line 2, imei: An IMEI has 15 digits, not 14.",
    ]
    assert rows_stored() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"delivered_on": "2026-01-04"}, "delivered_on: is before the purchase"),
        ({"requested_at": "2026-01-04"}, "requested_at: is before the purchase"),
        ({"category": "earphones"}, "family: is no family of this category"),
        ({"family": "ipad"}, "family: is none of: iphone"),
        ({"reason": "because"}, "reason: is none of: in_warranty"),
    ],
)
def test_what_contradicts_itself_or_the_catalogue_is_refused(seller: Seller, cells: dict[str, str], fault: str) -> None:
    (taken,) = take(seller, row(**cells))
    assert faults(taken) == [f"line 2, {fault}"]


def test_a_refused_row_costs_no_other(seller: Seller) -> None:
    taken = take(seller, row(order_number="40-1"), row(price="free"), row(order_number="40-2"))
    assert [bool(entry.faults) for entry in taken] == [False, True, False]
    assert list(ReturnCase.objects.order_by("pk").values_list("reference", flat=True)) == [
        "R-2026-000001",
        "R-2026-000002",
    ]


def test_a_row_that_could_not_be_read_is_passed_on(seller: Seller) -> None:
    (taken,) = OrderImport(seller).take_all([Row(7, problem="is not JSON")])
    assert faults(taken) == ["line 7: is not JSON"]


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_is_refused_alone(seller: Seller) -> None:
    CategoryFactory.create(code="gone")
    orders = OrderImport(seller)
    DeviceCategory.objects.filter(code="gone").delete()
    gone, good = orders.take_all([Row(2, row(category="gone", family="")), Row(3, row(order_number="40-2"))])
    assert faults(gone)[0].startswith("line 2: The database refuses the row:")
    assert good.is_new
    assert stored_chain.verify() == []


def test_a_trial_keeps_nothing(seller: Seller) -> None:
    rows = [row(), row(order_number="40-2"), row(), row(order_number="40-2", imei=OTHER_IMEI, price="1")]
    first, second, twin, contrary = take(seller, *rows, is_trial=True)
    assert [first.is_new, second.is_new] == [True, True]
    assert "is the same as on line 2" in faults(twin)[0]
    assert "other details" in faults(contrary)[0]
    assert rows_stored() == (0, 0, 0, 0, 0)


def test_what_was_erased_is_not_opened_again_unnoticed(seller: Seller) -> None:
    (first,) = take(seller, row())
    assert first.case
    close(first.case)
    erase_case(case=first.case, actor=None)
    before = rows_stored()
    (again,) = take(seller, row())
    assert faults(again) == [
        f"line 2, order_number: has an erased return already, {first.case}: open another one by hand"
    ]
    assert rows_stored() == before


def test_orders_of_one_number_belong_to_their_sellers(seller: Seller) -> None:
    other: Any = Seller.objects.create(code="other", name="Other", email="other@example.org")
    assert [taken.is_new for shop in (seller, other) for taken in take(shop, row())] == [True, True]


def test_a_long_key_is_shortened_and_still_the_same(seller: Seller) -> None:
    long = row(order_number="9" * 60)
    assert [taken.is_new for taken in take(seller, long) + take(seller, long)] == [True, False]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "The column “order_number” is missing."),
        ([*GOOD, "imei"], "The column “imei” stands there twice."),
        ([*GOOD, "colour"], None),
    ],
)
def test_columns_are_checked_first(columns: list[str], message: str | None) -> None:
    if message is None:
        assert check_columns(columns) == ["The column “colour” is not known, and not read."]
        return
    with pytest.raises(ColumnsRefused, match=message):
        check_columns(columns)


def test_a_column_that_is_nearly_right_is_named() -> None:
    assert check_columns([*GOOD, "delivred_on", "\ud800"]) == [
        "The column “delivred_on” is not known, and not read. Do you mean “delivered_on”?",
        "The column “\\ud800” is not known, and not read.",
    ]
