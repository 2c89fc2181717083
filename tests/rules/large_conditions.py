"""Conditions at the limits of the language, too large to write out as fixtures."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from rules import Fact, Vocabulary
from tests.rules.semantics import ConditionCase, ExpectedError

LEAVES = 200
"""The most comparisons a condition may hold (DESIGN.md section 3)."""

TEXT = 4000
"""The most characters a text may hold (DESIGN.md section 3)."""

VOCABULARY = Vocabulary(
    [
        *(Fact(f"b{number}", "boolean") for number in range(LEAVES + 1)),
        Fact("n", "integer"),
        Fact("words", "text"),
    ]
)


def large_condition_cases() -> Iterator[ConditionCase]:
    """The limits on leaves and on texts, and shapes that grow without bound when they are multiplied out."""
    yield from _leaves()
    yield from _products()
    yield from _texts()


def _leaves() -> Iterator[ConditionCase]:
    names = [f"b{number}" for number in range(LEAVES)]
    everything = dict.fromkeys(names, True)
    nothing = dict.fromkeys(names, False)
    last = names[-1]
    whole = {"all": [_is_true(name) for name in names]}
    some = {"any": [_is_true(name) for name in names]}
    yield _case("200 leaves, all true", whole, everything, truth=True)
    yield _case("200 leaves, the last one false", whole, everything | {last: False}, truth=False)
    yield _case("200 leaves, the last one unknown", whole, everything | {last: None}, truth=None)
    yield _case("200 alternatives, all false", some, nothing, truth=False)
    yield _case("200 alternatives, the last one true", some, nothing | {last: True}, truth=True)
    yield _case("200 alternatives, the last one unknown", some, nothing | {last: None}, truth=None)
    yield _case("200 alternatives, all true", some, everything, truth=True)
    yield _case("not of 200 leaves", {"not": whole}, everything, truth=False)
    yield _case("200 leaves of one fact", {"all": [_differs(n) for n in range(LEAVES)]}, {"n": LEAVES}, truth=True)
    one_more = {"all": [_is_true(f"b{number}") for number in range(LEAVES + 1)]}
    yield _refused("201 leaves", one_more)
    halves = [{"any": one_more["all"][:100]}, {"not": {"all": one_more["all"][100:]}}]
    yield _refused("201 leaves in two groups", {"all": halves})


def _products() -> Iterator[ConditionCase]:
    """Written out as alternatives, 20 groups of 10 would be 10 to the power of 20."""
    groups = [[f"b{number}" for number in range(start, start + 10)] for start in range(0, LEAVES, 10)]
    product = {"all": [{"any": [_is_true(name) for name in group]} for group in groups]}
    firsts = {group[0]: True for group in groups}
    yield _case("20 groups of 10, one true in each", product, firsts, truth=True)
    yield _case("20 groups of 10, one group unknown", product, firsts | {"b190": None}, truth=None)
    closed = firsts | dict.fromkeys(groups[7], False)
    yield _case("20 groups of 10, one group false", product, closed, truth=False)
    yield _case("not of 20 groups of 10", {"not": product}, closed, truth=True)
    chain = [f"b{number}" for number in range(LEAVES // 2 + 1)]
    sums = {"any": [{"all": [_is_true(a), _is_false(b)]} for a, b in pairwise(chain)]}
    yield _case("100 pairs, a single one true", sums, {"b1": True, "b2": False}, truth=True)
    yield _case("100 pairs, every fact true", sums, dict.fromkeys(chain, True), truth=False)


def _texts() -> Iterator[ConditionCase]:
    ends = {"fact": "words", "operator": "matches", "value": "z$"}
    yield _case("a text of 4,000 characters", ends, {"words": "é" * (TEXT - 1) + "z"}, truth=True)
    too_long = ExpectedError("fact", (), "words")
    yield ConditionCase("a text of 4,001 characters", VOCABULARY, ends, {"words": "a" * (TEXT + 1)}, error=too_long)


def _is_true(name: str) -> dict[str, Any]:
    return {"fact": name, "operator": "equal", "value": True}


def _is_false(name: str) -> dict[str, Any]:
    return {"fact": name, "operator": "equal", "value": False}


def _differs(number: int) -> dict[str, Any]:
    return {"fact": "n", "operator": "notEqual", "value": number}


def _case(name: str, when: dict[str, Any], facts: dict[str, Any], *, truth: bool | None) -> ConditionCase:
    return ConditionCase(name, VOCABULARY, when, facts, truth)


def _refused(name: str, when: dict[str, Any]) -> ConditionCase:
    return ConditionCase(name, VOCABULARY, when, {}, error=ExpectedError("condition", ("$",), None))
