"""The French rulebook as it ships: its form, its examples, and what the procedure's first and fifth steps turn on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from rules import Rulebook, load_rulebook
from rules.document import read_json
from rules.examples import replay
from rules.kinds import KINDS
from tests.conftest import SOURCE

FILE = SOURCE / "fixtures" / "rulebook" / "fr.json"
DOCUMENT = read_json(FILE.read_bytes())
FIXED_NAMES = """
    decision.on device.category device.brand device.family device.powers_on device.screen_responds
    device.stores_personal_data device.holds_account account.family account.active
    damage.shock damage.oxidation damage.third_party_opening declared.shock declared.oxidation
    declared.third_party_opening inspected.shock inspected.oxidation inspected.third_party_opening
    imei.given imei.valid imei.matches_order return.reason order.price
    delivery.days delivery.months delivery.business_days
    evidence.sign_out_proof.accepted evidence.photo.front_on.accepted evidence.photo.front_on.sharp
"""
PEOPLE = {"customer", "seller", "agent"}
# A space that may break before high punctuation or inside guillemets, a straight apostrophe, three dots.
BAD_FRENCH = re.compile(r" [:;?!»]|« |'|\.\.\.")
BAD_ENGLISH = re.compile(r" [:;?!]|'|\.\.\.")

PHONE = {
    "decision.on": "2026-05-31",
    "device.category": "phone",
    "device.holds_account": True,
    "device.stores_personal_data": True,
    "device.powers_on": True,
    "device.screen_responds": True,
    "account.family": "icloud",
    "account.active": False,
    "damage.shock": False,
    "damage.oxidation": False,
    "damage.third_party_opening": False,
    "return.reason": "in_warranty",
    "return.months_after_delivery": 5,
}
DAMAGES = [
    ("damage.shock", "shock"),
    ("damage.oxidation", "oxidation"),
    ("damage.third_party_opening", "third_party_opening"),
]


@pytest.fixture(scope="module")
def book() -> Iterator[Rulebook]:
    with load_rulebook(DOCUMENT) as book:
        yield book


def texts(node: Any, language: str) -> Iterator[str]:
    """Every text of the language, wherever it stands in the document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == language and isinstance(value, str):
                yield value
            else:
                yield from texts(value, language)
    elif isinstance(node, list):
        for entry in node:
            yield from texts(entry, language)


def blocked(outcome: dict[str, Any], ground: str) -> set[str]:
    return {block["transition"] for block in outcome["blocks"] if block["ground"] == ground}


def having(entries: dict[str, dict[str, Any]], key: str, value: str) -> set[str]:
    return {name for name, entry in entries.items() if entry[key] == value}


# The form


def test_the_file_is_what_people_read() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert "\\u" not in text
    assert text.endswith("}\n")
    assert max(len(line) for line in text.splitlines() if '": "' not in line) <= 120


def test_it_is_large_enough_and_of_every_kind(book: Rulebook) -> None:
    assert len(book.vocabulary.facts) >= 45
    assert len(book.rules) >= 55
    assert {rule.kind for rule in book.rules} == set(KINDS)
    assert {rule.effect.waives for rule in book.rules if rule.kind == "requirement"} == {True, False}


def test_nothing_in_it_is_odd(book: Rulebook) -> None:
    assert [warning.message() for warning in book.warnings] == []


def test_the_fixed_names_are_there(book: Rulebook) -> None:
    assert set(FIXED_NAMES.split()) <= set(book.vocabulary.facts)


@pytest.mark.parametrize("rule", DOCUMENT["rules"], ids=[rule["key"] for rule in DOCUMENT["rules"]])
def test_a_rule_speaks_both_languages_and_says_where_it_comes_from(rule: dict[str, Any]) -> None:
    assert all(rule["title"].values())
    assert all(rule["message"].values())
    assert all(rule["effect"].get("question", {"": "asked"}).values())
    assert rule["source"]


@pytest.mark.parametrize("fact", DOCUMENT["facts"], ids=[fact["name"] for fact in DOCUMENT["facts"]])
def test_a_fact_is_labelled_and_who_supplies_it_can_be_asked(fact: dict[str, Any]) -> None:
    assert all(fact["label"].values())
    assert all(all(choice["label"].values()) for choice in fact.get("choices", []))
    if fact["supplier"] in PEOPLE and not fact["name"].startswith("evidence."):
        assert all(fact["question"].values())


def test_nobody_is_coached_to_deny_a_damage(book: Rulebook) -> None:
    told = [fact for fact in book.vocabulary if fact.name.endswith((".shock", ".oxidation", ".third_party_opening"))]
    assert len(told) == 12
    assert [fact.name for fact in told if fact.changeable_by] == []


def test_texts_are_set_as_each_language_is_set() -> None:
    assert [text for text in texts(DOCUMENT, "fr") if BAD_FRENCH.search(text)] == []
    assert [text for text in texts(DOCUMENT, "en") if BAD_ENGLISH.search(text)] == []


