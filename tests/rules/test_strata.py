"""The order of forward chaining."""

from typing import Any

import pytest

from rules.book import load_rulebook
from rules.document import RulebookDocument
from rules.strata import DerivationCycleError, Stratum, stratify

from .building import ON, Json, chain, derive, derived, document, fact, faults_of, is_, read, rule


def strata(source: Json) -> tuple[Stratum, ...]:
    parsed: RulebookDocument = read(source)
    return stratify([entry for entry in parsed.rules if entry.enabled], parsed.vocabulary)


def keys(found: tuple[Stratum, ...]) -> list[list[str]]:
    return [[entry.key for entry in stratum.rules] for stratum in found]


def settled(found: tuple[Stratum, ...]) -> list[list[str]]:
    return [[entry.fact for entry in stratum.settles] for stratum in found]


def test_there_is_always_one_stratum() -> None:
    assert keys(strata(document([], []))) == [[]]
    assert keys(strata(document([], [rule("a", "blocker")]))) == [["a"]]


def test_a_rule_waits_for_what_it_reads() -> None:
    source = document(
        [fact("input"), derived("one"), derived("two"), derived("unset"), derived("late")],
        [
            rule("a", "blocker", is_("two")),
            derive("b", "two", True, {"not": is_("one")}),
            derive("c", "one", True, is_("input")),
            derive("d", "one", False, None),
            rule("e", "blocker", {"any": [is_("one"), is_("unset")]}),
            rule("f", "blocker", is_("input")),
            derive("g", "late", True, is_("input", {"fact": "two"})),
        ],
    )
    found = strata(source)
    assert keys(found) == [["c", "d", "f"], ["b", "e"], ["a", "g"]]
    assert settled(found) == [["one", "unset"], ["two"], ["late"]]


def test_the_order_of_the_document_changes_nothing() -> None:
    source = chain(5)
    turned = {**source, "facts": source["facts"][::-1], "rules": source["rules"][::-1]}
    assert keys(strata(turned)) == keys(strata(source))


@pytest.mark.parametrize(
    ("rules", "circle"),
    [
        ([derive("a", "d0", True, is_("d0"))], {"d0"}),
        ([derive("a", "d0", True, is_("d1")), derive("b", "d1", True, {"not": is_("d0")})], {"d0", "d1"}),
        (
            [
                derive("a", "d0", True, is_("input", {"fact": "d2"})),
                derive("b", "d1", True, is_("d0")),
                derive("c", "d2", True, is_("d1")),
            ],
            {"d0", "d1", "d2"},
        ),
    ],
)
def test_a_circle_is_named(rules: list[Json], circle: set[str]) -> None:
    source = document([fact("input"), *(derived(f"d{number}") for number in range(3))], rules)
    with pytest.raises(DerivationCycleError) as raised:
        strata(source)
    assert set(raised.value.names) == circle
    assert raised.value.names[0] == raised.value.names[-1]
    assert str(raised.value) == " → ".join(raised.value.names)
    assert faults_of(source) == [("$.rules", "cycle")]


def test_a_disabled_rule_closes_no_circle() -> None:
    rules = [derive("a", "one", True, is_("two")), derive("b", "two", True, is_("one"), enabled=False)]
    assert faults_of(document([derived("one"), derived("two")], rules)) == []


@pytest.mark.parametrize("length", [60, 400])
@pytest.mark.parametrize("told", [{}, {"input": None}, {"input": True}, {"input": False}])
def test_long_chains_take_neither_the_stack_nor_time(length: int, told: dict[str, Any]) -> None:
    with load_rulebook(chain(length)) as book:
        outcome = book.decide({"decision.on": ON, **told})
        assert outcome.derived[f"d{length - 1}"] is told.get("input")
        needed = [entry.fact for entry in outcome.missing]
        assert needed == ([] if told.get("input") is not None else ["input"])
        assert outcome.as_json()
        assert outcome.explain("fr")
