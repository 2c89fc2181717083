"""What is the same for every case of a rulebook: its enabled rules by stratum, what each adds, who excludes what."""

from datetime import date
from functools import cached_property

from .document import Rule, RulebookDocument
from .levers import Levers
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
        self._guarded = frozenset(
            name for name, rules in self._exclusions.items() if any(not rule.dates for rule in rules)
        )

    @cached_property
    def levers(self) -> Levers:
        """What could be changed behind each fact; only remedies ask for it."""
        return Levers(self.strata, self.vocabulary)

    def is_guarded(self, guarantee: str, on: date) -> bool:
        """Whether an exclusion of the guarantee is in effect: without one, nobody has said what it covers."""
        return guarantee in self._guarded or any(rule.in_effect(on) for rule in self._exclusions[guarantee])
