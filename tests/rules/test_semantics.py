"""The meaning of conditions and rulebooks, held against cases that were worked out by hand from DESIGN.md."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from rules import ConditionError, FactError, Fault, RulebookError, load_rulebook, truth
from rules.truth import Engine
from tests.rules.large_conditions import large_condition_cases
from tests.rules.semantics import (
    ConditionCase,
    ExpectedError,
    FaultyRulebook,
    RulebookCase,
    condition_cases,
    faulty_rulebooks,
    rulebook_cases,
)

CONDITIONS = [*condition_cases(), *large_condition_cases()]
RULEBOOKS = [*rulebook_cases()]
FAULTY = [*faulty_rulebooks()]

KNOWN_DIFFERENCES = {
    "remedies-pattern 1": "no text is made up that a pattern matches",
}
"""Rulebook cases that rules/ answers otherwise than DESIGN.md asks; once one agrees, its strict xfail says so."""


def rulebook_parameter(case: RulebookCase) -> Any:
    reason = KNOWN_DIFFERENCES.get(case.name)
    marks = [pytest.mark.xfail(reason=reason, raises=AssertionError)] if reason else []
    return pytest.param(case, id=case.name, marks=marks)


each_condition = pytest.mark.parametrize("case", CONDITIONS, ids=[case.name for case in CONDITIONS])
each_rulebook = pytest.mark.parametrize("case", RULEBOOKS, ids=[case.name for case in RULEBOOKS])
each_engine = pytest.mark.parametrize("engine", ["reference", "generated", "durable"])


@each_engine
@each_condition
def test_condition(case: ConditionCase, engine: Engine) -> None:
    if case.error is None:
        assert truth(case.when, case.facts, vocabulary=case.vocabulary, engine=engine) is case.truth
    else:
        with pytest.raises((ConditionError, FactError)) as raised:
            truth(case.when, case.facts, vocabulary=case.vocabulary, engine=engine)
        assert_names(raised.value, case.error)


@pytest.mark.parametrize("case", [rulebook_parameter(case) for case in RULEBOOKS])
def test_rulebook(case: RulebookCase) -> None:
    with load_rulebook(case.rulebook) as book:
        if case.error is not None:
            with pytest.raises(FactError) as raised:
                book.decide(case.facts)
            assert_names(raised.value, case.error)
        else:
            outcome = book.decide(case.facts).as_json()
            assert json.loads(json.dumps(outcome)) == outcome
            assert expected_parts(outcome, case.expect) == case.expect


@pytest.mark.parametrize("case", FAULTY, ids=[case.name for case in FAULTY])
def test_faulty_rulebook(case: FaultyRulebook) -> None:
    with pytest.raises(RulebookError) as raised:
        load_rulebook(case.rulebook)
    assert_places(raised.value.faults, case.places)


@each_rulebook
def test_order_decides_nothing(case: RulebookCase) -> None:
    if case.error is None:
        turned = {**case.rulebook, "rules": case.rulebook["rules"][::-1], "facts": case.rulebook["facts"][::-1]}
        turned_facts = dict(reversed(list(case.facts.items())))
        with load_rulebook(case.rulebook) as book, load_rulebook(turned) as turned_book:
            outcome = book.decide(case.facts).as_json()
            assert turned_book.decide(turned_facts).as_json() == {**outcome, "hash": turned_book.hash}


def assert_names(raised: BaseException, error: ExpectedError) -> None:
    """The refusal is of the expected kind and names the fact, or a place at or inside each expected one."""
    if error.kind == "fact":
        assert isinstance(raised, FactError)
        assert raised.fact == error.fact
    else:
        assert isinstance(raised, ConditionError)
        assert_places(raised.faults, error.places)


def assert_places(faults: Iterable[Fault], places: tuple[str, ...]) -> None:
    paths = [fault.path for fault in faults]
    assert paths
    assert [place for place in places if not any(is_within(path, place) for path in paths)] == []


def is_within(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))


def expected_parts(outcome: Any, expect: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an outcome that a case speaks of: guarantees and items by entry and key, the rest whole."""
    parts = {key: outcome.get(key) for key in expect}
    for key in {"guarantees", "items"} & expect.keys():
        parts[key] = {
            name: {part: outcome[key].get(name, {}).get(part) for part in wanted} if wanted else outcome[key].get(name)
            for name, wanted in expect[key].items()
        }
    return parts
