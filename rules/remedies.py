"""What somebody could still change so that a blocker or an exclusion no longer applies."""

from collections.abc import Iterator
from itertools import combinations, product

from .case import DecidedCase, settle
from .conditions import Comparison, facts_read, leaves
from .document import Rule
from .evaluate import truth_of
from .outcome import Remedy
from .samples import sample_values
from .strata import Derivations
from .values import Value

MAX_SETS = 5
MAX_FACTS = 3
MAX_TRIALS = 20_000


def find_remedies(case: DecidedCase) -> tuple[Remedy, ...]:
    """The remedies by rule; a rule that nobody can stop is left out, and so is all when the engines failed."""
    if case.failure:
        return ()
    found = ((rule.key, tuple(_Search(case, rule).sets())) for rule in sorted(_stoppable(case), key=lambda r: r.key))
    return tuple(Remedy(key, sets) for key, sets in found if sets)


def _stoppable(case: DecidedCase) -> Iterator[Rule]:
    pending = (rule for rule in case.pending if rule.pending == "apply")
    yield from (rule for rule in (*case.fired, *pending) if rule.kind in ("blocker", "exclusion"))


class _Search:
    """Tries sets of changeable facts, smallest first, by the reference meaning of the rule and what it derives from."""

    def __init__(self, case: DecidedCase, rule: Rule) -> None:
        self.case = case
        self.rule = rule
        self.derivations: dict[str, Derivations] = {}
        self.inputs: set[str] = set()
        self.leaves: list[Comparison] = []
        self._collect(rule)
        self.trials = 0

    def _collect(self, rule: Rule) -> None:
        """The inputs and comparisons behind a rule; derivations end up after those that they read."""
        if rule.when is None:
            return
        self.leaves += leaves(rule.when)
        for name in sorted(facts_read(rule.when)):
            if name not in self.case.plan.derivations:
                self.inputs.add(name)
            elif name not in self.derivations:
                for derivation in self.case.plan.derivations[name].rules:
                    self._collect(derivation)
                self.derivations[name] = self.case.plan.derivations[name]

    def sets(self) -> list[tuple[str, ...]]:
        vocabulary = self.case.plan.vocabulary
        changeable = sorted(name for name in self.inputs if vocabulary[name].changeable_by)
        values = {name: self.values(name) for name in changeable}
        found: list[tuple[str, ...]] = []
        for size in range(1, MAX_FACTS + 1):
            for names in combinations(changeable, size):
                if any(set(smaller) <= set(names) for smaller in found):
                    continue
                if any(
                    self.stops(dict(zip(names, chosen, strict=True)))
                    for chosen in product(*(values[name] for name in names))
                ):
                    found.append(names)
                if len(found) == MAX_SETS or self.trials > MAX_TRIALS:
                    return found
        return found

    def values(self, name: str) -> list[Value]:
        known = dict(self.case.facts)
        now = known.get(name)
        return [value for value in sample_values(self.case.plan.vocabulary[name], self.leaves, known) if value != now]

    def stops(self, changes: dict[str, Value]) -> bool:
        self.trials += 1
        if self.trials > MAX_TRIALS:
            return False
        facts = {name: value for name, value in self.case.facts.items() if name not in self.derivations} | changes
        for derivations in self.derivations.values():
            truths = [(rule, truth_of(rule.condition, facts)) for rule in derivations.rules]
            value, _tied = settle(
                derivations,
                [rule for rule, truth in truths if truth],
                [rule for rule, truth in truths if truth is None],
            )
            if value is not None:
                facts[derivations.fact] = value
        return truth_of(self.rule.condition, facts) is False
