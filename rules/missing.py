"""Which unknown facts could still change the outcome, and which rules need them.

A fact that nobody is asked for on a device of the case's category is not among them: it stays unknown, and so does
whatever waits for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from .case import DecidedCase, would_change
from .competition import could_change
from .document import Rule
from .evaluate import undecided
from .outcome import Missing
from .strata import Derivations
from .vocabulary import CATEGORY

_NONE = frozenset[str]()


def find_missing(case: DecidedCase) -> tuple[Missing, ...]:
    """The facts by name, each with the rules that need it; empty where the engines failed."""
    needed: defaultdict[str, set[str]] = defaultdict(set)
    if not case.failure:
        inputs = UndecidedInputs(case)
        for rule in _open_rules(case, inputs):
            for name in inputs.of(rule):
                needed[name].add(rule.key)
    return tuple(Missing(name, name in case.asked, tuple(sorted(needed[name]))) for name in sorted(needed))


def _open_rules(case: DecidedCase, inputs: "UndecidedInputs") -> Iterator[Rule]:
    """The pending rules that could still change the outcome, whatever their policy."""
    yield from (rule for rule in case.pending if rule.kind not in ("requirement", "derivation"))
    fired, pending = _by_target(case.fired), _by_target(case.pending)
    for target, rules in pending.items():
        if rules[0].kind == "requirement":
            yield from could_change(fired.get(target, []), rules)
        else:
            yield from inputs.open_derivations(case.plan.derivations[rules[0].effect.fact])


def _by_target(rules: Iterable[Rule]) -> dict[tuple[str, str], list[Rule]]:
    """The rules that compete with one another: by the item or the derived fact that they are about."""
    found: defaultdict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.kind in ("requirement", "derivation"):
            found[rule.effect.item, rule.effect.fact].append(rule)
    return found


class UndecidedInputs:
    """The unknown facts behind the pending rules of a case, each derived one replaced by what it is derived from.

    A derived fact that nothing can settle any more (no rule waits, or two contradict each other) stays itself.
    """

    def __init__(self, case: DecidedCase) -> None:
        self.case = case
        self._found: dict[str, frozenset[str]] = {}
        unasked = case.plan.vocabulary.unasked
        self._unasked = unasked.get(case.facts.get(CATEGORY), _NONE) if unasked else _NONE

    def of(self, rule: Rule) -> frozenset[str]:
        """The facts that could decide a pending rule, those that nobody is asked for left out."""
        found = self._found.get(rule.key)
        if found is None:
            found = self._found[rule.key] = self._replaced(self._undecided(rule)) - self._unasked
        return found

    def _undecided(self, rule: Rule) -> frozenset[str]:
        """What could decide the rule; something must, so that one fact alone need not be tried."""
        unknown = self.case.plan.reads[rule.key].difference(self.case.facts)
        return unknown if len(unknown) == 1 else undecided(rule.when, self.case.facts)

    def _replaced(self, names: frozenset[str]) -> frozenset[str]:
        if names.isdisjoint(self.case.plan.derivations):
            return names
        return _replaced(names, self._behind)

    @cached_property
    def _behind(self) -> dict[str, frozenset[str]]:
        """What stands behind each unknown derived fact; in the order of chaining, so that each is expanded once."""
        found: dict[str, frozenset[str]] = {}
        for stratum in self.case.plan.strata:
            for derivations in stratum.settles:
                if derivations.fact not in self.case.facts:
                    rules = self.open_derivations(derivations)
                    names = _union(undecided(rule.when, self.case.facts) for rule in rules)
                    found[derivations.fact] = _replaced(names, found) or frozenset({derivations.fact})
        return found

    def open_derivations(self, derivations: Derivations) -> list[Rule]:
        """The pending rules for one derived fact that could still change its value."""
        fired, pending = self._derivations.get(derivations.fact, ([], []))
        top = max((rule.priority for rule in fired), default=None)
        values = {rule.effect.value for rule in fired if rule.priority == top}
        if len(values) > 1:
            return [rule for rule in pending if top is not None and rule.priority > top]
        value = values.pop() if values else derivations.default
        contrary = [rule for rule in pending if would_change(rule, value, top)]
        weakest = min((rule.priority for rule in contrary), default=None)
        if weakest is None:
            return []
        # One that gives the same value counts if it would silence a waiting one that gives another.
        return [
            rule
            for rule in pending
            if would_change(rule, value, top)
            or (rule.effect.value == value and rule.priority >= weakest and (top is None or rule.priority > top))
        ]

    @cached_property
    def _derivations(self) -> dict[str, tuple[list[Rule], list[Rule]]]:
        found: defaultdict[str, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
        for side, rules in enumerate((self.case.fired, self.case.pending)):
            for rule in rules:
                if rule.kind == "derivation":
                    found[rule.effect.fact][side].append(rule)
        return found


def _replaced(names: Iterable[str], behind: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return _union(behind.get(name, frozenset({name})) for name in names)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)
