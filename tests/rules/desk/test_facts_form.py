"""The page of a fact over HTTP: added, changed, deleted, by whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from rules import edits, lifecycle
from rules.document import document_hash
from rules.drafts import assemble, content_hash
from rules.models import EventKind, Version, VersionEvent
from tests.cast import Cast, permit
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url
from tests.rules.desk.forms import sent

MARKUP = "<script>alert(1)</script>"
NOISE: dict[str, Any] = {
    "label_fr": "Le moteur fait du bruit",
    "label_en": "The motor makes a noise",
    "question_fr": "Le moteur fait-il du bruit ?",
    "question_en": "Does the motor make a noise?",
    "type": "boolean",
    "supplier": "customer",
    "categories": ["tablet"],
}
STORED: dict[str, Any] = {
    "name": "own.the_motor_makes_a_noise",
    "type": "boolean",
    "label": {"fr": NOISE["label_fr"], "en": NOISE["label_en"]},
    "question": {"fr": NOISE["question_fr"], "en": NOISE["question_en"]},
    "supplier": "customer",
    "categories": ["tablet"],
}


@pytest.fixture
def editing(client: Client, cast: Cast) -> Client:
    client.force_login(cast.rule_editor)
    client.cookies["django_language"] = "en"
    return client


def read(client: Client, version: Version, page: str = "facts", *name: str, **query: str) -> str:
    answer = client.get(url(page, version, *name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def add(client: Client, version: Version, do: str = "save", **changes: Any) -> HttpResponse:
    """Send the form of a new fact."""
    fields = sent(form(read(client, version, "fact_add")))
    return _post(client, url("fact_add", version), dict(fields.lists()), do, changes)


def change(client: Client, version: Version, key: str, do: str = "save", **changes: Any) -> HttpResponse:
    """Send the form of a fact as it stands, some of its fields changed."""
    fields = sent(form(read(client, version, "fact", key)))
    return _post(client, url("fact", version, key), dict(fields.lists()), do, changes)


def _post(client: Client, address: str, fields: Any, do: str, changes: Any) -> HttpResponse:
    answer = client.post(
        address, {**fields, **{key.replace("__", "-"): text for key, text in changes.items()}, "do": do}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def form(html: str) -> str:
    return html[html.index('id="fact-form"') : html.index("</form>", html.index('id="fact-form"'))]


def fact(version: Version, name: str) -> dict[str, Any] | None:
    version.refresh_from_db()
    return next((entry for entry in assemble(version)["facts"] if entry["name"] == name), None)


# Added


def test_a_question_of_ones_own_is_added(editing: Client, draft: Version) -> None:
    answer = add(editing, draft, **NOISE)
    assert answer.headers["Location"] == f"{url('facts', draft)}#{STORED['name']}"
    assert fact(draft, "own.the_motor_makes_a_noise") == STORED
    event = draft.events.latest("pk")
    assert (event.kind, event.comment) == (EventKind.EDITED, "fact_added own.the_motor_makes_a_noise")
    page = plain(read(editing, draft))
    assert "The motor makes a noise added by staff Does the motor make a noise?" in page
    assert url("fact", draft, STORED["name"]) in editing.get(url("history", draft)).content.decode()


def test_a_second_one_of_the_same_name_gets_a_code_of_its_own(editing: Client, draft: Version) -> None:
    for _ in range(2):
        add(editing, draft, **NOISE)
    assert fact(draft, "own.the_motor_makes_a_noise_2") == {**STORED, "name": "own.the_motor_makes_a_noise_2"}


def test_choices_stand_a_line_each_and_there_are_always_more_lines(editing: Client, draft: Version) -> None:
    choices = {
        "type": "choice",
        "choice__0__fr": "Sourd",
        "choice__0__en": "Low",
        "choice__2__fr": "Aigu",
        "choice__2__code": "high",
    }
    more = add(editing, draft, do="more", **{**NOISE, **choices})
    assert more.status_code == 200
    data = sent(form(more.content.decode()))
    assert (data["choice-0-fr"], data["choice-2-code"], data["choice-TOTAL_FORMS"]) == ("Sourd", "high", "6")
    data.setlist("do", ["save"])
    assert editing.post(url("fact_add", draft), data).status_code == 302
    found = fact(draft, STORED["name"])
    assert found is not None
    assert found["choices"] == [
        {"code": "low", "label": {"fr": "Sourd", "en": "Low"}},
        {"code": "high", "label": {"fr": "Aigu", "en": ""}},
    ]


@pytest.mark.parametrize(
    ("language", "kind", "typed", "default"),
    [
        ("en", "boolean", "no", False),
        ("fr", "boolean", "Oui", True),
        ("fr", "decimal", "12,5", "12.5"),
        ("en", "integer", "3", 3),
        ("en", "text", "", None),
    ],
)
def test_what_a_derived_fact_is_while_no_rule_sets_it(
    language: str, kind: str, typed: str, default: object, editing: Client, draft: Version
) -> None:
    editing.cookies["django_language"] = language
    derived = {"supplier": "derived", "type": kind, "default": typed, "categories": []}
    assert add(editing, draft, **{**NOISE, **derived}).status_code == 302
    found = fact(draft, STORED["name"])
    assert found is not None
    assert found.get("default") == default
    again = change(editing, draft, found["name"])
    assert again.status_code == 302
    assert fact(draft, found["name"]) == found


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label_fr": ""}, "This field is required"),
        ({"question_en": ""}, "in one language only"),
        ({"type": "choice"}, "Write the choices below"),
        ({"type": "number"}, "Select a valid choice"),
        ({"supplier": "order"}, "Select a valid choice"),
        ({"categories": ["bicycle"]}, "Select a valid choice"),
        ({"supplier": "derived"}, "Nobody is asked for a fact that rules set"),
        ({"supplier": "derived", "categories": [], "default": "maybe"}, "Choose yes or no"),
        ({"name": "Motor noise"}, "is not a name"),
        ({"name": "damage.shock"}, "is the code of another fact"),
        ({"name": "order.price"}, "by themselves"),
        ({"type": "choice", "choice__0__code": "x", "choice__1__code": "x"}, "stands there twice"),
        ({"label_en": MARKUP, "name": MARKUP}, "is not a name"),
        ({"label_en": "nul\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    changes: dict[str, Any], told: str, editing: Client, draft: Version
) -> None:
    before = content_hash(draft)
    answer = add(editing, draft, **{**NOISE, **changes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in plain(page).replace("&nbsp;", " ")
    assert MARKUP not in page
    data = sent(form(page))
    assert data["question_fr"] == NOISE["question_fr"]
    for place in re.findall(r'<li><a href="#([^"]+)"', page):
        assert f'id="{place}"' in page
    assert content_hash(draft) == before


def test_cases_give_a_known_name_by_themselves(editing: Client, draft: Version) -> None:
    answer = add(editing, draft, **{**NOISE, "name": "order.price", "type": "decimal", "categories": []})
    assert answer.status_code == 302
    page = read(editing, draft, "fact", "order.price")
    assert re.search(r'<select name="type"[^>]*disabled', page)
    assert change(editing, draft, "order.price", type="text", supplier="agent").status_code == 302
    found = fact(draft, "order.price")
    assert found is not None
    assert (found["type"], found["supplier"]) == ("decimal", "customer")


# Changed


def test_the_form_as_it_stands_changes_no_byte(editing: Client, draft: Version, document: Document) -> None:
    for entry in document["facts"]:
        assert change(editing, draft, entry["name"]).status_code == 302, entry
    assert content_hash(draft) == document_hash(document)


def test_a_fact_is_changed_and_its_name_never(editing: Client, draft: Version) -> None:
    add(editing, draft, **NOISE)
    name = STORED["name"]
    answer = change(editing, draft, name, label_en="Noise", name="another", categories=[], changeable_by=["seller"])
    assert answer.status_code == 302
    rest = {key: value for key, value in STORED.items() if key != "categories"}
    label = {"fr": NOISE["label_fr"], "en": "Noise"}
    assert fact(draft, name) == {**rest, "label": label, "changeable_by": ["seller"]}


def test_what_rules_can_not_live_with_is_refused_with_the_rules(editing: Client, draft: Version) -> None:
    before = content_hash(draft)
    answer = change(editing, draft, "device.category", choice__0__code="mobile")
    page = answer.content.decode()
    assert (answer.status_code, sent(form(page))["choice-0-code"]) == (422, "mobile")
    assert url("rule", draft, "photo-front-on") in page
    assert url("example", draft, "dropped-phone") in page
    assert content_hash(Version.objects.get(pk=draft.pk)) == before


def test_who_saves_second_is_told_and_loses_nothing(editing: Client, draft: Version, cast: Cast) -> None:
    add(editing, draft, **NOISE)
    name = STORED["name"]
    data = sent(form(read(editing, draft, "fact", name)))
    colleague = permit(cast.approver, "rules.change_version")
    theirs = {**STORED, "unit": "", "label": {"fr": "Bruit", "en": "Their noise"}}
    edits.save_fact(version=draft, by=colleague, name=name, fact_json=theirs, revision=None)
    answer = editing.post(url("fact", draft, name), {**dict(data.lists()), "label_en": "Mine", "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert str(colleague) in page
    assert "Their noise" in page
    assert sent(form(page))["label_en"] == "Mine"
    again = editing.post(url("fact", draft, name), {**dict(sent(form(page)).lists()), "do": "save"})
    assert again.status_code == 302
    found = fact(draft, name)
    assert found is not None
    assert found["label"]["en"] == "Mine"


def test_a_fact_that_somebody_deleted_meanwhile_can_be_added_again(editing: Client, draft: Version, cast: Cast) -> None:
    add(editing, draft, **NOISE)
    name = STORED["name"]
    data = {**dict(sent(form(read(editing, draft, "fact", name))).lists()), "do": "save"}
    edits.delete_fact(version=draft, by=permit(cast.approver, "rules.change_version"), name=name, revision=None)
    answer = editing.post(url("fact", draft, name), data)
    assert answer.status_code == 409
    again = {**dict(sent(form(answer.content.decode())).lists()), "do": "save"}
    assert editing.post(url("fact_add", draft), again).status_code == 302
    assert fact(draft, name) == STORED


def test_enter_stores_nothing(editing: Client, draft: Version) -> None:
    before = draft.events.count()
    answer = add(editing, draft, do="update", **{**NOISE, "label_fr": "Autre"})
    assert (answer.status_code, draft.events.count()) == (200, before)
    assert sent(form(answer.content.decode()))["label_fr"] == "Autre"


# Deleted


def test_a_fact_that_nothing_speaks_of_is_deleted(editing: Client, draft: Version) -> None:
    add(editing, draft, **NOISE)
    name = STORED["name"]
    asked = change(editing, draft, name, do="delete")
    assert "Delete the fact" in asked.content.decode()
    answer = editing.post(url("fact", draft, name), {**dict(sent(asked.content.decode()).lists()), "do": "delete-now"})
    assert answer.status_code == 302
    assert fact(draft, name) is None
    assert editing.get(url("fact", draft, name)).status_code == 404


def test_one_that_is_used_is_not_and_what_uses_it_is_listed(editing: Client, draft: Version) -> None:
    asked = change(editing, draft, "damage.shock", do="delete").content.decode()
    assert "delete-now" not in asked
    assert url("rule", draft, "shock-excludes") in asked
    assert url("example", draft, "dropped-phone") in asked
    answer = change(editing, draft, "damage.shock", do="delete-now")
    assert answer.status_code == 422
    assert url("rule", draft, "shock-excludes") in answer.content.decode()
    assert fact(draft, "damage.shock") is not None


# Who


@pytest.mark.parametrize("do", ["save", "delete-now"])
def test_only_editors_change_and_only_a_draft(do: str, client: Client, cast: Cast, draft: Version) -> None:
    before = VersionEvent.objects.count()
    client.force_login(cast.approver)
    page = read(client, draft, "fact", "damage.shock")
    assert "fact-form" not in page
    for address in (url("fact", draft, "damage.shock"), url("fact_add", draft)):
        assert client.post(address, {"do": do}).status_code == 403
    client.force_login(cast.agent)
    for address in (url("fact", draft, "damage.shock"), url("facts", draft), url("fact_add", draft)):
        assert client.get(address).status_code == 404
    assert VersionEvent.objects.count() == before


def test_a_version_in_review_takes_no_fact_and_says_so(editing: Client, draft: Version, cast: Cast) -> None:
    data = {**dict(sent(form(read(editing, draft, "fact_add"))).lists()), **NOISE, "do": "save"}
    lifecycle.submit(version=draft, by=cast.rule_editor)
    answer = editing.post(url("fact_add", draft), data)
    assert answer.status_code == 409
    assert NOISE["label_fr"] in answer.content.decode()
    assert editing.get(url("fact_add", draft)).status_code == 403
    assert "fact-form" not in read(editing, draft, "fact", "damage.shock")


def test_a_published_version_is_read(editing: Client, published: Version) -> None:
    assert "New fact" not in read(editing, published)
    assert "damage.shock" in read(editing, published, "fact", "damage.shock")
    assert editing.post(url("fact", published, "damage.shock"), {"do": "save"}).status_code == 403


def test_markup_shows_as_text(editing: Client, draft: Version) -> None:
    texts = dict.fromkeys(("label_fr", "label_en", "question_fr", "question_en"), MARKUP)
    add(editing, draft, **{**NOISE, **texts, "name": "own.markup"})
    for page in (read(editing, draft), read(editing, draft, "fact", "own.markup")):
        assert MARKUP not in page
        assert "&lt;script&gt;" in page
    assert MARKUP not in change(editing, draft, "own.markup", do="delete").content.decode()
