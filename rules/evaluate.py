"""The reference meaning of a condition: three-valued (Kleene) truth, in plain words.

Everything else that evaluates a condition — the compiled form, durable-rules, the trace — is held to this file.
A comparison with an unknown fact is unknown (None), also ``notEqual`` and ``notIn``; only ``isKnown`` and
``isUnknown`` never are.
"""

from collections.abc import Iterable, Mapping
from typing import Any as AnyValue

from .conditions import All, Any, Comparison, Condition, FactReference, Not, children
from .operators import OPERATORS
from .patterns import compile_pattern
from .values import Value

Facts = Mapping[str, Value]
_NOTHING: frozenset[str] = frozenset()


def truth_of(condition: Condition | None, facts: Facts) -> bool | None:
    """True, False or None (unknown) for canonical facts, the unknown ones absent; no condition means always."""
    match condition:
        case None:
            return True
        case Comparison():
            return compare(condition, facts)
        case Not(child):
            return negation(truth_of(child, facts))
        case All(parts):
            return conjunction(truth_of(part, facts) for part in parts)
        case Any(parts):
            return disjunction(truth_of(part, facts) for part in parts)


def negation(truth: bool | None) -> bool | None:
    """NOT: unknown stays unknown."""
    return None if truth is None else not truth


def conjunction(truths: Iterable[bool | None]) -> bool | None:
    """AND: one false decides; else one unknown leaves it open."""
    result: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def disjunction(truths: Iterable[bool | None]) -> bool | None:
    """OR: one true decides; else one unknown leaves it open."""
    return negation(conjunction(negation(truth) for truth in truths))


def compare(leaf: Comparison, facts: Facts) -> bool | None:
    """The truth of one comparison."""
    row = OPERATORS[leaf.operator]
    value = facts.get(leaf.fact)
    if value is None:
        return row.of_unknown
    other = operand(leaf, facts)
    if other is None and row.operand != "none":
        return None
    return row.compare(value, other)


def operand(leaf: Comparison, facts: Facts) -> AnyValue:
    """What the fact is compared with; None where that is another fact, and unknown."""
    if isinstance(leaf.value, FactReference):
        return facts.get(leaf.value.name)
    if OPERATORS[leaf.operator].operand == "pattern":
        return compile_pattern(str(leaf.value))
    return leaf.value


def undecided(condition: Condition | None, facts: Facts) -> frozenset[str]:
    """The unknown facts that could still decide a condition that is unknown (partial evaluation).

    A part that is already true or false no longer matters, so nothing under it is named.
    """
    return frozenset() if condition is None else _partial(condition, facts)[1]


def _partial(condition: Condition, facts: Facts) -> tuple[bool | None, frozenset[str]]:
    """The truth of a condition, and the facts that keep it unknown; in one pass."""
    if isinstance(condition, Comparison):
        truth = compare(condition, facts)
        return truth, _NOTHING if truth is not None else frozenset(set(condition.facts).difference(facts))
    parts = [_partial(child, facts) for child in children(condition)]
    truths = [truth for truth, _names in parts]
    if isinstance(condition, Not):
        truth = negation(truths[0])
    else:
        truth = conjunction(truths) if isinstance(condition, All) else disjunction(truths)
    return truth, _NOTHING if truth is not None else _NOTHING.union(*(names for _truth, names in parts))
