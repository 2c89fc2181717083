"""Opening cases: what is created, what is found again, what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from returns.casework.changes import CaseFinalError
from returns.casework.opening import (
    AlreadyOpenError,
    CustomerData,
    DeviceData,
    OpeningRefusedError,
    OrderData,
    RequestData,
    open_case,
    rebind_case,
)
from returns.ledger import stored_chain
from returns.models import Customer, Device, Event, Order, ReturnCase
from rules.models import Version
from rules.registry import NoVersionInForce
from tests.cast import Cast
from tests.factories import VALID_IMEI, CategoryFactory, DeadlineFactory, FamilyFactory, ReasonFactory, publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CUSTOMER = CustomerData("Lina", "Morel", "lina@example.org")
ORDER = OrderData("40-77", date(2026, 1, 5), Decimal("349.00"), delivered_on=date(2026, 1, 9))
DEVICE = DeviceData("phone", "iphone", "Apple", "iPhone 12", VALID_IMEI)
REQUEST = RequestData("in_warranty", opened_at=OPENED)


@pytest.fixture
def catalogue(version: Version) -> None:
    """The codes that the data above name."""
    CategoryFactory.create()
    FamilyFactory.create()
    ReasonFactory.create()


def opened(cast: Cast, **parts: Any) -> ReturnCase:
    given = {
        "seller": cast.shop,
        "customer": CUSTOMER,
        "order": ORDER,
        "device": DEVICE,
        "request": REQUEST,
        "actor": None,
    }
    return open_case(**{**given, **parts})


def test_a_case_comes_with_its_customer_order_and_device(cast: Cast, catalogue: None, version: Version) -> None:
    case = opened(cast)
    assert (case.state, case.reference, case.version_hash) == ("opened", "R-2026-000001", version.hash)
    assert (case.order.number, case.order.price, case.order.seller) == ("40-77", Decimal("349.00"), cast.shop)
    assert (case.device.imei, case.device.category.code, case.device.order) == (VALID_IMEI, "phone", case.order)
    assert (case.customer.email, case.order.customer) == ("lina@example.org", case.customer)
    event = Event.objects.get()
    assert (event.case, event.kind, event.to_state, event.audience) == (case, "opened", "opened", "system")
    assert stored_chain.verify() == []


def test_the_version_in_force_at_the_opening_is_bound(cast: Cast, catalogue: None, version: Version) -> None:
    newer = publish(small_book(photo="photo.back"), since=datetime(2026, 6, 1, tzinfo=UTC))
    assert opened(cast).version_hash == version.hash
    later = RequestData("in_warranty", opened_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert opened(cast, order=replace(ORDER, number="40-78"), request=later).version_hash == newer.hash


def test_without_a_version_in_force_nothing_is_stored(cast: Cast, catalogue: None) -> None:
    with pytest.raises(NoVersionInForce):
        opened(cast, request=replace(REQUEST, rulebook="de"))
    assert not ReturnCase.objects.exists()


def test_a_return_older_than_the_first_version_is_bound_to_it(cast: Cast, catalogue: None, version: Version) -> None:
    publish(small_book(photo="photo.back"), since=datetime(2026, 1, 1, tzinfo=UTC))
    old = replace(REQUEST, opened_at=datetime(2019, 1, 1, tzinfo=UTC))
    assert opened(cast, request=old).version_hash == version.hash


def test_two_alike_of_one_order_are_two_devices_if_their_returns_have_references(cast: Cast, catalogue: None) -> None:
    alike = replace(DEVICE, imei="")
    cases = [
        opened(cast, device=alike, request=replace(REQUEST, external_reference=reference))
        for reference in ("RMA-1", "RMA-2")
    ]
    assert cases[0].order == cases[1].order
    assert cases[0].device != cases[1].device


def test_references_count_up_within_the_local_year(new_case: OpenCase) -> None:
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    references = [
        new_case("1").reference,
        new_case("2").reference,
        new_case("3", opened_at=eve).reference,
        new_case("4").reference,
    ]
    assert references == ["R-2026-000001", "R-2026-000002", "R-2027-000001", "R-2026-000003"]


def test_who_is_known_is_found_again(cast: Cast, catalogue: None) -> None:
    first = opened(cast)
    again = replace(CUSTOMER, email=" Lina@Example.org")
    second = opened(cast, customer=again, device=replace(DEVICE, imei="", serial_number="F17"))
    assert (first.customer, first.order) == (second.customer, second.order)
    assert first.device != second.device
    other = opened(cast, customer=replace(CUSTOMER, first_name="Hugo"), order=replace(ORDER, number="40-78"))
    assert other.customer != first.customer


def test_who_is_known_twice_is_the_older_one(cast: Cast, catalogue: None) -> None:
    older, _newer = (Customer.objects.create(**asdict(CUSTOMER)) for _time in range(2))
    assert opened(cast).customer == older


def test_a_device_has_one_unfinished_case(cast: Cast, catalogue: None) -> None:
    first = opened(cast)
    with pytest.raises(AlreadyOpenError, match=first.reference) as refused:
        opened(cast)
    assert refused.value.case == first
    ReturnCase.objects.update(state="closed")
    assert opened(cast).device == first.device


def test_the_database_too_allows_a_device_one_unfinished_case(cast: Cast, catalogue: None) -> None:
    case = opened(cast)
    case.pk, case.reference = None, "R-2026-000099"
    with pytest.raises(IntegrityError):
        case.save(force_insert=True)


def test_a_return_is_opened_once_by_the_marketplaces_reference(cast: Cast, catalogue: None) -> None:
    request = replace(REQUEST, external_reference="RMA-5")
    first = opened(cast, request=request)
    ReturnCase.objects.update(state="closed")
    with pytest.raises(AlreadyOpenError) as refused:
        opened(cast, request=request, order=replace(ORDER, number="40-78"))
    assert refused.value.case == first
    assert (Order.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "parts",
    [
        {"order": replace(ORDER, price=Decimal("350.00"))},
        {"order": replace(ORDER, delivered_on=None)},
        {"customer": replace(CUSTOMER, email="other@example.org")},
    ],
)
def test_an_order_known_with_other_details_is_refused(cast: Cast, catalogue: None, parts: dict[str, Any]) -> None:
    opened(cast)
    with pytest.raises(OpeningRefusedError, match="40-77"):
        opened(cast, **{"device": replace(DEVICE, imei=""), **parts})
    assert (ReturnCase.objects.count(), Customer.objects.exclude(pk=cast.customer.pk).count()) == (1, 1)


def test_a_seller_that_is_not_active_opens_nothing(cast: Cast, catalogue: None) -> None:
    cast.shop.is_active = False
    with pytest.raises(OpeningRefusedError):
        opened(cast)


def test_an_outsider_opens_nothing(cast: Cast, catalogue: None) -> None:
    with pytest.raises(PermissionDenied):
        opened(cast, actor=cast.other_seller)
    assert not Device.objects.exists()
    assert opened(cast, actor=cast.seller).events.get().audience == "seller"


def test_the_sellers_answer_is_due_by_the_catalogue(cast: Cast, catalogue: None) -> None:
    assert opened(cast).due_at is None
    DeadlineFactory.create()
    # 24 hours from a Friday noon, the weekend left out.
    friday = replace(REQUEST, opened_at=datetime(2026, 3, 6, 11, 0, tzinfo=UTC))
    case = opened(cast, order=replace(ORDER, number="40-78"), request=friday)
    assert case.due_at == datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


def test_an_unfinished_case_can_move_to_another_version(case: ReturnCase, cast: Cast) -> None:
    newer = publish(small_book(photo="photo.back"))
    event = rebind_case(case=case, version_hash=newer.hash, actor=cast.approver)
    case.refresh_from_db()
    shown = (case.version_hash, event.kind, event.subject, event.actor, event.audience)
    assert shown == (newer.hash, "rebound", newer.hash, cast.approver, "system")
    case.state = "closed"
    with pytest.raises(CaseFinalError):
        rebind_case(case=case, version_hash=newer.hash, actor=cast.approver)


@pytest.mark.django_db(transaction=True)
def test_cases_opened_at_once_get_references_of_their_own(cast: Cast, catalogue: None) -> None:
    people = 4
    together = Barrier(people)

    def open_one(number: int) -> str:
        try:
            together.wait()
            return opened(cast, order=replace(ORDER, number=f"40-{number}")).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        references = sorted(pool.map(open_one, range(people)))
    assert references == [f"R-2026-{number:06d}" for number in range(1, people + 1)]
    assert stored_chain.verify() == []
