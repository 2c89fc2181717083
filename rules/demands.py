"""What conditions insist on: told apart by one fact's value, a case need be asked only what that value leaves open.

Most rules are about some categories of device only, and say so first: "the category is a phone or a tablet, and …".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard, cast

from .conditions import All, Comparison, Condition, FactReference
from .values import Value

# A condition's number, and all that must hold for it; nothing: it always holds.
Member = tuple[int, tuple[Condition, ...]]

_MOST_COPIES = 8


@dataclass(frozen=True, slots=True)
class Split:
    """Conditions by the value of one fact.

    ``everywhere`` do not insist on the fact, ``insisting`` do; ``of_value`` has for each value the insisting ones that
    it leaves open, with what they demand besides. Any other value makes them all false.
    """

    fact: str
    everywhere: tuple[Member, ...]
    insisting: tuple[Member, ...] = ()
    of_value: Mapping[Value, Sequence[Member]] = field(default_factory=dict)


def split(conditions: Iterable[tuple[int, Condition | None]]) -> Split:
    """Split numbered conditions by the fact on which most of them insist; no fact: all of them are ``everywhere``."""
    members = tuple((number, _demands(condition)) for number, condition in conditions)
    counted = Counter(
        fact for _, demands in members for fact in dict.fromkeys(d.fact for d in demands if _is_choice(d))
    )
    return _by_value(counted.most_common(1)[0][0], members) if counted else Split("", members)


def _demands(condition: Condition | None) -> tuple[Condition, ...]:
    if isinstance(condition, All):
        return tuple(demand for child in condition.children for demand in _demands(child))
    return () if condition is None else (condition,)


def _is_choice(demand: Condition) -> TypeGuard[Comparison]:
    """Whether it leaves a fact a few values only, so few that a copy of the rest for each costs little."""
    if not isinstance(demand, Comparison) or isinstance(demand.value, FactReference):
        return False
    return demand.operator == "equal" or (demand.operator == "in" and len(_values(demand)) <= _MOST_COPIES)


def _values(choice: Comparison) -> tuple[Value, ...]:
    return cast("tuple[Value, ...]", choice.value if choice.operator == "in" else (choice.value,))


def _by_value(fact: str, members: Sequence[Member]) -> Split:
    everywhere: list[Member] = []
    insisting: list[Member] = []
    of_value: dict[Value, list[Member]] = {}
    for number, demands in members:
        choice = next((demand for demand in demands if _is_choice(demand) and demand.fact == fact), None)
        if choice is None:
            everywhere.append((number, demands))
            continue
        insisting.append((number, demands))
        rest = tuple(demand for demand in demands if demand is not choice)
        for value in dict.fromkeys(_values(choice)):
            of_value.setdefault(value, []).append((number, rest))
    return Split(fact, tuple(everywhere), tuple(insisting), of_value)