# The examples


def test_its_examples_hold(book: Rulebook) -> None:
    assert len(book.examples) >= 15
    assert [difference.message() for difference in replay(book)] == []


def test_an_example_reaches_every_rule(book: Rulebook) -> None:
    fired = {
        trace.rule.key
        for example in book.examples
        for trace in book.decide(example.facts).trace
        if trace.truth and trace.in_effect
    }
    assert {rule.key for rule in book.rules} - fired == set()


# What an unknown fact does


def test_nothing_known_opens_nothing(book: Rulebook) -> None:
    outcome = book.decide({"decision.on": "2026-05-31"}).as_json()
    assert outcome["status"] == "undetermined"
    assert {name: found["verdict"] for name, found in outcome["guarantees"].items()} == dict.fromkeys(
        ("commercial", "legal", "transit", "withdrawal"), "undetermined"
    )
    assert {item["status"] for item in outcome["items"].values()} == {"required", "undetermined"}
    assert {"complete", "ship", "inspect", "repair", "replace", "refund"} <= {
        block["transition"] for block in outcome["blocks"]
    }
    assert outcome["recommendations"] == []


@pytest.mark.parametrize("name", sorted(PHONE.keys() - {"decision.on"}))
def test_an_unknown_fact_never_covers_more(book: Rulebook, name: str) -> None:
    whole = book.decide(PHONE).as_json()
    for unknown in ({}, {name: None}):
        facts = {key: value for key, value in PHONE.items() if key != name} | unknown
        outcome = book.decide(facts).as_json()
        assert having(outcome["guarantees"], "verdict", "covered") <= having(whole["guarantees"], "verdict", "covered")
        assert having(whole["items"], "status", "required") <= having(outcome["items"], "status", "required")


# The commercial warranty


def test_a_sound_phone_is_covered(book: Rulebook) -> None:
    outcome = book.decide(PHONE).as_json()
    assert outcome["status"] == "decided"
    assert outcome["guarantees"]["commercial"] == {"verdict": "covered", "grounds": [], "missing": []}


@pytest.mark.parametrize(("name", "ground"), DAMAGES)
def test_each_damage_excludes_the_commercial_warranty_only(book: Rulebook, name: str, ground: str) -> None:
    found = book.decide(PHONE | {name: True}).as_json()["guarantees"]
    assert found["commercial"]["verdict"] == "excluded"
    assert [entry["ground"] for entry in found["commercial"]["grounds"]] == [ground]
    assert found["legal"]["verdict"] == "covered"


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize(("name", "ground"), DAMAGES)
def test_an_unknown_damage_leaves_it_undetermined_and_is_named(
    book: Rulebook, name: str, ground: str, asked: bool
) -> None:
    facts = {key: value for key, value in PHONE.items() if key != name} | ({name: None} if asked else {})
    outcome = book.decide(facts).as_json()
    assert outcome["status"] == "undetermined"
    assert outcome["guarantees"]["commercial"] == {"verdict": "undetermined", "grounds": [], "missing": [name]}
    assert (name, asked) in {(entry["fact"], entry["asked"]) for entry in outcome["missing"]}


# The account


@pytest.mark.parametrize("family", ["icloud", "google", "samsung"])
def test_an_active_account_blocks_testing_and_repair(book: Rulebook, family: str) -> None:
    outcome = book.decide(PHONE | {"account.family": family, "account.active": True}).as_json()
    assert blocked(outcome, "account_active") == {"inspect", "repair", "replace", "refund"}
    assert ["account.active"] in next(r["sets"] for r in outcome["remedies"] if r["rule"] == "account-blocks")


@pytest.mark.parametrize("family", ["icloud", "google", "samsung"])
def test_an_account_of_which_nothing_is_known_blocks_too(book: Rulebook, family: str) -> None:
    outcome = book.decide(PHONE | {"account.family": family, "account.active": None}).as_json()
    assert blocked(outcome, "account_active") >= {"inspect", "repair"}
    assert all(block["pending"] for block in outcome["blocks"] if block["ground"] == "account_active")
    assert "account.active" in {entry["fact"] for entry in outcome["missing"]}


@pytest.mark.parametrize(
    "lifted",
    [
        {"account.active": False},
        {"account.active": None, "evidence.sign_out_proof.accepted": True},
        {"account.active": True, "account.family": "microsoft"},
        {"account.active": None, "account.family": "none", "device.holds_account": False},
    ],
)
def test_it_no_longer_blocks(book: Rulebook, lifted: dict[str, Any]) -> None:
    assert blocked(book.decide(PHONE | lifted).as_json(), "account_active") == set()


def test_a_statement_that_it_is_active_prevails_over_the_proof(book: Rulebook) -> None:
    facts = PHONE | {"account.active": True, "evidence.sign_out_proof.accepted": True}
    assert blocked(book.decide(facts).as_json(), "account_active") >= {"inspect", "repair"}
