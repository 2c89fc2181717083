"""Coverage and differences in a real browser: tips that Escape hides, arrows, no violation at any width."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from returns.catalogue.fixtures_loading import load_catalogue
from rules import edits, lifecycle
from rules.models import Version
from tests.browser.conftest import Open
from tests.browser.soundness import SIDEWAYS, violations
from tests.cast import staff
from tests.conftest import SOURCE
from tests.factories import publish
from tests.rules.desk.conftest import url

Json = dict[str, Any]
Visit = Callable[..., Page]
WIDTHS = (1280, 390)
SHIPPED: Json = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))


@pytest.fixture
def draft(transactional_db: None) -> Version:
    """A draft of the shipped rulebook with something of each kind changed."""
    load_catalogue()
    editor = staff("ines", "rules.change_version")
    version = lifecycle.new_draft(version=publish(SHIPPED), by=editor)
    rules = {entry["key"]: copy.deepcopy(entry) for entry in SHIPPED["rules"]}
    rules["imei"]["when"]["all"][0] = {"fact": "device.category", "operator": "in", "value": ["phone", "tablet"]}
    rules["transit-report-period"]["when"]["all"][1]["any"][0]["all"][1]["value"] = 5
    rules["shock-excludes"].update(
        when={"any": [rules["shock-excludes"]["when"], {"fact": "found.shock", "operator": "equal", "value": True}]},
        pending="apply",
    )
    for key in ("imei", "transit-report-period", "shock-excludes"):
        revision = version.rules.get(key=key).revision
        edits.save_rule(version=version, by=editor, key=key, rule_json=rules[key], revision=revision)
    edits.set_enabled(version=version, by=editor, key="invoice-when-undated", enabled=False, revision=1)
    edits.delete_rule(version=version, by=editor, key="waterproofing-excludes", revision=1)
    _add_motor_video(version, editor)
    return version


def _add_motor_video(version: Version, editor: Any) -> None:
    fact = {
        "name": "motor.noise",
        "type": "boolean",
        "label": {"fr": "Le moteur fait du bruit", "en": "The motor makes a noise"},
        "question": {"fr": "Le moteur fait-il du bruit ?", "en": "Does the motor make a noise?"},
        "supplier": "customer",
    }
    edits.save_fact(version=version, by=editor, name=None, fact_json=fact, revision=None)
    edits.add_code(version=Version.objects.get(pk=version.pk), by=editor, list_name="items", code="video.motor")
    rule = {
        "key": "motor-video",
        "kind": "requirement",
        "title": {"fr": "Vidéo du moteur", "en": "Video of the motor"},
        "when": {
            "all": [
                {"fact": "device.category", "operator": "equal", "value": "scooter"},
                {"any": [{"fact": "motor.noise", "operator": "equal", "value": True}]},
                {"not": {"all": [{"fact": "device.powers_on", "operator": "equal", "value": False}]}},
            ]
        },
        "effect": {"require": "video.motor"},
        "priority": 100,
        "pending": "apply",
        "message": {"fr": "Filmez le moteur.", "en": "Film the motor."},
    }
    edits.save_rule(version=Version.objects.get(pk=version.pk), by=editor, key=None, rule_json=rule, revision=None)


@pytest.fixture
def visit(seen: Open, draft: Version) -> Visit:
    """Opens a page of the draft as somebody who may only look."""
    auditor = staff("auditor", "rules.view_version")

    def open_page(name: str, language: str = "en", width: int = 1280, scheme: str = "light", **options: Any) -> Page:
        page = seen(auditor, language, width, scheme, **options)
        page.goto(url(name, draft))
        return page

    return open_page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["matrix", "difference"])
def test_no_page_breaks_a_rule_of_access_or_its_own_policy(
    name: str, width: int, language: str, visit: Visit, complaints: list[str]
) -> None:
    page = visit(name, language, width)
    assert complaints == []
    assert violations(page) == []
    assert not page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("name", ["matrix", "difference"])
def test_the_dark_scheme_is_as_legible(name: str, visit: Visit) -> None:
    assert violations(visit(name, scheme="dark")) == []


def test_a_reason_shows_on_focus_and_escape_hides_it(visit: Visit) -> None:
    page = visit("matrix")
    cell = page.locator('[aria-describedby="tip-tablet:photo.front_on"]')
    tip = page.locator('[id="tip-tablet:photo.front_on"]')
    expect(tip).to_be_hidden()
    cell.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(page.locator('[id="tip-phone:photo.front_on"]')).to_be_visible()
    expect(page.locator('[aria-describedby="tip-phone:photo.front_on"]')).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tip).to_be_visible()


def test_a_reason_shows_on_hover_and_stays_while_the_pointer_is_on_it(visit: Visit) -> None:
    page = visit("matrix")
    tip = page.locator('[id="tip-phone:photo.front_on"]')
    page.locator('[aria-describedby="tip-phone:photo.front_on"]').hover()
    expect(tip).to_be_visible()
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_head_and_first_column_stay_in_sight(visit: Visit) -> None:
    page = visit("matrix")
    page.set_viewport_size({"width": 900, "height": 500})
    box = page.locator("[data-matrix]")
    box.evaluate("element => element.scrollTo(600, 200)")
    corner = box.bounding_box()
    head = page.locator(".d-matrix thead th").first.bounding_box()
    row = page.locator(".d-matrix tbody th").nth(8).bounding_box()
    assert corner
    assert head
    assert row
    assert abs(head["x"] - corner["x"]) < 3
    assert abs(head["y"] - corner["y"]) < 3
    assert abs(row["x"] - corner["x"]) < 3


def test_the_whole_cell_leads_to_its_rule(visit: Visit, draft: Version) -> None:
    page = visit("matrix")
    cell = page.locator("td", has=page.locator('[aria-describedby="tip-phone:imei"]'))
    cell.click(position={"x": 4, "y": 4})
    page.wait_for_url(f"**{url('rule', draft, 'imei')}")


def test_without_a_script_reasons_show_and_several_rules_are_listed(visit: Visit) -> None:
    page = visit("matrix", java_script_enabled=False)
    page.locator('[aria-describedby="tip-phone:photo.front_on"]').hover()
    expect(page.locator('[id="tip-phone:photo.front_on"]')).to_be_visible()
    page.locator('[aria-describedby="tip-phone:photo.front_on"]').click()
    panel = page.locator("#cell")
    expect(panel.get_by_role("heading")).to_have_text("Phone, Front, screen lit: depends")
    expect(panel.get_by_role("listitem")).to_have_count(2)
