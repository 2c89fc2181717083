"""The facts of a version over HTTP: listed, searched, and the rules that are begun with one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rules import edits
from rules.drafts import assemble
from rules.models import Version
from tests.cast import Cast
from tests.rules.desk.conftest import url
from tests.rules.desk.forms import sent
from tests.rules.desk.test_facts_form import NOISE, STORED, add, plain, read


@pytest.fixture
def editing(client: Client, cast: Cast) -> Client:
    client.force_login(cast.rule_editor)
    client.cookies["django_language"] = "en"
    return client


# The list


@pytest.mark.parametrize(("language", "told"), [("fr", "A subi un choc"), ("en", "Took a shock")])
def test_every_fact_is_listed(language: str, told: str, editing: Client, draft: Version) -> None:
    editing.cookies["django_language"] = language
    page = read(editing, draft)
    assert told in page
    for entry in draft.frame["facts"]:
        assert f'id="{entry["name"]}"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "shock CUSTOMER"}, ["declared.shock"]),
        ({"text": "choc"}, ["damage.shock", "declared.shock", "inspected.shock"]),
        ({"supplier": "seller"}, ["inspected.shock"]),
        ({"supplier": "derived"}, ["device.holds_account"]),
        ({"text": "nothing of the kind"}, []),
        ({"category": "phone", "supplier": "seller"}, ["inspected.shock"]),
    ],
)
def test_it_is_searched(query: dict[str, str], found: list[str], editing: Client, draft: Version) -> None:
    assert sorted(re.findall(r'<tr id="([^"]+)"', read(editing, draft, **query))) == found


def test_what_one_category_is_not_asked_is_not_found_for_it(editing: Client, draft: Version) -> None:
    add(editing, draft, **NOISE)
    for category, is_there in (("phone", False), ("tablet", True)):
        page = read(editing, draft, category=category)
        assert (f'id="{STORED["name"]}"' in page) is is_there
        assert 'id="damage.shock"' in page


def test_the_rules_that_read_a_fact_are_counted_and_one_step_away(editing: Client, draft: Version) -> None:
    names = re.findall(r'<tr id="([^"]+)"', read(editing, draft, read="yes"))
    assert "damage.shock" in names
    assert not {*names} & {*re.findall(r'<tr id="([^"]+)"', read(editing, draft, read="no"))}
    page = read(editing, draft)
    assert f'href="{url("workspace", draft)}?fact=damage.shock"' in page
    used = plain(read(editing, draft, "fact", "damage.shock"))
    assert "1 example Dropped phone" in used


@pytest.mark.parametrize("others", [1, 3])
def test_queries(
    others: int, editing: Client, draft: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(others):
        add(editing, draft, **{**NOISE, "label_en": f"Noise {number}"})
    read(editing, draft)
    with django_assert_num_queries(7):
        read(editing, draft)
    with django_assert_num_queries(7):
        read(editing, draft, "fact", "damage.shock")
    with django_assert_num_queries(7):
        read(editing, draft, "fact_add")


# From the fact to the rule


def test_a_rule_is_begun_with_the_fact_and_its_categories(editing: Client, draft: Version) -> None:
    add(editing, draft, **NOISE)
    kinds = editing.get(url("rule_add", draft), {"fact": STORED["name"]}).content.decode()
    assert f"?kind=requirement&amp;fact={STORED['name']}" in kinds
    query = {"kind": "requirement", "fact": STORED["name"]}
    data = sent(editing.get(url("rule_add", draft), query).content.decode())
    data["title_fr"], data["effect-item"], data["do"] = "Vidéo", "photo.front_on", "save"
    answer = editing.post(f"{url('rule_add', draft)}?kind=requirement", data)
    assert answer.status_code == 302
    assert draft.rules.get(key="video").when == {
        "all": [
            {"fact": "device.category", "operator": "equal", "value": "tablet"},
            {"fact": STORED["name"], "operator": "equal", "value": True},
        ]
    }


def test_a_rule_called_add_has_a_page(editing: Client, draft: Version, cast: Cast) -> None:
    copy = {**assemble(draft)["rules"][0], "key": "add"}
    edits.save_rule(version=draft, by=cast.rule_editor, key=None, rule_json=copy, revision=None)
    assert "new-rule" not in url("rule", draft, "add")
    answer = editing.get(url("rule", draft, "add"))
    assert answer.context["draft"].key == "add"
