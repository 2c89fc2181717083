"""Conditions → durable-rules' rulesets, laid out so that none of its limits is met (no import of it here).

A ruleset is a tree of chunks, each behind a guard that every message passes, so that the matcher's stack of 64
never overflows. A rule that durable-rules can't hold as it is written is split into plain conjunctions; what is
too heavy even then is computed in Python (``rules.formulas``). Every ruleset ends with a sentinel that always
fires: its absence is how a silent failure shows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any as AnyValue
from typing import Literal

from . import weights
from .conditions import Condition
from .formulas import ALWAYS, NEVER, Formula, Formulas, Group, Test, conjunctions, fits, tests
from .messages import GUARD, Build, Property, compile_message
from .vocabulary import Vocabulary

SENTINEL = "end"
# What durable-rules itself reads or writes in a message; names count as equal when their 32-bit hashes are.
_RESERVED = ("id", "sid", "m", "$m", "$s", "$i", "$forward", "$time", "$timerName", "$baseTime", GUARD)
# About 4 KB a test: past 160 MB the rest is computed in Python.
MOST_TESTS = 40_000

Json = dict[str, AnyValue]


@dataclass(frozen=True, slots=True)
class Query:
    """One question for the network: does the condition (None: always) hold?

    ``holds`` says when: ``true``, or ``not_false``, when it is true or unknown.
    """

    condition: Condition | None
    holds: Literal["true", "not_false"]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What durable-rules compiles, which queries each of its rules answers, and the message it expects.

    The names of the rules are three characters long; ``tests`` says how large it is.
    """

    definition: str
    answers: Mapping[str, tuple[int, ...]]
    message: Build
    tests: int


class NetworkError(Exception):
    """The conditions can't be laid out: a fault of this package, for the checker bounds what people write."""


def compile_network(
    queries: Iterable[tuple[int, Query]], vocabulary: Vocabulary, room: int = MOST_TESTS
) -> tuple[Ruleset, ...]:
    """The rulesets that answer numbered queries, each question asked once; what exceeds ``room`` tests, in Python.

    Raises ``NetworkError``.
    """
    formulas = Formulas(vocabulary)
    layouts: list[_Layout] = []
    rules = _rules(queries, formulas, room)
    for formula in sorted(rules, key=_likeness):
        _place(formula, tuple(sorted(rules[formula])), layouts)
    return tuple(layout.ruleset(formulas) for layout in layouts)


def fnv1a(name: str) -> int:
    """The 32-bit hash by which durable-rules knows a name."""
    value = 2166136261
    for byte in name.encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def _rules(queries: Iterable[tuple[int, Query]], formulas: Formulas, room: int) -> dict[Formula, set[int]]:
    asked: dict[Query, set[int]] = {}
    for number, query in queries:
        asked.setdefault(query, set()).add(number)
    rules: dict[Formula, set[int]] = {}
    for query, indexes in asked.items():
        for formula in _split(query, formulas, room):
            if formula not in rules:
                room -= formula.weight.tests
            rules.setdefault(formula, set()).update(indexes)
    return rules


def _split(query: Query, formulas: Formulas, room: int) -> list[Formula]:
    """The rules that answer one query, in at most so many tests (one is always granted)."""
    if query.condition is None:
        return [ALWAYS]
    formula = formulas.of(query.condition, query.holds)
    if formula == NEVER:
        return []
    found = [formula] if fits(formula) else conjunctions(formula)
    found = found or [formulas.lighter(formula)]
    if sum(part.weight.tests for part in found) > room:
        return [formulas.compute(query.condition, query.holds)]
    return found


def _likeness(formula: Formula) -> list[tuple[str, str, str, int]]:
    """Rules that begin alike share their first nodes, if they stand in one chunk: a fifth quicker at 1,000."""
    return [(test.reads.kind, str(test.reads.subject), test.operator, test.value) for test in tests(formula)]


def _place(formula: Formula, answers: tuple[int, ...], layouts: list["_Layout"]) -> None:
    """Put a rule where it adds the fewest properties to a message."""
    reads = {test.reads for test in tests(formula)}
    fitting = [layout for layout in layouts if layout.takes(formula, reads)]
    if not fitting:
        fitting = [_Layout()]
        layouts += fitting
    min(fitting, key=lambda layout: layout.missing(reads)).add(formula, answers)


class _Layout:
    """A ruleset being filled."""

    def __init__(self) -> None:
        self.properties: dict[Property, None] = {}
        self.rules: list[tuple[int, Formula, tuple[int, ...]]] = []
        self.chunk = 0
        self.load = weights.NOTHING

    def missing(self, reads: Set[Property]) -> int:
        """How many of these properties its message does not have yet."""
        return len(reads - self.properties.keys())

    def takes(self, formula: Formula, reads: Set[Property]) -> bool:
        """Whether the rule still fits in."""
        if self.chunk == weights.CHUNKS - 1 and not self._with(formula).within(weights.CHUNK):
            return False
        return len(self.properties) + self.missing(reads) <= weights.PROPERTIES

    def add(self, formula: Formula, answers: tuple[int, ...]) -> None:
        """Put the rule into the last chunk, or into a new one."""
        if not fits(formula):
            raise NetworkError(f"a rule of weight {formula.weight}")
        if not self._with(formula).within(weights.CHUNK):
            self.chunk += 1
            self.load = weights.NOTHING
        self.load = self._with(formula)
        self.properties.update(dict.fromkeys(test.reads for test in tests(formula)))
        self.rules.append((self.chunk, formula, answers))

    def _with(self, formula: Formula) -> weights.Weight:
        return weights.of_or((self.load, formula.weight._replace(pending=max(1, formula.weight.pending))))

    def ruleset(self, formulas: Formulas) -> Ruleset:
        """The ruleset as it will be compiled."""
        names = {of: f"p{number}" for number, of in enumerate(self.properties)}
        _check_names([*names.values(), *_RESERVED])
        definition: Json = {}
        answers: dict[str, tuple[int, ...]] = {}
        for number, (chunk, formula, indexes) in enumerate(self.rules):
            rule = f"{number:03x}"
            definition[rule] = _rule(_guarded(chunk, formula, names))
            answers[rule] = indexes
        definition[SENTINEL] = _rule({GUARD: 0})
        message = compile_message(names, formulas.vocabulary, formulas.computed)
        size = sum(formula.weight.tests for _chunk, formula, _answers in self.rules)
        return Ruleset(json.dumps(definition, separators=(",", ":")), answers, message, size)


def _check_names(names: Sequence[str]) -> None:
    if len({fnv1a(name) for name in names}) < len(names):
        raise NetworkError("two names that durable-rules can't tell apart")


def _rule(condition: Json) -> Json:
    return {"all": [{"m": condition}]}


def _guarded(chunk: int, formula: Formula, names: Mapping[Property, str]) -> Json:
    """The rule behind its chunk's guard: the message's guard is 0, above every -1, -2, ..."""
    guard: Json = {"$gt": {GUARD: -1 - chunk}}
    parts = formula.parts if isinstance(formula, Group) and formula.joint == "$and" else (formula,)
    return {"$and": [guard, *_written(parts, names)]}


def _written(parts: Iterable[Formula], names: Mapping[Property, str]) -> Iterator[Json]:
    for part in parts:
        if isinstance(part, Group):
            yield {part.joint: list(_written(part.parts, names))}
        else:
            yield _test(part, names)


def _test(test: Test, names: Mapping[Property, str]) -> Json:
    compared = {names[test.reads]: test.value}
    return compared if test.operator == "eq" else {test.operator: compared}
