"""The rulesets that conditions become: within what durable-rules was measured to hold, and only integers."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any as AnyValue

import pytest
from hypothesis import given

from rules.conditions import All, Any, Comparison, Condition, FactReference, Not
from rules.network import SENTINEL, Query, Ruleset, compile_network, fnv1a
from rules.vocabulary import Choice, Fact, Vocabulary

from . import questions
from .questions import Facts

Json = dict[str, AnyValue]

VOCABULARY = Vocabulary(
    [
        *(Fact(f"n{number}", "integer") for number in range(300)),
        *(Fact(f"b{number}", "boolean") for number in range(300)),
        Fact("price", "decimal"),
        Fact("on", "date"),
        Fact("kind", "choice", choices=tuple(map(Choice, ("phone", 'a"}', "tablet")))),
        Fact("set", "choices", choices=(Choice("phone"), Choice("tablet"))),
        Fact("words", "text"),
    ]
)
NATIVE = {"$and", "$or", "$neq", "$lt", "$lte", "$gt", "$gte"}


def equal(fact: str, value: AnyValue = 1) -> Comparison:
    return Comparison(fact, "equal", value)


def compiled(*conditions: Condition | None, holds: AnyValue = "true") -> tuple[Ruleset, ...]:
    return compile_network(enumerate(Query(condition, holds) for condition in conditions), VOCABULARY)


def rules_of(ruleset: Ruleset) -> list[Json]:
    """The condition of every rule without its guard, the sentinel left out."""
    definition = json.loads(ruleset.definition)
    assert definition.pop(SENTINEL) == {"all": [{"m": {"g": 0}}]}
    return [rule["all"][0]["m"] for rule in definition.values()]


def only_rule(condition: Condition, holds: AnyValue = "true") -> AnyValue:
    """The one rule that a condition becomes, its guard taken off."""
    (ruleset,) = compiled(condition, holds=holds)
    (rule,) = rules_of(ruleset)
    assert rule["$and"][0] == {"$gt": {"g": -1}}
    return rule["$and"][1:]


def message_of(facts: Facts, *conditions: Condition | None, holds: AnyValue = "true") -> Json:
    (ruleset,) = compiled(*conditions, holds=holds)
    message: Json = json.loads(ruleset.message(facts))
    assert (message.pop("id"), message.pop("g")) == (1, 0)
    return message


def objects(node: AnyValue) -> Iterator[Json]:
    """Every object of a rule."""
    if isinstance(node, list):
        for entry in node:
            yield from objects(entry)
    elif isinstance(node, dict):
        yield node
        for entry in node.values():
            yield from objects(entry)


def guard_of(rule: Json) -> int:
    guard: int = rule["$and"][0]["$gt"]["g"]
    return guard


# -- the law ----------------------------------------------------------------------------------------------------


@given(questions.queries(), questions.facts())
def test_only_safe_operators_and_integers_reach_the_engine(asked: list[Query], case: Facts) -> None:
    for ruleset in compile_network(enumerate(asked), questions.VOCABULARY):
        for rule in rules_of(ruleset):
            assert_safe(rule)
        message = json.loads(ruleset.message(case))
        assert len(message) <= 242
        assert all(type(value) is int and abs(value) <= 2**62 + 1 for value in message.values())


def assert_safe(rule: Json) -> None:
    """One key an object, operators that were found sound, integers, at most 15 groups."""
    groups = 0
    for node in objects(rule):
        ((key, value),) = node.items()
        groups += key in ("$and", "$or")
        assert key in NATIVE or not key.startswith("$")
        assert isinstance(value, list | dict) if key.startswith("$") else type(value) is int
    assert groups <= 15


# -- the four things that can be asked of a leaf ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "holds", "rule"),
    [
        (Comparison("n1", "lessThan", 5), "true", [{"$lt": {"p0": 5}}]),
        (Comparison("n1", "lessThan", 5), "not_false", [{"$lt": {"p0": 5}}]),
        (Not(Comparison("n1", "lessThan", 5)), "true", [{"$gte": {"p0": 5}}]),
        (Not(Comparison("n1", "lessThan", 5)), "not_false", [{"$gte": {"p0": 5}}]),
        (equal("n1", 5), "not_false", [{"$or": [{"p0": 1}, {"p1": 5}]}]),
        (equal("b1", True), "not_false", [{"$neq": {"p0": 0}}]),
        (Not(equal("b1", True)), "not_false", [{"$neq": {"p0": 1}}]),
        (Not(Not(equal("b1", False))), "true", [{"p0": 0}]),
        (Comparison("n1", "isKnown"), "not_false", [{"p0": 1}]),
        (Not(Comparison("words", "isKnown")), "true", [{"p0": 1}]),
        (Comparison("words", "isUnknown"), "true", [{"p0": 1}]),
        (Not(All((equal("n1"), equal("n2")))), "true", [{"$or": [{"$neq": {"p0": 1}}, {"$neq": {"p1": 1}}]}]),
        (Comparison("kind", "notIn", ("tablet", "phone")), "true", [{"$neq": {"p0": 2}}, {"$neq": {"p0": 0}}]),
        (Comparison("kind", "in", ("tablet", "tablet")), "true", [{"p0": 2}]),
        (Comparison("price", "greaterThan", Decimal("-0.0001")), "true", [{"$gt": {"p0": -1}}]),
        (equal("on", date.min), "true", [{"p0": 1}]),
        (equal("words", "x"), "true", [{"p0": 1}]),
        (equal("words", "x"), "not_false", [{"p0": 0}]),
        (Not(equal("words", "x")), "true", [{"p0": 1}]),
    ],
)
def test_not_and_unknown_are_gone(condition: Condition, holds: str, rule: list[Json]) -> None:
    assert only_rule(condition, holds) == rule


def test_groups_lose_repeated_parts_and_groups_of_their_own_sort() -> None:
    nested = All((equal("n1"), All((equal("n2"), equal("n1"))), Any((equal("n3"),))))
    assert only_rule(nested) == [{"p0": 1}, {"p1": 1}, {"p2": 1}]


def test_what_always_holds_stands_behind_its_guard_alone_and_what_never_does_is_no_rule() -> None:
    assert only_rule(All(())) == []
    assert rules_of(compiled(None)[0]) == [{"$and": [{"$gt": {"g": -1}}]}]
    assert only_rule(All((All(()), equal("n1")))) == [{"p0": 1}]
    assert compiled(Any(())) == ()
    assert compiled(All((equal("n1"), Any(())))) == ()


# -- messages -----------------------------------------------------------------------------------------------------


def test_values_are_told_as_integers() -> None:
    case: Facts = {"b1": True, "n1": -(2**53), "price": Decimal("-461168601842738.7904"), "on": date.max, "kind": 'a"}'}
    asked = [equal("b1", True), equal("n1"), equal("price", Decimal(1)), equal("on", date.min), equal("kind", "phone")]
    assert sorted(message_of(case, *asked).values()) == [-(2**62), -(2**53), 1, 1, 3652059]
    assert message_of({}, *asked) == {}


def test_a_flag_stands_only_where_a_rule_needs_one_and_where_it_holds() -> None:
    known: Facts = {"n1": 7}
    assert message_of(known, equal("n1"), holds="not_false") == {"p1": 7}
    assert message_of({}, equal("n1"), holds="not_false") == {"p0": 1}
    assert message_of(known, Comparison("n1", "isKnown")) == {"p0": 1}
    assert message_of({}, Comparison("n1", "isKnown")) == {}
    assert (message_of(known, equal("n1")), message_of({}, equal("n1"))) == ({"p0": 7}, {})


@pytest.mark.parametrize(
    ("operator", "unknown"),
    [
        ("lessThan", -(2**62) - 1),
        ("lessThanInclusive", -(2**62) - 1),
        ("notEqual", -(2**62) - 1),
        ("greaterThan", 2**62 + 1),
        ("greaterThanInclusive", 2**62 + 1),
    ],
)
def test_where_unknown_is_enough_it_is_beyond_any_value(operator: str, unknown: int) -> None:
    asked = Comparison("n1", operator, 5)
    assert message_of({"n1": 7}, asked, holds="not_false") == {"p0": 7}
    assert message_of({}, asked, holds="not_false") == {"p0": unknown}
    both = (Query(asked, "true"), Query(asked, "not_false"), Query(equal("n1"), "not_false"))
    (ruleset,) = compile_network(enumerate(both), VOCABULARY)
    told = json.loads(ruleset.message({"n1": 7}))
    assert sorted(value for name, value in told.items() if name.startswith("p")) == [7, 7]


@pytest.mark.parametrize(
    "leaf",
    [
        equal("words", "écran"),
        Comparison("words", "contains", "cr"),
        Comparison("words", "matches", "^é"),
        equal("set", frozenset({"phone"})),
        Comparison("set", "contains", "phone"),
        Comparison("n1", "lessThan", FactReference("n2")),
        Comparison("n1", "in", tuple(range(1, 30))),
    ],
)
def test_what_is_not_safe_to_compare_is_computed(leaf: Comparison) -> None:
    case: Facts = {"words": "écran", "set": frozenset({"phone"}), "n1": 1, "n2": 2}
    assert message_of(case, leaf) == {"p0": 1}
    assert message_of({}, leaf) == {"p0": 0}
    assert message_of(case, Not(leaf)) == {"p0": 0}
    assert message_of({}, leaf, holds="not_false") == {"p0": 0}


# -- within the limits --------------------------------------------------------------------------------------------


def test_alike_questions_are_asked_once() -> None:
    (ruleset,) = compiled(*[equal("n1")] * 300, equal("n2"))
    assert len(rules_of(ruleset)) == 2
    assert sorted(ruleset.answers.values(), key=len) == [(300,), tuple(range(300))]


def test_many_alternatives_become_rules_of_their_own() -> None:
    (ruleset,) = compiled(Any(tuple(equal(f"n{number}") for number in range(64))))
    assert [rule["$and"][1:] for rule in rules_of(ruleset)] == [[{f"p{number}": 1}] for number in range(64)]
    assert set(ruleset.answers.values()) == {(0,)}


def test_only_the_part_that_is_too_heavy_is_computed() -> None:
    wide = Any(tuple(equal(f"n{number}") for number in range(100)))
    condition = All((equal("b1", True), wide, Not(wide)))
    (ruleset,) = compiled(condition)
    assert [rule["$and"][1:] for rule in rules_of(ruleset)] == [[{"p0": 1}, {"p1": 1}, {"p2": 1}]]
    for number, computed in ((5, [0, 1]), (500, [0, 0])):
        case: Facts = {f"n{number}": 1, "b1": True}
        assert sorted(json.loads(ruleset.message(case)).values()) == sorted([1, 0, 1, *computed])


@pytest.mark.parametrize("number", [32, 33, 1000, 2000])
def test_chunks_and_rulesets_stay_small(number: int) -> None:
    rulesets = compiled(*(Comparison("n1", "greaterThan", limit) for limit in range(number)))
    assert sum(len(ruleset.answers) for ruleset in rulesets) == number
    for ruleset in rulesets:
        guards = [guard_of(rule) for rule in rules_of(ruleset)]
        assert all(guards.count(guard) <= 32 for guard in guards)
        assert len(set(guards)) <= 32


def test_facts_are_split_among_messages() -> None:
    names = [fact.name for fact in VOCABULARY if fact.name[0] in "nb"][:600]
    rulesets = compiled(*(All((equal(one), equal(two))) for one, two in pairwise(names)), holds="not_false")
    assert len(rulesets) > 3
    for ruleset in rulesets:
        for case in (dict.fromkeys(names, 1), {}):
            assert len(json.loads(ruleset.message(case))) <= 242


def test_names_hash_as_durable_rules_hashes_them() -> None:
    assert (fnv1a(""), fnv1a("a"), fnv1a("$and")) == (2166136261, 3826002220, 3746487396)
    assert fnv1a("costarring") == fnv1a("liquid")


def test_no_two_properties_share_a_hash() -> None:
    assert len({fnv1a(f"p{number}") for number in range(10_000)}) == 10_000


def test_a_huge_rulebook_is_laid_out_in_reasonable_room() -> None:
    conditions = [
        All(
            tuple(
                Any((equal(f"n{one}", number), equal(f"b{two}", True)))
                for one, two in pairwise(range(number, number + 30))
            )
        )
        for number in range(200)
    ]
    rulesets = compiled(*conditions, holds="not_false")
    assert sum(len(ruleset.answers) for ruleset in rulesets) == 200
    assert max(len(ruleset.definition) for ruleset in rulesets) < 1_000_000
