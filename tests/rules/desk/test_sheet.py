"""The facts of a case as a form: what goes in comes out, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rules import Fact, Vocabulary
from rules.desk.sheet import Sheet, names_read, read_sheet, sheet_of
from rules.vocabulary import Choice
from tests.rules.desk.forms import sent

VOCABULARY = Vocabulary(
    [
        Fact("decision.on", "date", supplier="computed"),
        Fact("device.on", "boolean", supplier="customer"),
        Fact("order.price", "decimal", unit="EUR"),
        Fact("delivery.days", "integer", unit="day"),
        Fact("device.category", "choice", choices=(Choice("phone"), Choice("?"), Choice("="), Choice("true"))),
        Fact("damage.kinds", "choices", choices=(Choice("shock"), Choice("wear"))),
        Fact("device.brand", "text"),
        Fact("device.sealed", "boolean", supplier="derived"),
    ]
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
VALUES = {
    "decision.on": st.dates().map(lambda day: day.isoformat()),
    "device.on": st.booleans(),
    "order.price": st.decimals(min_value=-(10**9), max_value=10**9, places=4).map(str),
    "delivery.days": st.integers(-(2**53), 2**53),
    "device.category": st.sampled_from(["phone", "?", "=", "true"]),
    "damage.kinds": st.lists(st.sampled_from(["shock", "wear"]), unique=True),
    "device.brand": TEXTS,
}


def html(sheet: Sheet) -> str:
    return render_to_string("rules/desk/sheet.html", {"sheet": sheet})


def read(language: str = "en", **fields: Any) -> Sheet:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name.replace("__", "."), values if isinstance(values, list) else [values])
    with translation.override(language):
        return read_sheet(VOCABULARY, VOCABULARY.facts, data, language)


@pytest.mark.parametrize("language", ["fr", "en"])
@given(facts=st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in VALUES.items()}))
def test_facts_survive_the_form(language: str, facts: dict[str, Any]) -> None:
    facts = {name: value for name, value in facts.items() if name != "decision.on" or value is not None}
    with translation.override(language):
        sheet = sheet_of(VOCABULARY, VOCABULARY.facts, facts, language)
        again = read_sheet(VOCABULARY, VOCABULARY.facts, sent(html(sheet)), language)
    assert again.errors == []
    assert VOCABULARY.read_facts(again.facts) == VOCABULARY.read_facts(facts)


def test_it_offers_what_enabled_rules_read_and_what_is_answered(document: dict[str, Any]) -> None:
    names = names_read(document)
    assert "delivery.months" in names
    for rule in document["rules"]:
        if rule["key"] == "legal-period":
            rule["enabled"] = False
    assert "delivery.months" not in names_read(document)
    sheet = sheet_of(VOCABULARY, ["order.price"], {"device.on": None, "device.sealed": True, "gone.fact": 1}, "en")
    assert [field.fact.name for field in sheet.fields] == ["device.on", "order.price"]
    assert sheet.facts == {"device.on": None}


def test_facts_stand_under_the_first_word_of_their_names() -> None:
    with translation.override("en"):
        groups = read().groups
    assert [(group.code, len(group.fields)) for group in groups] == [
        ("decision", 1),
        ("device", 3),
        ("order", 1),
        ("delivery", 1),
        ("damage", 1),
    ]
    assert not any(group.is_open for group in groups)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"v.delivery.days": "twelve"}, "“twelve” is not a whole number. Write for example 12."),
        ({"v.delivery.days": "9" * 20}, "is outside ±2⁵³"),
        ({"v.order.price": "1.23456"}, "has more than 4 decimal places"),
        ({"v.decision.on": "2026-02-30"}, "“2026-02-30” is not a date. Write for example 2026-05-31."),
        ({"v.device.category": "=boat"}, "“boat” is not one of the choices: phone, ?, =, true."),
        ({"v.delivery.days": "3", "k.delivery.days": "1"}, "Give a value or a tick, not both."),
        ({"v.device.brand": "x" * 4001}, "is longer than 4,000 characters"),
    ],
)
def test_what_cannot_be_read_stays_in_its_field(fields: dict[str, str], error: str) -> None:
    sheet = read(**fields)
    assert [field.error for field in sheet.errors] == [error]
    assert sheet.facts == {}
    typed = next(value for name, value in fields.items() if name.startswith("v.")).removeprefix("=")
    assert typed in sheet.errors[0].texts
    assert [group.is_open for group in sheet.groups].count(True) == 1


def test_numbers_are_read_with_the_readers_own_comma() -> None:
    assert read("fr", **{"v.order.price": "1 349,90"}).facts == {"order.price": "1349.90"}
    assert read("en", **{"v.order.price": "1349.90"}).facts == {"order.price": "1349.90"}


LIMITED = Vocabulary(
    [
        Fact("decision.on", "date"),
        Fact("motor.noise", "boolean", label={"fr": "Bruit", "en": "Noise"}, categories=("scooter",)),
        Fact("device.category", "choice", choices=(Choice("phone"), Choice("scooter"))),
    ]
)


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ({}, True),
        ({"device.category": None}, True),
        ({"device.category": "scooter"}, True),
        ({"device.category": "phone"}, False),
        ({"device.category": "phone", "motor.noise": None}, True),
        ({"device.category": ["phone"]}, True),
    ],
)
def test_what_nobody_is_asked_of_the_category_is_left_out_and_named(facts: dict[str, Any], offered: bool) -> None:
    sheet = sheet_of(LIMITED, LIMITED.facts, facts, "en")
    assert ("motor.noise" in [field.fact.name for field in sheet.fields]) is offered
    assert sheet.unasked == (() if offered else ("Noise",))
    assert ("Noise" in html(sheet)) is True
    typed = QueryDict(mutable=True)
    typed.setlist("v.device.category", ["=phone"] if facts.get("device.category") == "phone" else [])
    typed.setlist("v.motor.noise", ["?"] if "motor.noise" in facts else [])
    assert read_sheet(LIMITED, LIMITED.facts, typed, "en").unasked == sheet.unasked
