"""Trying a version, its examples and what it would change, in a real browser."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import User
from rules import edits, lifecycle
from rules.models import ImpactRun, Version
from tests.browser.conftest import Open
from tests.browser.soundness import check
from tests.cast import staff
from tests.conftest import SOURCE
from tests.factories import CaseFactory
from tests.rules.desk.conftest import url

SHIPPED: dict[str, Any] = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
LOOKS = [("fr", 1280, "light"), ("en", 390, "light"), ("en", 1280, "dark"), ("fr", 390, "dark")]
EXAMPLE = "sound-phone"


@pytest.fixture
def editor(transactional_db: None) -> User:
    return staff("ines", "rules.change_version", "rules.view_version", "returns.try_returncase")


@pytest.fixture
def draft(editor: User) -> Version:
    """A draft without one rule of the version in force, before two stored cases."""
    load_catalogue()
    approver = staff("paul", "rules.approve_version")
    first = lifecycle.import_draft(document=SHIPPED, by=editor)
    lifecycle.approve(version=lifecycle.submit(version=first, by=editor), by=approver)
    lifecycle.publish(version=first, by=approver)
    draft = lifecycle.new_draft(version=first, by=editor)
    edits.set_enabled(version=draft, by=editor, key="imei", enabled=False, revision=1)
    CaseFactory.create_batch(2)
    return draft


@pytest.fixture
def seen(seen: Open, editor: User) -> Open:
    """Opens a browser as the editor."""
    return partial(seen, editor)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_are_accessible_at_any_width_and_in_both_schemes(
    language: str, width: int, scheme: str, seen: Open, draft: Version
) -> None:
    page = seen(language, width, scheme)
    page.goto(url("impact", draft))
    page.locator("[value=start]").click()
    expect(page.locator(".d-flow")).to_be_visible()
    reference = page.locator(".d-ref").first.inner_text()
    for address in (
        url("try", draft),
        f"{url('try', draft)}?example={EXAMPLE}",
        url("examples", draft),
        url("example", draft, EXAMPLE),
        url("impact", draft),
        url("impact_case", draft, reference),
    ):
        check(page, address)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_case_is_tried_and_kept_by_keyboard_alone(scripts: bool, seen: Open, draft: Version) -> None:
    page = seen(java_script_enabled=scripts)
    page.goto(url("try", draft))
    # Groups that nothing was said in are folded: Enter opens one.
    page.locator("summary", has_text="Device").focus()
    page.keyboard.press("Enter")
    page.locator("[name='v.device.category']").focus()
    page.keyboard.type("Phone")
    page.locator("[name='v.decision.on']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".d-verdicts")).to_be_visible()
    expect(page.locator("[name='v.device.category']")).to_have_value("=phone")
    page.locator("#title_en").focus()
    page.keyboard.type("Any phone")
    page.locator("[value=save]").press("Enter")
    page.wait_for_url(f"**{url('examples', draft)}#any-phone")
    assert draft.examples.get(key="any-phone").facts["device.category"] == "phone"


def test_enter_in_a_text_field_stores_and_deletes_nothing(seen: Open, draft: Version) -> None:
    page = seen()
    page.goto(url("example", draft, EXAMPLE))
    before = draft.events.count()
    page.locator("#title_en").fill("Another name")
    page.locator("#title_en").press("Enter")
    expect(page.locator("#title_en")).to_have_value("Another name")
    assert draft.events.count() == before
    assert draft.examples.filter(key=EXAMPLE).exists()


def test_a_trial_shows_how_far_it_is_until_it_is_over(seen: Open, draft: Version, editor: User) -> None:
    run = ImpactRun.objects.create(
        version=draft,
        revision=draft.revision,
        against=draft.rulebook.versions.get(number=1),
        started_by=editor,
        state=ImpactRun.State.RUNNING,
        done=1200,
        total=5000,
    )
    page = seen()
    page.goto(url("impact", draft))
    expect(page.locator("progress")).to_have_attribute("value", "1200")
    page.locator("#stop").focus()
    ImpactRun.objects.filter(pk=run.pk).update(done=2400)
    expect(page.locator("progress")).to_have_attribute("value", "2400")
    expect(page.locator("#stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("progress")).to_have_count(0)
    run.refresh_from_db()
    assert run.state == ImpactRun.State.STOPPED
