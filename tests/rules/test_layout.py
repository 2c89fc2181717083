"""Rules about one value of a fact are matched only with the cases that have it (their answers: ``test_durable.py``)."""

from __future__ import annotations

import pytest

from rules.conditions import All, Any, Comparison, Condition, Not
from rules.layout import MOST_PARTS, SPARED, Layout, by_value, in_one
from rules.network import Query
from rules.vocabulary import Choice, Fact, Vocabulary

KINDS = ("phone", "tablet", "watch", "other")
VOCABULARY = Vocabulary(
    [
        Fact("kind", "choice", choices=tuple(map(Choice, KINDS))),
        Fact("brand", "choice", choices=(Choice("a"), Choice("b"))),
        Fact("n", "integer"),
    ]
)


def about(kind: str, number: int = 0) -> Condition:
    return All((Comparison("kind", "equal", kind), Comparison("n", "equal", number)))


def asked(*conditions: Condition | None, holds: str = "true") -> list[Query]:
    return [Query(condition, "true" if holds == "true" else "not_false") for condition in conditions]


def answering(layout: Layout, kind: str | None) -> set[int]:
    """The queries that a case of this kind may be an answer to."""
    told = layout.of_value.get(kind, layout.common)
    return {number for place in told for numbers in layout.rulesets[place].answers.values() for number in numbers}


def test_each_value_has_its_queries_and_everybody_those_that_insist_on_none() -> None:
    either = All((Comparison("kind", "in", ("phone", "watch")), Comparison("n", "lessThan", 3)))
    layout = by_value(asked(about("phone"), about("tablet"), Comparison("n", "isKnown"), either), VOCABULARY, 0)
    found = {kind: answering(layout, kind) for kind in (*KINDS, None)}
    assert layout.fact == "kind"
    assert found == {"phone": {0, 2, 3}, "tablet": {1, 2}, "watch": {2, 3}, "other": {2}, None: {2}}


def test_while_the_fact_is_unknown_only_what_may_be_unknown_is_asked() -> None:
    queries = [*asked(about("phone"), about("tablet")), *asked(about("phone"), holds="not_false")]
    assert answering(by_value(queries, VOCABULARY, 0), None) == {2}


@pytest.mark.parametrize("inside", [lambda part: Any((part, Comparison("n", "equal", 1))), Not])
def test_what_is_not_insisted_on_parts_nothing(inside: type[Not]) -> None:
    layout = by_value(asked(inside(about("phone")), inside(about("watch"))), VOCABULARY, 0)
    assert (layout.fact, layout.of_value) == ("", {})
    assert answering(layout, "phone") == {0, 1}


def test_the_fact_that_most_insist_on_parts_them() -> None:
    branded = [All((Comparison("brand", "equal", "a"), about(kind))) for kind in KINDS]
    assert by_value(asked(*branded, about("phone", 1)), VOCABULARY, 0).fact == "kind"


def test_few_rules_stay_in_one_network() -> None:
    many = [about(kind, number) for number in range(SPARED) for kind in ("phone", "tablet")]
    assert by_value(asked(*many), VOCABULARY).fact == "kind"
    assert by_value(asked(*many[:-2]), VOCABULARY).fact == ""


def test_neither_does_a_fact_of_ever_so_many_values_part_them() -> None:
    numbers = [Comparison("n", "equal", number) for number in range(MOST_PARTS + 1)]
    assert by_value(asked(*numbers[:-1]), VOCABULARY, 0).fact == "n"
    whole = by_value(asked(*numbers), VOCABULARY, 0)
    assert whole.fact == ""
    assert len(whole.rulesets) == len(in_one(asked(*numbers), VOCABULARY).rulesets)
