"""Documents read: each fault with its exact place and code, and nothing but ``RulebookError`` whatever is in them."""

import copy
import math
from collections import OrderedDict
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RulebookError, load_rulebook
from rules.kinds import KINDS
from rules.parse import MAX_EXAMPLES, MAX_RULES, parse_rule
from rules.shapes import Reader

from . import generators
from .building import EFFECTS, GONE, Json, changed, derive, derived, document, fact, faults_of, is_, read, rule, waive

FACTS = [
    fact("shock"),
    fact("months", "integer"),
    fact("note", "text"),
    derived("old", default=False),
    derived("size", "choice", choices=["s", "l"]),
]
RULES = [
    derive("derivation", "old", True, is_("months", 24, "greaterThan")),
    rule("exclusion", "exclusion", is_("shock")),
    rule("requirement", "requirement", is_("old", False)),
    waive("waiver", is_("shock")),
    rule("blocker", "blocker", is_("shock")),
    rule("review", "review", is_("note", "?", "contains")),
    rule("recommendation", "recommendation"),
]
EXAMPLE = {"key": "one", "title": {"fr": "Un", "en": "One"}, "facts": {"decision.on": "2026-05-31"}, "expect": {}}
GOOD = document(FACTS, RULES, examples=[EXAMPLE])
DERIVATION, EXCLUSION, REQUIREMENT, WAIVER, BLOCKER, REVIEW, RECOMMENDATION = (f"rules[{n}]" for n in range(7))


def test_a_good_document_is_read() -> None:
    found = read(GOOD)
    assert faults_of(GOOD) == []
    assert [entry.key for entry in found.rules] == sorted(entry["key"] for entry in RULES)
    assert [example.key for example in found.examples] == ["one"]
    assert faults_of(OrderedDict(GOOD)) == []


@pytest.mark.parametrize("junk", [None, True, 5, math.nan, "fr", [], [GOOD], b"{}", {1}, (GOOD,)])
def test_what_is_no_object(junk: object) -> None:
    assert faults_of(junk) == [("$", "not_object")]


def test_an_empty_object_lacks_everything() -> None:
    lacking = ("rulebook", "title", "guarantees", "grounds", "items", "transitions", "resolutions", "facts", "rules")
    assert faults_of({}) == [*(("$", "missing_key") for _key in lacking), ("$.facts", "decision_on")]


NO_ITEM = [(f"$.{REQUIREMENT}.effect.require", "unknown_code"), (f"$.{WAIVER}.effect.waive", "unknown_code")]
DOCUMENTS: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("colour", 1, [("$", "unknown_key")]),
    ("title.fr", None, [("$.title.fr", "not_string")]),
    ("title.en", "\ud800", [("$.title.en", "text_encoding"), ("$", "not_canonical")]),
    ("title", "Retours", [("$.title", "not_object")]),
    ("title.en", GONE, [("$.title", "missing_key")]),
    ("title.de", "Rückgaben", [("$.title", "unknown_key")]),
    ("items", None, [("$.items", "not_list"), *NO_ITEM]),
    ("items", "imei", [("$.items", "not_list"), *NO_ITEM]),
    ("items", {"imei": 1}, [("$.items", "not_list"), *NO_ITEM]),
    ("items", ["imei", "imei"], [("$.items[1]", "duplicate")]),
    ("items", ["imei", 5, ["x"]], [("$.items[1]", "bad_name"), ("$.items[2]", "bad_name")]),
    ("items", ["imei"] * 501, [("$.items", "too_many"), *NO_ITEM]),
    ("rules", None, [("$.rules", "not_list")]),
    ("rules", [None, "rule"], [("$.rules[0]", "not_object"), ("$.rules[1]", "not_object")]),
    ("rules", [{}] * (MAX_RULES + 1), [("$.rules", "too_many")]),
    ("rules", [RULES[1], RULES[2], RULES[1]], [("$.rules[2].key", "duplicate")]),
    ("facts[0].type", "text", [("$.facts", "decision_on")]),
    ("facts[0].supplier", "derived", [("$.facts", "decision_on"), ("$.examples[0].facts.decision.on", "fact_derived")]),
    ("examples", None, [("$.examples", "not_list")]),
    ("examples", ["one"], [("$.examples[0]", "not_object")]),
    ("examples", [EXAMPLE] * (MAX_EXAMPLES + 1), [("$.examples", "too_many")]),
    ("examples", [EXAMPLE, EXAMPLE], [("$.examples[1].key", "duplicate")]),
    ("examples[0].facts", [], [("$.examples[0].facts", "not_object")]),
    ("examples[0].facts", {}, [("$.examples[0].facts", "missing_key")]),
    ("examples[0].facts", {"decision.on": None}, [("$.examples[0].facts", "missing_key")]),
    ("examples[0].expect", None, [("$.examples[0].expect", "not_object")]),
    ("examples[0].expect", {"verdict": 1}, [("$.examples[0].expect", "unknown_key")]),
    ("examples[0].why", "", [("$.examples[0]", "unknown_key")]),
    ("examples[0].title", GONE, [("$.examples[0]", "missing_key")]),
    ("examples[0].expect", {"status": math.nan}, [("$", "not_canonical")]),
    ("examples[0].expect", {"status": 2**53 + 1}, [("$", "not_canonical")]),
    ("examples[0].expect", {"status": b"x"}, [("$", "not_canonical")]),
]


