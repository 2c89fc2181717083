"""The first page, the workspace, the history and the steps of a version in a real browser."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import User
from rules import edits, lifecycle
from rules.models import State, Version
from rules.registry import version_in_force
from tests.browser.conftest import Open
from tests.browser.soundness import check
from tests.cast import staff
from tests.conftest import SOURCE
from tests.rules.desk.conftest import url

SHIPPED: dict[str, Any] = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
LOOKS = [("fr", 1280, "light"), ("en", 390, "light"), ("en", 1280, "dark"), ("fr", 390, "dark")]


@pytest.fixture
def editor(transactional_db: None) -> User:
    return staff("ines", "rules.change_version", "rules.view_version")


@pytest.fixture
def approver(transactional_db: None) -> User:
    return staff("paul", "rules.approve_version", "rules.view_version")


@pytest.fixture
def versions(editor: User, approver: User) -> tuple[Version, Version, Version]:
    """One in force; one with a failing example, a rule more, one changed and one off; one in review."""
    load_catalogue()
    first = lifecycle.import_draft(document=SHIPPED, by=editor)
    lifecycle.approve(version=lifecycle.submit(version=first, by=editor), by=approver)
    lifecycle.publish(version=first, by=approver, reason="The first")
    draft = lifecycle.new_draft(version=first, by=editor)
    edits.duplicate_rule(version=draft, by=editor, key="backup")
    edits.set_enabled(version=draft, by=editor, key="dead-screen", enabled=False, revision=1)
    edits.move_rule(version=draft, by=editor, key="imei", priority=120, revision=1)
    waiting = lifecycle.new_draft(version=first, by=editor)
    edits.move_rule(version=waiting, by=editor, key="imei", priority=130, revision=1)
    lifecycle.submit(version=waiting, by=editor, comment="A higher priority")
    return first, draft, waiting


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_are_accessible_at_any_width_and_in_both_schemes(
    language: str,
    width: int,
    scheme: str,
    seen: Open,
    versions: tuple[Version, Version, Version],
    editor: User,
    approver: User,
) -> None:
    first, draft, waiting = versions
    page = seen(editor, language, width, scheme)
    for address in (
        reverse("admin:index"),
        url("workspace", draft),
        f"{url('workspace', draft)}?text=photo&category=phone",
        url("history", draft),
        url("life", draft, "submit"),
        reverse("admin:rules_desk_import", args=(first.rulebook_id,)),
        url("workspace", first),
    ):
        check(page, address)
    page = seen(approver, language, width, scheme)
    for address in (
        reverse("admin:index"),
        url("workspace", waiting),
        url("life", waiting, "approve"),
        url("history", first),
    ):
        check(page, address)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_version_goes_its_way_from_its_pages(
    scripts: bool, seen: Open, versions: tuple[Version, Version, Version], approver: User
) -> None:
    _first, _draft, waiting = versions
    page = seen(approver, "en", java_script_enabled=scripts)
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="waits for your review").click()
    page.goto(url("workspace", waiting))
    page.get_by_role("link", name="Approve…").click()
    page.get_by_label("Comment").fill("Read it")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("go over to this version").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("In force.")).to_be_visible()
    version = Version.objects.get(pk=waiting.pk)
    assert version.state == State.PUBLISHED
    assert version_in_force(rulebook="fr", at=timezone.now()) == version


def test_the_faults_of_a_file_stand_above_its_text(
    seen: Open, versions: tuple[Version, Version, Version], editor: User
) -> None:
    page = seen(editor, "en")
    faulty = copy.deepcopy(SHIPPED)
    faulty["rules"][0]["kind"] = faulty["rules"][1]["kind"] = "spell"
    page.goto(reverse("admin:rules_desk_import", args=(versions[0].rulebook_id,)))
    content = json.dumps(faulty).encode()
    page.get_by_label("File").set_input_files({"name": "r.json", "mimeType": "application/json", "buffer": content})
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("$.rules[1].kind")
    assert "spell" in page.get_by_label("Or its text").input_value()
