"""The trace: every rule and every comparison, with its truth and the value it saw."""

from typing import Any

from rules import Outcome

from .building import decide, derive, derived, document, fact, is_, known, require, rule

FACTS = [
    fact("a"),
    fact("b"),
    fact("n", "integer"),
    fact("m", "integer"),
    fact("price", "decimal"),
    fact("set", "choices", choices=["x", "y"]),
    derived("old"),
]
WHEN = {
    "all": [
        {"not": is_("a", False)},
        {"any": [is_("b"), is_("price", "12.50", "lessThan")]},
        is_("n", {"fact": "m"}, "lessThan"),
        is_("set", "x", "contains"),
        known("b"),
        is_("old"),
    ]
}


def outcome(*rules: Any, **facts: Any) -> Outcome:
    found: Outcome = decide(document(FACTS, rules), **facts)
    return found


def test_every_comparison_says_what_it_saw() -> None:
    rules = [rule("r", "blocker", WHEN), derive("d", "old", True, is_("a"))]
    found = outcome(*rules, a=True, price="3.10", n=1, set=["y", "x"]).trace[1].as_json()
    assert found == {
        "rule": "r",
        "kind": "blocker",
        "in_effect": True,
        "truth": False,
        "applies": False,
        "when": {
            "kind": "all",
            "truth": False,
            "children": [
                {"kind": "not", "truth": True, "children": [is_("a", False) | {"truth": False, "seen": True}]},
                {
                    "kind": "any",
                    "truth": True,
                    "children": [
                        is_("b") | {"truth": None, "seen": None},
                        is_("price", "12.5", "lessThan") | {"truth": True, "seen": "3.1"},
                    ],
                },
                is_("n", {"fact": "m"}, "lessThan") | {"truth": None, "seen": 1, "other": None},
                is_("set", "x", "contains") | {"truth": True, "seen": ["x", "y"]},
                known("b") | {"truth": False, "seen": None},
                is_("old") | {"truth": True, "seen": True},
            ],
        },
    }


def test_every_rule_is_in_it_by_key_whether_it_counts_or_not() -> None:
    rules = [
        rule("e-always", "review"),
        rule("d-disabled", "blocker", enabled=False),
        rule("c-late", "blocker", is_("a"), valid_from="2026-06-01"),
        rule("b-waits", "exclusion", is_("b")),
        rule("a-pends", "blocker", is_("b")),
    ]
    traces = outcome(*rules, a=True).trace
    assert [(t.rule.key, t.in_effect, t.truth, t.applies) for t in traces] == [
        ("a-pends", True, None, True),
        ("b-waits", True, None, False),
        ("c-late", False, True, False),
        ("d-disabled", False, True, False),
        ("e-always", True, True, True),
    ]
    assert traces[4].tree is None
    assert traces[4].as_json()["when"] is None


def test_it_is_worked_out_when_asked_for_and_is_no_part_of_the_outcome() -> None:
    found = outcome(require("r", is_("a")))
    assert "trace" not in vars(found)
    assert "trace" not in found.as_json()
    assert found.trace is found.trace