@pytest.mark.parametrize(("place", "value", "expected"), DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_documents(place: str, value: Any, expected: list[tuple[str, str]]) -> None:
    assert faults_of(changed(GOOD, place, value)) == expected


NO_NAMES = ("", "A", "1a", "a b", "é", "a\n", "\ud800", "x" * 101, None, 5, True, ["a"], {"a": 1})


@pytest.mark.parametrize("place", ["rulebook", "grounds[1]", f"{RECOMMENDATION}.key", "examples[0].key"])
@pytest.mark.parametrize("name", NO_NAMES, ids=range(len(NO_NAMES)))
def test_names(place: str, name: Any) -> None:
    assert (f"$.{place}", "bad_name") in faults_of(changed(GOOD, place, name))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", 1, "unknown_fact"),
        ("\ud800", 1, "unknown_fact"),
        (5, 1, "unknown_fact"),
        ("months", "5", "not_integer"),
        ("months", 5.0, "not_integer"),
        ("note", {"fact": "note"}, "not_text"),
        ("old", True, "fact_derived"),
    ],
)
def test_facts_of_examples(name: Any, value: Any, code: str) -> None:
    found = faults_of(changed(GOOD, "examples[0].facts", {"decision.on": "2026-05-31", name: value}))
    assert (f"$.examples[0].facts.{'?' if name == chr(0xD800) else name}", code) in found


@pytest.mark.parametrize("key", ["key", "kind", "title", "when", "effect", "priority", "pending", "message"])
def test_a_key_that_is_missing_is_one_fault(key: str) -> None:
    assert faults_of(changed(GOOD, f"{BLOCKER}.{key}", GONE)) == [(f"$.{BLOCKER}", "missing_key")]


@pytest.mark.parametrize("key", ["note", "source", "enabled", "valid_from", "valid_until"])
def test_a_key_that_may_be_missing(key: str) -> None:
    assert faults_of(changed(GOOD, f"{BLOCKER}.{key}", GONE)) == []


