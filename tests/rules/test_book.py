"""Rulebooks: loaded, deciding, closed; what they hold does not depend on who holds the document."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import durable_rules_engine as engine
import pytest

from rules import FactError, RulebookError, load_rulebook
from rules.case import Failure
from rules.document import document_hash, read_json
from rules.resolve import resolve

from .building import ON, Json, decide, derive, derived, document, fact, is_, require, rule

FACTS = [fact("a"), fact("n", "integer"), fact("price", "decimal"), fact("day", "date"), derived("old", default=False)]
RULES = [
    derive("d", "old", True, is_("n", 24, "greaterThan")),
    rule("x", "exclusion", is_("old")),
    rule("b", "blocker", is_("a")),
    require("r", is_("price", "12.5")),
]
SOURCE = document(FACTS, RULES)


def test_a_rulebook_keeps_what_it_was_loaded_from() -> None:
    source = copy.deepcopy(SOURCE)
    with load_rulebook(source) as book:
        source["rules"].clear()
        source["rulebook"] = "other"
        assert (book.code, book.hash) == ("small", document_hash(SOURCE))
        assert book.canonical == load_rulebook(SOURCE).canonical
        assert [entry.key for entry in book.rules] == ["b", "d", "r", "x"]
        assert book.decide({"decision.on": ON, "n": 25}).status == "undetermined"
    with load_rulebook(read_json(book.canonical)) as again:
        assert (again.canonical, again.hash) == (book.canonical, book.hash)


def test_a_refused_document_is_refused_with_every_fault() -> None:
    with pytest.raises(RulebookError) as raised:
        load_rulebook({**SOURCE, "rulebook": "FR", "rules": [rule("a", "veto"), rule("b", "blocker", {"all": []})]})
    assert len(raised.value.faults) == 3
    assert str(raised.value).count("\n") == 2


@pytest.mark.parametrize(
    ("facts", "name", "code"),
    [
        ({}, "decision.on", "fact_required"),
        ({"decision.on": None}, "decision.on", "fact_required"),
        ({"decision.on": "2026-05-32"}, "decision.on", "not_date"),
        ({"decision.on": ON, "old": True}, "old", "fact_derived"),
        ({"decision.on": ON, "n": "9"}, "n", "not_integer"),
        ({"decision.on": ON, "colour": None}, "colour", "unknown_fact"),
        (None, "", "facts_not_object"),
        ([], "", "facts_not_object"),
    ],
)
def test_refused_facts_are_named(facts: Any, name: str, code: str) -> None:
    with load_rulebook(SOURCE) as book, pytest.raises(FactError) as raised:
        book.decide(facts)
    assert (raised.value.fact, raised.value.code) == (name, code)


def test_values_of_python_decide_like_those_of_json() -> None:
    with load_rulebook(SOURCE) as book:
        python = book.decide({"decision.on": date(2026, 5, 31), "price": Decimal("12.50"), "day": date(2026, 1, 1)})
        from_json = book.decide({"decision.on": ON, "price": 12.5, "day": "2026-01-01"})
        assert python.as_json() == from_json.as_json()
        assert python == from_json


def test_an_outcome_is_json_and_in_the_same_order_each_time() -> None:
    with load_rulebook(SOURCE) as book:
        found = [json.dumps(book.decide({"decision.on": ON, "n": n, "a": True}).as_json()) for n in (25, 25)]
    assert found[0] == found[1]
    assert list(json.loads(found[0])) == [
        *("rulebook", "hash", "decision_on", "status", "guarantees", "items", "blocks", "reviews", "recommendations"),
        *("derived", "missing", "remedies"),
    ]


BOTH = {"exclude": ["commercial", "legal"], "ground": "shock"}
NEVER = rule("never", "exclusion", is_("n", 0, "lessThan"), effect=BOTH)


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ([], "undetermined"),  # no exclusion speaks of the guarantees
        ([rule("x", "exclusion", effect=BOTH)], "decided"),
        ([NEVER], "decided"),
        ([NEVER, rule("x", "exclusion", is_("a"))], "undetermined"),
        ([NEVER, rule("x", "exclusion", is_("a"), pending="apply")], "decided"),
        ([{**NEVER, "valid_until": "2026-05-30"}], "undetermined"),
        ([{**NEVER, "enabled": False}], "undetermined"),
        ([NEVER, rule("v", "review", is_("a"))], "needs_review"),
        ([NEVER, rule("v", "review", is_("a"), pending="wait")], "decided"),
        ([NEVER, rule("v", "review", is_("a"), pending="ignore")], "decided"),
        ([NEVER, rule("b", "blocker", is_("a"))], "decided"),
        ([NEVER, derive("d", "old", True), derive("e", "old", False)], "needs_review"),
        ([NEVER, derive("d", "old", True), derive("e", "old", True)], "decided"),
    ],
)
def test_status(rules: list[Json], status: str) -> None:
    assert decide(document(FACTS, rules), n=5).status == status


def test_a_rulebook_without_guarantees_decides() -> None:
    assert decide(document(FACTS, [], guarantees=[])).status == "decided"


def test_a_tie_is_a_review_of_no_rule_and_leaves_the_fact_unknown() -> None:
    rules = [derive("d", "old", True), derive("e", "old", False), derive("f", "old", True, priority=50)]
    outcome = decide(document(FACTS, rules))
    assert outcome.reviews == (("tie", None),)
    assert outcome.derived == {"old": None}


@pytest.mark.parametrize("failure", ["failure", "disagreement"])
def test_engines_that_fail_or_differ_cover_nothing_and_block_everything(failure: Failure) -> None:
    with load_rulebook(SOURCE) as book:
        decided = book.decide({"decision.on": ON, "a": False, "n": 3})
        found = resolve(decided.case._replace(failure=failure)).as_json()
    assert found == {
        "rulebook": "small",
        "hash": book.hash,
        "decision_on": ON,
        "status": "needs_review",
        "guarantees": {
            name: {"verdict": "undetermined", "grounds": [], "missing": []} for name in ("commercial", "legal")
        },
        "items": {},
        "blocks": [
            {"transition": name, "ground": failure, "rule": None, "pending": True} for name in ("inspect", "repair")
        ],
        "reviews": [{"ground": failure, "rule": None}],
        "recommendations": [],
        "derived": {"old": None},
        "missing": [],
        "remedies": [],
    }


def test_what_durable_rules_does_not_confirm_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    tell = engine.assert_fact

    def repeat_the_first(handle: int, message: str) -> Any:
        said.append(message)
        return tell(handle, said[0])

    with load_rulebook(document(FACTS, [rule("b", "blocker", is_("a"))])) as book:
        monkeypatch.setattr(engine, "assert_fact", repeat_the_first)
        assert book.decide({"decision.on": ON, "a": True}).blocks[0].rule == "b"
        found = book.decide({"decision.on": ON, "a": False})
        assert found.reviews == (("disagreement", None),)
        assert found.status == "needs_review"


def test_a_failure_of_durable_rules_is_no_decision_and_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("out of order")

    with load_rulebook(SOURCE) as book:
        with monkeypatch.context() as broken:
            broken.setattr(engine, "assert_fact", fail)
            found = book.decide({"decision.on": ON, "a": False})
        assert found.reviews == (("failure", None),)
        assert {guarantee.verdict for guarantee in found.guarantees.values()} == {"undetermined"}
        assert book.decide({"decision.on": ON, "a": False}).reviews == ()


def test_threads_share_a_rulebook() -> None:
    with load_rulebook(SOURCE) as book:
        cases = [{"decision.on": ON, "n": n, "a": n % 3 == 0} for n in range(40)]
        expected = [book.decide(facts).as_json() for facts in cases]
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda facts: book.decide(facts).as_json(), cases * 10))
    assert found == expected * 10
