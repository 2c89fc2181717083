"""Canonical JSON, the hash, and JSON as it is read."""

import hashlib
import json
import math
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.document import MAX_NESTING, canonical, canonical_json, document_hash, read_json

from .building import derive, derived, document, fact, is_, read, rule, waive


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth - 1):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ("é\n\x07€\u2028", '"é\\n\\u0007€\u2028"'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),  # by UTF-16, as RFC 8785 asks
        ((1, 2), "[1,2]"),
        (2**53, "9007199254740992"),
        (-(2**53), "-9007199254740992"),
        (True, "true"),
        (12.50, "12.5"),
        (1.0, "1"),
        (-0.0, "0"),
        (1e21, "1e+21"),
        (5e-324, "5e-324"),
        (0.0001, "0.0001"),
    ],
)
def test_canonical_json(value: object, text: str) -> None:
    assert canonical_json(value) == text


NO_JSON: list[Any] = [
    *(math.nan, math.inf, -math.inf, 1e17, -(2.0**53) - 2, 2**53 + 1, -(2**53) - 1, 10**400, 10**5000),
    *("\ud800", {"\udfff": 1}, {1: 2}, {None: 1}, b"x", {1}, date(2026, 1, 1), Decimal(1), object(), range(3)),
    *(nested(MAX_NESTING + 2), nested(100_000)),
]


@pytest.mark.parametrize(
    "value",
    NO_JSON,
    ids=range(len(NO_JSON)),
)
def test_what_canonical_json_cannot_hold(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_json({"a": [value]})


def test_nesting_is_refused_at_the_same_depth_however_deep_the_stack_is() -> None:
    canonical_json(nested(MAX_NESTING))
    limit = sys.getrecursionlimit()

    def descend(depth: int) -> None:
        if depth:
            descend(depth - 1)
        else:
            canonical_json(nested(MAX_NESTING))

    descend(limit // 2)


GOOD = document(
    [fact("shock"), derived("old")],
    [derive("b", "old", True, is_("shock")), waive("a"), rule("c", "blocker")],
    examples=[
        {"key": key, "title": {"fr": "", "en": ""}, "facts": {"decision.on": "2026-05-31"}, "expect": {}}
        for key in ("two", "one")
    ],
)


def test_the_order_of_facts_rules_and_examples_is_no_part_of_the_hash() -> None:
    turned = {key: GOOD[key] for key in reversed(GOOD)}
    turned |= {key: GOOD[key][::-1] for key in ("facts", "rules", "examples")}
    assert canonical(turned) == canonical(GOOD)
    assert document_hash(turned) == document_hash(GOOD) == "sha256:" + hashlib.sha256(canonical(GOOD)).hexdigest()


@pytest.mark.parametrize("name", ["guarantees", "transitions"])
def test_the_order_of_codes_is_what_people_see_and_is_hashed(name: str) -> None:
    assert document_hash({**GOOD, name: GOOD[name][::-1]}) != document_hash(GOOD)


@pytest.mark.parametrize("junk", [None, 5, [5], [[]], {"name": 1}, [{"key": 10**30}], "x"])
def test_a_faulty_document_has_a_canonical_form_or_is_refused(junk: Any) -> None:
    for key in ("facts", "rules", "examples"):
        try:
            assert read_json(canonical({**GOOD, key: junk}))[key] == junk
        except ValueError:
            assert "000" in str(junk)


floats = st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: abs(x) <= 2**53 or abs(x) >= 1e21)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | floats | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@given(json_values)
def test_what_is_canonical_reads_back_and_is_canonical(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nul",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        '{"a": 1, "a": 2}',
        '[{"b": {"\\ud800": 1, "\\ud800": 1}}]',
        "[1] [2]",
        "\ufeff[]",
        b"\xff",
        "[" * 100_000,
        "9" * 5000,
    ],
    ids=range(13),
)
def test_what_is_no_json(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def test_a_key_that_stands_there_twice_is_named() -> None:
    pairs = [*(f'"{number}": 1' for number in range(50_000)), '"last": 1', '"last": 2']
    with pytest.raises(ValueError, match="“last” stands there twice"):
        read_json("{" + ",".join(pairs) + "}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_json_of_bytes(encoding: str) -> None:
    assert read_json('{"é": [1, 2.5]}'.encode(encoding)) == {"é": [1, 2.5]}


def test_a_rule_is_in_effect_within_its_dates() -> None:
    source = rule("a", "blocker", is_("shock"), valid_from="2026-05-01", valid_until="2026-05-31")
    [found] = read(document([fact("shock")], [source])).rules
    on = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [found.in_effect(day) for day in on] == [False, True, True, False]
    assert found.condition is not None
    assert found.condition.to_json() == {
        "all": [
            is_("decision.on", "2026-05-01", "greaterThanInclusive"),
            is_("decision.on", "2026-05-31", "lessThanInclusive"),
            is_("shock"),
        ]
    }


def test_a_disabled_rule_is_never_in_effect() -> None:
    [found] = read(document([], [rule("a", "blocker", enabled=False)])).rules
    assert not found.in_effect(date(2026, 5, 31))
    assert found.condition is None
