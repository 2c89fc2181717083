"""What somebody could still change so that a blocker or an exclusion no longer applies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from .case import DecidedCase, settle
from .conditions import All, Comparison, Condition, FactReference, Not, children
from .document import Rule
from .evaluate import compare, truth_of
from .operators import OPERATORS
from .outcome import Remedy
from .samples import sample_values
from .values import Value

MAX_SETS = 5
MAX_FACTS = 3
# About half a second, shared by the rules of an outcome: past it what was found so far must do.
MAX_COMPARISONS = 800_000
# Entries of a list that are looked through in the time of one comparison.
LISTED = 20
# Comparisons that are made in the time that it takes to settle a derived fact.
SETTLED = 10

Changes = dict[str, Value]


def find_remedies(case: DecidedCase) -> tuple[Remedy, ...]:
    """The remedies by rule; a rule that nobody can stop is left out, and so is all when the engines failed."""
    if case.failure:
        return ()
    found = []
    left = MAX_COMPARISONS
    rules = sorted(_stoppable(case), key=lambda rule: rule.key)
    for number, rule in enumerate(rules):
        search = _Search(case, rule, left // (len(rules) - number))
        sets = search.sets()
        left -= search.spent
        if sets:
            found.append(Remedy(rule.key, tuple(sets)))
    return tuple(found)


def _stoppable(case: DecidedCase) -> Iterator[Rule]:
    pending = (rule for rule in case.pending if rule.pending == "apply")
    yield from (rule for rule in (*case.fired, *pending) if rule.kind in ("blocker", "exclusion"))


class _Search:
    """Changes facts, one more at a time, by the reference meaning of the rule and of what it derives from.

    Only those are changed of which one has to be: at each step some comparisons keep the rule from being false, and
    one of the facts behind them must differ. ``allowance`` is how many comparisons the search may make.
    """

    def __init__(self, case: DecidedCase, rule: Rule, allowance: int) -> None:
        self.case = case
        self.rule = rule
        self.levers = case.plan.levers
        self.derivations = self.levers.derivations(rule)
        self.leaves = self.levers.leaves(rule)
        self.cost = _cost(self.leaves) + SETTLED * len(self.derivations)
        self.allowance = allowance
        self.spent = 0
        self.values: dict[str, list[Value]] = {}
        self.reading: defaultdict[str, list[Comparison]] = defaultdict(list)
        for leaf in self.leaves:
            for name in leaf.facts:
                self.reading[name].append(leaf)

    def sets(self) -> list[tuple[str, ...]]:
        """The sets of facts, smallest first, then by name."""
        found: list[tuple[str, ...]] = []
        tried: list[Changes] = [{}]
        for _size in range(MAX_FACTS):
            enough: set[tuple[str, ...]] = set()
            further: dict[frozenset[tuple[str, Value]], Changes] = {}
            for changes in self._extended(tried):
                names = tuple(sorted(changes))
                if names in enough or any(set(names).issuperset(smaller) for smaller in found):
                    continue
                if self.is_stopped(changes):
                    enough.add(names)
                else:
                    further[frozenset(changes.items())] = changes
            found += sorted(enough)
            if len(found) >= MAX_SETS:
                break
            tried = list(further.values())
        return found[:MAX_SETS]

    def _extended(self, tried: Iterable[Changes]) -> Iterator[Changes]:
        """Each of the changes, and one more that has to be; ends when the allowance is spent."""
        for changes in tried:
            facts = self.facts(changes)
            for name in sorted(self.to_change(self.rule.condition, False, facts) - changes.keys()):
                for value in self.values_of(name):
                    if self.spent > self.allowance:
                        return
                    yield {**changes, name: value}

    def is_stopped(self, changes: Changes) -> bool:
        """Whether the rule is false after the changes."""
        return truth_of(self.rule.condition, self.facts(changes)) is False

    def facts(self, changes: Changes) -> Mapping[str, Value]:
        """The facts after the changes, those derived from them included."""
        self.spent += self.cost
        facts = {**self.case.facts, **changes}
        for derivations in self.derivations:
            if self.levers.behind(derivations.fact).isdisjoint(changes):
                continue
            truths = [(rule, truth_of(rule.condition, facts)) for rule in derivations.rules]
            fired = [rule for rule, truth in truths if truth]
            value, _tied = settle(derivations, fired, [rule for rule, truth in truths if truth is None])
            facts.pop(derivations.fact, None)
            if value is not None:
                facts[derivations.fact] = value
        return facts

    def to_change(self, condition: Condition | None, truth: bool, facts: Mapping[str, Value]) -> frozenset[str]:
        """Facts one of which must change before the condition, which has not that truth, can have it."""
        match condition:
            case None:
                return frozenset()
            case Comparison():
                return self.behind(condition, truth)
            case Not(child):
                return self.to_change(child, not truth, facts)
        self.spent += len(condition.children)
        unmet = [child for child in children(condition) if truth_of(child, facts) is not truth]
        parts = [self.to_change(child, truth, facts) for child in unmet]
        if isinstance(condition, All) is truth:
            return min(parts, key=len)  # every part has to change: any of them will do, so the one with least choice
        return frozenset[str]().union(*parts)

    def behind(self, leaf: Comparison, truth: bool) -> frozenset[str]:
        """The changeable facts behind a comparison; none where no known value gives the truth."""
        if OPERATORS[leaf.operator].of_unknown is truth and leaf.fact not in self.case.plan.derivations:
            return frozenset()
        return frozenset[str]().union(*map(self.levers.behind, leaf.facts))

    def values_of(self, name: str) -> list[Value]:
        """The values worth trying for a fact, of those that its comparisons can't tell apart only the first."""
        if name not in self.values:
            linked = any(isinstance(leaf.value, FactReference) for leaf in self.reading[name])
            leaves = self.leaves if linked else self.reading[name]
            self.spent += _cost(leaves)
            facts = dict(self.case.facts)
            found = sample_values(self.case.plan.vocabulary[name], leaves, facts)
            found = [value for value in found if value != facts.get(name)]
            self.values[name] = found if linked else self._told_apart(name, found)
        return self.values[name]

    def _told_apart(self, name: str, values: list[Value]) -> list[Value]:
        reading = self.reading[name]
        cost = _cost(reading)
        found: dict[tuple[bool | None, ...], Value] = {}
        for value in values:
            if self.spent > self.allowance:
                break
            self.spent += cost
            found.setdefault(tuple(compare(leaf, {name: value}) for leaf in reading), value)
        return list(found.values())


def _cost(leaves: Iterable[Comparison]) -> int:
    return sum(1 + len(leaf.value) // LISTED if isinstance(leaf.value, tuple) else 1 for leaf in leaves)
