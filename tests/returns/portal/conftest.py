"""A seller's members with their browsers, and cases at every point that the portal shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import ReturnCase, SellerMember, User
from rules.models import Version
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.factories import ItemFactory, StepFactory, publish
from tests.returns.books import fact, is_true, rule, small_book
from tests.returns.conftest import OpenCase


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Forget how often anybody was invited."""
    cache.clear()
    yield
    cache.clear()


@dataclass
class Browser:
    """A browser in which somebody is logged in, in English."""

    client: Client
    user: User

    def html(self, path: str = "", status: int = 200, **query: Any) -> str:
        """A page of the portal, as text."""
        response = self.client.get(f"/portal/{path}", query)
        assert response.status_code == status, (path, response.status_code)
        return response.content.decode()

    def post(self, path: str, status: int = 302, **data: Any) -> str:
        """Send a form, and return the page that it leads to, or that shows what is wrong."""
        response = self.client.post(f"/portal/{path}", data)
        assert response.status_code == status, (path, response.status_code, response.content.decode()[:2000])
        if status != 302:
            return response.content.decode()
        return self.client.get(response["Location"]).content.decode()


def browser_of(user: User, language: str = "en") -> Browser:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return Browser(client, user)


def portal_book() -> dict[str, Any]:
    """The small rulebook, with more that sellers supply: a fact of each kind, and one for consoles only."""
    book = small_book()
    choices = [{"code": code, "label": {"fr": code, "en": code}} for code in ("screen", "battery")]
    book["facts"] += [
        fact("inspected.account_active", "boolean", "seller"),
        fact("inspected.fault", "choice", "seller", choices=choices),
        fact("inspected.cycles", "integer", "seller"),
        fact("inspected.sticks", "boolean", "seller", categories=["console"]),
        {
            "name": "device.category",
            "type": "choice",
            "supplier": "catalogue",
            "label": {"fr": "catégorie", "en": "category"},
            "choices": [{"code": code, "label": {"fr": code, "en": code}} for code in ("phone", "console")],
        },
    ]
    unshocked = {"fact": "damage.shock", "operator": "equal", "value": False}
    book["rules"] += [
        rule("repair", "recommendation", unshocked, {"resolution": "repair"}, "ignore"),
        rule("send-back", "recommendation", is_true("damage.shock"), {"resolution": "send_back"}, "ignore"),
    ]
    return book


@pytest.fixture
def version(db: None) -> Version:
    """The rulebook, in force, with the catalogue rows and the texts of mails that it takes."""
    ItemFactory.create()
    ItemFactory.create(code="photo.back")
    ItemFactory.create(code="shipping", step=StepFactory.create(code="shipping"))
    for name in ("08_verdicts", "10_messages"):
        call_command("loaddata", SOURCE / f"fixtures/catalogue/{name}.json", verbosity=0)
    return publish(portal_book())


def fresh(case: ReturnCase) -> ReturnCase:
    """The case as it stands."""
    return ReturnCase.objects.select_related("current_decision__record", "device", "seller").get(pk=case.pk)


@pytest.fixture
def owner(cast: Cast) -> Browser:
    """The cast's seller, who is an owner."""
    SellerMember.objects.filter(user=cast.seller).update(role="owner")
    return browser_of(cast.seller)


@pytest.fixture
def rival(cast: Cast) -> Browser:
    """The owner of another seller."""
    SellerMember.objects.filter(user=cast.other_seller).update(role="owner")
    return browser_of(cast.other_seller)


@pytest.fixture
def received(new_case: OpenCase, cast: Cast) -> ReturnCase:
    """A case whose parcel is here, of a customer who says that nothing happened to it."""
    return receive(new_case(), cast)


Received = Callable[..., ReturnCase]


def receive(case: ReturnCase, cast: Cast, **says: Any) -> ReturnCase:
    """Take a case to the reception of its parcel."""
    state_facts(case=case, source="customer", values={"shock": False, "account_active": False, **says}, actor=None)
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=None)
    perform(case=case, transition="receive", actor=cast.seller)
    return fresh(case)
