"""Conditions read and written: every fault with its exact path, whatever stands there."""

import copy
import math
from collections import OrderedDict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import ConditionError, Fact, Vocabulary, parse_condition, truth
from rules.conditions import MAX_DEPTH, MAX_LEAVES, MAX_LISTED, All, Comparison, facts_read, leaves
from rules.faults import Fault

from .building import codes

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
FLAG = {"fact": "flag", "operator": "equal", "value": True}


def faults(document: object, vocabulary: Vocabulary | None = VOCABULARY) -> tuple[Fault, ...]:
    with pytest.raises(ConditionError) as raised:
        parse_condition(document, vocabulary)
    assert all(raised.value.messages("fr"))
    return raised.value.faults


def places(document: object, vocabulary: Vocabulary | None = VOCABULARY) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in faults(document, vocabulary)]


def nested(depth: int, group: str = "not", inner: object = FLAG) -> object:
    for _ in range(depth):
        inner = {group: inner if group == "not" else [inner]}
    return inner


def leaf(fact: Any, operator: Any, *value: Any) -> dict[str, Any]:
    return {"fact": fact, "operator": operator, **({"value": value[0]} if value else {})}


SHAPES: list[tuple[Any, list[tuple[str, str]]]] = [
    *((junk, [("$", "not_object")]) for junk in (None, True, 5, math.nan, "all", [], [FLAG], b"{}", {1})),
    ({}, [("$", "condition_shape")]),
    ({"value": 1}, [("$", "condition_shape")]),
    ({"none": [FLAG]}, [("$", "condition_shape")]),
    ({5: 6, None: 7}, [("$", "condition_shape")]),
    ({"all": []}, [("$.all", "empty")]),
    ({"any": ()}, [("$.any", "empty")]),
    ({"all": FLAG}, [("$.all", "not_list")]),
    ({"all": "flag"}, [("$.all", "not_list")]),
    ({"any": {FLAG["fact"]}}, [("$.any", "not_list")]),
    ({"any": range(10**12)}, [("$.any", "not_list")]),
    ({"any": (entry for entry in [FLAG])}, [("$.any", "not_list")]),
    ({"not": None}, [("$.not", "not_object")]),
    ({"not": [FLAG]}, [("$.not", "not_object")]),
    ({"all": [FLAG], "any": [FLAG]}, [("$", "unknown_key")]),
    ({"not": FLAG, "fact": "flag"}, [("$", "unknown_key")]),
    ({"all": [FLAG], 5: 1}, [("$", "unknown_key")]),
    (
        {"all": [FLAG, {"any": [FLAG, {"not": 5}]}, 6]},
        [("$.all[1].any[1].not", "not_object"), ("$.all[2]", "not_object")],
    ),
    (FLAG | {"why": 1}, [("$", "unknown_key")]),
    ({"fact": "flag"}, [("$", "missing_key")]),
    ({"operator": "isKnown"}, [("$", "missing_key")]),
    (leaf("colour", "isKnown"), [("$.fact", "unknown_fact")]),
    (leaf("\ud800", "isKnown"), [("$.fact", "unknown_fact")]),
    *((leaf(name, "isKnown"), [("$.fact", "not_string")]) for name in (None, 5, ["flag"], {"fact": "flag"})),
]


@pytest.mark.parametrize(("document", "expected"), SHAPES, ids=range(len(SHAPES)))
def test_shapes(document: object, expected: list[tuple[str, str]]) -> None:
    assert places(document) == expected


NO_OPERATORS: tuple[Any, ...] = ("=", "Equal", "", None, {}, ["in"], "\ud800", 10**4000, math.inf)


@pytest.mark.parametrize("name", NO_OPERATORS, ids=range(len(NO_OPERATORS)))
def test_what_is_no_operator(name: Any) -> None:
    assert places(leaf("flag", name, True)) == [("$.operator", "unknown_operator")]


