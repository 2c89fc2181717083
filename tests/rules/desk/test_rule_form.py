"""The page of a rule, over HTTP: what is shown, saved, refused and told."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from returns.models import EvidenceItem, Step, User
from rules import edits, lifecycle
from rules.conditions import MAX_DEPTH, MAX_LEAVES
from rules.desk.typed import MAX_TICKS
from rules.drafts import assemble, rule_entry
from rules.kinds import KINDS
from rules.models import EventKind, Rule, Version
from rules.values import MAX_TEXT
from rules.vocabulary import Choice, Fact
from tests.cast import staff
from tests.rules.conftest import Document
from tests.rules.desk.conditions import VOCABULARY, same, tree
from tests.rules.desk.forms import sent

KEY = "shock-excludes"
EVIL = '"><script>alert("x")</script>'
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def rule_url(version: Version, key: str = KEY) -> str:
    return reverse("admin:rules_desk_rule", args=(version.pk, key))


def add_url(version: Version, kind: str = "requirement") -> str:
    return reverse("admin:rules_desk_rule_add", args=(version.pk,)) + f"?kind={kind}"


def form_of(response: Any) -> QueryDict:
    """The fields of the rule's form, as they would be sent back."""
    assert response.status_code == 200
    return sent(response.content.decode())


def post(client: Client, url: str, data: QueryDict, do: str = "save", **headers: str) -> Any:
    fields = {name: values for name, values in data.lists() if name not in ("do", "language", "next")}
    return client.post(url, {**fields, "do": do}, headers=headers or None)


def filled(client: Client, draft: Version, **changes: str) -> QueryDict:
    data = form_of(client.get(rule_url(draft)))
    for name, value in changes.items():
        data[name] = value
    return data


def put(data: QueryDict, values: dict[str, Any]) -> QueryDict:
    """The form with some fields filled in."""
    found = data.copy()
    for name, value in values.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def entry(version: Version, key: str = KEY) -> dict[str, Any]:
    return rule_entry(version.rules.get(key=key))


def storable(value: Any) -> Any:
    """The same JSON without NUL, which a database can't hold."""
    return json.loads(json.dumps(value).replace(r"\u0000", r"\u0001"))


# Saving


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_comes_back_from_its_form_unchanged(client: Client, draft: Version, language: str) -> None:
    before = assemble(draft)["rules"]
    for rule in before:
        url = rule_url(draft, rule["key"])
        data = form_of(client.get(url, headers={"accept-language": language}))
        response = post(client, url, data, "stay", **{"accept-language": language})
        assert response.status_code == 302, response.content.decode()
        assert entry(draft, rule["key"]) == rule
    assert draft.events.filter(kind=EventKind.EDITED).count() == len(before)


