"""Whether a condition can be true at all: for warnings, so it errs towards "it can"."""

from collections import defaultdict

from .conditions import All, Any, Comparison, Condition, FactReference, Not
from .evaluate import compare
from .operators import OPERATORS
from .samples import sample_values
from .values import Value
from .vocabulary import Vocabulary

SAMPLED = frozenset({"boolean", "choice", "integer", "decimal", "date"})
# About two seconds for a document, and a twentieth of one for a question.
MAX_COMPARISONS = 1_500_000
MAX_QUESTION = 100_000
# Entries of a list that are looked through in the time of one comparison.
LISTED = 20
Claim = tuple[Comparison, bool]


class Contradictions:
    """Answers one document's questions, within a number of comparisons; past it, nothing can be told."""

    def __init__(self, vocabulary: Vocabulary, comparisons: int = MAX_COMPARISONS) -> None:
        self.vocabulary = vocabulary
        self._left = comparisons
        self._stop = 0

    def can_hold(self, *conditions: Condition | None) -> bool | None:
        """Whether all the conditions could be true of one case; None where that takes too long to tell."""
        if self._left <= 0:
            return None
        self._stop = max(0, self._left - MAX_QUESTION)
        found = self._possible([(condition, True) for condition in conditions if condition is not None], [])
        return found if self._left > self._stop else None

    def _possible(self, wanted: list[tuple[Condition, bool]], claims: list[Claim]) -> bool:
        claims = list(claims)
        choices: list[list[tuple[Condition, bool]]] = []
        stack = list(wanted)
        while stack:
            condition, truth = stack.pop()
            match condition:
                case Comparison():
                    claims.append((condition, truth))
                case Not(child):
                    stack.append((child, not truth))
                case All(children) | Any(children):
                    parts = [(child, truth) for child in children]
                    if isinstance(condition, All) is truth:
                        stack += parts
                    else:
                        choices.append(parts)
        self._left -= len(claims)
        return self._consistent(claims) and all(
            any(self._possible([part], claims) for part in parts) for parts in choices
        )

    def _consistent(self, claims: list[Claim]) -> bool:
        by_fact: defaultdict[str, list[Claim]] = defaultdict(list)
        for leaf, truth in claims:
            if not isinstance(leaf.value, FactReference):
                by_fact[leaf.fact].append((leaf, truth))
        return all(self._has_value(name, found) for name, found in by_fact.items())

    def _has_value(self, name: str, claims: list[Claim]) -> bool:
        fact = self.vocabulary[name]
        if all(OPERATORS[leaf.operator].of_unknown is truth for leaf, truth in claims):
            return True
        if fact.type not in SAMPLED:
            return not any(leaf.operator == ("isUnknown" if truth else "isKnown") for leaf, truth in claims)
        self._left -= sum(len(leaf.value) if isinstance(leaf.value, tuple) else 1 for leaf, _truth in claims)
        if self._left <= self._stop:
            return True
        values = sample_values(fact, (leaf for leaf, _truth in claims))
        return any(self._fits(name, value, claims) for value in values)

    def _fits(self, name: str, value: Value, claims: list[Claim]) -> bool:
        """Whether the value makes every claim come true, or there is no time left to tell."""
        facts = {name: value}
        for leaf, truth in claims:
            self._left -= 1 + len(leaf.value) // LISTED if isinstance(leaf.value, tuple) else 1
            if self._left <= self._stop:
                return True
            if compare(leaf, facts) is not truth:
                return False
        return True
