"""Which rulesets answer for which case: one network, or, of many rules, one for each value of the fact that parts them.

A rule about phones need not be matched with a laptop. Where many queries insist on one fact, those that each of its
values leaves open have a network of their own, and a case is told to that of its value and to the common one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .conditions import All, Condition
from .demands import Member, Split, split
from .network import MOST_TESTS, Query, Ruleset, compile_network
from .values import Value
from .vocabulary import Vocabulary

# To compile rules once for each value, and often to tell two networks instead of one, must be worth it.
SPARED = 16
MOST_PARTS = 40

Numbered = tuple[int, Query]


@dataclass(frozen=True, slots=True)
class Layout:
    """Rulesets, and which of them a case is told to: those of the fact's value (None: unknown), else the common ones.

    The answers of its rulesets are the places of queries.
    """

    rulesets: tuple[Ruleset, ...]
    common: tuple[int, ...]
    fact: str = ""
    of_value: Mapping[Value | None, tuple[int, ...]] = field(default_factory=dict)


def in_one(queries: Sequence[Query], vocabulary: Vocabulary) -> Layout:
    """All queries in one network."""
    rulesets = compile_network(enumerate(queries), vocabulary)
    return Layout(rulesets, tuple(range(len(rulesets))))


def by_value(queries: Sequence[Query], vocabulary: Vocabulary, at_least: int = SPARED) -> Layout:
    """The queries apart by the fact on which most of them insist, if that spares every case ``at_least`` so many."""
    found = split((number, query.condition) for number, query in enumerate(queries))
    if not 0 < len(found.of_value) <= MOST_PARTS or _spared(found) < at_least:
        return in_one(queries, vocabulary)
    rulesets = list(compile_network(_rest(found.everywhere, queries), vocabulary) if found.everywhere else ())
    common = tuple(range(len(rulesets)))
    of_value: dict[Value | None, tuple[int, ...]] = {}
    for value, part in ((None, _unsure(found, queries)), *((v, _rest(m, queries)) for v, m in found.of_value.items())):
        room = MOST_TESTS - sum(ruleset.tests for ruleset in rulesets)
        begin = len(rulesets)
        rulesets += compile_network(part, vocabulary, room)
        of_value[value] = (*common, *range(begin, len(rulesets)))
    return Layout(tuple(rulesets), common, found.fact, of_value)


def _spared(found: Split) -> int:
    return len(found.insisting) - max(map(len, found.of_value.values()))


def _rest(members: Iterable[Member], queries: Sequence[Query]) -> Iterator[Numbered]:
    """What is still to be asked once the fact's value is known to be one of those insisted on."""
    for number, demands in members:
        yield number, Query(_all(demands), queries[number].holds)


def _unsure(found: Split, queries: Sequence[Query]) -> Iterator[Numbered]:
    """What can hold while the fact is unknown: no condition that insists on it is true."""
    return ((number, queries[number]) for number, _ in found.insisting if queries[number].holds == "not_false")


def _all(demands: tuple[Condition, ...]) -> Condition | None:
    return All(demands) if len(demands) > 1 else next(iter(demands), None)
