"""What shows only in the whole document: circles, what canonical JSON can't hold, and warnings."""

import time
from random import Random
from typing import Any

import pytest

from rules import load_rulebook
from rules.check import MAX_PAIRS, check_document
from rules.parse import MAX_RULES
from rules.shapes import Reader

from .building import Json, changed, derive, derived, document, fact, faults_of, is_, read, require, rule, waive

FACTS = [
    fact("shock"),
    fact("months", "integer"),
    fact("orphan", supplier=""),
    derived("size", "choice", choices=["s"]),
]
NEVER = {"all": [is_("shock"), is_("shock", False)]}


def warnings(*rules: Json, facts: Any = FACTS) -> list[tuple[str, str, dict[str, str]]]:
    with load_rulebook(document(facts, rules)) as book:
        assert all(warning.message("fr") for warning in book.warnings)
        return [(warning.path, warning.code, dict(warning.params)) for warning in book.warnings]


def test_a_plain_document_has_no_warning() -> None:
    assert warnings(rule("a", "blocker", is_("shock")), require("b"), waive("c", priority=200)) == []


def test_a_rule_that_cannot_fire() -> None:
    rules = [rule("a", "blocker", is_("shock")), rule("b", "blocker", NEVER), rule("c", "review", NEVER, enabled=False)]
    assert warnings(*rules) == [("$.rules[1].when", "cannot_fire", {})]


def test_dates_count_among_a_rules_conditions() -> None:
    late = is_("decision.on", "2027-01-01", "greaterThan")
    found = warnings(rule("a", "blocker", late, valid_until="2026-12-31"), rule("b", "blocker", late))
    assert found == [("$.rules[0].when", "cannot_fire", {})]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (require("a"), waive("b"), True),
        (require("a", is_("shock")), waive("b", is_("months", 3)), True),
        (require("a", is_("shock")), waive("b", is_("shock", False)), False),
        (require("a"), waive("b", priority=200), False),
        (require("a"), waive("b", item="photo"), False),
        (require("a"), require("b"), False),
        (require("a"), waive("b", enabled=False), False),
        (require("a", valid_until="2025-12-31"), waive("b", valid_from="2026-01-01"), False),
        (require("a", valid_until="2026-01-01"), waive("b", valid_from="2026-01-01"), True),
        (derive("a", "truth", True), derive("b", "truth", False), True),
        (derive("a", "truth", True), derive("b", "truth", True), False),
        (derive("a", "truth", True), derive("b", "other", False), False),
        (derive("a", "truth", True, is_("months", 3, "lessThan")), derive("b", "truth", False, is_("months", 2)), True),
        (
            derive("a", "truth", True, is_("months", 2, "lessThan")),
            derive("b", "truth", False, is_("months", 2)),
            False,
        ),
    ],
)
def test_ties_that_may_clash(one: Json, other: Json, clash: bool) -> None:
    facts = [*FACTS, derived("truth"), derived("other")]
    assert warnings(one, other, facts=facts) == ([("$.rules[1]", "may_clash", {"other": "a"})] if clash else [])
    assert warnings(other, one, facts=facts) == ([("$.rules[0]", "may_clash", {"other": "a"})] if clash else [])


def test_facts_that_nobody_supplies() -> None:
    facts = [*FACTS, derived("settled"), derived("known", default=True), derived("unset"), fact("unread", supplier="")]
    reads = [is_("orphan"), is_("size", "s"), is_("settled"), is_("known"), is_("unset"), is_("shock")]
    rules = [rule("a", "blocker", {"all": reads}), derive("b", "settled", True)]
    places = {entry["name"]: f"$.facts[{number}]" for number, entry in enumerate(facts, start=1)}
    assert warnings(*rules, facts=facts) == [
        (places[name], "nobody_supplies", {"name": name}) for name in ("orphan", "size", "unset")
    ]


def test_the_other_side_of_a_comparison_is_read_too() -> None:
    found = warnings(rule("a", "blocker", is_("shock", {"fact": "orphan"})))
    assert [(code, params) for _path, code, params in found] == [("nobody_supplies", {"name": "orphan"})]


