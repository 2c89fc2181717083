"""Values worth trying for a fact: enough to reach every truth that its comparisons with literals can take.

Exact for boolean, choice, integer, decimal and date: between and beside the constants nothing changes. For sets and
texts a good part, made of the constants; what is found with them is true, what is not found may still exist.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, cast

from .conditions import Comparison, FactReference
from .values import MAX_DECIMAL, MAX_INTEGER, MAX_TEXT, PLACES, Value
from .vocabulary import Fact

ANY_DAY = date(2026, 1, 1)
FEW_CODES = 6


def sample_values(fact: Fact, leaves: Iterable[Comparison], facts: "dict[str, Value] | None" = None) -> list[Value]:
    """Candidate values for the fact, in a fixed order; ``facts`` gives the other side of comparisons of facts."""
    constants = _constants(fact, leaves, facts or {})
    match fact.type:
        case "boolean":
            return [False, True]
        case "choice":
            return list(fact.codes)
        case "choices":
            return _sets(fact, constants)
        case "text":
            return _texts(constants)
        case _:
            return _neighbours(fact.type, constants)


def _constants(fact: Fact, leaves: Iterable[Comparison], facts: "dict[str, Value]") -> list[Value]:
    """The literals that the fact meets, directly or by way of facts that it is compared with, and their values."""
    leaves = list(leaves)
    linked = _linked(fact.name, leaves)
    found: dict[Value, None] = {facts[name]: None for name in sorted(linked - {fact.name}) if name in facts}
    for leaf in leaves:
        if leaf.fact in linked and leaf.value is not None and not isinstance(leaf.value, FactReference):
            found.update(dict.fromkeys(leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)))
    return list(found)


def _linked(name: str, leaves: list[Comparison]) -> set[str]:
    """The facts that the fact is compared with, and those that they are compared with, and so on."""
    linked = {name}
    pairs = [set(leaf.facts) for leaf in leaves if isinstance(leaf.value, FactReference)]
    while any(pair & linked and not pair <= linked for pair in pairs):
        linked = linked.union(*(pair for pair in pairs if pair & linked))
    return linked


def _neighbours(type_name: str, constants: list[Value]) -> list[Value]:
    found: set[Any] = set()
    for value in constants or [_origin(type_name)]:
        found.update(_around(value))
    return sorted(found)


def _origin(type_name: str) -> Value:
    origins: dict[str, Value] = {"integer": 0, "decimal": Decimal("0.0000"), "date": ANY_DAY}
    return origins[type_name]


def _around(value: Value) -> list[Value]:
    if isinstance(value, Decimal):
        return [near for near in (value - PLACES, value, value + PLACES) if abs(near) <= MAX_DECIMAL]
    if isinstance(value, date):
        first, last = value > date.min, value < date.max
        day = timedelta(days=1)
        return [*([value - day] if first else []), value, *([value + day] if last else [])]
    number = cast("int", value)
    return [near for near in (number - 1, number, number + 1) if abs(near) <= MAX_INTEGER]


def _sets(fact: Fact, constants: list[Value]) -> list[Value]:
    if len(fact.codes) <= FEW_CODES:
        return _subsets(fact.codes)
    named = [value if isinstance(value, frozenset) else frozenset({str(value)}) for value in constants]
    union = frozenset[str]().union(*named)
    everything = frozenset(fact.codes)
    found: set[frozenset[str]] = {frozenset(), *named, union, everything - union, everything}
    return [*sorted(found, key=lambda codes: (len(codes), sorted(codes)))]


def _subsets(codes: tuple[str, ...]) -> list[Value]:
    return [frozenset(chosen) for size in range(len(codes) + 1) for chosen in combinations(codes, size)]


def _texts(constants: list[Value]) -> list[Value]:
    words = sorted({str(value) for value in constants})
    short = sum(map(len, words)) <= MAX_TEXT
    joined = [word + "".join(other for other in words if other != word) for word in words if short]
    return list(dict.fromkeys(["", *words, *(f"{word}~" for word in words), *joined, "~"]))
