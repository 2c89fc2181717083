"""A rulebook's conditions in a form that every engine can be given: "is true", negation at the leaves, plain values.

Truth is three-valued here and two-valued there, so each leaf says that its fact is known. What some engine has no
word for (fact against fact, sets, patterns) is worked out beforehand and given to all as a yes or no, in their favour.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any as AnyValue

from rules import Rulebook
from rules.chain import ALWAYS
from rules.conditions import All, Any, Comparison, Condition, FactReference, Not
from rules.document import Rule
from rules.evaluate import compare
from rules.operators import OPERATORS
from rules.values import SCALE


@dataclass(frozen=True)
class Leaf:
    """``operator`` is ours; ``known`` and ``unknown`` take no value."""

    operator: str
    name: str
    value: AnyValue = None


@dataclass(frozen=True)
class Group:
    """``word`` is ``and`` or ``or``."""

    word: str
    parts: tuple["Plain", ...]


Plain = Leaf | Group


def flat(name: str) -> str:
    """A fact's name without dots, which mean something else elsewhere."""
    return name.replace(".", "_").replace("-", "_")


def plain_value(value: AnyValue) -> AnyValue:
    """Dates and decimals as whole numbers, lists as lists; the rest as it is."""
    if isinstance(value, tuple):
        return [plain_value(entry) for entry in value]
    if isinstance(value, Decimal):
        return int(value * SCALE)
    return value.toordinal() if isinstance(value, date) else value


class PlainRules:
    """The conditions of all rules that are in effect always or on the cases' day, and the facts to go with them."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.computed: dict[Comparison, str] = {}
        self.rules = tuple(rule for rule in book.rules if rule.enabled)
        self.conditions = tuple(self.form(rule.condition or ALWAYS, truth=True) for rule in self.rules)

    def form(self, condition: Condition, *, truth: bool) -> Plain:
        """The form that holds exactly where the condition has the truth."""
        match condition:
            case Comparison():
                return self.leaf(condition, truth=truth)
            case Not(child):
                return self.form(child, truth=not truth)
            case All(children) | Any(children):
                word = "and" if isinstance(condition, All) is truth else "or"
                return Group(word, tuple(self.form(child, truth=truth) for child in children))

    def leaf(self, leaf: Comparison, *, truth: bool) -> Plain:
        row = OPERATORS[leaf.operator]
        if row.operand == "none":
            return Leaf("known" if (leaf.operator == "isKnown") is truth else "unknown", flat(leaf.fact))
        if not truth and row.opposite is not None:
            return self.leaf(Comparison(leaf.fact, row.opposite, leaf.value), truth=True)
        if self.is_computed(leaf) or not truth:
            name = self.computed.setdefault(leaf, f"computed_{len(self.computed)}")
            return Leaf("equal", name, truth)
        return Leaf(leaf.operator, flat(leaf.fact), plain_value(leaf.value))

    def is_computed(self, leaf: Comparison) -> bool:
        fact = self.book.vocabulary[leaf.fact]
        return isinstance(leaf.value, FactReference) or fact.type == "choices" or leaf.operator == "matches"

    def facts(self, facts: Mapping[str, AnyValue]) -> dict[str, AnyValue]:
        """One case as the peers are given it, derived facts included; every name present, None for unknown."""
        case = self.book.decide(facts).case
        found = {
            flat(fact.name): plain_value(case.facts.get(fact.name))
            for fact in self.book.vocabulary
            if fact.type != "choices"
        }
        return found | {name: compare(leaf, case.facts) for leaf, name in self.computed.items()}

    def fired(self, facts: Mapping[str, AnyValue]) -> list[int]:
        """The numbers of the rules that fire, by our own decision: what every peer must answer."""
        return self._numbers(self.book.decide(facts).case.fired)

    def applying(self, facts: Mapping[str, AnyValue]) -> list[int]:
        """The numbers of the rules that apply: those that fire, and the pending ones whose policy says so."""
        case = self.book.decide(facts).case
        return self._numbers((*case.fired, *(rule for rule in case.pending if rule.pending == "apply")))

    def _numbers(self, rules: Iterable[Rule]) -> list[int]:
        keys = {rule.key for rule in rules}
        return [number for number, rule in enumerate(self.rules) if rule.key in keys]


def infix(form: Plain, words: Mapping[str, str], leaf: Callable[[Leaf], str]) -> str:
    """The form as an expression with infix words; ``leaf`` writes the leaves."""
    if isinstance(form, Leaf):
        return leaf(form)
    return "(" + words[form.word].join(infix(part, words, leaf) for part in form.parts) + ")"
