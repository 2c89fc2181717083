"""Facts and values that Python can hold and a JSON fixture can't."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from rules import ConditionError, Fact, FactError, Vocabulary, truth
from rules.truth import Engine

VOCABULARY = Vocabulary(
    [Fact("count", "integer"), Fact("price", "decimal"), Fact("day", "date"), Fact("on", "boolean")]
)

each_engine = pytest.mark.parametrize("engine", ["reference", "generated", "durable"])


@each_engine
def test_decimals_and_dates_are_taken(engine: Engine) -> None:
    when = {
        "all": [
            {"fact": "price", "operator": "equal", "value": Decimal("12.5000")},
            {"fact": "day", "operator": "equal", "value": date(2024, 2, 29)},
        ]
    }
    facts = {"price": Decimal("12.50"), "day": date(2024, 2, 29)}
    assert truth(when, facts, vocabulary=VOCABULARY, engine=engine) is True


@each_engine
@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("price", math.nan),
        ("price", math.inf),
        ("price", Decimal("NaN")),
        ("price", Decimal("sNaN")),
        ("price", Decimal("-Infinity")),
        ("price", Decimal("12.34567")),
        ("price", Decimal("1E+999999")),
        ("price", "1E999999999"),
        ("count", math.nan),
        pytest.param("count", 10**5000, id="5,000 digits"),
        ("day", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(fact: str, value: Any, engine: Engine) -> None:
    with pytest.raises(FactError) as raised:
        truth({"fact": fact, "operator": "isKnown"}, {fact: value}, vocabulary=VOCABULARY, engine=engine)
    assert raised.value.fact == fact


def test_a_value_that_is_not_a_number_is_refused() -> None:
    when = {"any": [{"fact": "price", "operator": "notIn", "value": [1, math.nan]}]}
    with pytest.raises(ConditionError) as raised:
        truth(when, {}, vocabulary=VOCABULARY)
    assert [fault.path for fault in raised.value.faults] == ["$.any[0].value[1]"]


def test_depth_that_python_cannot_descend_is_refused_like_any_other() -> None:
    when: dict[str, Any] = {"fact": "on", "operator": "isKnown"}
    for _ in range(50_000):
        when = {"not": when}
    with pytest.raises(ConditionError) as raised:
        truth(when, {}, vocabulary=VOCABULARY)
    assert raised.value.faults
