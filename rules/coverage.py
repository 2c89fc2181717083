"""What each category of device is asked for: categories × items, as the rules have it and whatever else is true.

Of each cell it is certain that the item is required, waived, or not asked for; or it depends on other facts. What is
certain holds for every case of the category, known or not; what depends is shown by two cases that differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any, Literal

from .competition import compete
from .conditions import Comparison, FactReference, facts_read, leaves
from .document import Rule, RulebookDocument
from .plan import Plan
from .possible import FALSE, Fixed, Possible, Truths, members, too_many
from .samples import sample_values
from .strata import Derivations
from .values import Value
from .vocabulary import CATEGORY, DECISION_ON, Fact, Vocabulary

State = Literal["required", "waived", "conditional", "never"]
Status = Literal["required", "waived", "undetermined", "never"]
STATUSES: frozenset[Status] = frozenset(("required", "waived", "undetermined", "never"))
STEPS_OF_CELL = 200
STEPS_OF_TABLE = 10_000
"""How much is tried before a cell is said to depend, unproven: a table is worked out while somebody waits."""
_EXACTLY_SAMPLED = frozenset({"boolean", "choice", "integer", "decimal", "date"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One item for one category.

    ``rules`` are the keys of those that say so, the strongest first; ``depends_on`` the facts that decide.
    ``witnesses`` of a conditional cell are facts of two cases in which it differs (one or none where the search for
    them was given up).
    """

    category: str
    item: str
    state: State
    rules: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    witnesses: tuple[Fixed, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table; ``supposed`` are the facts that it takes for granted."""

    categories: tuple[str, ...]
    items: tuple[str, ...]
    supposed: Mapping[str, Value]
    cells: Mapping[tuple[str, str], Cell]

    def differs(self, other: "Coverage", category: str, item: str) -> bool:
        """Whether the other table says another thing of the cell, or nothing at all."""
        mine, theirs = self.cells[category, item], other.cells.get((category, item))
        return theirs is None or (mine.state, mine.depends_on) != (theirs.state, theirs.depends_on)


def usual_facts(document: RulebookDocument) -> dict[str, Value]:
    """What nearly every case has in common: derived facts with a default that most requirements read.

    A table that did not take them for granted would say "it depends" everywhere ("does the customer send anything?").
    """
    rules = [rule for rule in document.rules if rule.enabled and rule.kind == "requirement"]
    derived = [fact for fact in document.vocabulary if fact.is_derived and fact.default is not None]
    return {
        fact.name: fact.default
        for fact in derived
        if fact.default is not None and 2 * sum(fact.name in _read(rule) for rule in rules) > len(rules)
    }


def cover(
    document: RulebookDocument,
    on: date,
    category_facts: Mapping[str, Mapping[str, Any]],
    supposed: Mapping[str, Value] | None = None,
) -> Coverage:
    """The table on a day.

    ``category_facts`` are facts (JSON) that follow from a category alone, by its code; those that the vocabulary lacks
    are left out. ``supposed`` are canonical values, derived facts among them; None: ``usual_facts``. Raises
    ``DerivationCycleError``; without a fact ``device.category`` the table is empty.
    """
    vocabulary = document.vocabulary
    taken = usual_facts(document) if supposed is None else supposed
    categories = vocabulary[CATEGORY].codes if CATEGORY in vocabulary else ()
    table = _Table(document)
    cells = {}
    for category in categories:
        given = _known(category_facts.get(category, {}), vocabulary)
        fixed = {**given, **taken, DECISION_ON: on, CATEGORY: category}
        for item in vocabulary.items:
            cells[category, item] = table.cell(category, item, fixed)
    return Coverage(categories, vocabulary.items, taken, cells)


def _known(facts: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Value]:
    inputs = {name: value for name, value in facts.items() if name in vocabulary and not vocabulary[name].is_derived}
    return vocabulary.read_facts(inputs)[0]


def _read(rule: Rule) -> frozenset[str]:
    return frozenset() if rule.when is None else facts_read(rule.when)


class _Table:
    def __init__(self, document: RulebookDocument) -> None:
        self.plan = Plan(document, "")
        self.items: dict[str, _Item] = {}
        self.steps = STEPS_OF_TABLE

    def cell(self, category: str, item: str, fixed: Fixed) -> Cell:
        if item not in self.items:
            self.items[item] = _Item(self.plan, item)
        search = _Search(self.items[item], fixed, min(self.steps, STEPS_OF_CELL))
        self.steps -= search.steps
        return self.items[item].cell(category, fixed, search)


class _Item:
    """The rules about one item, and what stands behind them."""

    def __init__(self, plan: Plan, item: str) -> None:
        self.vocabulary = plan.vocabulary
        self.item = item
        found = [rule for rule in plan.rules if rule.kind == "requirement" and rule.effect.item == item]
        self.rules = sorted(found, key=lambda rule: (-rule.priority, rule.effect.waives, rule.key))
        self.derivations = _behind(self.rules, plan)

    @cached_property
    def leaves(self) -> list[Comparison]:
        """What facts are compared with, the values that derivations give to other facts among them."""
        behind = [rule for entry in self.derivations for rule in entry.rules]
        found = [leaf for rule in (*self.rules, *behind) if rule.when is not None for leaf in leaves(rule.when)]
        return found + [Comparison(rule.effect.fact, "equal", rule.effect.value) for rule in behind]

    def is_exhausted(self, fact: Fact) -> bool:
        """Whether a few values of the fact stand for all; those that several facts must meet together may not."""
        between = (leaf.facts for leaf in self.leaves if isinstance(leaf.value, FactReference))
        return fact.type in _EXACTLY_SAMPLED and not any(fact.name in names for names in between)

    def cell(self, category: str, fixed: Fixed, search: "_Search") -> Cell:
        possible = Possible(fixed, self.derivations)
        truths = {rule.key: possible.truths(rule.condition) for rule in self.rules}
        speaking = [rule for rule in self.rules if truths[rule.key] != FALSE]
        state = search.state()
        if state in ("required", "waived"):
            speaking = [rule for rule in speaking if rule.effect.waives == (state == "waived")]
        open_facts = dict.fromkeys(
            name for rule in speaking for leaf in possible.open_leaves(rule.when) for name in leaf.facts
        )
        depends = [name for name in open_facts if possible.is_open(name)] if state == "conditional" else ()
        keys = () if state == "never" else tuple(rule.key for rule in speaking)
        return Cell(category, self.item, state, keys, tuple(depends), search.witnesses)

    def statuses(self, possible: Possible) -> frozenset[Status]:
        """Every status that the item can have, at least."""
        truths = [possible.truths(rule.condition) for rule in self.rules]
        return STATUSES if too_many(truths) else frozenset(self._combined(truths))

    def _combined(self, truths: Sequence[Truths]) -> Iterator[Status]:
        for combination in product(*map(members, truths)):
            pairs = list(zip(self.rules, combination, strict=True))
            item = compete([rule for rule, truth in pairs if truth], [rule for rule, truth in pairs if truth is None])
            yield "never" if item is None else item.status


class _Search:
    """Looks for two cases of different status: fact after fact, wherever more than one status is possible."""

    def __init__(self, item: _Item, fixed: Fixed, steps: int) -> None:
        self.item = item
        self.limit = steps
        self.found: dict[Status, Fixed] = {}
        self.doubtful: set[Status] = set()
        self.steps = 0
        self.visit(dict(fixed))

    def state(self) -> State:
        """What is certain, else that it depends."""
        statuses = {*self.found, *self.doubtful}
        only = next(iter(statuses))
        return "conditional" if len(statuses) > 1 or only == "undetermined" else only

    @property
    def witnesses(self) -> tuple[Fixed, ...]:
        return tuple(self.found.values()) if len(self.found) > 1 else ()

    def visit(self, fixed: dict[str, Value | None]) -> None:
        self.steps += 1
        possible = Possible(fixed, self.item.derivations)
        statuses = self.item.statuses(possible)
        if len(statuses) == 1:
            (status,) = statuses
            self.found.setdefault(status, fixed)
            return
        name = self._open_input(possible)
        if name is None or self.steps > self.limit:
            self.doubtful |= statuses
            return
        fact = self.item.vocabulary[name]
        if not self.item.is_exhausted(fact):
            self.doubtful |= statuses
        known = {other: value for other, value in fixed.items() if value is not None}
        for value in (*sample_values(fact, self.item.leaves, known), None):
            if len(self.found) > 1:
                return
            self.visit({**fixed, name: value})

    def _open_input(self, possible: Possible) -> str | None:
        """An open fact on which the status may hang, looked for behind derived facts too."""
        conditions = [rule.condition for rule in self.item.rules]
        behind = {entry.fact: [rule.condition for rule in entry.rules] for entry in self.item.derivations}
        seen: set[str] = set()
        while conditions:
            condition = conditions.pop(0)
            for leaf in possible.open_leaves(condition):
                for name in leaf.facts:
                    if name in seen or not possible.is_open(name):
                        continue
                    if name not in behind:
                        return name
                    seen.add(name)
                    conditions += behind[name]
        return None


def _behind(rules: Iterable[Rule], plan: Plan) -> tuple[Derivations, ...]:
    """The derivations of the facts that the rules read, and of those that these read, in the order of chaining."""
    needed: set[str] = set()
    waiting = [name for rule in rules for name in _read(rule)]
    while waiting:
        name = waiting.pop()
        if name in plan.derivations and name not in needed:
            needed.add(name)
            waiting += [other for rule in plan.derivations[name].rules for other in _read(rule)]
    return tuple(entry for stratum in plan.strata for entry in stratum.settles if entry.fact in needed)
