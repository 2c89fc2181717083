"""Conditions as the network can hold them: no NOT, no unknown, every leaf a test of one integer.

A condition is true, false or unknown, and so there are four things to ask of it: ``true``, ``false``,
``not_false`` (true or unknown) and ``not_true``. NOT only turns one into another, so that it can be pushed down
to the leaves, where it becomes the opposite operator. What is asked has no third answer, and neither has a test.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any as AnyValue
from typing import Literal, NamedTuple, cast

from . import weights
from .conditions import All, Comparison, Condition, FactReference, Not
from .messages import NATIVE_TYPES, Property, encode
from .operators import OPERATORS
from .vocabulary import Fact, Vocabulary
from .weights import Weight

Form = Literal["true", "false", "not_false", "not_true"]
Joint = Literal["$and", "$or"]

# A longer list is quicker looked up by Python than compared one by one.
MAX_LISTED = 16

_NEGATED: dict[Form, Form] = {
    "true": "false",
    "false": "true",
    "not_false": "not_true",
    "not_true": "not_false",
}
_UPRIGHT = ("true", "not_false")


class Test(NamedTuple):
    """``reads operator value``; durable-rules' name of the operator, or ``eq``."""

    operator: str
    reads: Property
    value: int

    @property
    def weight(self) -> Weight:
        """One node."""
        return weights.TEST


@dataclass(frozen=True, slots=True)
class Group:
    """All or some of its parts; ``source`` is the condition it stands for, and what was asked of it."""

    joint: Joint
    parts: "Parts"
    weight: Weight = field(compare=False)
    source: tuple[Condition, Form] | None = field(compare=False, default=None)


Formula = Test | Group
Parts = tuple[Formula, ...]

ALWAYS = Group("$and", (), weights.NOTHING)
NEVER = Group("$or", (), weights.NOTHING)


def tests(formula: Formula) -> list[Test]:
    """Every leaf, from left to right."""
    if isinstance(formula, Test):
        return [formula]
    return [test for part in formula.parts for test in tests(part)]


def join(joint: Joint, parts: Iterable[Formula], source: tuple[Condition, Form] | None = None) -> Formula:
    """A group without repeated parts and without groups of its own sort; a single part stands for itself."""
    empty, final = (ALWAYS, NEVER) if joint == "$and" else (NEVER, ALWAYS)
    found: dict[Formula, None] = {}
    for part in parts:
        found.update(dict.fromkeys(_opened(part, joint)))
    if final in found:
        return final
    if len(found) <= 1:
        return next(iter(found), empty)
    weigh = weights.of_and if joint == "$and" else weights.of_or
    return Group(joint, tuple(found), weigh(part.weight for part in found), source)


def _opened(part: Formula, joint: Joint) -> Parts:
    """The parts of a group of the same sort; not where it is lighter as it is, or too heavy and computed alone."""
    if isinstance(part, Test) or part.joint != joint or _is_exclusive(part) or not fits(part):
        return (part,)
    return part.parts


def fits(formula: Formula) -> bool:
    """Whether durable-rules can hold it as one rule."""
    return formula.weight.within(weights.RULE)


def _is_exclusive(group: Group) -> bool:
    return group.joint == "$or" and group.weight.ways == 1 and bool(group.parts)


def _exclusive(parts: Iterable[Formula], source: tuple[Condition, Form]) -> Formula:
    found = tuple(dict.fromkeys(parts))
    if len(found) == 1:
        return found[0]
    return Group("$or", found, weights.of_exclusive(part.weight for part in found), source)