VALUES: list[Any] = [
    (leaf("flag", "equal"), "$", "value_needed"),
    (leaf("flag", "isKnown", True), "$.value", "value_unused"),
    (leaf("flag", "isKnown", None), "$.value", "value_unused"),
    (leaf("flag", "lessThan", True), "$.operator", "operator_type"),
    (leaf("flag", "in", [True]), "$.operator", "operator_type"),
    (leaf("set", "in", ["x"]), "$.operator", "operator_type"),
    (leaf("count", "contains", 1), "$.operator", "operator_type"),
    (leaf("kind", "startsWith", "x"), "$.operator", "operator_type"),
    (leaf("flag", "equal", 1), "$.value", "not_boolean"),
    (leaf("flag", "equal", None), "$.value", "not_boolean"),
    (leaf("count", "equal", "9"), "$.value", "not_integer"),
    (leaf("count", "equal", [9]), "$.value", "not_integer"),
    (leaf("count", "equal", 10**40), "$.value", "integer_range"),
    (leaf("price", "equal", math.nan), "$.value", "not_decimal"),
    (leaf("price", "lessThan", "0.00001"), "$.value", "decimal_places"),
    (leaf("price", "lessThan", Decimal("1E+999999999")), "$.value", "decimal_range"),
    (leaf("day", "equal", "2026-02-29"), "$.value", "not_date"),
    (leaf("day", "equal", datetime(2026, 5, 31, tzinfo=UTC)), "$.value", "not_date"),
    (leaf("kind", "equal", "z"), "$.value", "not_code"),
    (leaf("set", "equal", ["x", "z"]), "$.value", "not_codes"),
    (leaf("set", "contains", ["x"]), "$.value", "not_code"),
    (leaf("note", "equal", "\ud800"), "$.value", "text_encoding"),
    (leaf("note", "contains", "x" * 4001), "$.value", "text_length"),
    (leaf("note", "matches", "("), "$.value", "bad_pattern"),
    (leaf("note", "matches", 5), "$.value", "not_text"),
    (leaf("note", "matches", "\udfff"), "$.value", "text_encoding"),
    (leaf("kind", "in", []), "$.value", "list_needed"),
    (leaf("kind", "in", "x"), "$.value", "list_needed"),
    (leaf("count", "in", range(5)), "$.value", "list_needed"),
    (leaf("count", "in", [1] * (MAX_LISTED + 1)), "$.value", "too_many"),
    (leaf("kind", "notIn", ["x", "z"]), "$.value[1]", "not_code"),
    (leaf("kind", "notIn", [["x"]]), "$.value[0]", "not_code"),
    (leaf("count", "equal", {}), "$.value", "missing_key"),
    (leaf("count", "equal", {"fact": "other", "plus": 1}), "$.value", "unknown_key"),
    (leaf("count", "equal", {"fact": "colour"}), "$.value.fact", "unknown_fact"),
    (leaf("count", "equal", {"fact": ["other"]}), "$.value.fact", "not_string"),
    pytest.param(leaf("count", "equal", {"fact": 10**5000}), "$.value.fact", "not_string", id="5,000 digits"),
    (leaf("count", "equal", {"fact": "price"}), "$.value.fact", "reference_type"),
    (leaf("kind", "in", {"fact": "kind"}), "$.value", "reference_unused"),
    (leaf("note", "matches", {"fact": "note"}), "$.value", "reference_unused"),
    (leaf("set", "contains", {"fact": "kind"}), "$.value", "reference_unused"),
]


@pytest.mark.parametrize(("document", "path", "code"), VALUES)
def test_values(document: dict[str, Any], path: str, code: str) -> None:
    assert places({"any": [FLAG, document]}) == [(path.replace("$", "$.any[1]", 1), code)]


def test_every_fault_is_named_at_once() -> None:
    document = {"all": [leaf("colour", "is", 1), {"not": {"any": []}}, FLAG, leaf("count", "in", [1, "2", None])]}
    assert places(document) == [
        ("$.all[0].operator", "unknown_operator"),
        ("$.all[0].fact", "unknown_fact"),
        ("$.all[1].not.any", "empty"),
        ("$.all[3].value[1]", "not_integer"),
        ("$.all[3].value[2]", "not_integer"),
    ]


@pytest.mark.parametrize("group", ["all", "any", "not"])
def test_depth(group: str) -> None:
    parse_condition(nested(MAX_DEPTH, group), VOCABULARY)
    step = ".not" if group == "not" else f".{group}[0]"
    assert places(nested(MAX_DEPTH + 1, group)) == [("$" + step * MAX_DEPTH, "too_deep")]
    assert places(nested(100_000, group)) == [("$" + step * MAX_DEPTH, "too_deep")]


@pytest.mark.parametrize("group", ["all", "any"])
def test_leaves(group: str) -> None:
    parse_condition({group: [FLAG] * MAX_LEAVES}, VOCABULARY)
    parse_condition({group: [{"not": {"all": [FLAG] * 100}}] * 2}, VOCABULARY)
    assert places({group: [FLAG] * (MAX_LEAVES + 1)}) == [("$", "too_many_leaves")]
    assert places({group: [{"not": {"all": [FLAG] * 100}}] * 2 + [FLAG]}) == [("$", "too_many_leaves")]


@pytest.mark.parametrize("junk", [5, {}, {"all": []}, {"all": [], "any": []}, FLAG, leaf("x", "x"), nested(3)])
def test_reading_ends_however_much_there_is_to_read(junk: object) -> None:
    document: object = {"all": [junk] * 1_000_000}
    assert len(faults(document)) <= 3 * MAX_LEAVES
    for _ in range(6):
        document = {"any": [document] * 100}
    assert len(faults(document)) <= 3 * MAX_LEAVES
    assert places(document)[-1] == ("$", "too_many_leaves")


