"""From a question of staff's own to the rule that decides by it, and back: the desk's whole story, by keyboard alone.

"An e-scooter whose motor makes a noise needs a video": with and without scripts; every page on the way by axe, and no
complaint of the content security policy.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.models import EvidenceItem, User
from rules import lifecycle
from rules.models import State, Version
from tests.browser.conftest import Open
from tests.browser.logging_in import PASSWORD
from tests.browser.soundness import EVERY_RULE, violations
from tests.browser.test_desk_frame import SHIPPED
from tests.browser.test_desk_rule import Keyboard, label
from tests.cast import staff
from tests.rules.desk.conftest import url

NOISE = "own.the_motor_makes_a_noise"
VIDEO = "video_of_the_motor"
FACTS = {
    "decision.on": "2026-11-22",
    "device.category": "scooter",
    "device.bulky": True,
    "device.lost": False,
}
WHEN = {
    "all": [
        {"fact": "device.category", "operator": "equal", "value": "scooter"},
        {"fact": NOISE, "operator": "equal", "value": True},
        {
            "any": [
                {"fact": "device.bulky", "operator": "equal", "value": True},
                {"fact": "order.price", "operator": "greaterThan", "value": "100"},
            ]
        },
        {"not": {"all": [{"fact": "device.lost", "operator": "equal", "value": True}]}},
    ]
}
Enter = Callable[[User], "Somebody"]


def role(name: str, group: str) -> User:
    """A member of staff with a password, in a group as it is shipped."""
    user = staff(name)
    user.groups.add(Group.objects.get(name=group))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def editor(transactional_db: None) -> User:
    load_catalogue()
    load_roles()
    return role("ines", "rule editor")


@pytest.fixture
def approver(editor: User) -> User:
    return role("paul", "rule approver")


@pytest.fixture
def first(editor: User, approver: User) -> Version:
    """What is shipped, in force."""
    version = lifecycle.import_draft(document=SHIPPED, by=editor)
    lifecycle.approve(version=lifecycle.submit(version=version, by=editor), by=approver)
    return lifecycle.publish(version=version, by=approver).version


class Somebody:
    """A member of staff at a browser, without a mouse; each kind of page that opens is looked at once."""

    def __init__(self, page: Page, looked_at: set[str], *, scripts: bool) -> None:
        self.page = page
        self.looked_at = looked_at
        self.keys = Keyboard(page, scripts=scripts)

    def beside(self, page: Page) -> Somebody:
        """The same person in another tab."""
        return Somebody(page, self.looked_at, scripts=self.keys.scripts)

    def look(self, *, again: bool = False) -> None:
        """Nothing is wrong with the page; ``again``: it is not what it was."""
        page = self.page
        kind = re.sub(r"\d+", "", urlsplit(page.url).path)
        if kind in self.looked_at and not again:
            return
        self.looked_at.add(kind)
        if not self.keys.scripts:
            page = self._as_it_stands(page)
        assert violations(page, EVERY_RULE) == [], page.url
        if page is not self.page:
            page.context.close()

    def _as_it_stands(self, page: Page) -> Page:
        """The page without a script of ours, in a browser that axe can run in."""
        browser = page.context.browser
        assert browser is not None
        context = browser.new_context(storage_state=page.context.storage_state(), viewport=page.viewport_size)
        context.route("**/rules/*.js", lambda route: route.abort())
        copy = context.new_page()
        copy.goto(page.url)
        return copy

    def log_in(self, email: str) -> None:
        """Fill in the login page and send it."""
        self.keys.write("id_login", email)
        self.keys.write("id_password", PASSWORD)
        with self.page.expect_navigation(url=f"**{reverse('admin:index')}"):
            self.page.keyboard.press("Enter")
        self.look()

    def tab_to(self, question: str, wanted: str) -> None:
        """Tab until what has the focus answers a question as wanted."""
        for _press in range(400):
            if self.page.evaluate(question) == wanted:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {wanted}")

    def follow(self, address: str) -> None:
        """Go to a page by a link that leads there."""
        self.tab_to("document.activeElement.getAttribute('href')", address)
        with self.page.expect_navigation(url=f"**{address}" if address.startswith("/") else f"**/*{address}"):
            self.page.keyboard.press("Enter")
        self.look()

    def press(self, words: str) -> None:
        """Press the button of these words, which leads to another page."""
        self.tab_to("document.activeElement.textContent.trim()", words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def save(self, wait_for: str) -> None:
        """Save the form."""
        with self.page.expect_navigation(url=wait_for):
            self.keys.press("do=save")
        self.look()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def enter(window: Open, complaints: list[str], scripts: bool) -> Iterator[Enter]:
    """Lets somebody log in, and shows the first page."""
    looked_at: set[str] = set()

    def log_somebody_in(user: User) -> Somebody:
        page = window(java_script_enabled=scripts)
        page.goto(reverse("admin:index"))
        person = Somebody(page, looked_at, scripts=scripts)
        person.look()
        person.log_in(user.email)
        return person

    yield log_somebody_in
    assert complaints == []


def asked(folder: Path, **facts: Any) -> str:
    """What `manage.py decide` says of the video, by the version in force."""
    path = folder / "facts.json"
    path.write_text(json.dumps({**FACTS, **facts}), encoding="utf-8")
    out = io.StringIO()
    call_command("decide", facts=str(path), stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return str(found.get("items", {}).get(VIDEO, {}).get("status", ""))


def test_the_story(enter: Enter, scripts: bool, editor: User, approver: User, first: Version, tmp_path: Path) -> None:
    ines = enter(editor)
    draft = _make_a_draft(ines, first)
    _add_a_fact(ines, draft)
    _write_a_rule(ines, draft, scripts=scripts)
    _try_it_and_keep_it(ines, draft)
    ines.follow(url("workspace", draft))
    ines.follow(url("life", draft, "submit"))
    ines.press("Submit for review")
    assert Version.objects.get(pk=draft.pk).state == State.IN_REVIEW
    assert asked(tmp_path) == ""

    paul = enter(approver)
    _read_and_publish(paul, draft)
    assert asked(tmp_path, **{NOISE: True}) == "required"
    assert asked(tmp_path, **{NOISE: False}) == ""
    assert asked(tmp_path, **{NOISE: True, "device.category": "phone"}) == ""

    # The version in force says which one it was made from.
    paul.follow(url("workspace", first))
    paul.follow(url("life", first, "roll-back"))
    paul.keys.write("id_reason", "The video can't be taken in yet")
    paul.press("Roll back now")
    with pytest.raises(Exception, match="refus"):
        # It does not even know the question.
        asked(tmp_path, **{NOISE: True})
    assert asked(tmp_path) == ""


def _make_a_draft(ines: Somebody, first: Version) -> Version:
    ines.follow(url("workspace", first))
    ines.follow(url("life", first, "new-draft"))
    ines.press("Make the draft")
    draft = Version.objects.latest("pk")
    assert ines.page.url.endswith(url("workspace", draft))
    return draft


def _add_a_fact(ines: Somebody, draft: Version) -> None:
    ines.follow(url("facts", draft))
    ines.follow(url("fact_add", draft))
    ines.keys.write("id_label_fr", "Le moteur fait du bruit")
    ines.keys.write("id_label_en", "The motor makes a noise")
    ines.keys.write("id_question_fr", "Le moteur fait-il du bruit ?")
    ines.keys.write("id_question_en", "Does the motor make a noise?")
    scooter = ines.page.locator("[name=categories][value=scooter]").get_attribute("id")
    ines.keys.press(scooter or "", "Space")
    ines.save(f"**{url('facts', draft)}#{NOISE}")
    draft.refresh_from_db()
    assert draft.frame["facts"][-1]["categories"] == ["scooter"]


def _write_a_rule(ines: Somebody, draft: Version, *, scripts: bool) -> None:
    page, keys = ines.page, ines.keys
    ines.follow(f"{url('rule_add', draft)}?fact={NOISE}")
    ines.follow(f"?kind=requirement&fact={NOISE}")
    keys.write("id_title_fr", "Vidéo du moteur bruyant")
    keys.write("id_title_en", "Video of the noisy motor")
    keys.add("c-group", "c3-m")
    keys.choose("c3-m", "AT LEAST ONE (OR)")
    keys.choose("c3-1-f", label("device.bulky"))
    keys.choose("c3-1-v", "yes")
    keys.add("c3-add", "c3-2-f")
    keys.choose("c3-2-f", label("order.price"))
    keys.choose("c3-2-o", "is above")
    keys.write("c3-2-v", "100")
    keys.add("c-group", "c4-m")
    keys.press("c4-n", "Space")
    keys.choose("c4-1-f", label("device.lost"))
    keys.choose("c4-1-v", "yes")
    ines.look(again=scripts)
    _name_the_video(ines, draft)
    if not scripts:
        with page.expect_navigation():
            keys.press("update")
    keys.go("id_effect-item")
    expect(page.locator("#id_effect-item")).to_contain_text("Video of the motor")
    keys.choose("id_effect-item", "Video of the motor")
    ines.save(f"**{url('workspace', draft)}#rule-*")
    rule = draft.rules.get(title_en="Video of the noisy motor")
    assert (rule.when, rule.effect) == (WHEN, {"require": VIDEO})
    expect(page.locator("#h-warnings")).to_have_count(0)


def _name_the_video(ines: Somebody, draft: Version) -> None:
    """In another tab; then back to the rule, which is as it was."""
    ines.tab_to("document.activeElement.getAttribute('href')", url("item_add", draft))
    with ines.page.context.expect_page() as opened:
        ines.page.keyboard.press("Enter")
    # What is given is a tab that has just been opened, and shows nothing yet.
    opened.value.wait_for_url(f"**{url('item_add', draft)}")
    other = ines.beside(opened.value)
    other.look()
    keys = other.keys
    keys.write("id_labels_fr", "Vidéo du moteur")
    keys.write("id_labels_en", "Video of the motor")
    keys.write("id_instructions_fr", "Filmez le moteur en marche.")
    keys.write("id_instructions_en", "Film the running motor.")
    for name, choice in (("step", "photos"), ("kind", "video")):
        words = other.page.locator(f"#id_{name} option[value={choice}]").inner_text()
        keys.choose(f"id_{name}", words)
    other.press("Save")
    assert EvidenceItem.objects.filter(code=VIDEO).exists()
    other.page.close()
    ines.page.bring_to_front()


def _try_it_and_keep_it(ines: Somebody, draft: Version) -> None:
    page, keys = ines.page, ines.keys
    ines.follow(url("try", draft))
    for group, name, words in (
        ("Device", "device.category", "Electric scooter"),
        ("", "device.bulky", "yes"),
        ("", "device.lost", "no"),
        ("Questions of our own", NOISE, "yes"),
    ):
        if group:
            ines.tab_to("(document.activeElement.firstChild?.textContent ?? '').trim()", group)
            page.keyboard.press("Enter")
        keys.choose(f"v.{name}", words)
    with page.expect_navigation():
        keys.press("do=try")
    expect(page.locator(".d-items", has_text="Video of the noisy motor")).to_be_visible()
    ines.look(again=ines.keys.scripts)
    keys.write("title_en", "A scooter that makes a noise")
    ines.save(f"**{url('examples', draft)}#a-scooter-that-makes-a-noise")


def _read_and_publish(paul: Somebody, draft: Version) -> None:
    paul.follow(url("workspace", draft))
    paul.follow(url("difference", draft))
    expect(paul.page.locator("#content")).to_contain_text("Does the motor make a noise?")
    expect(paul.page.locator("#content")).to_contain_text("Electric scooter")
    expect(paul.page.locator("#content")).to_contain_text("Video of the motor")
    paul.follow(url("workspace", draft))
    paul.follow(url("life", draft, "approve"))
    paul.press("Approve")
    paul.follow(url("life", draft, "publish"))
    paul.press("Publish")
    assert Version.objects.get(pk=draft.pk).state == State.PUBLISHED