TICKS = [f"code-{number}" for number in range(MAX_TICKS)]
LARGEST: dict[str, Any] = {
    "mixed": storable(tree(Random(7), MAX_LEAVES, MAX_DEPTH)),
    "ticks": {"all": [{"fact": "ticks", "operator": "in", "value": TICKS}] * MAX_LEAVES},
    "texts": {"any": [{"fact": "text.a", "operator": "equal", "value": "\U0001f6f4" * MAX_TEXT}] * MAX_LEAVES},
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_condition_fits_in_one_post(
    client: Client, draft: Version, editor: User, name: str, language: str
) -> None:
    for fact in (*VOCABULARY, Fact("ticks", "choice", choices=tuple(map(Choice, TICKS)))):
        choices = [{"code": code} for code in fact.codes]
        definition = {"name": fact.name, "type": fact.type, **({"choices": choices} if choices else {})}
        edits.save_fact(version=draft, by=editor, name=None, fact_json=storable(definition), revision=None)
    when = LARGEST[name]
    edits.save_rule(version=draft, by=editor, key=KEY, rule_json={**entry(draft), "when": when}, revision=1)
    data = form_of(client.get(rule_url(draft), headers={"accept-language": language}))
    response = post(client, rule_url(draft), data, "stay", **{"accept-language": language})
    assert response.status_code == 302
    assert same(entry(draft)["when"], when)


def test_a_changed_rule_is_stored(client: Client, draft: Version) -> None:
    data = filled(client, draft, priority="250", note="two\r\nlines", title_en="Shock", valid_until="31/12/2027")
    del data["enabled"]
    response = post(client, rule_url(draft), data)
    assert response.url == reverse("admin:rules_desk_workspace", args=(draft.pk,)) + "#rule-shock-excludes"
    stored = entry(draft)
    assert (stored["priority"], stored["note"], stored["title"]["en"]) == (250, "two\nlines", "Shock")
    assert (stored["valid_until"], stored["enabled"]) == ("2027-12-31", False)


def test_the_kinds_are_offered_first(client: Client, draft: Version) -> None:
    page = client.get(reverse("admin:rules_desk_rule_add", args=(draft.pk,))).content.decode()
    assert all(f"?kind={kind}" in page for kind in KINDS)


NEW: dict[str, dict[str, Any]] = {
    "derivation": {"effect-set": "device.holds_account", "effect-to:device.holds_account": "true"},
    "exclusion": {"effect-exclude": ["commercial"], "effect-ground": "shock"},
    "requirement": {"effect-verb": "waive", "effect-item": "photo.front_on", "pending": "ignore"},
    "blocker": {"effect-block": ["inspect", "repair"], "effect-ground": "account_active"},
    "review": {"effect-ground": "contradiction", "effect-question_fr": "Quoi ?", "effect-question_en": "What?"},
    "recommendation": {"effect-resolution": "send_back"},
}
EFFECTS = {
    "derivation": {"set": "device.holds_account", "to": True},
    "exclusion": {"exclude": ["commercial"], "ground": "shock"},
    "requirement": {"waive": "photo.front_on"},
    "blocker": {"block": ["inspect", "repair"], "ground": "account_active"},
    "review": {"ground": "contradiction", "question": {"fr": "Quoi ?", "en": "What?"}},
    "recommendation": {"resolution": "send_back"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_every_kind_is_added(client: Client, draft: Version, kind: str) -> None:
    data = form_of(client.get(add_url(draft, kind)))
    data = put(data, {"title_fr": "Règle neuve", "c1.f": "damage.shock", "c1.o": "equal", "c1.v:damage.shock": "true"})
    response = post(client, add_url(draft, kind), put(data, NEW[kind]), "another")
    assert response.status_code == 302, response.content.decode()
    assert response.url.endswith(f"?kind={kind}")
    rule = draft.rules.get(key="regle-neuve")
    assert rule.effect == EFFECTS[kind]
    assert rule.when == {"fact": "damage.shock", "operator": "equal", "value": True}


def test_an_item_of_the_catalogue_becomes_known_to_the_version(client: Client, draft: Version) -> None:
    step = Step.objects.create(code="photos", label_fr="Photos", label_en="Photos", position=1)
    EvidenceItem.objects.create(
        code="video.motor", label_fr="Vidéo du moteur", label_en="Video of the motor", step=step, kind="photo"
    )
    data = form_of(client.get(add_url(draft)))
    data = put(_without(data, "c1."), {"title_fr": "Vidéo", "effect-item": "video.motor", "ca": "1"})
    assert post(client, add_url(draft), data, "stay").status_code == 302
    assert "video.motor" in Version.objects.get(pk=draft.pk).frame["items"]
    assert draft.rules.get(key="video").effect == {"require": "video.motor"}
    assert draft.rules.get(key="video").when is None


def _without(data: QueryDict, start: str) -> QueryDict:
    found = data.copy()
    for name in [name for name in data if name.startswith(start)]:
        del found[name]
    return found


def test_a_copy_takes_what_stands_in_the_form_and_leaves_the_rule_alone(client: Client, draft: Version) -> None:
    before = entry(draft)
    response = post(client, rule_url(draft), filled(client, draft, priority="7"), "duplicate")
    copy = draft.rules.latest("pk")
    assert response.url == rule_url(draft, copy.key)
    assert (copy.priority, copy.enabled) == (7, False)
    assert entry(draft) == before


def test_deleting_asks_first(client: Client, draft: Version) -> None:
    data = filled(client, draft)
    page = post(client, rule_url(draft), data, "delete")
    assert draft.rules.filter(key=KEY).exists()
    confirmed = form_of(page)
    response = post(client, rule_url(draft), confirmed, "delete-now")
    assert response.status_code == 302
    assert not draft.rules.filter(key=KEY).exists()


# What is wrong


def test_enter_saves_nothing_and_reproaches_nobody(client: Client, draft: Version) -> None:
    data = filled(client, draft, priority="9")
    data["c1.f"] = ""
    before = entry(draft)
    page = post(client, rule_url(draft), data, "update")
    assert page.status_code == 200
    assert form_of(page)["priority"] == "9"
    assert "is-wrong" not in page.content.decode()
    assert entry(draft) == before


def test_the_first_submit_of_the_form_is_update(client: Client, draft: Version) -> None:
    page = client.get(rule_url(draft)).content.decode()
    first = page.index('form="rule-form"')
    assert 'value="update"' in page[first : first + 60]
    assert page.index("<form method") > first


def test_each_fault_stands_at_its_place_and_what_was_typed_is_kept(client: Client, draft: Version) -> None:
    data = filled(client, draft, priority="high", message_fr="Bonjour {no.such}", message_en="")
    data = put(data, {"cm": "all", "c1.f": "delivery.months", "c1.o": "lessThan", "c1.v:delivery.months": "cent euros"})
    page = post(client, rule_url(draft), data)
    html = page.content.decode()
    assert page.status_code == 422
    again = sent(html)
    assert again["priority"] == "high"
    assert again["c1.v:delivery.months"] == "cent euros"
    for place in ("#c1-v", "#id_priority", "#id_message_en"):
        assert f'href="{place}"' in html
        assert f'id="{place[1:]}"' in html


def test_what_only_the_language_sees_is_told_at_its_field(client: Client, draft: Version) -> None:
    data = filled(client, draft, message_fr="Bonjour {no.such}", message_en="Hello {no.such}")
    page = post(client, rule_url(draft), data)
    assert page.status_code == 422
    assert 'href="#id_message_fr"' in page.content.decode()


def test_an_empty_form_is_refused_with_everything_it_lacks(client: Client, draft: Version) -> None:
    for kind in KINDS:
        page = post(client, add_url(draft, kind), form_of(client.get(add_url(draft, kind))))
        html = page.content.decode()
        assert page.status_code == 422
        assert 'href="#id_title_fr"' in html
        assert 'href="#c1-f"' in html
    assert draft.events.filter(kind=EventKind.EDITED).count() == 0


@pytest.mark.parametrize("do", ["add:", "group:", "copy:1", "remove:1", "add:9.9", "up:x"])
def test_a_press_changes_the_page_and_nothing_else(client: Client, draft: Version, do: str) -> None:
    before = assemble(draft)
    page = post(client, rule_url(draft), filled(client, draft, note="typed"), do)
    assert form_of(page)["note"] == "typed"
    assert assemble(Version.objects.get(pk=draft.pk)) == before


def test_the_script_gets_the_parts_alone(client: Client, draft: Version) -> None:
    page = post(client, rule_url(draft), filled(client, draft), "add:", **{"X-Desk-Part": "1"})
    html = page.content.decode()
    assert "<html" not in html
    assert all(f'data-part="{part}"' in html for part in ("conditions", "effect", "previews", "plain"))


# Two editors


def test_the_second_editor_sees_both_and_decides(client: Client, draft: Version) -> None:
    other = staff("other", "rules.change_version")
    data = filled(client, draft, note="mine")
    edits.save_rule(version=draft, by=other, key=KEY, rule_json={**entry(draft), "note": "theirs"}, revision=1)
    page = post(client, rule_url(draft), data)
    html = page.content.decode()
    assert page.status_code == 409
    assert str(other) in html
    assert "theirs" in html
    again = sent(html)
    assert again["note"] == "mine"
    assert entry(draft)["note"] == "theirs"
    assert post(client, rule_url(draft), again).status_code == 302
    assert entry(draft)["note"] == "mine"


def test_a_press_does_not_hide_that_somebody_saved_meanwhile(client: Client, draft: Version) -> None:
    other = staff("other", "rules.change_version")
    data = filled(client, draft)
    edits.save_rule(version=draft, by=other, key=KEY, rule_json={**entry(draft), "note": "theirs"}, revision=1)
    again = form_of(post(client, rule_url(draft), data, "update"))
    assert post(client, rule_url(draft), again).status_code == 409


def test_a_rule_deleted_meanwhile_can_be_added_again(client: Client, draft: Version) -> None:
    other = staff("other", "rules.change_version")
    data = filled(client, draft, note="mine", title_fr="Toujours là")
    edits.delete_rule(version=draft, by=other, key=KEY, revision=None)
    page = post(client, rule_url(draft), data)
    assert page.status_code == 409
    assert str(other) in page.content.decode()
    assert post(client, add_url(draft, "exclusion"), sent(page.content.decode())).status_code == 302
    assert draft.rules.get(key="toujours-la").note == "mine"


def test_who_types_while_the_draft_is_submitted_loses_nothing(client: Client, draft: Version, editor: User) -> None:
    data = filled(client, draft, note="mine")
    lifecycle.submit(version=draft, by=editor)
    page = post(client, rule_url(draft), data)
    assert page.status_code == 409
    assert sent(page.content.decode())["note"] == "mine"
    assert entry(draft)["note"] != "mine"


# Who may


def test_readers_read(client: Client, draft: Version) -> None:
    client.force_login(staff("auditor", "rules.view_version"))
    page = client.get(rule_url(draft)).content.decode()
    assert draft.rules.get(key=KEY).title in page
    assert 'id="rule-form"' not in page
    assert client.get(add_url(draft)).status_code == 403
    for url in (rule_url(draft), add_url(draft)):
        assert client.post(url, {"do": "save", "kind": "exclusion"}).status_code == 403


def test_a_published_rule_is_shown_and_never_changed(client: Client, published: Version) -> None:
    assert 'id="rule-form"' not in client.get(rule_url(published)).content.decode()
    for url in (rule_url(published), add_url(published)):
        assert client.post(url, {"do": "save", "kind": "exclusion"}).status_code == 403


def test_a_rule_of_another_version_is_not_found(client: Client, draft: Version, editor: User) -> None:
    other = lifecycle.new_draft(version=draft, by=editor)
    rule = edits.save_rule(
        version=other, by=editor, key=None, rule_json={**entry(draft), "key": "only-there"}, revision=None
    )
    assert client.get(rule_url(draft, rule.key)).status_code == 404
    data = filled(client, other)
    assert post(client, rule_url(draft, rule.key), data).status_code == 404
    assert entry(other, rule.key)["note"] == rule.note
    assert draft.rules.count() == other.rules.count() - 1


# What is shown


def test_markup_shows_as_text(client: Client, draft: Version, editor: User) -> None:
    texts = {"fr": EVIL, "en": EVIL}
    evil = {**entry(draft), "title": texts, "message": texts, "note": EVIL, "source": EVIL}
    edits.save_rule(version=draft, by=editor, key=KEY, rule_json=evil, revision=1)
    page = client.get(rule_url(draft))
    assert "<script>alert" not in page.content.decode()
    data = form_of(page)
    assert (data["title_fr"], data["message_fr"], data["note"]) == (EVIL, EVIL, EVIL)
    client.force_login(staff("auditor", "rules.view_version"))
    assert "<script>alert" not in client.get(rule_url(draft)).content.decode()


def test_messages_are_previewed_for_an_example(client: Client, draft: Version) -> None:
    data = filled(client, draft, message_fr="Jour : {decision.on}", message_en="Day: {decision.on}")
    html = post(client, rule_url(draft), data, "update").content.decode()
    assert draft.examples.order_by("key")[0].title_fr in html
    assert html.count("Day: ") == 2
    assert html.count("Day: {decision.on}") == 1


@pytest.mark.parametrize("rules", [10, 60])
def test_the_page_takes_as_many_queries_for_any_number_of_rules(
    client: Client, draft: Version, document: Document, django_assert_num_queries: Any, rules: int
) -> None:
    source = draft.rules.get(key=KEY)
    Rule.objects.bulk_create(
        Rule(**{**_columns(source), "key": f"copy-{number}"}) for number in range(rules - draft.rules.count())
    )
    client.get(rule_url(draft))
    with django_assert_num_queries(QUERIES):
        client.get(rule_url(draft))


QUERIES = 13


def _columns(rule: Rule) -> dict[str, Any]:
    return {field.attname: getattr(rule, field.attname) for field in Rule._meta.fields if not field.primary_key}


def test_the_plain_sentence_follows_what_is_typed(client: Client, draft: Version) -> None:
    data = filled(client, draft)
    data = put(data, {"cm": "all", "c1.f": "delivery.months", "c1.o": "lessThan", "c1.v:delivery.months": "cent euros"})
    page = post(client, rule_url(draft), data, "update", **{"accept-language": "en"})
    html = page.content.decode()
    assert "<mark>" in html
    assert sent(html)["c1.v:delivery.months"] == "cent euros"
