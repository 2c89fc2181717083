"""The start page: what it is to everybody, and what it shows of the demo."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.catalogue.fixtures_loading import load_roles
from returns.models import Guarantee, ReturnCase
from returns.privacy.erasure import erase_case
from returns.start.logins import PASSWORD
from tests.cast import Cast
from tests.factories import VALID_IMEI
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def page(client: Client, language: str = "en") -> str:
    response = client.get(reverse("start:page"), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def decide(case: ReturnCase, **values: bool | None) -> None:
    state_facts(case=case, source="customer", values=values, actor=None)
    decide_case(case=case, actor=None, on=ON)


def test_outside_the_demo_it_says_what_it_is_and_where_to_sign_in(client: Client, case: ReturnCase) -> None:
    decide(case, shock=True)
    html = page(client)
    assert "Sign in" in html
    assert case.reference not in html
    assert PASSWORD not in html


def test_it_asks_the_database_for_nothing_outside_the_demo(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        page(client)
    assert len(captured) == 0


@pytest.mark.usefixtures("demo")
def test_the_demo_shows_its_logins(client: Client, cast: Cast) -> None:
    html = page(client)
    assert PASSWORD in html
    assert cast.agent.email in html
    assert cast.seller.email in html
    assert 'href="/portal/"' in html


@pytest.mark.usefixtures("demo")
def test_a_decision_is_shown_with_its_verdict_and_reason(client: Client, case: ReturnCase) -> None:
    Guarantee.objects.create(code="commercial", label_fr="Garantie commerciale", label_en="Commercial warranty")
    decide(case, shock=True)
    html = page(client)
    assert case.reference in html
    assert "Apple iPhone 12" in html
    assert re.search(r"chip excluded.*Excluded.*shock-excludes", html, re.DOTALL)
    assert "Blocked" in html
    assert "Garantie commerciale" in page(client, "fr")


@pytest.mark.usefixtures("demo")
def test_an_undetermined_verdict_names_what_is_not_known(client: Client, case: ReturnCase) -> None:
    decide(case, shock=None)
    assert "damage.shock" in page(client)


@pytest.mark.usefixtures("demo")
def test_it_shows_nothing_that_says_whose_a_return_is(client: Client, case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="agent", values={"shock": True}, actor=cast.agent, reason="Camille dropped it.")
    decide(case, shock=True)
    html = page(client)
    case.refresh_from_db()
    secrets = (
        cast.customer.first_name,
        cast.customer.last_name,
        cast.customer.email,
        cast.shop.name,
        case.order.number,
        VALID_IMEI,
        "dropped",
    )
    assert [secret for secret in secrets if secret in html] == []


@pytest.mark.usefixtures("demo")
def test_an_erased_decision_is_not_shown(client: Client, case: ReturnCase, cast: Cast) -> None:
    decide(case, shock=True)
    perform(case=case, transition="cancel", actor=cast.agent)
    erase_case(case=case, actor=cast.lead)
    assert case.reference not in page(client)


@pytest.mark.usefixtures("demo")
def test_only_the_decision_that_stands_is_shown(client: Client, case: ReturnCase) -> None:
    decide(case, shock=True)
    decide(case, shock=False)
    html = page(client)
    assert html.count(case.reference) == 1
    assert "Excluded" not in html


@pytest.mark.usefixtures("demo")
def test_it_costs_the_same_for_one_decision_and_for_three(client: Client, new_case: OpenCase) -> None:
    load_roles()
    counts = []
    for numbers in (["40-1"], ["40-2", "40-3"]):
        for number in numbers:
            decide(new_case(number), shock=True)
        page(client)
        with CaptureQueriesContext(connection) as captured:
            page(client)
        counts.append(len(captured))
    # Logins and their roles, members of sellers, four lists of the catalogue, decisions, returns to walk through.
    assert counts == [9, 9]


def test_the_language_menu_works_without_a_script(client: Client) -> None:
    french = page(client, "fr")
    assert '<html lang="fr">' in french
    assert re.search(r'<button name="language" value="en" lang="en">', french)
    response = client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert '<html lang="en">' in page(client, "fr")


def test_it_breaks_no_rule_of_its_own_policy(client: Client) -> None:
    html = page(client)
    assert "<script" not in html
    assert "<style" not in html
    assert re.findall(r"\s(?:style|on[a-z]+)=", html) == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_read_only(client: Client, method: str) -> None:
    assert getattr(client, method)(reverse("start:page")).status_code == 405