def test_warnings_do_not_depend_on_the_order_of_the_document() -> None:
    rules = [require("a"), waive("b"), waive("c"), rule("d", "blocker", NEVER), rule("e", "blocker", is_("orphan"))]
    there, back = (sorted((code, str(params)) for _p, code, params in warnings(*r)) for r in (rules, rules[::-1]))
    assert there == back


def test_a_faulty_document_has_faults_and_no_warnings() -> None:
    source = document(FACTS, [require("a"), waive("b"), derive("c", "size", "s", is_("size", "s"))])
    assert faults_of(source) == [("$.rules", "cycle")]


@pytest.mark.parametrize("junk", [2**53 + 1, 1e17, float("inf"), b"x", {"x": {1}}, {5: 1}])
def test_what_canonical_json_cannot_hold_is_a_fault(junk: Any) -> None:
    example = {"key": "a", "title": {"fr": "", "en": ""}, "facts": {"decision.on": "2026-05-31"}, "expect": {}}
    source = changed(document(FACTS, [], examples=[example]), "examples[0].expect.status", junk)
    assert faults_of(source) == [("$", "not_canonical")]


def test_nesting_that_exhausts_the_stack_is_a_fault() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert ("$", "not_canonical") in faults_of(document(FACTS, []) | {"more": deep})


WIDE = [fact(f"count.{number}", "integer") for number in range(40)]


def _some(random: Random, width: int) -> Json:
    return {"any": [is_(f"count.{random.randrange(40)}", random.randrange(9), "greaterThan") for _ in range(width)]}


def _never(random: Random) -> Json:
    never = [is_("count.0", 1, "lessThan"), is_("count.0", -1, "greaterThan")]
    return {"all": [*never, {"any": [is_("count.0", random.randrange(5, 2000)) for _ in range(100)]}]}


@pytest.mark.parametrize(
    "rules",
    [
        [rule(f"r{n}", "blocker", {"all": [_some(Random(n), 2)] * 2}) for n in range(MAX_RULES)],
        [(require, waive)[n % 2](f"r{n}", is_("count.0", n % 50)) for n in range(MAX_RULES)],
        [(require, waive)[n % 2](f"r{n}", _some(Random(n), 30)) for n in range(400)],
        [(require, waive)[n % 2](f"r{n}", _never(Random(n))) for n in range(120)],
    ],
    ids=["many", "many pairs", "wide pairs", "contradictory pairs"],
)
def test_checking_takes_seconds_at_most(rules: list[Json]) -> None:
    source = document(WIDE, rules)
    parsed, faults = read(source), Reader()
    begin = time.process_time()
    found = check_document(parsed, source, faults)
    assert time.process_time() - begin < 20
    assert not faults.faults
    assert len(found) <= MAX_PAIRS + len(rules)


CATEGORY = fact("device.category", "choice", choices=["phone", "tablet", "scooter"])
NOISE = fact("noise", categories=["scooter"])
IS_SCOOTER = is_("device.category", "scooter")


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        (is_("noise"), True),
        ({"any": [IS_SCOOTER, is_("noise")]}, True),
        ({"not": {"all": [is_("noise"), is_("shock")]}}, True),
        ({"all": [is_("device.category", ["scooter", "phone"], "in"), is_("noise")]}, True),
        ({"all": [IS_SCOOTER, is_("noise")]}, False),
        ({"any": [is_("shock"), {"all": [IS_SCOOTER, is_("noise")]}]}, False),
        ({"not": {"any": [{"not": IS_SCOOTER}, is_("noise")]}}, False),
        ({"fact": "noise", "operator": "isUnknown"}, False),
    ],
)
def test_a_rule_that_waits_where_nobody_is_asked(when: Json, warned: bool) -> None:
    found = warnings(rule("a", "blocker", when), facts=[*FACTS, CATEGORY, NOISE])
    params = {"name": "noise", "category": "phone"}
    assert found == ([("$.rules[0].when", "waits_unasked", params)] if warned else [])
