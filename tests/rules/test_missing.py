"""What is still to be known: the facts behind every rule that could still change the outcome."""

import time
from typing import Any

import pytest

from rules import load_rulebook

from .building import ON, Json, decide, derive, derived, document, fact, is_, known, require, rule, waive

FACTS = [
    *(fact(name) for name in "abcd"),
    fact("n", "integer"),
    fact("m", "integer"),
    derived("size", "choice", choices=["s", "l"], default="s"),
    derived("old"),
    derived("older"),
]
SOME = {"any": [is_("a"), {"all": [is_("b"), is_("c")]}, {"not": is_("d")}]}


def missing(*rules: Json, **facts: Any) -> dict[str, str]:
    """The missing facts, each with the keys of the rules that need it in one word."""
    return {entry.fact: "".join(entry.rules) for entry in decide(document(FACTS, rules), **facts).missing}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "abcd"),
        ({"a": True}, ""),
        ({"a": False}, "bcd"),
        ({"b": False}, "ad"),
        ({"c": False}, "ad"),
        ({"d": False}, ""),
        ({"d": True}, "abc"),
        ({"a": False, "b": True, "d": True}, "c"),
        ({"a": False, "b": False, "d": True}, ""),
        ({"a": False, "b": True, "c": True}, ""),
    ],
)
def test_only_what_could_still_decide_is_missing(facts: dict[str, Any], expected: str) -> None:
    assert "".join(missing(rule("r", "blocker", SOME), **facts)) == expected


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (is_("n", {"fact": "m"}), {}, ["m", "n"]),
        (is_("n", {"fact": "m"}), {"n": 5}, ["m"]),
        (is_("n", {"fact": "m"}), {"n": 5, "m": 5}, []),
        (known("n"), {}, []),
        ({"all": [known("n"), is_("a")]}, {}, []),
        ({"any": [known("n"), is_("a")]}, {}, ["a"]),
    ],
)
def test_comparisons_of_facts_and_what_is_known(when: Json, facts: dict[str, Any], expected: list[str]) -> None:
    assert list(missing(rule("r", "blocker", when), **facts)) == expected


@pytest.mark.parametrize("kind", ["exclusion", "blocker", "review", "recommendation"])
@pytest.mark.parametrize("policy", ["apply", "wait", "ignore"])
def test_the_policy_of_a_rule_does_not_matter(kind: str, policy: str) -> None:
    allowed = {"exclusion": "ignore", "blocker": "ignore", "recommendation": "apply"}
    if allowed.get(kind) != policy:
        assert missing(rule("r", kind, is_("a"), pending=policy)) == {"a": "r"}


def test_rules_that_are_not_in_effect_need_nothing() -> None:
    assert missing(rule("r", "blocker", is_("a"), enabled=False)) == {}
    assert missing(rule("r", "blocker", is_("a"), valid_until="2026-05-30")) == {}
    assert missing(rule("r", "blocker", is_("a"), valid_until=ON)) == {"a": "r"}


def test_what_was_asked_in_vain_is_flagged() -> None:
    outcome = decide(document(FACTS, [rule("r", "blocker", {"all": [is_("a"), is_("b")]})]), a=None)
    assert [(entry.fact, entry.asked) for entry in outcome.missing] == [("a", True), ("b", False)]
    assert outcome.as_json()["missing"][0] == {"fact": "a", "asked": True, "rules": ["r"]}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([require("r", is_("a"))], {"a": "r"}),
        ([require("r"), require("s", is_("a"), priority=200)], {}),
        ([require("r"), waive("w", is_("a"))], {}),
        ([require("r"), waive("w", is_("a"), priority=200)], {"a": "w"}),
        ([require("r", priority=200), waive("w", is_("a"))], {}),
        ([waive("w", priority=200), require("r", is_("a"))], {}),
        ([waive("w"), require("r", is_("a"))], {"a": "r"}),
        (
            [require("r"), waive("w", is_("a"), priority=200), require("s", is_("b"), priority=300)],
            {"a": "w", "b": "s"},
        ),
        ([require("r"), waive("w", is_("a"), priority=200), require("s", is_("b"), priority=150)], {"a": "w"}),
    ],
)
def test_items(rules: list[Json], expected: dict[str, str]) -> None:
    assert missing(*rules) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([derive("l", "size", "l", is_("a"))], {"a": "l"}),
        ([derive("s", "size", "s", is_("a"))], {}),
        ([derive("x", "size", "l"), derive("l", "size", "l", is_("a"), priority=200)], {}),
        ([derive("x", "size", "l"), derive("s", "size", "s", is_("a"))], {"a": "s"}),
        ([derive("x", "size", "l"), derive("s", "size", "s", is_("a"), priority=50)], {}),
        # one that says the same would silence one that says the contrary, if it ranks above it
        ([derive("l", "size", "l", is_("a")), derive("s", "size", "s", is_("b"), priority=200)], {"a": "l", "b": "s"}),
        ([derive("l", "size", "l", is_("a"), priority=200), derive("s", "size", "s", is_("b"))], {"a": "l"}),
        # a tie of contraries is undone only from above
        ([derive("x", "size", "l"), derive("y", "size", "s"), derive("z", "size", "s", is_("a"))], {}),
        (
            [derive("x", "size", "l"), derive("y", "size", "s"), derive("z", "size", "s", is_("a"), priority=200)],
            {"a": "z"},
        ),
    ],
)
def test_derived_facts(rules: list[Json], expected: dict[str, str]) -> None:
    assert missing(*rules) == expected


