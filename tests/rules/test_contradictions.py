"""Conditions that can't be true of any case, and those of which nobody can tell in time."""

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Fact, Vocabulary, parse_condition, truth
from rules.contradictions import Contradictions

from .building import codes, is_, known

VOCABULARY = Vocabulary(
    [
        Fact("flag", "boolean"),
        Fact("count", "integer"),
        Fact("other", "integer"),
        Fact("price", "decimal"),
        Fact("day", "date"),
        Fact("kind", "choice", choices=codes("x", "y")),
        Fact("set", "choices", choices=codes("x", "y")),
        Fact("note", "text"),
    ]
)
UNKNOWN = {"fact": "flag", "operator": "isUnknown"}


def can_hold(*documents: Any) -> bool | None:
    conditions = [document and parse_condition(document, VOCABULARY) for document in documents]
    return Contradictions(VOCABULARY).can_hold(*conditions)


@pytest.mark.parametrize(
    "document",
    [
        None,
        is_("flag"),
        {"any": [is_("flag"), is_("flag", False)]},
        {"not": {"all": [is_("flag"), is_("flag", False)]}},
        {"all": [is_("count", 1, "greaterThan"), is_("count", 3, "lessThan")]},
        {"all": [is_("price", 1, "greaterThan"), is_("price", "1.0002", "lessThan")]},
        {"all": [is_("kind", "x", "notEqual"), is_("kind", ["x", "y"], "in")]},
        {"all": [UNKNOWN, {"not": known("flag")}]},
        {"all": [known("flag"), is_("flag", False)]},
        {"all": [is_("day", "9999-12-31", "greaterThanInclusive"), is_("day", "0001-01-01", "greaterThan")]},
        {"all": [is_("count", 2**53, "lessThan"), is_("count", 2**53 - 2, "greaterThan")]},
        # not looked into: texts, sets, facts against facts
        {"all": [is_("note", "a"), is_("note", "b")]},
        {"all": [is_("set", "x", "contains"), is_("set", "x", "doesNotContain")]},
        {"all": [is_("count", {"fact": "other"}), is_("count", {"fact": "other"}, "notEqual")]},
    ],
)
def test_what_could_hold(document: Any) -> None:
    assert can_hold(document) is True


@pytest.mark.parametrize(
    "document",
    [
        {"all": [is_("flag"), is_("flag", False)]},
        {"not": {"any": [is_("flag"), is_("flag", False)]}},
        {"all": [is_("count", 1, "greaterThan"), is_("count", 2, "lessThan")]},
        {"all": [is_("price", 1, "greaterThan"), is_("price", "1.0001", "lessThan")]},
        {"all": [is_("kind", "x", "notEqual"), {"not": is_("kind", ["y"], "in")}]},
        {"all": [is_("kind", "x"), {"any": [is_("kind", "y"), {"not": is_("kind", "x")}]}]},
        {"all": [UNKNOWN, is_("flag")]},
        {"all": [UNKNOWN, {"not": is_("flag")}]},
        {"all": [UNKNOWN, known("flag")]},
        {"all": [{"fact": "note", "operator": "isUnknown"}, is_("note", "a")]},
        is_("count", 2**53, "greaterThan"),
        is_("day", "9999-12-31", "greaterThan"),
        is_("price", "461168601842738.7904", "greaterThan"),
        is_("price", "-461168601842738.7904", "lessThan"),
    ],
)
def test_what_cannot_hold(document: Any) -> None:
    assert can_hold(document) is False


def test_conditions_are_taken_together() -> None:
    assert can_hold(is_("flag"), None, is_("flag", False)) is False
    assert can_hold(is_("flag"), is_("kind", "x")) is True
    assert can_hold() is True


def test_what_takes_too_long_to_tell_is_not_told() -> None:
    never = [is_("count", 1, "lessThan"), is_("count", 1, "greaterThan")]
    wide = [is_("count", [number * 200 + place for number in range(1000)], "notIn") for place in range(100)]
    assert can_hold({"all": [*never, *wide]}) is None
    deep = {"any": [is_("count", number) for number in range(2, 100)]}
    few = Contradictions(VOCABULARY, comparisons=5_000)
    condition = parse_condition({"all": [*never[1:], is_("count", 3, "lessThan"), deep, deep]}, VOCABULARY)
    assert few.can_hold(condition) is True
    assert [few.can_hold(condition) for _ in range(2000)][-1] is None


LEAVES = [
    *(is_("flag", value, operator) for value in (True, False) for operator in ("equal", "notEqual")),
    *(is_("kind", value, operator) for value in ("x", "y") for operator in ("equal", "notEqual")),
    *(is_("count", value, operator) for value in (0, 1) for operator in ("lessThan", "greaterThanInclusive", "equal")),
    *({"fact": name, "operator": operator} for name in ("flag", "kind") for operator in ("isKnown", "isUnknown")),
]
CASES = [
    {"flag": flag, "kind": kind, "count": count}
    for flag, kind, count in product((None, True, False), (None, "x", "y"), (None, -1, 0, 1, 2))
]


def _condition(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.2:
        return random.choice(LEAVES)
    if random.random() < 0.2:
        return {"not": _condition(random, depth - 1)}
    parts = [_condition(random, depth - 1) for _ in range(random.randint(1, 3))]
    return {random.choice(("all", "any")): parts}


@given(st.randoms(use_true_random=False))
def test_what_is_said_not_to_hold_holds_of_no_case(random: Random) -> None:
    document = {"all": [_condition(random, 3) for _ in range(3)]}
    holds = any(truth(document, facts, vocabulary=VOCABULARY) is True for facts in CASES)
    assert can_hold(document) or not holds
