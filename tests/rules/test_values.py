"""The canonical form of each type: what is taken, and what is refused with which code."""

import enum
import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.faults import ValueProblemError
from rules.values import MAX_TEXT, TYPES, format_decimal, reader, to_json

CODES = ("phone", "tablet", "téléphone")


class Reason(enum.StrEnum):
    PHONE = "phone"


class Level(enum.IntEnum):
    HIGH = 3


class Float64(float):
    """As numpy's float64, a float whose repr is no number."""

    def __repr__(self) -> str:
        return f"np.float64({float(self)})"


def canonical(type_name: str, value: object) -> Any:
    return reader(type_name, CODES)(value)


@pytest.mark.parametrize(
    ("type_name", "value", "expected"),
    [
        ("boolean", True, True),
        ("boolean", False, False),
        ("integer", 0, 0),
        ("integer", 2**53, 2**53),
        ("integer", -(2**53), -(2**53)),
        ("integer", Level.HIGH, 3),
        ("decimal", 12, Decimal("12.0000")),
        ("decimal", 12.5, Decimal("12.5000")),
        ("decimal", Float64(0.5), Decimal("0.5000")),
        ("decimal", "-0", Decimal("0.0000")),
        ("decimal", -0.0, Decimal("0.0000")),
        ("decimal", "007.10", Decimal("7.1000")),
        ("decimal", Decimal("1E+3"), Decimal("1000.0000")),
        ("decimal", "461168601842738.7904", Decimal("461168601842738.7904")),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", date(2024, 2, 29), date(2024, 2, 29)),
        ("choice", "téléphone", "téléphone"),
        ("choice", Reason.PHONE, "phone"),
        ("choices", [], frozenset()),
        ("choices", ["phone", "phone", "tablet"], frozenset({"phone", "tablet"})),
        ("choices", {Reason.PHONE}, frozenset({"phone"})),
        ("choices", ("tablet",), frozenset({"tablet"})),
        ("text", "", ""),
        ("text", "e\u0301cran", "écran"),
        ("text", Reason.PHONE, "phone"),
        ("text", "x" * MAX_TEXT, "x" * MAX_TEXT),
        ("text", "\x00", "\x00"),
    ],
)
def test_canonical(type_name: str, value: object, expected: object) -> None:
    found = canonical(type_name, value)
    assert found == expected
    assert type(found) is type(expected)
    assert str(found) == str(expected)


def test_a_set_holds_plain_texts() -> None:
    assert {type(code) for code in canonical("choices", [Reason.PHONE])} == {str}


REFUSED: list[tuple[str, str, list[Any]]] = [
    ("boolean", "not_boolean", [0, 1, 1.0, "true", None, []]),
    ("integer", "not_integer", [True, 1.0, "9", None, Decimal(9), math.nan, [9]]),
    ("integer", "integer_range", [2**53 + 1, -(2**53) - 1, 10**40]),
    ("decimal", "not_decimal", [True, None, "", "1e3", "+5", " 5", "5.", ".5", "٥", "NaN", [1], {}, Fraction(1, 2)]),
    ("decimal", "not_decimal", [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]),
    ("decimal", "decimal_range", [10**40, 1e300, "9" * 40, "461168601842738.7905", Decimal("1E+999999999")]),
    ("decimal", "decimal_places", ["0.00001", 1e-7, 0.1 + 0.2, Decimal("1E-999999")]),
    ("date", "not_date", ["2026-02-30", "2026-2-3", "31/05/2026", "20260531", "0000-01-01", "2026-05-31\n", ""]),
    ("date", "not_date", [None, 1, datetime(2026, 5, 31, tzinfo=UTC)]),
    ("choice", "not_code", ["Phone", "te\u0301le\u0301phone", "", None, True, ["phone"], {}]),
    ("choices", "not_codes", ["phone", None, 1, ["x"], [["phone"]], [None], {"phone": 1}]),
    ("text", "not_text", [None, 1, True, b"x", ["x"], {}]),
    ("text", "text_length", ["x" * (MAX_TEXT + 1), "\U0001d160" * MAX_TEXT]),
    ("text", "text_encoding", ["\ud800", "a\udfff"]),
]


@pytest.mark.parametrize(
    ("type_name", "value", "code"),
    [(type_name, value, code) for type_name, code, values in REFUSED for value in values]
    + [pytest.param("integer", 10**5000, "integer_range", id="5,000 digits")],
)
def test_refused(type_name: str, value: object, code: str) -> None:
    with pytest.raises(ValueProblemError) as raised:
        canonical(type_name, value)
    assert raised.value.code == code


def test_a_code_that_is_none_names_those_that_are() -> None:
    with pytest.raises(ValueProblemError) as raised:
        canonical("choice", "watch")
    assert raised.value.params == {"choices": "phone, tablet, téléphone"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12.5000", "12.5"),
        ("100.0000", "100"),
        ("0.0000", "0"),
        ("-0.0001", "-0.0001"),
        ("1E+3", "1000"),
        ("461168601842738.7904", "461168601842738.7904"),
    ],
)
def test_decimals_are_written_without_exponent_and_trailing_zeros(value: str, expected: str) -> None:
    assert format_decimal(Decimal(value)) == expected


anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters())
    | st.binary(max_size=5)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(CODES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(TYPES), anything)
def test_any_value_is_taken_or_refused_and_what_is_taken_survives_json(type_name: str, value: object) -> None:
    try:
        found = canonical(type_name, value)
    except ValueProblemError:
        return
    assert canonical(type_name, found) == found
    assert canonical(type_name, json.loads(json.dumps(to_json(found)))) == found
