"""What can still be true while some facts may turn out any way: truths as sets, never guessed.

A fact is either fixed (to a value, or to "not known") or open: it may take any value, or stay unknown. Every set is at
least as large as what can happen, so what is the only possibility is certain.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import NewType

from .case import settle
from .conditions import All, Any, Comparison, Condition, FactReference, Not, children
from .evaluate import compare
from .operators import OPERATORS
from .strata import Derivations
from .values import Value

Truths = NewType("Truths", int)
"""A set of truths: ``TRUE``, ``FALSE`` and ``UNKNOWN`` added up."""

TRUE, FALSE, UNKNOWN = Truths(1), Truths(2), Truths(4)
ANY = Truths(7)
MAX_COMBINATIONS = 250
_MEMBERS: Mapping[int, tuple[bool | None, ...]] = {
    mask: tuple(truth for bit, truth in ((TRUE, True), (FALSE, False), (UNKNOWN, None)) if mask & bit)
    for mask in range(8)
}
Fixed = Mapping[str, Value | None]
Values = tuple[Value | None, ...]


def members(truths: Truths) -> tuple[bool | None, ...]:
    """The truths of a set."""
    return _MEMBERS[truths]


def is_certain(truths: Truths) -> bool:
    """Whether only one truth is possible."""
    return truths in (TRUE, FALSE, UNKNOWN)


class Possible:
    """What can be, with some facts fixed; ``derivations`` are those of the derived facts that matter, in their order.

    A derived fact that is fixed is taken as it is, whatever its rules say.
    """

    def __init__(self, fixed: Fixed, derivations: Iterable[Derivations]) -> None:
        self._values: dict[str, Values] = {name: (value,) for name, value in fixed.items()}
        for entry in derivations:
            if entry.fact not in self._values:
                values = self._derived(entry)
                if values:
                    self._values[entry.fact] = values

    def truths(self, condition: Condition | None) -> Truths:
        """Every truth that the condition can take; no condition means always."""
        match condition:
            case None:
                return TRUE
            case Comparison():
                return self._comparison(condition)
            case Not(child):
                return _negation(self.truths(child))
            case All(parts):
                return _conjunction(self.truths(part) for part in parts)
            case Any(parts):
                return _negation(_conjunction(_negation(self.truths(part)) for part in parts))

    def open_leaves(self, condition: Condition | None) -> Iterator[Comparison]:
        """The comparisons that leave the condition open: those under a part that is certain do not."""
        if condition is None or is_certain(self.truths(condition)):
            return
        if isinstance(condition, Comparison):
            yield condition
        for child in children(condition):
            yield from self.open_leaves(child)

    def is_open(self, name: str) -> bool:
        """Whether the fact may be more than one thing."""
        return len(self._values.get(name, ())) != 1

    def _comparison(self, leaf: Comparison) -> Truths:
        row = OPERATORS[leaf.operator]
        values = self._values.get(leaf.fact)
        if row.operand == "none":
            return (
                Truths(TRUE | FALSE) if values is None else _union(compare(leaf, _facts(leaf.fact, v)) for v in values)
            )
        if not isinstance(leaf.value, FactReference):
            return ANY if values is None else _union(compare(leaf, _facts(leaf.fact, value)) for value in values)
        return self._between(leaf, values, self._values.get(leaf.value.name))

    def _between(self, leaf: Comparison, values: Values | None, others: Values | None) -> Truths:
        if (None,) in (values, others):
            return UNKNOWN
        if values is None or others is None or len(values) * len(others) > MAX_COMBINATIONS:
            return ANY
        name = leaf.facts[1]
        return _union(
            compare(leaf, {**_facts(leaf.fact, value), **_facts(name, other)}) for value in values for other in others
        )

    def _derived(self, entry: Derivations) -> Values:
        """Every value that the derivations can give, unknown among them; empty if there are too many ways to tell."""
        truths = [self.truths(rule.condition) for rule in entry.rules]
        if too_many(truths):
            return ()
        found: dict[Value | None, None] = {}
        for combination in product(*map(members, truths)):
            pairs = list(zip(entry.rules, combination, strict=True))
            fired = [rule for rule, truth in pairs if truth]
            pending = [rule for rule, truth in pairs if truth is None]
            found[settle(entry, fired, pending)[0]] = None
        return tuple(found)


def too_many(truths: Iterable[Truths]) -> bool:
    """Whether the truths combine in more ways than is worth trying."""
    return prod(len(members(entry)) for entry in truths) > MAX_COMBINATIONS


def _facts(name: str, value: Value | None) -> dict[str, Value]:
    return {} if value is None else {name: value}


def _bit(truth: bool | None) -> Truths:
    return UNKNOWN if truth is None else TRUE if truth else FALSE


def _union(truths: Iterable[bool | None]) -> Truths:
    found = 0
    for truth in truths:
        found |= _bit(truth)
    return Truths(found)


def _negation(truths: Truths) -> Truths:
    return Truths(truths & UNKNOWN | (truths & TRUE) << 1 | (truths & FALSE) >> 1)


def _conjunction(parts: Iterable[Truths]) -> Truths:
    """AND over sets: false where one can be; true where all can be; unknown where one can be and none need be false."""
    found: int = TRUE
    for part in parts:
        may_hold = (found & TRUE and part & UNKNOWN) or (found & UNKNOWN and part & (TRUE | UNKNOWN))
        found = (found & part & TRUE) | ((found | part) & FALSE) | (UNKNOWN if may_hold else 0)
    return Truths(found)
