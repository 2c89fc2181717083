"""The whole reasoning: every rule with its truth, every comparison with its truth and the value it saw.

Worked out from the facts when somebody looks, by the reference meaning.
"""

from dataclasses import dataclass
from typing import Any, Literal

from .case import DecidedCase
from .conditions import All, Comparison, Condition, FactReference, Not, children
from .document import Rule
from .evaluate import Facts, compare, conjunction, disjunction, negation
from .values import Value, to_json


@dataclass(frozen=True, slots=True)
class TraceNode:
    """A group or a comparison; ``seen`` and ``other`` are the values compared (None: unknown) of a comparison."""

    kind: Literal["all", "any", "not", "comparison"]
    truth: bool | None
    children: tuple["TraceNode", ...] = ()
    comparison: Comparison | None = None
    seen: Value | None = None
    other: Value | None = None

    def as_json(self) -> dict[str, Any]:
        """The tree in plain JSON types."""
        if self.comparison is None:
            return {"kind": self.kind, "truth": self.truth, "children": [c.as_json() for c in self.children]}
        seen = {"truth": self.truth, "seen": _json(self.seen)}
        if isinstance(self.comparison.value, FactReference):
            seen["other"] = _json(self.other)
        return {**self.comparison.to_json(), **seen}


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A rule, whether it is in effect on the day, its truth, and the tree of its condition (None: always)."""

    rule: Rule
    in_effect: bool
    truth: bool | None
    applies: bool
    tree: TraceNode | None

    def as_json(self) -> dict[str, Any]:
        """The trace of the rule in plain JSON types."""
        return {
            "rule": self.rule.key,
            "kind": self.rule.kind,
            "in_effect": self.in_effect,
            "truth": self.truth,
            "applies": self.applies,
            "when": None if self.tree is None else self.tree.as_json(),
        }


def trace_case(case: DecidedCase) -> tuple[RuleTrace, ...]:
    """One entry a rule, by key, disabled rules and those out of their dates included."""
    return tuple(_trace_rule(rule, case) for rule in case.plan.all_rules)


def _trace_rule(rule: Rule, case: DecidedCase) -> RuleTrace:
    tree = None if rule.when is None else trace_condition(rule.when, case.facts)
    truth = True if tree is None else tree.truth
    in_effect = rule.in_effect(case.on)
    applies = in_effect and (truth is True or (truth is None and rule.pending == "apply"))
    return RuleTrace(rule, in_effect, truth, applies, tree)


def trace_condition(condition: Condition, facts: Facts) -> TraceNode:
    """The condition with the truth of each of its parts."""
    if isinstance(condition, Comparison):
        other = facts.get(condition.value.name) if isinstance(condition.value, FactReference) else None
        return TraceNode("comparison", compare(condition, facts), (), condition, facts.get(condition.fact), other)
    parts = tuple(trace_condition(child, facts) for child in children(condition))
    truths = [part.truth for part in parts]
    if isinstance(condition, Not):
        return TraceNode("not", negation(truths[0]), parts)
    if isinstance(condition, All):
        return TraceNode("all", conjunction(truths), parts)
    return TraceNode("any", disjunction(truths), parts)


def _json(value: Value | None) -> Any:
    return None if value is None else to_json(value)
