"""The difference between two versions, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import formats, timezone
from django.utils.html import escape, strip_tags

from rules import edits, lifecycle
from rules.drafts import rule_entry
from rules.models import Version
from tests.cast import Cast
from tests.factories import publish
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url

MARKUP = "<script>alert(1)</script>"
QUERIES = 16
SHOCK = {"fact": "damage.shock", "operator": "equal", "value": True}


@pytest.fixture
def force(document: Document, db: None) -> Version:
    """The example of the format, in force."""
    return publish(document)


@pytest.fixture
def changed(force: Version, cast: Cast) -> Version:
    """A draft with a rule changed, one disabled, one added and one removed."""
    draft = lifecycle.new_draft(version=force, by=cast.rule_editor)
    when = {"all": [draft.rules.get(key="legal-period").when, SHOCK]}
    save(draft, cast, "legal-period", priority=300, when=when)
    row = draft.rules.get(key="shock-excludes")
    edits.set_enabled(version=draft, by=cast.rule_editor, key=row.key, enabled=False, revision=row.revision)
    copy = {**rule_entry(row), "key": "drop", "title": {"fr": "Chute", "en": MARKUP}, "enabled": True}
    edits.save_rule(version=draft, by=cast.rule_editor, key=None, rule_json=copy, revision=None)
    edits.delete_rule(version=draft, by=cast.rule_editor, key="shock-send-back", revision=None)
    return draft


def save(draft: Version, cast: Cast, key: str, **fields: Any) -> None:
    row = draft.rules.get(key=key)
    rule = {**rule_entry(row), **fields}
    edits.save_rule(version=draft, by=cast.rule_editor, key=key, rule_json=rule, revision=row.revision)


def read(client: Client, person: Any, address: str, /, **query: Any) -> str:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def told(page: str) -> list[str]:
    """Each difference as plain text."""
    articles = re.findall(r'<article class="d-diff">(.*?)</article>', page, re.DOTALL)
    return [" ".join(strip_tags(article).split()) for article in articles]


def test_every_difference_in_words(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    page = read(client, cast.approver, url("compare", changed, force.pk))
    by = f"by {cast.rule_editor}, {formats.date_format(timezone.localdate())}"
    added, changed_rule, removed, disabled = told(page)
    assert added == (
        f"{escape(MARKUP)} added {by} When new: “Took a shock” is yes "
        "Effect new: we exclude Commercial warranty (ground: shock) If unknown new: it waits for the answer"
    )
    assert changed_rule == (
        f"Legal period changed {by} When “Months since delivery” is at least 24 months new: , and “Took a shock” is yes"
        " Priority gone: 100 new: 300"
    )
    assert removed == (
        f"Send back removed {by} When gone: “Took a shock” is yes "
        "Effect gone: we propose Send back If unknown gone: it is set aside"
    )
    assert disabled == f"Shock disabled {by} Effect gone: we exclude Commercial warranty (ground: shock)"


def test_without_another_version_it_is_compared_with_what_is_in_force(
    client: Client, cast: Cast, force: Version, changed: Version
) -> None:
    page = read(client, cast.rule_editor, url("difference", changed))
    assert "From version 1 to version 2" in page
    assert "4 rules differ" in page
    assert len(told(page)) == 4
    assert "Version 2, compared" not in page


def test_the_first_version_has_nothing_beside_it(client: Client, cast: Cast, draft: Version) -> None:
    page = read(client, cast.rule_editor, url("difference", draft))
    assert "There is no other version yet." in page


def test_the_same_version_says_the_same(client: Client, cast: Cast, force: Version) -> None:
    page = read(client, cast.rule_editor, url("compare", force, force.pk))
    assert told(page) == []
    assert "The two versions say the same." in page


def test_filters_narrow_by_change_and_kind(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    address = url("compare", changed, force.pk)
    assert len(told(read(client, cast.rule_editor, address, change="added"))) == 1
    assert len(told(read(client, cast.rule_editor, address, change="disabled"))) == 1
    assert len(told(read(client, cast.rule_editor, address, kind="exclusion"))) == 3
    assert len(told(read(client, cast.rule_editor, address, kind="rule"))) == 4
    nothing = read(client, cast.rule_editor, address, kind=MARKUP, change="removed")
    assert told(nothing) == []
    assert f'<a href="{address}">' in nothing
    assert MARKUP not in nothing


def test_rules_that_are_still_there_are_linked(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    page = read(client, cast.rule_editor, url("compare", changed, force.pk))
    assert url("rule", changed, "legal-period") in page
    assert url("rule", changed, "drop") in page
    assert url("rule", changed, "shock-send-back") not in page


def test_what_staff_typed_is_text(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    page = read(client, cast.rule_editor, url("compare", changed, force.pk))
    assert MARKUP not in page
    assert "&lt;script&gt;" in page


def test_the_lists_lead_to_another_comparison(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    client.force_login(cast.rule_editor)
    answer = client.get(url("difference", changed), {"from": changed.pk, "to": force.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("compare", force, changed.pk))


def test_versions_of_two_rulebooks_are_not_compared(
    client: Client, cast: Cast, document: Document, changed: Version
) -> None:
    other = publish({**document, "rulebook": "be"})
    client.force_login(cast.rule_editor)
    assert client.get(url("compare", changed, other.pk)).status_code == 404
    assert client.get(url("compare", changed, 999_999)).status_code == 404


def test_queries_stay_the_same_however_much_differs(
    client: Client, cast: Cast, force: Version, changed: Version, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.rule_editor)
    address = url("compare", changed, force.pk)
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for key in ("transit-not-claimed", "photo-front-on", "account-blocks"):
        save(changed, cast, key, priority=5)
    rule = {**rule_entry(changed.rules.get(key="drop")), "key": "drop-again"}
    edits.save_rule(version=changed, by=cast.rule_editor, key=None, rule_json=rule, revision=None)
    with django_assert_num_queries(QUERIES):
        client.get(address)


def test_who_may_look(client: Client, cast: Cast, force: Version, changed: Version) -> None:
    expected = {"rule_editor": 200, "approver": 200, "agent": 404, "lead": 404}
    for role, person in cast.users():
        client.force_login(person)
        for address in (url("difference", changed), url("compare", changed, force.pk)):
            assert client.get(address).status_code == expected.get(role, 302), role