def test_derived_facts_are_replaced_by_what_they_derive_from() -> None:
    rules = [
        derive("d", "old", True, {"all": [is_("a"), is_("b")]}),
        derive("e", "older", True, {"all": [is_("old"), is_("c")]}),
        rule("r", "blocker", {"all": [is_("older"), is_("d")]}),
    ]
    assert missing(*rules) == {"a": "der", "b": "der", "c": "er", "d": "r"}
    assert missing(*rules, a=True, c=True) == {"b": "der", "d": "r"}
    assert missing(*rules, a=False) == {"c": "er", "d": "r", "old": "er"}


def test_a_derived_fact_that_nothing_can_settle_stands_for_itself() -> None:
    assert missing(rule("r", "blocker", is_("old"))) == {"old": "r"}
    tie = [derive("x", "old", True), derive("y", "old", False)]
    assert missing(*tie, rule("r", "blocker", is_("old"))) == {"old": "r"}


def test_a_guarantee_names_what_could_still_change_it() -> None:
    rules = [
        derive("d", "old", True, is_("a")),
        rule("x", "exclusion", is_("old")),
        rule("y", "exclusion", is_("b"), effect={"exclude": ["commercial", "legal"], "ground": "late"}),
    ]
    outcome = decide(document(FACTS, rules))
    assert {name: guarantee.missing for name, guarantee in outcome.guarantees.items()} == {
        "commercial": ("a", "b"),
        "legal": ("b",),
    }


def test_thousands_of_rivals_and_a_long_chain_are_weighed_in_no_time() -> None:
    length = 200
    facts = [*FACTS, *(derived(f"d{number}") for number in range(length))]
    rules = [
        *(derive(f"{side}{n}", f"d{n}", True, {"any": [is_(f"d{n - 1}"), is_(name)]}) for side, name in ("xa", "yb")
          for n in range(1, length)),
        derive("first", "d0", True, is_("c")),
        *((require, waive)[n % 2](f"i{n}", is_("n", n), priority=n % 7) for n in range(1000)),
        *(derive(f"s{n}", "size", "sl"[n % 2], is_("n", n), priority=n % 7) for n in range(1000)),
        *(rule(f"e{n}", "exclusion", is_(f"d{length - 1}")) for n in range(500)),
    ]  # fmt: skip
    with load_rulebook(document(facts, rules)) as book:
        begin = time.process_time()
        outcome = book.decide({"decision.on": ON})
        assert [entry.fact for entry in outcome.missing] == ["a", "b", "c", "n"]
        assert outcome.guarantees["commercial"].missing == ("a", "b", "c")
        assert time.process_time() - begin < 2


# Facts that nobody is asked for on a device of this category

CATEGORY = fact("device.category", "choice", choices=["phone", "scooter"])
ASKED = [CATEGORY, fact("noise", categories=["scooter"]), fact("a"), derived("loud")]
LOUD = {"all": [is_("noise"), is_("a")]}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ["a", "noise"]),
        ({"device_category": None}, ["a", "noise"]),
        ({"device_category": "scooter"}, ["a", "noise"]),
        ({"device_category": "phone"}, ["a"]),
        ({"device_category": "phone", "noise": None}, ["a"]),
        ({"device_category": "phone", "noise": False}, []),
    ],
)
@pytest.mark.parametrize("through", ["", "loud"])
def test_nobody_is_asked_where_the_fact_does_not_concern_the_category(
    through: str, facts: dict[str, Any], expected: list[str]
) -> None:
    rules = [rule("r", "exclusion", LOUD)]
    if through:
        rules = [derive("yes", "loud", True, LOUD), derive("no", "loud", False, {"not": LOUD})]
        rules.append(rule("r", "exclusion", is_("loud")))
    outcome = decide(document(ASKED, rules), **facts)
    assert [entry.fact for entry in outcome.missing] == expected
    assert list(outcome.guarantees["commercial"].missing) == expected


def test_what_nobody_is_asked_stays_unknown_and_opens_no_door() -> None:
    rules = [
        rule("r", "exclusion", is_("noise")),
        rule("s", "blocker", is_("noise")),
        require("t", is_("noise")),
    ]
    everybody = [CATEGORY, fact("noise")]
    for category in ("phone", "scooter"):
        limited = decide(document([CATEGORY, fact("noise", categories=["scooter"])], rules), device_category=category)
        outcome = decide(document(everybody, rules), device_category=category)
        assert limited.guarantees["commercial"].verdict == "undetermined"
        for name in ("status", "items", "blocks", "remedies"):
            assert getattr(limited, name) == getattr(outcome, name)
        assert [truth.truth for truth in limited.trace] == [None, None, None]
