"""Coverage, over HTTP."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from returns.catalogue.fixtures_loading import load_catalogue
from rules import edits, lifecycle
from rules.models import Version
from tests.cast import Cast, permit
from tests.conftest import SOURCE
from tests.factories import publish
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url

QUERIES = 17
MARKUP = "<script>alert(1)</script>"
SHIPPED: Document = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))


@pytest.fixture
def shipped(db: None) -> Version:
    """The shipped rulebook, in force."""
    load_catalogue()
    return publish(SHIPPED)


@pytest.fixture
def tablets(shipped: Version, cast: Cast) -> Version:
    """A draft that asks for the IMEI of tablets too."""
    draft = lifecycle.new_draft(version=shipped, by=cast.rule_editor)
    row = draft.rules.get(key="imei")
    rule = copy.deepcopy(next(entry for entry in SHIPPED["rules"] if entry["key"] == "imei"))
    rule["when"]["all"][0] = {"fact": "device.category", "operator": "in", "value": ["phone", "tablet"]}
    edits.save_rule(version=draft, by=cast.rule_editor, key="imei", rule_json=rule, revision=row.revision)
    return draft


def read(client: Client, person: Any, version: Version, /, **query: Any) -> str:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    answer = client.get(url("matrix", version), query)
    assert answer.status_code == 200
    return answer.content.decode()


def cells(page: str) -> dict[str, str]:
    """The classes of the cells that say something, by category and item."""
    found = re.findall(r'class="d-mk d-mk--(\w+)" aria-describedby="tip-([\w.:]+)"', page)
    return {name: state for state, name in found}


def test_the_whole_procedure_on_one_screen(client: Client, cast: Cast, shipped: Version) -> None:
    page = read(client, cast.rule_editor, shipped)
    found = cells(page)
    assert found["phone:photo.back"] == "req"
    assert found["phone:photo.front_on"] == "if"
    assert found["watch:backup"] == "no"
    assert "tablet:imei" not in found
    assert page.count('<th scope="row">') == 11
    assert page.count('scope="colgroup"') == 8
    assert ">IMEI number</th>" in page
    assert "Depends on: Does not turn on, or its screen is dead" in page
    assert "“Screen that no longer lights: no photo of the lit screen”" in page or "waives it" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages(language: str, client: Client, cast: Cast, shipped: Version) -> None:
    client.force_login(cast.approver)
    client.cookies["django_language"] = language
    page = client.get(url("matrix", shipped)).content.decode()
    for label in ("Téléphone", "Dos") if language == "fr" else ("Phone", "Back"):
        assert f">{label}</th>" in page


def test_a_cell_leads_to_its_rule_and_several_rules_to_their_list(client: Client, cast: Cast, shipped: Version) -> None:
    page = read(client, cast.rule_editor, shipped)
    rule = re.search(r'<a href="([^"]*)" class="d-mk d-mk--req" aria-describedby="tip-phone:imei"', page)
    assert rule is not None
    assert rule[1] == url("rule", shipped, "imei")
    several = re.search(r'<a href="([^"]*)" class="d-mk d-mk--if" aria-describedby="tip-phone:photo.front_on"', page)
    assert several is not None
    assert several[1].endswith("cell=phone%3Aphoto.front_on#cell")
    chosen = read(client, cast.rule_editor, shipped, cell="phone:photo.front_on")
    assert "Phone, Front, screen lit: depends" in chosen
    assert url("rule", shipped, "photo-front-on") in chosen
    assert url("rule", shipped, "photo-front-on-dead") in chosen
    assert escape("“Category” is one of Phone or Tablet") in chosen


def test_a_corner_marks_what_differs_from_the_version_in_force(client: Client, cast: Cast, tablets: Version) -> None:
    page = read(client, cast.rule_editor, tablets)
    assert page.count("is-changed") == 1
    assert "1 cell differs from version 1" in page
    assert "is-changed" not in read(client, cast.rule_editor, tablets, compare="none")
    assert "is-changed" not in read(client, cast.rule_editor, tablets, compare=tablets.pk)


def test_what_is_supposed_narrows_and_can_be_dropped(client: Client, cast: Cast, shipped: Version) -> None:
    page = read(client, cast.rule_editor, shipped)
    assert "“The customer sends a product” is yes" in page
    dropped = read(client, cast.rule_editor, shipped, given="1")
    assert cells(dropped)["phone:photo.back"] == "if"
    assert "Nothing: every cell holds whatever the case." in dropped
    dead = read(client, cast.rule_editor, shipped, given="1", suppose=["return.ships=true", "device.powers_on=false"])
    assert cells(dead)["phone:photo.front_on"] == "no"
    photos = read(client, cast.rule_editor, shipped, step="2")
    assert "phone:imei" not in cells(photos)
    assert cells(photos)["phone:photo.back"] == "req"


def test_rules_are_read_on_the_day_that_is_asked_for(client: Client, cast: Cast, tablets: Version) -> None:
    row = tablets.rules.get(key="imei")
    rule = {**next(entry for entry in SHIPPED["rules"] if entry["key"] == "imei"), "valid_from": "2031-01-01"}
    edits.save_rule(version=tablets, by=cast.rule_editor, key="imei", rule_json=rule, revision=row.revision)
    assert "phone:imei" not in cells(read(client, cast.rule_editor, tablets))
    assert cells(read(client, cast.rule_editor, tablets, on="2031-01-01"))["phone:imei"] == "req"


def test_the_list_of_versions_leads_to_another_table(client: Client, cast: Cast, tablets: Version) -> None:
    client.force_login(cast.rule_editor)
    assert tablets.parent is not None
    answer = client.get(url("matrix", tablets), {"version": tablets.parent.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("matrix", tablets.parent))


def test_a_hand_written_address_breaks_nothing(client: Client, cast: Cast, shipped: Version) -> None:
    queries: list[dict[str, Any]] = [
        {"suppose": ["", "x", "return.ships=", "return.ships=[[", "nothing=1", "device.category=1"], "given": "1"},
        {"cell": MARKUP, "step": "99", "on": "soon", "compare": MARKUP, "version": "²"},
        {"suppose": "order.price=" + "[" * 5000, "given": "1"},
    ]
    for query in queries:
        assert MARKUP not in read(client, cast.rule_editor, shipped, **query)


def test_a_rulebook_without_categories_says_so(client: Client, cast: Cast) -> None:
    facts = [{"name": "decision.on", "type": "date"}]
    version = publish({**SHIPPED, "facts": facts, "rules": [], "examples": []})
    assert "no categories of device" in read(client, cast.rule_editor, version)


def test_queries_stay_the_same_however_many_rules(
    client: Client, cast: Cast, tablets: Version, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.rule_editor)
    client.get(url("matrix", tablets))
    with django_assert_num_queries(QUERIES):
        client.get(url("matrix", tablets))
    for number in range(3):
        rule = {**next(entry for entry in SHIPPED["rules"] if entry["key"] == "imei"), "key": f"imei-{number}"}
        edits.save_rule(version=tablets, by=cast.rule_editor, key=None, rule_json=rule, revision=None)
    with django_assert_num_queries(QUERIES):
        client.get(url("matrix", tablets))


def test_who_may_look(client: Client, cast: Cast, shipped: Version) -> None:
    auditor = permit(cast.lead, "rules.view_version")
    expected = {"rule_editor": 200, "approver": 200, "agent": 404, "seller": 302, "other_seller": 302, "outsider": 302}
    for role, person in cast.users():
        client.force_login(auditor if role == "lead" else person)
        assert client.get(url("matrix", shipped)).status_code == expected.get(role, 200), role
        assert client.post(url("matrix", shipped)).status_code in (405, 302), role
    assert client.get(url("matrix", Version(pk=999_999))).status_code in (302, 404)
