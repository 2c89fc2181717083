"""The start page and the page of a decision in a browser: both languages, both widths, with and without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import Decision, User
from tests.browser.conftest import Open
from tests.browser.soundness import EVERY_RULE, SIDEWAYS, violations
from tests.cast import staff
from tests.conftest import SOURCE
from tests.factories import CaseFactory, publish

SHIPPED: dict[str, Any] = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
LOOKS = [("fr", 1280, "light"), ("en", 1280, "dark"), ("fr", 390, "dark"), ("en", 390, "light")]
WIDTHS = (320, 768, 1280)
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(element => element.type !== 'hidden' && element.checkVisibility({visibilityProperty: true}))
    .map(element => element.outerHTML)"""
FOCUSED = "() => document.activeElement.outerHTML"

Visit = Callable[..., Page]


@pytest.fixture
def agent(transactional_db: None) -> User:
    return staff("agent", "returns.handle_returncase", "returns.view_returncase")


@pytest.fixture
def decision(agent: User, settings: Settings) -> Decision:
    """On a phone that fell, and whose account nobody knows of; the site is the demo."""
    settings.DEMO = True
    load_catalogue()
    case = CaseFactory.create(version_hash=publish(SHIPPED).hash)
    state_facts(case=case, source="customer", values={"shock": True, "account_active": None}, actor=None)
    return decide_case(case=case, actor=None).decision


@pytest.fixture
def visit(seen: Open, agent: User) -> Visit:
    """Opens a page as the agent."""

    def open_page(
        address: str, *, language: str = "fr", width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Page:
        page = seen(agent, language, width, scheme, java_script_enabled=scripts)
        page.goto(address)
        return page

    return open_page


def address_of(name: str, decision: Decision) -> str:
    """The address of one of the two pages."""
    return reverse("start:page") if name == "start" else reverse("admin:returns_decision_change", args=[decision.pk])


BOTH = pytest.mark.parametrize("name", ["start", "decision"])


@BOTH
@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_page_is_accessible_and_breaks_no_policy(
    visit: Visit, complaints: list[str], decision: Decision, name: str, language: str, width: int, scheme: str
) -> None:
    page = visit(address_of(name, decision), language=language, width=width, scheme=scheme)
    page.wait_for_load_state("networkidle")
    # Before axe, whose own styles the policy stops.
    assert complaints == []
    assert violations(page, EVERY_RULE) == []


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_does_not_scroll_sideways(visit: Visit, decision: Decision, name: str, width: int) -> None:
    assert not visit(address_of(name, decision), width=width).evaluate(SIDEWAYS)


@BOTH
def test_the_keyboard_reaches_everything(visit: Visit, decision: Decision, name: str) -> None:
    page = visit(address_of(name, decision))
    expected = set(page.evaluate(REACHABLE))
    reached = set()
    for _press in range(len(expected) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    assert expected - reached == set()


@BOTH
def test_focus_shows(visit: Visit, decision: Decision, name: str) -> None:
    page = visit(address_of(name, decision))
    for _press in range(4):
        page.keyboard.press("Tab")
    style = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    width = page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert (style, width >= 2) == ("solid", True)


def test_the_language_menu_works_without_a_script(visit: Visit, decision: Decision) -> None:
    page = visit(address_of("start", decision), scripts=False)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("Excluded")).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.locator(".chip.excluded")).to_have_text("Exclue")


def test_the_trace_unfolds_without_a_script(visit: Visit, decision: Decision) -> None:
    page = visit(address_of("decision", decision), language="en", scripts=False)
    rule = page.locator("details", has=page.locator("code", has_text="shock-excludes")).last
    comparison = rule.get_by_text("is yes").first
    expect(comparison).to_be_hidden()
    rule.locator("summary").first.press("Enter")
    expect(comparison).to_be_visible()
    expect(rule.get_by_role("img", name="true").first).to_be_visible()
