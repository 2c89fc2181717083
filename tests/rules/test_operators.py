"""The table of operators: every row tried on every type it takes, known and unknown, by all interpreters."""

from typing import Any

import pytest

from rules import ConditionError, Fact, Vocabulary, parse_condition, truth
from rules.operators import OPERATORS
from rules.truth import Engine
from rules.values import TYPES

from .building import codes

CODES = ("a", "b", "c")
FACTS = [
    Fact(f"{name}.{side}", name, choices=codes(*CODES) if name.startswith("choice") else ())
    for name in TYPES
    for side in ("one", "two")
]
VOCABULARY = Vocabulary(FACTS)
# Two values of each type, the lesser first where they are ordered.
VALUES: dict[str, tuple[Any, Any]] = {
    "boolean": (False, True),
    "integer": (-(2**53), 2**53),
    "decimal": ("-0.0001", "0.0001"),
    "date": ("0001-01-01", "9999-12-31"),
    "choice": ("a", "b"),
    "choices": (["a"], ["c", "b"]),
    "text": ("abc", "écran"),
}
ENGINES: tuple[Engine, ...] = ("reference", "generated", "durable")


def truths(condition: Any, facts: dict[str, Any]) -> set[bool | None]:
    return {truth(condition, facts, vocabulary=VOCABULARY, engine=engine) for engine in ENGINES}


def leaf(type_name: str, operator: str, *value: Any) -> dict[str, Any]:
    return {"fact": f"{type_name}.one", "operator": operator, **({"value": value[0]} if value else {})}


COMPARED = [
    (name, type_name, expected)
    for name, expected in {
        "equal": (False, True, False),
        "notEqual": (True, False, True),
        "lessThan": (True, False, False),
        "lessThanInclusive": (True, True, False),
        "greaterThan": (False, False, True),
        "greaterThanInclusive": (False, True, True),
    }.items()
    for type_name in sorted(OPERATORS[name].types)
]


@pytest.mark.parametrize(("name", "type_name", "expected"), COMPARED)
def test_comparisons_with_a_value_and_with_a_fact(name: str, type_name: str, expected: tuple[bool, ...]) -> None:
    low, high = VALUES[type_name]
    for (one, other), holds in zip([(low, high), (low, low), (high, low)], expected, strict=True):
        facts = {f"{type_name}.one": one, f"{type_name}.two": other}
        assert truths(leaf(type_name, name, other), facts) == {holds}
        assert truths(leaf(type_name, name, {"fact": f"{type_name}.two"}), facts) == {holds}
        assert truths(leaf(type_name, name, {"fact": f"{type_name}.two"}), {f"{type_name}.one": one}) == {None}


@pytest.mark.parametrize("type_name", sorted(OPERATORS["in"].types))
def test_lists(type_name: str) -> None:
    low, high = VALUES[type_name]
    assert truths(leaf(type_name, "in", [low]), {f"{type_name}.one": low}) == {True}
    assert truths(leaf(type_name, "in", [low]), {f"{type_name}.one": high}) == {False}
    assert truths(leaf(type_name, "notIn", [low, low]), {f"{type_name}.one": low}) == {False}
    assert truths(leaf(type_name, "notIn", [low]), {f"{type_name}.one": high}) == {True}


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (leaf("choices", "equal", ["b", "a", "b"]), ["a", "b"], True),
        (leaf("choices", "equal", []), [], True),
        (leaf("choices", "contains", "a"), ["a", "b"], True),
        (leaf("choices", "contains", "a"), [], False),
        (leaf("choices", "doesNotContain", "a"), ["b"], True),
        (leaf("text", "contains", "e\u0301c"), "un écran", True),
        (leaf("text", "contains", ""), "", True),
        (leaf("text", "contains", "É"), "écran", False),
        (leaf("text", "doesNotContain", "x"), "", True),
        (leaf("text", "startsWith", "e\u0301"), "écran", True),
        (leaf("text", "startsWith", "cran"), "écran", False),
        (leaf("text", "matches", "cr.n$"), "écran", True),
        (leaf("text", "matches", "^cran"), "écran", False),
        (leaf("text", "matches", ""), "", True),
        (leaf("text", "matches", "^.$"), "e\u0301", True),
        (leaf("text", "matches", r"(?i)ÉCRAN"), "écran", True),
        (leaf("text", "matches", r"^(a|aa)+$"), "a" * 3999 + "b", False),
        (leaf("text", "lessThan", "x"), "a", "operator_type"),
    ],
)
def test_sets_and_texts(condition: dict[str, Any], value: Any, expected: bool | str) -> None:
    if isinstance(expected, str):
        with pytest.raises(ConditionError) as raised:
            parse_condition(condition, VOCABULARY)
        assert [fault.code for fault in raised.value.faults] == [expected]
    else:
        assert truths(condition, {condition["fact"]: value}) == {expected}


SAMPLE: dict[str, Any] = {"list": ["a"], "code": "a", "text": "a", "pattern": "a"}


@pytest.mark.parametrize("row", OPERATORS.values(), ids=list(OPERATORS))
@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("unknown", [{}, None])
def test_of_an_unknown_fact_only_is_known_says_anything(row: Any, type_name: str, unknown: Any) -> None:
    if type_name not in row.types:
        return
    low = VALUES[type_name][0]
    value = {"same": [low], "none": [], "list": [[low]]}.get(row.operand, [SAMPLE.get(row.operand)])
    facts = {} if unknown == {} else {f"{type_name}.one": None}
    expected = {"isKnown": False, "isUnknown": True}.get(row.name)
    assert truths(leaf(type_name, row.name, *value), facts) == {expected}
    assert truths({"not": leaf(type_name, row.name, *value)}, facts) == {None if expected is None else not expected}


@pytest.mark.parametrize("row", OPERATORS.values(), ids=list(OPERATORS))
def test_opposites_are_mutual_and_of_the_same_shape(row: Any) -> None:
    if row.opposite is not None:
        other = OPERATORS[row.opposite]
        assert (other.opposite, other.types, other.operand) == (row.name, row.types, row.operand)


@pytest.mark.parametrize("pattern", ["(", "[a", "(a{1000}){1000}", r"(a)\1", "(?=a)", "a{2,1}", "*", "\\", "(?<!a)b"])
def test_patterns_that_re2_refuses_name_its_reason(pattern: str) -> None:
    with pytest.raises(ConditionError) as raised:
        parse_condition({"not": leaf("text", "matches", pattern)}, VOCABULARY)
    [fault] = raised.value.faults
    assert (fault.path, fault.code) == ("$.not.value", "bad_pattern")
    assert fault.params["reason"]
    assert fault.params["reason"] in fault.message("fr")