def test_messages_name_what_can_hardly_be_printed() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for junk in (deep, 10**5000, "\ud800", "x" * 10**6, [deep] * 10**5):
        [fault] = faults(leaf("flag", junk, True))
        assert len(fault.message("fr").encode()) < 200


def test_a_path_of_the_caller_comes_first() -> None:
    with pytest.raises(ConditionError, match=r"\$\.rules\[3\]\.when\.all: "):
        parse_condition({"all": []}, VOCABULARY, path="$.rules[3].when")


def test_any_mapping_is_an_object() -> None:
    document = OrderedDict(all=(OrderedDict(FLAG),))
    assert parse_condition(document, VOCABULARY).to_json() == {"all": [FLAG]}


DOCUMENT = {
    "all": [
        FLAG,
        {"any": [leaf("price", "lessThan", "12.50"), {"not": leaf("kind", "in", ["y", "x"])}]},
        leaf("count", "equal", {"fact": "other"}),
        leaf("day", "isUnknown"),
        leaf("set", "equal", ["y", "x"]),
    ]
}


def test_a_condition_is_written_as_it_was_read_but_canonical() -> None:
    expected = copy.deepcopy(DOCUMENT)
    expected["all"][1]["any"][0]["value"] = "12.5"  # type: ignore[index]
    expected["all"][4]["value"] = ["x", "y"]  # type: ignore[index]
    parsed = parse_condition(DOCUMENT, VOCABULARY)
    assert parsed.to_json() == expected
    assert parse_condition(expected, VOCABULARY) == parsed
    assert hash(parse_condition(expected, VOCABULARY)) == hash(parsed)


def test_what_a_condition_reads() -> None:
    parsed = parse_condition(DOCUMENT, VOCABULARY)
    assert facts_read(parsed) == {"flag", "price", "kind", "count", "other", "day", "set"}
    assert [found.operator for found in leaves(parsed)] == ["equal", "lessThan", "in", "equal", "isUnknown", "equal"]


@pytest.mark.parametrize("value", [True, 5, 12.5, "x", ["b", "a"], 2**60, [], {"fact": "b"}])
def test_without_a_vocabulary_values_stay_what_they_are(value: Any) -> None:
    parsed = parse_condition(leaf("a", "equal", value))
    assert isinstance(parsed, Comparison)
    assert parsed.to_json() == leaf("a", "equal", sorted(value) if isinstance(value, list) else value)
    assert parse_condition(leaf("a", "in", [12.5, "x"])).to_json() == leaf("a", "in", [12.5, "x"])


@pytest.mark.parametrize("value", [None, b"x", object(), ["x", 1], "\ud800", ["\ud800"], [["x"]], {"x"}])
def test_without_a_vocabulary_a_value_is_still_json(value: Any) -> None:
    assert places(leaf("a", "equal", value), None) == [("$.value", "not_value")]


def test_without_a_vocabulary_shapes_and_operators_are_checked() -> None:
    document = {"all": [leaf("a", "matches", "("), leaf("b", "in", []), leaf("c", "is", 1), leaf(5, "isKnown")]}
    assert [code for _path, code in places(document, None)] == [
        "bad_pattern",
        "list_needed",
        "unknown_operator",
        "not_string",
    ]


def test_truth_takes_a_parsed_condition_and_binds_it() -> None:
    unbound = parse_condition({"all": [leaf("price", "equal", 12.5), leaf("set", "equal", ["y", "x"])]})
    assert isinstance(unbound, All)
    facts = {"price": "12.5", "set": ["x", "y"]}
    assert truth(unbound, facts, vocabulary=VOCABULARY) is True
    assert truth(parse_condition(unbound.to_json(), VOCABULARY), facts, vocabulary=VOCABULARY) is True
    with pytest.raises(ConditionError):
        truth(parse_condition(leaf("note", "equal", 12.5)), {}, vocabulary=VOCABULARY)


def test_truth_names_an_engine_that_is_none() -> None:
    with pytest.raises(ValueError, match="zen"):
        truth(FLAG, {}, vocabulary=VOCABULARY, engine="zen")  # type: ignore[arg-type]


junk: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.binary(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "fact", "operator", "value", 5, None, "\ud800"]), inner, max_size=3
        )
        | st.fixed_dictionaries(
            {"fact": st.sampled_from(["flag", "count", "set", "note"]) | inner, "operator": inner, "value": inner}
        )
    ),
    max_leaves=12,
)


@given(junk, st.sampled_from([VOCABULARY, None]))
def test_whatever_stands_there_is_read_or_refused(document: object, vocabulary: Vocabulary | None) -> None:
    try:
        parsed = parse_condition(document, vocabulary)
    except ConditionError as error:
        refusal = str(error)
        assert refusal.count("\n") == len(error.faults) - 1  # noqa: PT017 - whether it is refused is not known
    else:
        assert parse_condition(parsed.to_json(), vocabulary) == parsed
