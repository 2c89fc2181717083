"""Trying a version out, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rules import lifecycle
from rules.models import Version
from tests.cast import Cast, permit
from tests.factories import CaseFactory
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url
from tests.rules.desk.forms import sent

MARKUP = "<script>alert(1)</script>"
DROPPED = {"v.decision.on": "2026-05-31", "v.device.category": "=phone", "v.damage.shock": "=true"}


def get(client: Client, version: Version, status: int = 200, **query: str) -> str:
    answer = client.get(url("try", version), query)
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, version: Version, status: int = 200, **fields: str) -> str:
    answer = client.post(url("try", version), {**DROPPED, "do": "try", **fields})
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def editing(client: Client, cast: Cast) -> Client:
    client.force_login(cast.rule_editor)
    return client


def test_at_first_everything_is_unknown_but_the_day(editing: Client, draft: Version) -> None:
    page = get(editing, draft)
    fields = {name: value for name, value in sent(page).items() if name.startswith("v.") and value}
    assert fields == {"v.decision.on": timezone.localdate().isoformat()}
    assert "v.device.holds_account" not in page, "a derived fact is nobody's to give"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_outcome_and_why_in_the_readers_language(
    language: str, editing: Client, draft: Version, document: Document
) -> None:
    editing.cookies["django_language"] = language
    page = post(editing, draft)
    assert "d-chip--excluded" in page
    for key in ("shock-excludes", "photo-front-on", "shock-send-back"):
        rule = next(rule for rule in document["rules"] if rule["key"] == key)
        assert rule["title"][language] in page
    assert page.count('class="d-reason"') == len(document["rules"])
    assert 'href="#v.return.reason"' in page, "a missing fact leads to its field"


def test_what_was_typed_stays_as_it_is(editing: Client, draft: Version) -> None:
    page = post(editing, draft, 200, **{"v.device.powers_on": "?", "v.delivery.months": "5"})
    again = sent(page)
    assert {name: again[name] for name in DROPPED} == DROPPED
    assert (again["v.device.powers_on"], again["v.delivery.months"]) == ("?", "5")


def test_a_bad_value_is_told_at_its_field_and_nothing_is_lost(editing: Client, draft: Version) -> None:
    page = post(editing, draft, 422, **{"v.delivery.months": MARKUP})
    assert 'aria-invalid="true" aria-describedby="error.delivery.months"' in page
    assert MARKUP not in page
    assert sent(page)["v.delivery.months"] == MARKUP
    assert sent(page)["v.damage.shock"] == "=true"
    assert "d-verdicts" not in page


def test_without_a_day_nothing_is_decided(editing: Client, draft: Version) -> None:
    assert "d-verdicts" not in post(editing, draft, 422, **{"v.decision.on": ""})


def test_the_facts_of_a_case_that_the_reader_may_see(client: Client, cast: Cast, draft: Version) -> None:
    case = CaseFactory.create()
    client.force_login(permit(cast.rule_editor, "returns.view_returncase"))
    for page in (
        get(client, draft, case=case.reference),
        post(client, draft, case=case.reference, do="take"),
        post(client, draft, case=f" {case.reference} "),
    ):
        fields = sent(page)
        assert fields["v.device.category"] == "=phone"
        assert fields["v.return.reason"] == "=in_warranty"
        assert fields["v.damage.shock"] == "", "what was typed before gives way"
        assert fields["taken"] == case.reference
        assert "d-verdicts" in page
    page = post(client, draft, case=case.reference, taken=case.reference)
    assert sent(page)["v.damage.shock"] == "=true", "once taken, facts can be changed"


def test_a_case_that_the_reader_may_not_see_is_none(editing: Client, draft: Version) -> None:
    case = CaseFactory.create()
    unseen = post(editing, draft, 422, case=case.reference, do="take")
    none = post(editing, draft, 422, case="R-0", do="take")
    assert unseen.replace(case.reference, "R-0").count("R-0") == none.count("R-0")
    assert sent(unseen)["v.damage.shock"] == "=true"
    get(editing, draft, 422, case=case.reference)


def test_the_facts_of_an_example(editing: Client, draft: Version) -> None:
    page = get(editing, draft, example="dropped-phone")
    assert sent(page)["v.damage.shock"] == "=true"
    assert "d-verdicts" in page
    assert "d-verdicts" not in get(editing, draft, example="no-such")


def test_faults_stand_in_place_of_the_outcome(editing: Client, draft: Version) -> None:
    rule = draft.rules.get(key="shock-excludes")
    rule.when = {"fact": "damage.shock", "operator": "equal", "value": MARKUP}
    rule.save()
    draft.revision += 1
    draft.save()
    page = post(editing, draft)
    assert "d-verdicts" not in page
    assert "shock-excludes" in page
    assert MARKUP not in page
    assert sent(page)["v.damage.shock"] == "=true"


def test_one_press_saves_an_example_with_what_came_out(editing: Client, draft: Version, cast: Cast) -> None:
    fields = {**DROPPED, "v.device.powers_on": "?", "do": "save", "title_fr": "Tombé", "title_en": "Dropped"}
    answer = editing.post(url("try", draft), fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, url("examples", draft) + "#tombe")
    example = draft.examples.get(key="tombe")
    assert example.titles == {"fr": "Tombé", "en": "Dropped"}
    assert example.facts == {
        "decision.on": "2026-05-31",
        "device.category": "phone",
        "device.powers_on": None,
        "damage.shock": True,
    }
    assert example.expect["guarantees"]["commercial"]["verdict"] == "excluded"
    assert example.expect["items"] == {"photo.front_on": {"status": "required"}}
    lifecycle.submit(version=draft, by=cast.rule_editor)


def test_an_example_without_a_name_is_not_saved(editing: Client, draft: Version) -> None:
    page = post(editing, draft, 422, do="save")
    assert "d-verdicts" in page
    assert draft.examples.count() == 1


def test_one_that_cannot_be_stored_is_not_saved(editing: Client, draft: Version) -> None:
    post(editing, draft, 422, do="save", title_en="a\0b")
    assert draft.examples.count() == 1


@pytest.mark.parametrize("role", ["approver", "rule_editor"])
def test_only_editors_save_and_only_in_a_draft(role: str, client: Client, cast: Cast, draft: Version) -> None:
    if role == "rule_editor":
        lifecycle.submit(version=draft, by=cast.rule_editor)
    client.force_login(getattr(cast, role))
    assert 'value="save"' not in post(client, draft)
    post(client, draft, 403, do="save", title_en="Mine")
    assert draft.examples.count() == 1


def test_a_published_version_can_be_tried_too(client: Client, cast: Cast, published: Version) -> None:
    client.force_login(cast.approver)
    assert "d-chip--excluded" in post(client, published)


@pytest.mark.parametrize("others", [0, 3])
def test_queries(
    others: int,
    client: Client,
    cast: Cast,
    draft: Version,
    document: Document,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(cast.rule_editor)
    for number in range(others):
        row = draft.rules.get(key="shock-excludes")
        row.pk, row.key = None, f"more-{number}"
        row.save()
    post(client, draft)
    with django_assert_num_queries(11):
        post(client, draft)


def test_strangers_find_nothing(client: Client, cast: Cast, draft: Version) -> None:
    for person in (cast.agent, cast.seller):
        client.force_login(person)
        assert client.get(url("try", draft)).status_code in (302, 404)


def test_markup_shows_as_text(editing: Client, document: Document, cast: Cast) -> None:
    marked: Any = _marked(document)
    version = lifecycle.import_draft(document=marked, by=cast.rule_editor)
    page = post(editing, version)
    assert "d-verdicts" in page
    assert MARKUP not in page


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        marked = {key: _marked(entry) for key, entry in value.items()}
        return {
            **marked,
            **{key: MARKUP for key in ("fr", "en", "note", "source", "unit") if isinstance(marked.get(key), str)},
        }
    return [_marked(entry) for entry in value] if isinstance(value, list) else value
