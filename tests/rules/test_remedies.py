"""What somebody could still change so that a blocker or an exclusion no longer applies."""

import time
from random import Random
from typing import Any

import pytest

from rules import load_rulebook

from .building import ON, Json, chain, decide, derive, derived, document, fact, is_, known, rule

CODES = ["x", "y", "z"]
CHANGEABLE: Json = {"changeable_by": ["customer"]}
FACTS = [
    *(fact(name, **CHANGEABLE) for name in "abcdefg"),
    fact("fixed"),
    fact("n", "integer", **CHANGEABLE),
    fact("m", "integer", **CHANGEABLE),
    fact("price", "decimal", **CHANGEABLE),
    fact("day", "date", **CHANGEABLE),
    fact("kind", "choice", choices=CODES, **CHANGEABLE),
    fact("set", "choices", choices=CODES, **CHANGEABLE),
    fact("note", "text", **CHANGEABLE),
    derived("old"),
    derived("older", default=True),
]
ALL_TRUE: dict[str, Any] = dict.fromkeys("abcdefg", True)


def sets(when: Json | None, *others: Json, **facts: Any) -> list[str]:
    """The sets of facts that stop a blocker, the names of each in one word."""
    outcome = decide(document(FACTS, [rule("r", "blocker", when), *others]), **facts)
    assert [block.rule for block in outcome.blocks] == ["r"]
    return ["".join(names) for remedy in outcome.remedies if remedy.rule == "r" for names in remedy.sets]


def test_nothing_stops_what_always_applies_or_what_nobody_can_change() -> None:
    assert sets(None) == []
    assert sets(is_("fixed"), fixed=True) == []
    assert sets({"any": [is_("fixed"), is_("a")]}, fixed=True, a=True) == []


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (is_("a"), {"a": True}, ["a"]),
        ({"all": [is_("a"), is_("fixed")]}, {"a": True, "fixed": True}, ["a"]),
        ({"all": [is_("b"), is_("a")]}, ALL_TRUE, ["a", "b"]),
        ({"any": [is_("b"), is_("a")]}, ALL_TRUE, ["ab"]),
        ({"any": [is_("c"), is_("b"), is_("a")]}, ALL_TRUE, ["abc"]),
        ({"any": [is_(name) for name in "abcd"]}, ALL_TRUE, []),
        ({"all": [is_(name) for name in "gfedcba"]}, ALL_TRUE, ["a", "b", "c", "d", "e"]),
        ({"all": [{"any": [is_("a"), is_("b")]}, is_("c")]}, ALL_TRUE, ["c", "ab"]),
        ({"any": [{"all": [is_("a"), is_("b")]}, {"all": [is_("b"), is_("c")]}]}, ALL_TRUE, ["b", "ac"]),
        ({"not": is_("a")}, {"a": False}, ["a"]),
        # pending, and blocking while it is
        (is_("a"), {}, ["a"]),
        (is_("a"), {"a": None}, ["a"]),
        ({"all": [is_("a"), is_("fixed")]}, {}, ["a"]),
        # nothing becomes unknown again
        (known("a"), {"a": True}, []),
        ({"fact": "a", "operator": "isUnknown"}, {}, ["a"]),
        ({"all": [known("a"), is_("b")]}, {"a": True, "b": True}, ["b"]),
    ],
)
def test_sets_of_facts(when: Json, facts: dict[str, Any], expected: list[str]) -> None:
    assert sets(when, **facts) == expected


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (is_("n", 5, "greaterThan"), {"n": 9}, ["n"]),
        ({"all": [is_("n", 5, "greaterThanInclusive"), is_("n", 7, "notEqual")]}, {"n": 9}, ["n"]),
        ({"any": [is_("n", 5, "greaterThan"), is_("n", 6, "lessThan")]}, {"n": 9}, []),
        (is_("n", -(2**53), "greaterThanInclusive"), {"n": 9}, []),
        (is_("price", "461168601842738.7904", "lessThanInclusive"), {"price": 1}, []),
        (is_("price", "0.0001", "lessThan"), {"price": 0}, ["price"]),
        (is_("day", ON, "lessThanInclusive"), {"day": ON}, ["day"]),
        (is_("day", "9999-12-31", "lessThanInclusive"), {"day": ON}, []),
        (is_("kind", ["x", "y"], "in"), {"kind": "x"}, ["kind"]),
        (is_("kind", CODES, "in"), {"kind": "x"}, []),
        (is_("set", "x", "contains"), {"set": ["x"]}, ["set"]),
        ({"any": [is_("set", []), is_("set", "x", "contains")]}, {"set": []}, ["set"]),
        (is_("note", "sharp", "doesNotContain"), {"note": ""}, ["note"]),
        ({"any": [is_("note", "a", "doesNotContain"), is_("note", "b", "doesNotContain")]}, {"note": ""}, ["note"]),
        (is_("note", "x" * 4000, "doesNotContain"), {"note": ""}, ["note"]),
        (is_("n", {"fact": "m"}), {"n": 1, "m": 1}, ["m", "n"]),
        ({"all": [is_("n", {"fact": "m"}), is_("n", 1)]}, {"n": 1, "m": 1}, ["m", "n"]),
        ({"any": [is_("n", {"fact": "m"}, "lessThan"), is_("m", 3)]}, {"n": 1, "m": 3}, ["m"]),
    ],
)
def test_values_of_each_type(when: Json, facts: dict[str, Any], expected: list[str]) -> None:
    assert sets(when, **facts) == expected


