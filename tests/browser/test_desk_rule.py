"""The page of a rule in a real browser: by keyboard alone, with and without JavaScript, at any width."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import EvidenceItem, Step, User
from rules import edits, lifecycle
from rules.drafts import rule_entry
from rules.models import Rule, Version
from tests.browser.conftest import Open
from tests.browser.soundness import EVERY_RULE, SIDEWAYS, violations
from tests.browser.test_desk_frame import SHIPPED
from tests.cast import staff

LOOKS = [("fr", 1280, "light"), ("en", 1280, "dark"), ("en", 390, "light"), ("fr", 390, "dark")]
NESTED = "withdrawal-period"
WANTED = {
    "all": [
        {"fact": "device.category", "operator": "in", "value": ["scooter", "other"]},
        {"fact": "damage.shock", "operator": "equal", "value": False},
        {
            "any": [
                {"fact": "order.price", "operator": "greaterThan", "value": "12.5"},
                {"fact": "device.brand", "operator": "equal", "value": "apple"},
            ]
        },
        {"not": {"all": [{"fact": "device.lost", "operator": "equal", "value": True}]}},
    ]
}


@pytest.fixture
def editor(transactional_db: None) -> User:
    return staff("ines", "rules.change_version", "rules.view_version")


@pytest.fixture
def draft(editor: User) -> Version:
    load_catalogue()
    step = Step.objects.get(code="photos")
    EvidenceItem.objects.create(
        code="video.motor", label_fr="Vidéo du moteur", label_en="Video of the motor", step=step, kind="video"
    )
    return lifecycle.import_draft(document=SHIPPED, by=editor)


@pytest.fixture
def seen(seen: Open, editor: User, complaints: list[str]) -> Iterator[Open]:
    """Opens a browser as the editor; a complaint in its console fails the test."""
    yield lambda *looks, scripts=True: seen(editor, *looks, java_script_enabled=scripts)
    # What a refused form answers is no complaint.
    assert [text for text in complaints if "422" not in text and "409" not in text] == []


def rule_url(version: Version, key: str) -> str:
    return reverse("admin:rules_desk_rule", args=(version.pk, key))


def add_url(version: Version, kind: str = "requirement") -> str:
    return reverse("admin:rules_desk_rule_add", args=(version.pk,)) + f"?kind={kind}"


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts

    def at(self) -> str:
        """What has the focus: its id, else its name and value."""
        return str(self.page.evaluate("(e => e.id || `${e.name}=${e.value}`)(document.activeElement)"))

    def go(self, place: str) -> None:
        """Tab until the place has the focus, the shorter way."""
        key = "Shift+Tab" if self.page.evaluate(IS_BEFORE, place) else "Tab"
        for _press in range(250):
            if self.at() == place:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{place} can't be reached by {key}")

    def write(self, place: str, text: str) -> None:
        self.go(place)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, place: str, key: str = "Enter") -> None:
        self.go(place)
        self.page.keyboard.press(key)

    def choose(self, place: str, label: str) -> None:
        """Choose from a list by its first letters; a condition's other fields follow its fact."""
        self.go(place)
        self.page.keyboard.type(label)
        expect(self.page.locator(f"[id='{place}'] option:checked")).to_have_text(label)
        if place.endswith(("-f", "-o")):
            self.fit(place)

    def fit(self, place: str) -> None:
        number = place[1:-2].replace("-", ".")
        if not self.scripts:
            self.press(f"do=fit:{number}")
        following = self.page.locator(f"#{place[:-2]}-{'o' if place.endswith('-f') else 'v'}")
        following.wait_for()
        if self.scripts:
            # The page draws itself again a moment after the last key.
            expect(self.page.locator("#rule-form")).not_to_have_attribute("data-busy", "1")

    def add(self, button: str, place: str) -> None:
        """Press a button of the tree, and find oneself in what it added."""
        self.press(button)
        expect(self.page.locator(f"#{place}")).to_be_focused()


