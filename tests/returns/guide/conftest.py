"""Returns by the shipped rulebook and catalogue, and browsers that opened a customer's link."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from returns.adjudication import decide_case
from returns.casework.opening import CustomerData, DeviceData, OrderData, RequestData, open_case
from returns.casework.transitions import perform
from returns.catalogue.fixtures_loading import load_catalogue
from returns.guide.links import issue_link
from returns.models import ReturnCase
from tests.cast import Cast, assemble_cast
from tests.conftest import SOURCE
from tests.factories import VALID_IMEI, publish

SHIPPED: dict[str, Any] = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
DEVICES = {
    "phone": DeviceData("phone", "iphone", "Apple", "iPhone 12", VALID_IMEI),
    "samsung": DeviceData("phone", "samsung", "Samsung", "Galaxy S21", VALID_IMEI),
    "tablet": DeviceData("tablet", "ipad", "Apple", "iPad 9"),
    "laptop": DeviceData("laptop", "windows", "Dell", "Latitude 7420"),
    "watch": DeviceData("watch", "apple_watch", "Apple", "Watch Series 7"),
    "console": DeviceData("console", "switch", "Nintendo", "Switch OLED"),
    "scooter": DeviceData("scooter", None, "Xiaomi", "Pro 2", is_bulky=True),
    "earphones": DeviceData("earphones", "other", "Sony", "WF-1000XM4"),
}
WATCH_SIDES = (
    "Dial lit",
    "Dial dark",
    "Back of the case",
    "Right side",
    "Left side",
    "Upper strap joint",
    "Lower strap joint",
)
NewReturn = Callable[..., ReturnCase]


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Forget how often links were asked for."""
    cache.clear()
    yield
    cache.clear()


@dataclass
class Guest:
    """A browser that opened a customer's link."""

    client: Client
    case: ReturnCase

    def get(self, path: str = "", **more: Any) -> HttpResponse:
        """Fetch a page of the guide."""
        return self.client.get(f"/return/{path}", **more)  # type: ignore[return-value]

    def html(self, path: str = "") -> str:
        """The page after all redirections."""
        response = self.client.get(f"/return/{path}", follow=True)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        """Send a form."""
        return self.client.post(f"/return/{path}", data or {}, **more)  # type: ignore[return-value]

    def fresh(self) -> ReturnCase:
        """The return as it stands."""
        self.case = ReturnCase.objects.select_related("current_decision__record", "device").get(pk=self.case.pk)
        return self.case


def guest_of(case: ReturnCase, language: str = "en") -> Guest:
    """Open a new link of a return."""
    _link, token = issue_link(case=case)
    client = Client(headers={"accept-language": language})
    assert client.get(f"/return/open/{token}/").status_code == 302
    return Guest(client, case)


def open_return(cast: Cast, device: DeviceData, *, reason: str = "in_warranty", number: str = "40-1") -> ReturnCase:
    """Open a return that was asked for today, decide it and invite its customer."""
    today = timezone.localdate()
    case = open_case(
        seller=cast.shop,
        customer=CustomerData("Camille", "Martin", "camille@example.org", "fr"),
        order=OrderData(number, today - timedelta(days=70), Decimal("349.00"), delivered_on=today - timedelta(days=60)),
        device=device,
        request=RequestData(reason),
        actor=None,
    )
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=None)
    return case


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The rulebook and the catalogue as they are shipped, stored once for the tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        publish(SHIPPED)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shipped(stocked: None, db: None) -> None:
    """The same, for one test."""


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return assemble_cast()


@pytest.fixture
def new_return(shipped: None, cast: Cast) -> NewReturn:
    """Opens a return of a kind of device, and invites its customer."""

    def create(device: str = "phone", **more: Any) -> ReturnCase:
        return open_return(cast, DEVICES[device], **more)

    return create


@pytest.fixture
def guest(new_return: NewReturn) -> Guest:
    """The customer of an iPhone, who has just opened the link."""
    return guest_of(new_return())