def test_derived_facts_are_expanded_to_their_inputs() -> None:
    chain = [
        derive("d", "old", True, {"all": [is_("a"), is_("fixed")]}),
        derive("e", "older", False, {"not": is_("old")}),
    ]
    assert sets(is_("old"), *chain, a=True, fixed=True) == []  # it would be unknown, which still blocks
    assert sets(is_("older"), *chain, a=True, fixed=True) == []
    answered = [*chain, derive("n", "old", False, {"any": [is_("a", False), is_("b")]}, priority=200)]
    assert sets(is_("old"), *answered, a=True, b=False, fixed=True) == ["a", "b"]
    assert sets(is_("older"), *answered, a=True, b=False, fixed=True) == ["a", "b"]


def test_a_default_and_a_higher_priority_count() -> None:
    off = derive("off", "older", False, is_("a"))
    assert sets(is_("older"), off, a=False) == ["a"]
    on = derive("on", "older", True, is_("b"), priority=200)
    assert sets(is_("older"), off, on, a=False, b=False) == ["a"]
    assert sets(is_("older"), off, on, a=True, b=True) == ["b"]
    assert sets(is_("older"), off, on, a=False, b=True) == ["ab"]


def test_exclusions_have_remedies_while_they_apply_only() -> None:
    rules = [
        rule("fires", "exclusion", is_("a")),
        rule("waits", "exclusion", is_("b")),
        rule("pends", "exclusion", is_("c"), pending="apply"),
        rule("late", "exclusion", is_("a"), valid_from="2027-01-01"),
        rule("review", "review", is_("a")),
    ]
    outcome = decide(document(FACTS, rules), a=True)
    assert outcome.as_json()["remedies"] == [{"rule": "fires", "sets": [["a"]]}, {"rule": "pends", "sets": [["c"]]}]


def test_the_order_of_the_document_changes_nothing() -> None:
    rules = [rule(key, "blocker", {"any": [{"all": [is_(name) for name in "abc"]}, is_("d")]}) for key in "pqr"]
    there, back = (decide(document(FACTS[::step], rules[::step]), **ALL_TRUE).remedies for step in (1, -1))
    assert there == back
    assert [(remedy.rule, remedy.sets[0]) for remedy in there] == [(key, ("a", "d")) for key in "pqr"]


NAMES = [f"f{number:02}" for number in range(60)]
THIRDS = {"any": [{"all": [is_(name) for name in NAMES[part::3]] * 3} for part in range(3)]}


def _integers(random: Random) -> Json:
    compared = [
        [is_(random.choice(NAMES), random.randrange(99), random.choice(("lessThan", "greaterThan"))) for _ in range(10)]
        for _ in range(20)
    ]
    return {"any": [{"all": part} for part in compared]}


@pytest.mark.parametrize(
    ("type_name", "when", "rules"),
    [
        ("boolean", {"all": [is_(name) for name in NAMES]}, 1),
        ("boolean", {"any": [is_(name) for name in NAMES]}, 1),
        ("boolean", THIRDS, 1),
        ("boolean", THIRDS, 100),
        ("integer", _integers(Random(1)), 1),
        ("integer", {"any": [is_(NAMES[n % 60], list(range(n, n + 1000)), "notIn") for n in range(200)]}, 1),
        ("integer", {"any": [is_(NAMES[n % 60], {"fact": NAMES[(n * 7 + 1) % 60]}) for n in range(200)]}, 1),
        ("text", {"any": [is_(NAMES[n % 2], f"{n:03}" * 1300, "contains") for n in range(200)]}, 1),
    ],
    ids=["all", "any", "thirds", "100 rules", "integers", "lists", "references", "texts"],
)
def test_wide_conditions_take_a_second_at_most(type_name: str, when: Json, rules: int) -> None:
    facts = [fact(name, type_name, **CHANGEABLE) for name in NAMES]
    source = document(facts, [rule(f"r{number:03}", "blocker", when) for number in range(rules)])
    told = dict.fromkeys(NAMES, True) if type_name == "boolean" else {}
    with load_rulebook(source) as book:
        outcome = book.decide({"decision.on": ON, **told})
        begin = time.process_time()
        found = outcome.remedies
        assert time.process_time() - begin < 2
        assert len(found) <= rules
        assert all(1 <= len(remedy.sets) <= 5 for remedy in found)


def test_a_long_chain_is_searched_without_the_stack() -> None:
    for told in ({"input": True}, {}):
        [remedy] = decide(chain(400), **told).remedies
        assert remedy.sets == (("input",),)