IS_BEFORE = """place => {
    const [name, value] = [place.split("=")[0], place.slice(place.indexOf("=") + 1)];
    const found = document.getElementById(place)
        || [...document.getElementsByName(name)].find(each => each.value === value);
    return !!(found.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""


def label(name: str) -> str:
    """What the shipped rulebook calls a fact."""
    fact = next(fact for fact in SHIPPED["facts"] if fact["name"] == name)
    return str(fact["label"]["en"])


# The story


@pytest.mark.parametrize("scripts", [True, False])
def test_a_rule_with_nested_conditions_is_written_by_keyboard_alone(scripts: bool, seen: Open, draft: Version) -> None:
    page = seen(scripts=scripts)
    page.goto(add_url(draft))
    keys = Keyboard(page, scripts=scripts)
    keys.write("id_title_fr", "Vidéo du moteur")
    keys.choose("c1-f", label("device.category"))
    keys.choose("c1-o", "is one of")
    keys.press("c1-v")
    keys.press("c1.v:device.category=scooter", "Space")
    keys.press("c1.v:device.category=other", "Space")
    keys.add("c-add", "c2-f")
    keys.choose("c2-f", label("damage.shock"))
    keys.choose("c2-v", "no")
    keys.add("c-group", "c3-m")
    keys.choose("c3-m", "AT LEAST ONE (OR)")
    keys.choose("c3-1-f", label("order.price"))
    keys.choose("c3-1-o", "is above")
    keys.write("c3-1-v", "12,5")
    keys.add("c3-add", "c3-2-f")
    keys.choose("c3-2-f", label("device.brand"))
    keys.write("c3-2-v", "apple")
    keys.add("c-group", "c4-m")
    keys.press("c4-n", "Space")
    keys.choose("c4-1-f", label("device.lost"))
    keys.choose("c4-1-v", "yes")
    keys.choose("id_effect-item", "Video of the motor")
    keys.press("do=save")
    page.wait_for_url("**/desk/#rule-*")
    rule = draft.rules.get(key="video-du-moteur")
    assert rule.when == WANTED
    assert rule.effect == {"require": "video.motor"}


@pytest.mark.parametrize("scripts", [True, False])
def test_after_each_press_the_focus_is_where_the_person_was(scripts: bool, seen: Open, draft: Version) -> None:
    page = seen(scripts=scripts)
    page.goto(rule_url(draft, NESTED))
    for button, place in (
        ("c2-2-2-up", "c2-2-1-down"),
        ("c2-2-1-down", "c2-2-2-up"),
        ("c3-up", "c2-up"),
        ("c2-copy", "c3-m"),
        ("c3-remove", "c3-remove"),
        ("c4-remove", "c3-remove"),
        ("c2-1-remove", "c2-1-remove"),
        ("c2-1-remove", "c2-add"),
        ("c-add", "c4-f"),
    ):
        page.locator(f"#{button}").press("Enter")
        expect(page.locator("#rule-form:not([data-busy])")).to_have_count(1)
        expect(page.locator(f"#{place}")).to_be_focused()
        expect(page.locator(f"#{place}")).to_be_in_viewport()
    assert draft.rules.get(key=NESTED).revision == 1


def test_keys_pressed_faster_than_the_page_is_drawn_count(seen: Open, draft: Version) -> None:
    page = seen()
    page.goto(rule_url(draft, NESTED))
    page.locator("#c1-down").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#c3-down")).to_be_focused()
    expect(page.locator("#c3-f")).to_have_value("return.reason")


def test_enter_never_deletes_nor_saves(seen: Open, draft: Version) -> None:
    for scripts in (True, False):
        page = seen(scripts=scripts)
        page.goto(rule_url(draft, NESTED))
        page.locator("#id_priority").fill("7")
        page.locator("#id_priority").press("Enter")
        page.wait_for_load_state()
        expect(page.locator("#id_priority")).to_have_value("7")
        page.locator("#c2-1-2-v").press("Enter")
        page.wait_for_load_state()
        expect(page.locator("#id_priority")).to_have_value("7")
    assert Rule.objects.get(version=draft, key=NESTED).revision == 1


def test_the_sentence_and_the_preview_follow_what_is_typed(seen: Open, draft: Version) -> None:
    page = seen()
    page.goto(rule_url(draft, NESTED))
    page.locator("#c2-1-2-v").fill("a month")
    expect(page.locator("#plain mark")).to_be_visible()
    page.locator("#c2-1-2-v").fill("45")
    expect(page.locator("#plain")).to_contain_text("45")
    expect(page.locator("#plain mark")).to_have_count(0)
    page.locator("#id_message_en").fill("By ")
    page.get_by_text("Put a fact of the case in the message").click()
    page.get_by_role("button", name="{decision.on}").click()
    expect(page.locator("#id_message_en")).to_have_value("By {decision.on}")
    expect(page.locator("#previews")).to_contain_text("By May")


def test_a_french_number_keeps_its_comma(seen: Open, draft: Version) -> None:
    page = seen("fr")
    page.goto(add_url(draft))
    page.locator("#c1-f").select_option("order.price")
    page.locator("#c1-v").fill("12,5")
    page.locator("#id_title_fr").fill("Prix")
    page.locator("#id_effect-item").select_option("imei")
    page.locator("[name=do][value=stay]").click()
    expect(page.locator("#c1-v")).to_have_value("12,5")
    assert draft.rules.get(key="prix").when == {"fact": "order.price", "operator": "equal", "value": "12.5"}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_second_editor_keeps_what_was_typed(scripts: bool, seen: Open, draft: Version) -> None:
    page = seen(scripts=scripts)
    page.goto(rule_url(draft, NESTED))
    theirs = {**rule_entry(draft.rules.get(key=NESTED)), "priority": 300, "note": "theirs"}
    edits.save_rule(version=draft, by=staff("paul", "rules.change_version"), key=NESTED, rule_json=theirs, revision=1)
    page.locator("#id_priority").fill("250")
    page.locator("[name=do][value=save]").click()
    expect(page.get_by_role("alert")).to_contain_text("paul")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("What is stored now", exact=True)).to_be_visible()
    expect(page.locator("#id_priority")).to_have_value("250")
    page.locator("[name=do][value=save]").click()
    page.wait_for_url("**/desk/#rule-*")
    assert draft.rules.get(key=NESTED).priority == 250


# How it looks


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_are_accessible_at_any_width_and_in_both_schemes(
    language: str, width: int, scheme: str, seen: Open, draft: Version, editor: User
) -> None:
    page = seen(language, width, scheme)
    for address in (rule_url(draft, NESTED), add_url(draft), add_url(draft, "exclusion"), add_url(draft, "")):
        page.goto(address)
        check(page, width)
    page.goto(add_url(draft, "review"))
    page.locator("[name=do][value=save]").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check(page, width)
    page.goto(rule_url(draft, "photo-front-on"))
    for summary in page.locator(".d-multi summary").all()[:1]:
        summary.click()
    check(page, width)
    if folder := os.environ.get("SCREENSHOTS"):
        page.goto(rule_url(draft, NESTED))
        page.screenshot(path=Path(folder) / f"desk-rule-{language}-{width}-{scheme}.png", full_page=True)
    lifecycle.submit(version=draft, by=editor)
    page.goto(rule_url(draft, NESTED))
    check(page, width)


def check(page: Page, width: int) -> None:
    """Nothing is wrong with the page for axe, and it does not scroll sideways."""
    # All of it at once: what the bar at the foot covers would count as too small.
    page.set_viewport_size({"width": width, "height": 4000})
    assert violations(page, EVERY_RULE) == []
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size({"width": width, "height": 900})
