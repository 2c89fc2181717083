"""The workspace of a version, over HTTP."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from rules import edits, lifecycle
from rules.models import Version
from tests.cast import Cast, permit
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url

MARKUP = "<script>alert(1)</script>"


def read(client: Client, person: Any, version: Version, **query: str) -> str:
    client.force_login(person)
    answer = client.get(url("workspace", version), query)
    assert answer.status_code == 200
    return answer.content.decode()


def keys(page: str) -> set[str]:
    return set(re.findall(r'<div class="d-key">([\w.-]+)', page))


def buttons(page: str) -> list[str]:
    return re.findall(r'<a class="d-btn d-btn--go" href="([^"]*)"', page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_stands_there_in_words(
    language: str, client: Client, cast: Cast, draft: Version, document: Document
) -> None:
    client.cookies["django_language"] = language
    page = read(client, cast.rule_editor, draft)
    assert keys(page) == {rule["key"] for rule in document["rules"]}
    for rule in document["rules"]:
        assert escape(rule["title"][language]) in page


def test_the_filter_narrows_by_text_kind_fact_category_and_change(
    client: Client, cast: Cast, published: Version, document: Document
) -> None:
    draft = lifecycle.new_draft(version=published, by=cast.rule_editor)
    rules = document["rules"]
    first = rules[0]
    assert keys(read(client, cast.rule_editor, draft, text=first["key"])) >= {first["key"]}
    assert keys(read(client, cast.rule_editor, draft, kind="blocker")) == {
        rule["key"] for rule in rules if rule["kind"] == "blocker"
    }
    shock = keys(read(client, cast.rule_editor, draft, fact="damage.shock"))
    assert shock == {rule["key"] for rule in rules if '"damage.shock"' in repr(rule).replace("'", '"')} - {""}
    phones = keys(read(client, cast.rule_editor, draft, category="phone"))
    assert phones
    assert phones < {rule["key"] for rule in rules}
    row = draft.rules.get(key=first["key"])
    edits.set_enabled(version=draft, by=cast.rule_editor, key=row.key, enabled=not row.enabled, revision=row.revision)
    assert keys(read(client, cast.rule_editor, draft, change="mod")) == {row.key}
    assert keys(read(client, cast.rule_editor, draft, change="new")) == set()


def test_a_filter_that_finds_nothing_offers_to_clear_it(client: Client, cast: Cast, draft: Version) -> None:
    page = read(client, cast.rule_editor, draft, text="zzzz")
    assert keys(page) == set()
    assert f'<a href="{url("workspace", draft)}">' in page


def test_a_filter_from_a_hand_written_address_breaks_nothing(client: Client, cast: Cast, draft: Version) -> None:
    page = read(client, cast.rule_editor, draft, text=MARKUP, kind="spell", fact="x", category="y", change="z", w="1")
    assert MARKUP not in page


def test_the_one_filled_button_follows_the_state_and_the_role(
    client: Client, cast: Cast, document: Document, failing: Version
) -> None:
    assert len(buttons(read(client, cast.rule_editor, failing))) == 1
    assert "submit" not in buttons(read(client, cast.rule_editor, failing))[0]
    draft = lifecycle.import_draft(document=document, by=cast.rule_editor)
    assert buttons(read(client, cast.rule_editor, draft)) == [url("life", draft, "submit")]
    assert buttons(read(client, cast.approver, draft)) == []
    lifecycle.submit(version=draft, by=cast.rule_editor)
    assert buttons(read(client, cast.rule_editor, draft)) == []
    assert len(buttons(read(client, cast.approver, draft))) == 1
    lifecycle.approve(version=draft, by=cast.approver)
    assert buttons(read(client, cast.approver, draft)) == [url("life", draft, "publish")]
    lifecycle.publish(version=draft, by=cast.approver)
    assert buttons(read(client, cast.approver, draft)) == []
    assert buttons(read(client, cast.rule_editor, draft)) == [url("life", draft, "new-draft")]


def test_a_draft_that_changes_nothing_yet_leads_to_a_new_rule(client: Client, cast: Cast, published: Version) -> None:
    draft = lifecycle.new_draft(version=published, by=cast.rule_editor)
    assert buttons(read(client, cast.rule_editor, draft)) == [url("rule_add", draft)]
    row = draft.rules.first()
    assert row is not None
    edits.set_enabled(version=draft, by=cast.rule_editor, key=row.key, enabled=not row.enabled, revision=row.revision)
    assert buttons(read(client, cast.rule_editor, draft)) == [url("life", draft, "submit")]


def test_changes_are_told_by_the_names_of_what_changed(client: Client, cast: Cast, published: Version) -> None:
    draft = lifecycle.new_draft(version=published, by=cast.rule_editor)
    row = draft.rules.first()
    assert row is not None
    edits.set_enabled(version=draft, by=cast.rule_editor, key=row.key, enabled=not row.enabled, revision=row.revision)
    link = f'<a href="{url("rule", draft, row.key)}">{escape(row.title)}</a>'
    assert link in read(client, cast.rule_editor, draft)
    assert link in client.get(url("history", draft)).content.decode()


def test_an_auditor_reads_it_and_is_offered_nothing(client: Client, cast: Cast, draft: Version) -> None:
    auditor = permit(cast.lead, "rules.view_version")
    page = read(client, auditor, draft)
    assert buttons(page) == []
    assert url("life", draft, "submit") not in page


def test_what_fails_is_told(client: Client, cast: Cast, failing: Version, document: Document) -> None:
    assert escape(document["examples"][0]["title"]["fr"]) in read(client, cast.rule_editor, failing)


def test_markup_in_any_text_shows_as_text(client: Client, cast: Cast, document: Document) -> None:
    texts = {"fr": MARKUP, "en": MARKUP}
    marked = copy.deepcopy(document)
    marked["title"] = texts
    marked["rules"] = [
        {**rule, "title": texts, "message": texts, "note": MARKUP, "source": MARKUP} for rule in marked["rules"]
    ]
    marked["examples"] = [{**marked["examples"][0], "title": texts, "expect": {"status": "nothing"}}]
    marked["facts"] = [
        {**fact, "label": texts, "question": texts, "choices": [{**c, "label": texts} for c in fact["choices"]]}
        if fact.get("choices")
        else {**fact, "label": texts, "question": texts}
        for fact in marked["facts"]
    ]
    draft = lifecycle.import_draft(document=marked, by=cast.rule_editor, comment=MARKUP)
    for page in (
        read(client, cast.rule_editor, draft),
        client.get(url("history", draft)).content.decode(),
        client.get(url("life", draft, "submit")).content.decode(),
    ):
        assert "alert(1)" in page
        assert MARKUP not in page


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_the_rules(
    count: int, client: Client, cast: Cast, document: Document, django_assert_num_queries: Any
) -> None:
    rule = document["rules"][0]
    rules = [{**rule, "key": f"rule-{number}"} for number in range(count)]
    draft = lifecycle.import_draft(document={**document, "rules": rules, "examples": []}, by=cast.rule_editor)
    read(client, cast.rule_editor, draft)
    with django_assert_num_queries(17):
        client.get(url("workspace", draft))


def test_a_version_that_was_edited_is_tried_out_again(
    client: Client, cast: Cast, draft: Version, document: Document
) -> None:
    assert "d-chip--excluded" not in read(client, cast.rule_editor, draft)
    example = draft.examples.get(key=document["examples"][0]["key"])
    edits.save_example(
        version=draft,
        by=cast.rule_editor,
        key=example.key,
        example_json={"title": example.titles, "facts": example.facts, "expect": {"status": "nothing"}},
        revision=example.revision,
    )
    assert "d-chip--excluded" in read(client, cast.rule_editor, draft)
