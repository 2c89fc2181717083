"""The catalogue's pages in a real browser: accessible at any width, in both languages and schemes, without a script."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Page, expect

from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.models import DeviceCategory, DropOffOption, Ground, PhotoSlot, Reason, User
from tests.browser.conftest import Open
from tests.browser.soundness import SIDEWAYS, violations
from tests.factories import CaseFactory, publish
from tests.rules.building import document, rule

LOOKS = [("fr", 1280, "light"), ("en", 390, "light"), ("en", 1280, "dark"), ("fr", 390, "dark")]
RECALL = '{"code": "recall", "label_fr": "Rappel", "label_en": "Recall", "explanation_fr": "a", "explanation_en": "b"}'
FAULTY = '{"code": "recall", "label_fr": "Rappel"}'


@pytest.fixture
def shock(transactional_db: None) -> Any:
    """A row that a version and its rules name, with a history; and a case that refers to others."""
    load_catalogue()
    load_roles()
    publish(document([], [rule(f"it-fell-{number}", "exclusion") for number in range(14)]))
    CaseFactory.create()
    row: Any = Ground.objects.get(code="shock")
    for name in ("Choc", "Choc ou chute"):
        row.label_fr = name
        row.save()
    return row


@pytest.fixture
def editor(shock: Any) -> User:
    user: User = User.objects.create_user("edith@example.org", display_name="Édith", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=("catalogue editor", "auditor")))
    return user


@pytest.fixture
def seen(seen: Open, editor: User) -> Open:
    """Opens a browser as the editor."""
    return partial(seen, editor)


def assert_sound(page: Page) -> None:
    """Axe finds nothing, and the page does not scroll sideways."""
    assert violations(page) == [], page.url
    assert not page.evaluate(SIDEWAYS), page.url


def send(page: Page, text: str) -> None:
    """Choose a file and ask what it changes."""
    page.goto(reverse("admin:returns_reason_import"))
    page.locator("#id_file").set_input_files(
        {"name": "r.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    page.locator("#content-main form button").last.click()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_is_accessible(
    seen: Open, complaints: list[str], shock: Any, language: str, width: int, scheme: str
) -> None:
    page = seen(language, width, scheme)
    category, slot = DeviceCategory.objects.get(code="phone"), PhotoSlot.objects.latest("pk")
    for name, *keys in (
        ("returns_catalogue",),
        ("returns_photoslot_changelist",),
        ("returns_photoslot_change", slot.pk),
        ("returns_ground_add",),
        ("returns_ground_uses", shock.pk),
        ("returns_ground_delete", shock.pk),
        ("returns_ground_history", shock.pk),
        ("returns_ground_simple_history", shock.pk, shock.history.latest().pk),
        ("returns_devicecategory_uses", category.pk),
        ("returns_dropoffoption_delete", DropOffOption.objects.latest("pk").pk),
    ):
        page.goto(reverse(f"admin:{name}", args=keys))
        assert complaints == [], page.url
        assert_sound(page)
        # In forms axe tries styles of its own, which the page's policy stops.
        complaints.clear()
    for text in (FAULTY, RECALL):
        send(page, text)
        assert_sound(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_looked_at_and_brought_in(seen: Open, scripts: bool) -> None:
    page = seen(java_script_enabled=scripts)
    send(page, FAULTY)
    expect(page.get_by_role("alert")).to_contain_text("label_en")
    send(page, RECALL)
    expect(page.get_by_text("What it would change")).to_be_visible()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("Imported: 1 row added")).to_be_visible()
    assert Reason.objects.filter(code="recall").exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_photos_are_moved_and_the_moved_one_is_next_to_the_keyboard(seen: Open, scripts: bool) -> None:
    page = seen(java_script_enabled=scripts)
    phone = DeviceCategory.objects.get(code="phone")
    page.goto(f"{reverse('admin:returns_photoslot_changelist')}?category__id__exact={phone.pk}")
    page.get_by_role("button", name="Move up: Back").click()
    expect(page.locator("#result_list tbody tr").nth(1)).to_contain_text("Back")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Move up: Back")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_change_is_found_in_the_history_and_put_back(seen: Open, shock: Any, scripts: bool) -> None:
    page = seen(java_script_enabled=scripts)
    page.goto(reverse("admin:returns_ground_change", args=(shock.pk,)))
    page.get_by_label("Label in French").fill("Coup")
    page.locator("input[name=_continue]").click()
    page.get_by_role("link", name="History").click()
    expect(page.locator("ins").first).to_contain_text("Coup")
    page.get_by_role("link", name="As it was then").nth(1).click()
    page.get_by_role("button", name="Put back").click()
    expect(page.locator("ins").first).to_contain_text("Choc ou chute")
    shock.refresh_from_db()
    assert shock.label_fr == "Choc ou chute"
