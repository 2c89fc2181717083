"""Laws of deciding, on random rulebooks: order does not matter, and nothing that is unknown opens a door."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Outcome, Rulebook, load_rulebook, parse_condition
from rules.conditions import leaves
from rules.document import read_json
from rules.samples import sample_values

from . import generators

seeds = st.integers(0, 2**64)
few = settings(max_examples=120, deadline=None)


def _shuffled(random: Random, document: Mapping[str, Any]) -> dict[str, Any]:
    shuffled = dict(random.sample(sorted(document.items(), key=lambda entry: entry[0]), len(document)))
    for name in ("rules", "facts", "examples"):
        shuffled[name] = random.sample(document[name], len(document[name]))
    return shuffled


def _answers(outcome: Outcome) -> dict[str, Any]:
    """What the outcome says to people, without which of several rules says it."""
    found = outcome.as_json()
    return {
        "status": found["status"],
        "guarantees": {name: (g["verdict"], g["grounds"]) for name, g in found["guarantees"].items()},
        "items": {name: item["status"] for name, item in found["items"].items()},
        **{name: found[name] for name in ("blocks", "reviews", "recommendations", "derived")},
    }


@few
@given(seeds)
def test_the_order_of_rules_and_facts_changes_no_byte(seed: int) -> None:
    random = Random(seed)
    document = generators.rulebook(random)
    with load_rulebook(document) as book, load_rulebook(_shuffled(random, document)) as other:
        assert book.hash == other.hash
        for _ in range(10):
            facts = generators.facts(random)
            shuffled = dict(random.sample(sorted(facts.items()), len(facts)))
            assert json.dumps(book.decide(facts).as_json()) == json.dumps(other.decide(shuffled).as_json())


@few
@given(seeds)
def test_absent_and_null_differ_only_in_who_was_asked(seed: int) -> None:
    random = Random(seed)
    with load_rulebook(generators.rulebook(random)) as book:
        facts = generators.facts(random)
        absent = book.decide({name: value for name, value in facts.items() if value is not None}).as_json()
        asked = book.decide(facts).as_json()
        for entry in (*absent["missing"], *asked["missing"]):
            assert entry.pop("asked") is False or facts[entry["fact"]] is None
        assert absent == asked


@few
@given(seeds)
def test_a_fact_that_is_not_missing_no_longer_matters(seed: int) -> None:
    random = Random(seed)
    with load_rulebook(generators.rulebook(random, rows=generators.MONOTONE_ROWS)) as book:
        facts = generators.facts(random, known=0.5)
        outcome = book.decide(facts)
        missing = {entry.fact for entry in outcome.missing}
        settled = {
            name: generators.value(random, type_name)
            for name, type_name in generators.INPUTS.items()
            if facts.get(name) is None and name not in missing
        }
        assert _answers(book.decide(facts | settled)) == _answers(outcome)


@few
@given(seeds)
def test_what_is_learnt_closes_doors_and_never_opens_one_that_was_shut(seed: int) -> None:
    random = Random(seed)
    with load_rulebook(generators.rulebook(random, rows=generators.MONOTONE_ROWS)) as book:
        facts = generators.facts(random, known=0.4)
        outcome = book.decide(facts)
        learnt = {
            name: generators.value(random, type_name)
            for name, type_name in generators.INPUTS.items()
            if facts.get(name) is None
        }
        later = book.decide(facts | learnt)
        for name, guarantee in outcome.guarantees.items():
            if guarantee.verdict == "covered":
                assert later.guarantees[name].verdict == "covered"
        for name in generators.ITEMS:
            if name not in outcome.items:
                assert name not in later.items or later.items[name].status == "waived"
            elif outcome.items[name].status == "waived":
                assert later.items[name].status == "waived"


@few
@given(seeds)
def test_each_remedy_stops_its_rule(seed: int) -> None:
    random = Random(seed)
    with load_rulebook(generators.rulebook(random, rules=12)) as book:
        facts = generators.facts(random)
        outcome = book.decide(facts)
        for remedy in outcome.remedies:
            assert 1 <= len(remedy.sets) <= 5
            assert list(remedy.sets) == sorted(remedy.sets, key=lambda names: (len(names), names))
            for names in remedy.sets:
                assert all(book.vocabulary[name].changeable_by for name in names)
                assert _can_stop(book, remedy.rule, facts, names)


def _can_stop(book: Rulebook, key: str, facts: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Whether some values of these facts make the rule false, by deciding the whole case again."""
    if not names:
        return _truth(book, key, facts) is False
    name, *others = names
    # Derived facts among them: a fact that is compared with one may have to take its value.
    known = dict(book.decide(facts).case.facts)
    read = [leaf for rule in book.rules if rule.when for leaf in leaves(rule.when)]
    return any(
        _can_stop(book, key, facts | {name: value}, tuple(others))
        for value in sample_values(book.vocabulary[name], read, known)
    )


def _truth(book: Rulebook, key: str, facts: dict[str, Any]) -> bool | None:
    return next(trace.truth for trace in book.decide(facts).trace if trace.rule.key == key)


@few
@given(seeds)
def test_a_document_survives_its_canonical_form(seed: int) -> None:
    with load_rulebook(generators.rulebook(Random(seed))) as book, load_rulebook(read_json(book.canonical)) as again:
        assert again.hash == book.hash
        assert [rule.when for rule in again.rules] == [rule.when for rule in book.rules]
        assert all(rule.when is None or rule.when == _reread(rule.when, book) for rule in book.rules)


def _reread(condition: Any, book: Rulebook) -> Any:
    return parse_condition(condition.to_json(), book.vocabulary)
