"""An outcome as the desk shows it: chips, sentences with the rule behind each, what is missing, what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rules import host
from rules.desk.reasons import Fate, reasons
from rules.outcome import Outcome
from rules.trace_words import supplier_name
from rules.translation import in_language
from rules.wording import code_name, fact_name, fact_question, fill

STATUSES: Mapping[str, tuple[str, Promise]] = {
    "decided": ("covered", pgettext_lazy("outcome", "Decided")),
    "undetermined": ("undetermined", gettext_lazy("To be determined")),
    "needs_review": ("review", gettext_lazy("To review")),
}
VERDICTS: Mapping[str, Promise] = {
    "covered": pgettext_lazy("guarantee", "Covered"),
    "excluded": pgettext_lazy("guarantee", "Excluded"),
    "undetermined": gettext_lazy("To be determined"),
}
ITEMS: Mapping[str, Promise] = {
    "required": gettext_lazy("Asked for"),
    "undetermined": gettext_lazy("To be determined"),
    "waived": gettext_lazy("Not asked for"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the rule that says so (``rule`` is its key, empty where no rule does)."""

    text: str
    rule: str = ""
    title: str = ""
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one guarantee: ``tone`` is that of its chip."""

    name: str
    tone: str
    word: str | Promise
    grounds: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items of one status."""

    status: str
    label: str | Promise
    items: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that could still change the outcome, and whom to ask."""

    fact: str
    text: str
    supplier: str
    is_asked: bool


class OutcomeView:
    """An outcome in the reader's language; each part is worked out when the page comes to it."""

    def __init__(self, outcome: Outcome, language: str, labels: Mapping[str, str] | None = None) -> None:
        self.outcome = outcome
        self.language = language
        self.labels = host.code_labels() if labels is None else labels
        self.vocabulary = outcome.case.plan.vocabulary
        self._rules = {rule.key: rule for rule in outcome.case.plan.all_rules}

    @property
    def status(self) -> tuple[str, Promise]:
        """The tone and the word of the status."""
        return STATUSES[self.outcome.status]

    @property
    def verdicts(self) -> list[Verdict]:
        """One a guarantee, in the order of the vocabulary."""
        return [
            Verdict(
                self._name(code),
                found.verdict,
                VERDICTS[found.verdict],
                tuple(self._told(self._name(ground.ground), ground.rule) for ground in found.grounds),
            )
            for code, found in self.outcome.guarantees.items()
        ]

    @property
    def reviews(self) -> list[Told]:
        """The questions for an agent."""
        return [self._told(self._question(review.rule, review.ground), review.rule) for review in self.outcome.reviews]

    @property
    def blocks(self) -> list[Told]:
        """What the case may not do, and why."""
        return [
            self._told(self._name(block.transition), block.rule, is_pending=block.pending)
            for block in self.outcome.blocks
        ]

    @property
    def items(self) -> list[ItemList]:
        """The items by status, those asked for first."""
        found = sorted(self.outcome.items.items())
        lists = (
            ItemList(
                status,
                label,
                tuple(self._told(self._name(code), item.rule) for code, item in found if item.status == status),
            )
            for status, label in ITEMS.items()
        )
        return [entry for entry in lists if entry.items]

    @property
    def recommendations(self) -> list[Told]:
        """The resolutions that are proposed."""
        return [
            self._told(self._name(entry.resolution), entry.rule, is_pending=entry.pending)
            for entry in self.outcome.recommendations
        ]

    @property
    def missing(self) -> list[Question]:
        """The facts that could still change the outcome."""
        facts = ((self.vocabulary[entry.fact], entry.asked) for entry in self.outcome.missing)
        return [
            Question(
                fact.name, fact_question(fact, self.language), supplier_name(fact, self.language), is_asked=is_asked
            )
            for fact, is_asked in facts
        ]

    @property
    def remedies(self) -> list[Told]:
        """What somebody could still change, and which rule would then stop."""
        return [self._told(_("; or ").join(self._ways(entry.sets)), entry.rule) for entry in self.outcome.remedies]

    @cached_property
    def reasons(self) -> list[Fate]:
        """Every rule, with the tree of its condition."""
        return reasons(self.outcome.trace, self.vocabulary, self.language, self.labels)

    def _ways(self, sets: Iterable[Iterable[str]]) -> Iterator[str]:
        for names in sets:
            yield _(" and ").join(fact_name(self.vocabulary[name], self.language) for name in names)

    def _name(self, code: str) -> str:
        return code_name(code, self.language, self.labels)

    def _question(self, key: str | None, ground: str) -> str:
        if key is None:
            return self._name(ground)
        question = in_language(dict(self._rules[key].effect.question), self.language)
        return fill(question, self.vocabulary, self.outcome.case.facts, self.language) or self._name(ground)

    def _told(self, text: str, key: str | None, *, is_pending: bool = False) -> Told:
        title = in_language(dict(self._rules[key].title), self.language) if key else ""
        return Told(text, key or "", title or key or "", is_pending)
