"""What could be changed behind each fact, and in which order derived facts follow: the same for every case."""

from collections.abc import Iterable
from itertools import chain

from .conditions import Comparison, facts_read, leaves
from .document import Rule
from .strata import Derivations, Stratum
from .vocabulary import Vocabulary

_NONE: frozenset[str] = frozenset()


class Levers:
    """The inputs of a rulebook's derivations, derived facts expanded, in the order of chaining."""

    def __init__(self, strata: Iterable[Stratum], vocabulary: Vocabulary) -> None:
        self._order = {entry.fact: entry for stratum in strata for entry in stratum.settles}
        self._changeable = frozenset(fact.name for fact in vocabulary if fact.changeable_by)
        self._behind: dict[str, frozenset[str]] = {}
        self._needs: dict[str, frozenset[str]] = {}
        self._leaves: dict[str, tuple[Comparison, ...]] = {}
        for entry in self._order.values():
            read = _union(facts_read(rule.when) for rule in entry.rules if rule.when is not None)
            derived = read & self._order.keys()
            self._behind[entry.fact] = _union(map(self.behind, read))
            self._needs[entry.fact] = _union(map(self._needs.__getitem__, derived)) | derived
            self._leaves[entry.fact] = _leaves(entry.rules)

    def behind(self, name: str) -> frozenset[str]:
        """The facts that somebody could change to change this one: itself, or what it derives from."""
        if name in self._order:
            return self._behind[name]
        return frozenset({name}) if name in self._changeable else _NONE

    def derivations(self, rule: Rule) -> tuple[Derivations, ...]:
        """What must be derived anew, first to last, to evaluate the rule."""
        derived = self._order.keys() & (facts_read(rule.when) if rule.when is not None else _NONE)
        needed = _union(map(self._needs.__getitem__, derived)) | derived
        return tuple(entry for name, entry in self._order.items() if name in needed)

    def leaves(self, rule: Rule) -> list[Comparison]:
        """The comparisons of the rule and of everything that it derives from."""
        own = _leaves((rule,))
        return [*own, *chain.from_iterable(self._leaves[entry.fact] for entry in self.derivations(rule))]


def _leaves(rules: Iterable[Rule]) -> tuple[Comparison, ...]:
    return tuple(leaf for rule in rules if rule.condition is not None for leaf in leaves(rule.condition))


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)
