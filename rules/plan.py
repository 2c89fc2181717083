"""What is the same for every case of a rulebook: its enabled rules by stratum, what each adds, who excludes what."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from .conditions import facts_read
from .document import Rule, RulebookDocument
from .levers import Levers
from .outcome import COVERED, UNGUARDED, Guarantee
from .pieces import Pieces, rank
from .strata import Derivations, Stratum, derivations_of, stratify
from .vocabulary import Vocabulary


class Plan:
    """A document made ready: ``rules`` are the enabled ones, ``all_rules`` all; both by key.

    ``ranked`` are the enabled ones in the order of ``rules.pieces``, where a rule's place is its rank; ``pieces`` are
    what they add to an outcome.
    """

    def __init__(self, document: RulebookDocument, digest: str) -> None:
        self.code = document.code
        self.hash = digest
        self.vocabulary: Vocabulary = document.vocabulary
        self.all_rules = document.rules
        self.rules = tuple(rule for rule in document.rules if rule.enabled)
        self.ranked = tuple(sorted(self.rules, key=rank))
        self.pieces = Pieces(self.ranked)
        self.ranks = {rule.key: place for place, rule in enumerate(self.ranked)}
        self.strata: tuple[Stratum, ...] = stratify(self.rules, document.vocabulary)
        self.derivations: dict[str, Derivations] = derivations_of(self.rules, document.vocabulary)
        self.derived = tuple(sorted(self.derivations))
        self._exclusions: dict[str, list[Rule]] = {name: [] for name in document.vocabulary.guarantees}
        for rule in self.rules:
            for name in rule.effect.guarantees:
                self._exclusions[name].append(rule)
        self._always = {
            name: COVERED if any(not rule.dates for rule in rules) else UNGUARDED
            for name, rules in self._exclusions.items()
        }
        self._dated = [name for name, verdict in self._always.items() if verdict is UNGUARDED]

    @cached_property
    def levers(self) -> Levers:
        """What could be changed behind each fact; only remedies ask for it."""
        return Levers(self.strata, self.vocabulary)

    @cached_property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """The facts that each enabled rule reads, by its key; the dates apart."""
        return {rule.key: facts_read(rule.when) if rule.when is not None else frozenset() for rule in self.rules}

    def guarantees(self, on: date) -> dict[str, Guarantee]:
        """Each guarantee where no exclusion applies or waits.

        It is covered if an exclusion of it is in effect: without one, nobody has said what it covers.
        """
        found = dict(self._always)
        for name in self._dated:
            if any(rule.in_effect(on) for rule in self._exclusions[name]):
                found[name] = COVERED
        return found