NO_DATES: tuple[Any, ...] = ("2026-02-30", "soon", 5, True, {}, [])
RULES_PLACES: list[tuple[str, Any, str]] = [
    (f"{BLOCKER}.kind", "veto", "unknown_kind"),
    (f"{BLOCKER}.kind", ["blocker"], "unknown_kind"),
    (f"{BLOCKER}.title.fr", 5, "not_string"),
    (f"{BLOCKER}.note", None, "not_string"),
    (f"{BLOCKER}.source", ["a"], "not_string"),
    (f"{BLOCKER}.enabled", 1, "not_boolean_value"),
    (f"{BLOCKER}.enabled", None, "not_boolean_value"),
    *((f"{BLOCKER}.priority", value, "bad_priority") for value in (None, True, 1.0, "1", 1_000_001, -1_000_001, [1])),
    *((f"{BLOCKER}.priority", value, "bad_priority") for value in (math.nan, math.inf, 10**40, Decimal(1))),
    *((f"{BLOCKER}.pending", value, "bad_pending") for value in ("ignore", "guess", "", None, ["apply"], True)),
    *((f"{BLOCKER}.valid_from", value, "not_date") for value in NO_DATES),
    (f"{BLOCKER}.effect", [], "not_object"),
    (f"{BLOCKER}.effect", {}, "effect_shape"),
    (f"{BLOCKER}.effect", EFFECTS["exclusion"], "effect_shape"),
    (f"{BLOCKER}.effect", EFFECTS["blocker"] | {"why": ""}, "effect_shape"),
    (f"{BLOCKER}.effect", {5: 1, None: 2}, "effect_shape"),
    (f"{BLOCKER}.effect.block", "inspect", "not_list"),
    (f"{BLOCKER}.effect.block", [], "empty"),
    (f"{BLOCKER}.effect.block", (), "empty"),
    (f"{BLOCKER}.effect.block", ["inspect"] * 501, "too_many"),
    (f"{BLOCKER}.effect.ground", "rain", "unknown_code"),
    (f"{BLOCKER}.effect.ground", ["shock"], "unknown_code"),
    (f"{REQUIREMENT}.effect.require", {"item": "imei"}, "unknown_code"),
    (f"{WAIVER}.effect.waive", "receipt", "unknown_code"),
    (f"{WAIVER}.pending", "apply", "bad_pending"),
    (f"{WAIVER}.effect", {"require": "imei", "waive": "imei"}, "effect_shape"),
    (f"{EXCLUSION}.effect.exclude", None, "not_list"),
    (f"{RECOMMENDATION}.effect.resolution", "\ud800", "unknown_code"),
    (f"{REVIEW}.effect.question", "Quoi ?", "not_object"),
    (f"{REVIEW}.effect.question.fr", "{colour}", "placeholder"),
    (f"{DERIVATION}.effect.set", "colour", "unknown_fact"),
    (f"{DERIVATION}.effect.set", ["old"], "unknown_fact"),
    (f"{DERIVATION}.effect.set", "shock", "not_derived"),
    (f"{DERIVATION}.effect.to", "yes", "not_boolean"),
    (f"{DERIVATION}.effect.to", None, "not_boolean"),
    (f"{DERIVATION}.pending", "apply", "bad_pending"),
]


@pytest.mark.parametrize(("place", "value", "code"), RULES_PLACES, ids=range(len(RULES_PLACES)))
def test_rules(place: str, value: Any, code: str) -> None:
    found = [entry for entry in faults_of(changed(GOOD, place, value)) if entry[1] != "not_canonical"]
    assert found == [(f"$.{place}", code)]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["inspect", "fly", "repair", "inspect"], [("[1]", "unknown_code"), ("[3]", "duplicate")]),
        ([None, 5, ["inspect"], {}], [(f"[{number}]", "unknown_code") for number in range(4)]),
    ],
)
def test_lists_of_codes(codes: list[Any], expected: list[tuple[str, str]]) -> None:
    found = faults_of(changed(GOOD, f"{BLOCKER}.effect.block", codes))
    assert found == [(f"$.{BLOCKER}.effect.block{place}", code) for place, code in expected]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", None),
        ("Plus de {months} mois le {decision.on}", None),
        ("{months}{months}", None),
        ("{}", "placeholder"),
        ("{ months }", "placeholder"),
        ("{colour}", "placeholder"),
        ("{decision.on.__class__}", "placeholder"),
        ("{decision.on!r}", "placeholder"),
        ("{months:>10}", "placeholder"),
        ("{months[0]}", "placeholder"),
        ("{0}", "placeholder"),
        ("{{", "placeholder_shape"),
        ("{{months}}", "placeholder_shape"),
        ("{months", "placeholder_shape"),
        ("months}", "placeholder_shape"),
        ("{" * 100_000, "placeholder_shape"),
        ("\ud800", "text_encoding"),
    ],
)
def test_messages(message: str, code: str | None) -> None:
    found = faults_of(changed(GOOD, f"{BLOCKER}.message.fr", message))
    expected = [(f"$.{BLOCKER}.message.fr", code)] if code else []
    assert [entry for entry in found if entry[1] != "not_canonical"] == expected


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("2026-05-31", "2026-05-31", []),
        ("2026-06-01", "2026-05-31", [(f"$.{BLOCKER}.valid_until", "dates_reversed")]),
        ("2026-06-31", "2026-05-32", [(f"$.{BLOCKER}.{key}", "not_date") for key in ("valid_from", "valid_until")]),
        (None, None, []),
    ],
)
def test_validity(begins: str | None, ends: str | None, expected: list[tuple[str, str]]) -> None:
    dated = changed(changed(GOOD, f"{BLOCKER}.valid_from", begins), f"{BLOCKER}.valid_until", ends)
    assert faults_of(dated) == expected


