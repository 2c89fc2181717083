"""Which versions name a code, and which codes of a version nobody keeps."""

from __future__ import annotations

from typing import Any

import pytest

from returns.models import User
from rules import host, lifecycle
from rules.models import Version
from rules.references import Name, naming_rules, unknown_codes, uses
from rules.refusals import CodesUnknown
from tests.rules.building import derived, fact, is_, rule
from tests.rules.building import document as a_document
from tests.rules.conftest import Document, Publish

Json = dict[str, Any]

CATEGORY = Name("phone", facts=frozenset({"device.category"}))
SHOCK = Name("shock", lists=frozenset({"grounds"}))
PHOTO = Name("photo.front", lists=frozenset({"items"}))


def book(*rules: Json, **lists: list[str]) -> Json:
    facts = [
        fact("device.category", "choice", choices=["phone", {"code": "watch"}]),
        fact("evidence.photo.front.accepted"),
        fact("motor.noise", categories=["phone"]),
        fact("motor.noises"),
        derived("device.kind", "choice", choices=["phone", "watch"]),
    ]
    return a_document(facts, rules, **lists)


def keys(found: Json, name: Name) -> list[str] | None:
    rules = naming_rules(found, name)
    return None if rules is None else [entry.key for entry in rules]


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        (Name("legal", frozenset({"guarantees"})), {"exclude": ["transit", "legal"], "ground": "shock"}),
        (SHOCK, {"exclude": ["legal"], "ground": "shock"}),
        (SHOCK, {"block": ["inspect"], "ground": "shock"}),
        (SHOCK, {"ground": "shock", "question": {"fr": "?", "en": "?"}}),
        (PHOTO, {"require": "photo.front"}),
        (PHOTO, {"waive": "photo.front"}),
        (Name("repair", frozenset({"resolutions"})), {"resolution": "repair"}),
        (Name("watch", facts=frozenset({"device.kind"})), {"set": "device.kind", "to": "watch"}),
    ],
)
def test_a_rule_names_what_its_effect_names(name: Name, effect: Json) -> None:
    other = rule("other", "recommendation", effect={"resolution": "refund"})
    assert keys(book(rule("it", "review", effect=effect), other), name) == ["it"]


@pytest.mark.parametrize(
    "when",
    [
        is_("device.category", "phone"),
        is_("device.category", ["watch", "phone"], "notIn"),
        {"all": [is_("motor.noise"), {"not": {"any": [is_("device.category", "phone")]}}]},
    ],
)
def test_a_rule_names_the_choices_that_its_condition_compares_with(when: Json) -> None:
    elsewhere = is_("motor.noise", "phone")
    found = book(rule("it", "review", when), rule("other", "review", elsewhere), rule("always", "review"))
    assert keys(found, CATEGORY) == ["it"]


def test_a_rule_names_the_item_whose_evidence_it_reads() -> None:
    found = book(rule("it", "review", is_("evidence.photo.front.accepted")))
    assert keys(found, PHOTO) == ["it"]
    assert keys(found, Name("photo.fro", lists=frozenset({"items"}))) is None


def test_a_vocabulary_names_its_codes_its_choices_and_the_categories_that_are_asked() -> None:
    found = book(grounds=["shock"])
    assert keys(found, SHOCK) == keys(found, CATEGORY) == keys(found, PHOTO) == []
    assert keys(found, Name("wear", frozenset({"grounds"}))) is None
    assert keys(found, Name("shock", frozenset({"items"}))) is None
    assert keys(found, Name("watch", facts=frozenset({"return.reason"}))) is None


@pytest.fixture
def wear(document: Document) -> Document:
    """The same rulebook with one ground more."""
    return {**document, "grounds": [*document["grounds"], "wear"]}


@pytest.mark.django_db
def test_those_in_force_come_first_then_open_ones_then_the_others(
    document: Document, wear: Document, publish: Publish, editor: User
) -> None:
    first, second = publish(document), publish(wear)
    draft = lifecycle.new_draft(version=first, by=editor)
    found = uses(SHOCK)
    assert [use.version for use in found] == [second, draft, first]
    assert [(use.is_in_force, use.is_open) for use in found] == [(True, False), (False, True), (False, False)]
    assert {entry.key for use in found for entry in use.rules} >= {"shock-excludes"}
    assert [use.version for use in uses(Name("wear", frozenset({"grounds"})))] == [second]
    assert uses(Name("flood", frozenset({"grounds"}))) == ()


class Keeper:
    """An application that keeps some codes; of the rest it is not asked here."""

    def __init__(self, **kept: set[str]) -> None:
        self.kept = kept

    def kept_codes(self) -> dict[str, set[str]]:
        return self.kept


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch, document: Document) -> Keeper:
    """It knows every ground of the document."""
    keeper = Keeper(grounds=set(document["grounds"]), items=set())
    monkeypatch.setattr(host, "_registered", [keeper])
    return keeper


def test_codes_are_unknown_only_where_the_application_keeps_any(keeper: Keeper) -> None:
    assert unknown_codes(book(grounds=["shock", "flood"], items=["anything"])) == {"grounds": ["flood"]}
    keeper.kept = {"device.category": {"phone"}}
    assert unknown_codes(book()) == {"device.category": ["watch"]}


@pytest.mark.django_db
def test_a_version_with_an_unknown_code_is_neither_submitted_nor_published(
    keeper: Keeper, draft: Version, editor: User, approver: User
) -> None:
    everything = keeper.kept.pop("grounds")
    keeper.kept["grounds"] = everything - {"shock"}
    with pytest.raises(CodesUnknown, match=r"grounds \(shock\)"):
        lifecycle.submit(version=draft, by=editor)
    keeper.kept["grounds"] = everything
    submitted = lifecycle.submit(version=draft, by=editor)
    approved = lifecycle.approve(version=submitted, by=approver)
    keeper.kept["grounds"] = everything - {"shock"}
    with pytest.raises(CodesUnknown):
        lifecycle.publish(version=approved, by=approver)
    assert not Version.objects.get(pk=approved.pk).is_frozen
