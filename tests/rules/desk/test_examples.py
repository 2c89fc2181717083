"""The examples of a version, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rules import edits, lifecycle
from rules.models import EventKind, State, Version
from tests.cast import Cast, permit
from tests.rules.conftest import Document
from tests.rules.desk.conftest import Post, url
from tests.rules.desk.forms import sent

MARKUP = "<script>alert(1)</script>"
KEY = "dropped-phone"


@pytest.fixture
def editing(client: Client, cast: Cast) -> Client:
    client.force_login(cast.rule_editor)
    return client


def read(client: Client, version: Version, *key: str) -> str:
    answer = client.get(url("example" if key else "examples", version, *key))
    assert answer.status_code == 200
    return answer.content.decode()


def save(client: Client, version: Version, do: str = "save", **changes: str) -> HttpResponse:
    """Send the form of the example, some of its fields changed."""
    fields = {name: values for name, values in sent(read(client, version, KEY)).lists() if values}
    answer = client.post(url("example", version, KEY), {**fields, **changes, "do": do})
    assert isinstance(answer, HttpResponse)
    return answer


def facts(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = version.examples.get(key=KEY).facts
    return found


def expect(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = version.examples.get(key=KEY).expect
    return found


@pytest.mark.parametrize(
    ("language", "holds", "fails"), [("fr", "Téléphone tombé", "Téléphone"), ("en", "Dropped phone", "Dropped")]
)
def test_each_says_whether_it_holds(language: str, holds: str, fails: str, editing: Client, draft: Version) -> None:
    editing.cookies["django_language"] = language
    page = read(editing, draft)
    assert holds in page
    assert "d-chip--excluded" not in page


def test_a_change_of_a_rule_shows_at_once_what_no_longer_holds(editing: Client, draft: Version, cast: Cast) -> None:
    editing.cookies["django_language"] = "en"
    rule = draft.rules.get(key="shock-excludes")
    edits.set_enabled(version=draft, by=cast.rule_editor, key=rule.key, enabled=False, revision=rule.revision)
    page = re.sub(r"<[^>]+>|\s+", " ", read(editing, draft))
    assert "1 no longer holds" in re.sub(" +", " ", page)
    assert re.search(r"Commercial\w* warranty +expected +Excluded +found +To be determined", page)
    assert "fails" in editing.get(url("workspace", draft)).content.decode()


def test_a_version_with_one_that_fails_is_neither_submitted_nor_published(
    post: Post, cast: Cast, failing: Version
) -> None:
    assert post(cast.rule_editor, failing, "submit").status_code == 409
    # Approved while it held, and changed behind everybody's back.
    Version.objects.filter(pk=failing.pk).update(state=State.APPROVED)
    assert post(cast.approver, failing, "publish", when="now").status_code == 409
    failing.refresh_from_db()
    assert (failing.state, failing.hash) == (State.APPROVED, "")


def test_with_faults_none_is_played(editing: Client, draft: Version) -> None:
    draft.rules.filter(key="shock-excludes").update(when={"fact": "no.such", "operator": "isKnown"})
    draft.revision += 1
    draft.save()
    assert "d-chip--covered" not in read(editing, draft)
    assert "d-chip--covered" not in read(editing, draft, KEY)


def test_the_form_as_it_stands_changes_nothing(editing: Client, draft: Version) -> None:
    before = (facts(draft), expect(draft))
    assert save(editing, draft).status_code == 302
    assert (facts(draft), expect(draft)) == before


def test_facts_expectations_and_names_are_changed(editing: Client, draft: Version) -> None:
    answer = save(
        editing,
        draft,
        **{
            "title_en": "Fell",
            "v.device.powers_on": "?",
            "g.commercial": "",
            "g.legal": "undetermined",
            "i.photo.front_on": "required",
            "x.status": "undetermined",
            "x.reviews": "none",
            "x.recommendations": "now",
        },
    )
    assert answer.headers["Location"] == url("examples", draft) + f"#{KEY}"
    assert draft.examples.get(key=KEY).titles == {"fr": "Téléphone tombé", "en": "Fell"}
    assert facts(draft)["device.powers_on"] is None
    assert expect(draft) == {
        "guarantees": {"legal": {"verdict": "undetermined"}},
        "items": {"photo.front_on": {"status": "required"}},
        "status": "undetermined",
        "reviews": [],
        "recommendations": [{"resolution": "send_back", "rule": "shock-send-back", "pending": False}],
    }
    before = expect(draft)
    save(editing, draft)
    assert expect(draft) == before


def test_one_press_expects_what_the_rules_give_now(editing: Client, failing: Version) -> None:
    assert "d-chip--excluded" in read(editing, failing)
    save(editing, failing, do="accept")
    assert expect(failing)["guarantees"]["commercial"]["verdict"] == "excluded"
    assert "d-chip--excluded" not in read(editing, failing)


def test_update_shows_and_stores_nothing(editing: Client, draft: Version) -> None:
    answer = save(editing, draft, do="update", **{"v.damage.shock": "=false"})
    assert answer.status_code == 200
    assert "d-unlike" in answer.content.decode()
    assert facts(draft)["damage.shock"] is True


def test_a_bad_value_is_told_and_nothing_is_lost(editing: Client, draft: Version) -> None:
    answer = save(editing, draft, **{"v.delivery.months": MARKUP, "g.legal": "covered"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert MARKUP not in page
    assert (sent(page)["v.delivery.months"], sent(page)["g.legal"]) == (MARKUP, "covered")
    assert "delivery.months" not in facts(draft)


def test_who_saves_second_is_told_and_loses_nothing(editing: Client, draft: Version, cast: Cast) -> None:
    form = sent(read(editing, draft, KEY)).dict()
    colleague = permit(cast.approver, "rules.change_version")
    theirs = {"key": KEY, "title": {"fr": "A", "en": "B"}, "facts": facts(draft), "expect": {}}
    edits.save_example(version=draft, by=colleague, key=KEY, example_json=theirs, revision=1)
    answer = editing.post(url("example", draft, KEY), {**form, "title_en": "Mine", "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert str(colleague) in page
    assert sent(page)["title_en"] == "Mine"
    assert draft.examples.get(key=KEY).title_en == "B"
    editing.post(url("example", draft, KEY), {**sent(page).dict(), "do": "save"})
    assert draft.examples.get(key=KEY).title_en == "Mine"


def test_an_example_is_deleted(editing: Client, draft: Version) -> None:
    assert save(editing, draft, do="delete").status_code == 302
    assert not draft.examples.exists()
    assert draft.events.latest("pk").kind == EventKind.EDITED
    assert "d-example" not in read(editing, draft)


@pytest.mark.parametrize("do", ["save", "accept", "delete"])
def test_only_editors_change_and_only_a_draft(do: str, client: Client, cast: Cast, draft: Version) -> None:
    client.force_login(cast.approver)
    assert "<select class" not in read(client, draft, KEY)
    assert client.post(url("example", draft, KEY), {"do": do}).status_code == 403
    lifecycle.submit(version=draft, by=cast.rule_editor)
    client.force_login(cast.rule_editor)
    assert client.post(url("example", draft, KEY), {"do": do}).status_code == 403
    assert facts(draft)["damage.shock"] is True


def test_an_example_of_another_version_is_not_reached(editing: Client, draft: Version, cast: Cast) -> None:
    other = lifecycle.new_draft(version=draft, by=cast.rule_editor)
    other.examples.all().delete()
    assert editing.get(url("example", other, KEY)).status_code == 404
    assert editing.post(url("example", other, KEY), {"do": "delete"}).status_code == 404
    assert draft.examples.exists()


def test_facts_that_the_vocabulary_lost_are_named(editing: Client, draft: Version) -> None:
    draft.examples.filter(key=KEY).update(facts={**facts(draft), "gone.fact": 1})
    assert "gone.fact" in read(editing, draft, KEY)
    editing.logout()


@pytest.mark.parametrize("others", [0, 3])
def test_queries(
    others: int, editing: Client, draft: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(others):
        row = draft.examples.get(key=KEY)
        row.pk, row.key = None, f"more-{number}"
        row.save()
    read(editing, draft)
    with django_assert_num_queries(11):
        read(editing, draft)
    read(editing, draft, KEY)
    with django_assert_num_queries(12):
        read(editing, draft, KEY)


def test_markup_shows_as_text(editing: Client, draft: Version, document: Document) -> None:
    draft.examples.filter(key=KEY).update(
        title_fr=MARKUP, title_en=MARKUP, expect={"status": MARKUP, "guarantees": {MARKUP: {"verdict": MARKUP}}}
    )
    draft.revision += 1
    draft.save()
    assert MARKUP not in read(editing, draft)
    assert MARKUP not in read(editing, draft, KEY)


def test_strangers_find_nothing(client: Client, cast: Cast, draft: Version) -> None:
    client.force_login(cast.agent)
    assert client.get(url("examples", draft)).status_code == 404
    assert client.get(url("example", draft, KEY)).status_code == 404