def test_a_date_of_python_is_no_json() -> None:
    assert faults_of(changed(GOOD, f"{BLOCKER}.valid_from", date(2026, 5, 31))) == [("$", "not_canonical")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", ["apply", "wait", "ignore"])
def test_a_policy_of_a_rule_whose_effect_cannot_be_read_is_not_judged(kind: str, policy: str) -> None:
    source = rule("a", kind, effect=None, pending=policy)
    assert faults_of(document(FACTS, [source])) == [("$.rules[0].effect", "not_object")]
    assert faults_of(document(FACTS, [source | {"kind": "veto"}])) == [("$.rules[0].kind", "unknown_kind")]


def test_faults_of_conditions_stand_at_their_place() -> None:
    when = {"all": [is_("shock"), {"not": is_("colour")}]}
    assert faults_of(changed(GOOD, f"{BLOCKER}.when", when)) == [(f"$.{BLOCKER}.when.all[1].not.fact", "unknown_fact")]
    wide = {"any": [is_("shock")] * 201}
    assert faults_of(changed(GOOD, f"{BLOCKER}.when", wide)) == [(f"$.{BLOCKER}.when", "too_many_leaves")]


def test_every_fault_is_named_at_once() -> None:
    source = changed(changed(GOOD, f"{BLOCKER}.effect.ground", "rain"), f"{REVIEW}.when", {"any": []})
    source = changed(changed(source, "facts[1].type", "number"), "title", None)
    assert {
        ("$.facts[1].type", "unknown_type"),
        ("$.title", "not_object"),
        (f"$.{EXCLUSION}.when.fact", "unknown_fact"),
        (f"$.{BLOCKER}.effect.ground", "unknown_code"),
        (f"$.{REVIEW}.when.any", "empty"),
    } <= set(faults_of(source))


def test_one_rule_on_its_own() -> None:
    faults = Reader()
    assert parse_rule(RULES[1], read(GOOD).vocabulary, faults, path="rule") is not None
    assert parse_rule(RULES[1] | {"priority": "high"}, read(GOOD).vocabulary, faults, path="rule") is None
    assert [(fault.path, fault.code) for fault in faults.faults] == [("rule.priority", "bad_priority")]


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters(), max_size=4)
    | st.binary(max_size=2)
    | st.sampled_from(["shock", "decision.on", "wait", "apply", "ignore", "boolean", "derived", "{shock}", "{", 10**40])
)
keys = st.sampled_from(["fr", "en", "all", "not", "fact", "operator", "value", "set", "to", "waive", 5, None, "\ud800"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=6
)


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every place of a document, as its parent and its key."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, entry in entries for place in ((node, key), *_places(entry))]


def _mutate(data: st.DataObject, source: Json) -> None:
    parent, key = data.draw(st.sampled_from(_places(source)))
    match data.draw(st.sampled_from(["set", "remove", "rename", "copy"])):
        case "set":
            parent[key] = data.draw(values)
        case "remove":
            del parent[key]
        case "rename" if isinstance(parent, dict):
            parent[data.draw(keys)] = parent.pop(key)
        case "copy":
            parent[key] = copy.deepcopy(data.draw(st.sampled_from([other[name] for other, name in _places(source)])))


@settings(max_examples=400)
@given(st.data(), st.sampled_from([GOOD, *(generators.rulebook(Random(seed), rules=6) for seed in range(5))]))
def test_a_mutated_document_loads_or_is_refused(data: st.DataObject, source: Json) -> None:
    source = copy.deepcopy(source)
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(data, source)
    try:
        book = load_rulebook(source)
    except RulebookError as error:
        places = [message.split(":", 1)[0] for message in error.messages("fr")]
        assert all(place.startswith("$") for place in places)
    else:
        with book:
            assert book.decide({"decision.on": "2026-05-31"}).as_json()["hash"] == book.hash
