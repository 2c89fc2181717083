"""The outcome in sentences."""

from typing import Any

import pytest

from rules import load_rulebook
from rules.explain import explain_sections

from .building import ON, Json, decide, derive, derived, document, fact, is_, require, rule, waive

FACTS = [
    fact(
        "shock",
        label={"fr": "A subi un choc", "en": "Took a shock"},
        question={"fr": "Un choc ?", "en": "Any shock?"},
    ),
    fact("account", label={"fr": "Compte actif", "en": "Active account"}, changeable_by=["customer"]),
    fact("brand", "text", label={"fr": "Marque", "en": "Brand"}),
    fact("months", "integer", unit="month"),
    derived("old"),
]


def said(
    *rules: Json, language: str = "en", labels: dict[str, str] | None = None, **facts: Any
) -> dict[str, list[str]]:
    outcome = decide(document(FACTS, rules), **facts)
    sections = explain_sections(outcome, language, labels or {})
    assert outcome.explain(language, labels) == [line for lines in sections.values() for line in lines]
    return {name: lines for name, lines in sections.items() if lines}


def texts(english: str, french: str = "") -> Json:
    return {"fr": french or english, "en": english}


def test_an_outcome_from_its_verdicts_to_its_remedies() -> None:
    rules = [
        rule("a", "exclusion", is_("shock"), message=texts("A {brand} that fell is not covered.")),
        rule("b", "exclusion", is_("months", 24, "greaterThan"), effect={"exclude": ["legal"], "ground": "late"}),
        rule("c", "review", is_("shock"), effect={"ground": "shock", "question": texts("Who broke this {brand}?")}),
        rule("d", "blocker", is_("account"), title=texts("Account"), message=texts("Sign out, please.")),
        require("e", is_("shock")),
        waive("f", item="photo", title=texts("Photo of the front")),
        rule("g", "recommendation", is_("shock")),
    ]
    assert said(*rules, shock=True, brand="{months} Ac\u0327me", account=True) == {
        "guarantees": [
            "Commercial warranty: excluded. A {months} Açme that fell is not covered.",
            "Legal guarantee of conformity: to be determined.",
        ],
        "reviews": ["For an agent: Who broke this {months} Açme?"],
        "blocks": ["Blocked: Sign out, please."],
        "items": ["Required: Title.", "Not asked for: Photo of the front."],
        "recommendations": ["Proposed: repair."],
        "missing": ["Still to be known: months"],
        "remedies": ["“Account” can be lifted by changing: Active account."],
    }


def test_french_readers_read_the_french_texts_of_the_rows() -> None:
    rules = [
        rule("a", "exclusion", is_("shock"), message=texts("From English", "Plus de {months} : {shock}.")),
        rule("b", "blocker", is_("account"), title=texts("From English", "Compte")),
    ]
    told = said(*rules, language="fr", shock=True, months=1200, account=None)
    assert " Plus de 1\u202f200 : " in told["guarantees"][0]
    assert told["blocks"][0].endswith("Compte")
    assert told["missing"][0].endswith("Compte actif")
    assert "Compte actif" in told["remedies"][0]


def test_labels_of_the_caller_name_codes() -> None:
    labels = {"imei": "IMEI number", "commercial": "Our warranty", "repair": "A repair"}
    told = said(require("a"), rule("b", "recommendation"), rule("c", "exclusion"), labels=labels)
    assert told["guarantees"][0] == "Our warranty: excluded. Title"
    assert told["items"] == ["Required: IMEI number."]
    assert told["recommendations"] == ["Proposed: A repair."]


def test_reasons_are_said_once_and_blocks_once_a_rule() -> None:
    both = {"exclude": ["commercial", "legal"], "ground": "shock"}
    rules = [
        *(rule(key, "exclusion", effect=both, message=texts("It fell.")) for key in "ab"),
        rule("c", "blocker", effect={"block": ["inspect", "repair"], "ground": "shock"}, message=texts("Stop.")),
    ]
    told = said(*rules)
    assert told["guarantees"] == [
        "Commercial warranty: excluded. It fell.",
        "Legal guarantee of conformity: excluded. It fell.",
    ]
    assert told["blocks"] == ["Blocked: Stop."]


def test_a_rule_without_any_text_leaves_no_gap() -> None:
    told = said(rule("a", "exclusion", title=texts("")))
    assert told["guarantees"][0] == "Commercial warranty: excluded."


def test_what_is_open() -> None:
    rules = [
        rule("a", "exclusion", is_("shock")),
        require("b", is_("shock"), pending="wait", title=texts("The number")),
        rule("c", "blocker", is_("account", {"fact": "shock"}), pending="wait"),
    ]
    told = said(*rules, shock=None)
    assert told["guarantees"][0] == "Commercial warranty: to be determined."
    assert told["items"] == ["To be determined whether it is required: The number."]
    assert told["missing"] == ["Still to be known: Active account", "Asked already, and not known: Any shock?"]


def test_a_tie_is_a_question_for_an_agent() -> None:
    told = said(derive("a", "old", True), derive("b", "old", False))
    assert told["reviews"] == ["Two rules of the same priority contradict each other."]


@pytest.mark.parametrize("language", ["fr", "en", "fr-FR", "en_GB", "xx", ""])
def test_any_language_is_answered(language: str) -> None:
    message = texts("{shock} {brand} {months} {old} {decision.on}")
    rules = [rule("a", "exclusion", message=message), rule("b", "blocker", is_("account"), message=message)]
    with load_rulebook(document(FACTS, rules)) as book:
        for facts in ({}, {"shock": True, "brand": "{}{{", "months": 5}):
            assert all(book.decide({"decision.on": ON, **facts}).explain(language))