class Formulas:
    """Makes formulas of conditions; ``computed`` gathers the conditions that are left to Python."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._computed: dict[Condition, int] = {}

    @property
    def computed(self) -> tuple[Condition, ...]:
        """The conditions behind the ``true`` and ``false`` properties, by index."""
        return tuple(self._computed)

    def of(self, condition: Condition, form: Form) -> Formula:
        """The formula that holds exactly when the condition is what ``form`` says."""
        if isinstance(condition, Comparison):
            return self._leaf(condition, form)
        if isinstance(condition, Not):
            return self.of(condition.child, _NEGATED[form])
        joint: Joint = "$and" if isinstance(condition, All) == (form in _UPRIGHT) else "$or"
        return join(joint, [self.of(part, form) for part in condition.children], (condition, form))

    def lighter(self, formula: Formula) -> Formula:
        """The same, what is too heavy for one rule computed in Python: as little of it as will do."""
        if isinstance(formula, Test) or fits(formula):
            return formula
        parts = [self.lighter(part) for part in formula.parts]
        smaller = join(formula.joint, parts)
        if fits(smaller) or formula.source is None:
            return smaller
        return self.compute(*formula.source)

    def compute(self, condition: Condition, form: Form) -> Test:
        """A test of the property that Python computes."""
        index = self._computed.setdefault(condition, len(self._computed))
        kind: Literal["true", "false"] = "true" if form in ("true", "not_true") else "false"
        return Test("eq", Property(kind, index), int(form in ("true", "false")))

    def _leaf(self, leaf: Comparison, form: Form) -> Formula:
        row = OPERATORS[leaf.operator]
        if row.operand == "none":
            known = (row.of_unknown is False) == (form in _UPRIGHT)
            return Test("eq", Property("known" if known else "unknown", leaf.fact), 1)
        fact = self.vocabulary[leaf.fact]
        if row.native is None or not _is_native(leaf, fact):
            return self.compute(leaf, form)
        native = cast("str", row.native if form in _UPRIGHT else OPERATORS[cast("str", row.opposite)].native)
        if form in ("true", "false"):
            return _compare(native, Property("value", fact.name), fact, leaf.value, (leaf, form))
        return _compare_if_known(native, fact, leaf.value, (leaf, form))


def _is_native(leaf: Comparison, fact: Fact) -> bool:
    if fact.type not in NATIVE_TYPES or isinstance(leaf.value, FactReference):
        return False
    return not isinstance(leaf.value, tuple) or len(leaf.value) <= MAX_LISTED


def _compare(native: str, of: Property, fact: Fact, value: AnyValue, source: tuple[Condition, Form]) -> Formula:
    if native == "in":
        return _exclusive([Test("eq", of, encode(fact, entry)) for entry in value], source)
    if native == "notin":
        return join("$and", [Test("$neq", of, encode(fact, entry)) for entry in value], source)
    return Test(native, of, encode(fact, value))


def _compare_if_known(native: str, fact: Fact, value: AnyValue, source: tuple[Condition, Form]) -> Formula:
    """The same, or the fact is unknown: then it counts as lower, or as higher, than any value."""
    if native == "eq" and fact.type == "boolean":
        return Test("$neq", Property("low", fact.name), encode(fact, not value))
    if native in ("eq", "in"):
        compared = _compare(native, Property("value", fact.name), fact, value, source)
        others = compared.parts if isinstance(compared, Group) else (compared,)
        return _exclusive((Test("eq", Property("unknown", fact.name), 1), *others), source)
    side: Literal["low", "high"] = "high" if native in ("$gt", "$gte") else "low"
    return _compare(native, Property(side, fact.name), fact, value, source)


def conjunctions(formula: Formula) -> list[Formula] | None:
    """The formula as a choice of plain conjunctions, any of which makes it hold; None if they are too many."""
    alternatives = _alternatives(formula)
    if alternatives is None:
        return None
    found = [join("$and", parts) for parts in alternatives]
    return found if all(fits(part) for part in found) else None


def _alternatives(formula: Formula) -> list[Parts] | None:
    if isinstance(formula, Test) or _is_exclusive(formula):
        return [(formula,)]
    found: list[Parts] = [()] if formula.joint == "$and" else []
    for part in formula.parts:
        more = _alternatives(part)
        if more is None:
            return None
        found = [a + b for a, b in product(found, more)] if formula.joint == "$and" else found + more
        if len(found) > weights.CONJUNCTIONS:
            return None
    return found
