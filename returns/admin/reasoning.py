"""Why a decision is what it is: sentences, trace, facts, what is missing, what could lift it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from returns.telling.labels import Labels
from returns.telling.retelling import Retelling
from rules.desk.reasons import Fate, reasons
from rules.explain import explain_sections
from rules.trace_words import supplier_name
from rules.wording import fact_name, fact_question, value_name


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact, its value in words, and who gives it."""

    name: str
    label: str
    value: str
    supplier: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A fact that could still change the outcome; ``was_asked``: somebody does not know, so nobody is asked twice."""

    question: str
    supplier: str
    was_asked: bool
    rules: list[str]


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A rule that applies, and the ways in which people could still change that."""

    rule: str
    ways: list[str]


class Reasoning:
    """The reasoning of one decision that has not been erased."""

    def __init__(self, told: Retelling, labels: Labels) -> None:
        self.told = told
        self.labels = labels

    @cached_property
    def is_repeatable(self) -> bool:
        """Whether the same rules still give the stored outcome, so that there is a trace to show."""
        return self.told.again is not None

    @cached_property
    def sections(self) -> dict[str, list[str]]:
        """The explanation, by what it is about."""
        again = self.told.again
        return explain_sections(again, self.told.language, self.labels.for_sentences()) if again else {}

    @cached_property
    def trace(self) -> list[Fate]:
        """Every rule, by how it fared."""
        again = self.told.again
        if again is None:
            return []
        return reasons(again.trace, self.told.vocabulary, self.told.language, self.labels.for_effects())

    @cached_property
    def rules_traced(self) -> int:
        """How many rules the trace shows."""
        return sum(len(group.rules) for group in self.trace)

    @cached_property
    def facts(self) -> list[FactLine]:
        """The facts that were given or worked out, in the order of the vocabulary."""
        return list(self._facts())

    @cached_property
    def missing(self) -> list[MissingLine]:
        """The facts that could still change the outcome, each with whom to ask."""
        return [
            MissingLine(
                question=self._question(entry["fact"]),
                supplier=self._supplier(entry["fact"]),
                was_asked=entry["asked"],
                rules=[self.told.title(rule) for rule in entry["rules"]],
            )
            for entry in self.told.outcome["missing"]
        ]

    @cached_property
    def remedies(self) -> list[RemedyLine]:
        """What could still be changed."""
        return [
            RemedyLine(
                rule=self.told.title(entry["rule"]),
                ways=[_(" and ").join(self.told.fact(name) for name in names) for names in entry["sets"]],
            )
            for entry in self.told.outcome["remedies"]
        ]

    def _facts(self) -> Iterator[FactLine]:
        language = self.told.language
        named = {*self.told.facts, *self.told.outcome["derived"]}
        for fact in self.told.vocabulary:
            if fact.name in named:
                value = self.told.known.get(fact.name)
                yield FactLine(
                    name=fact.name,
                    label=fact_name(fact, language),
                    value=value_name(fact, value, language),
                    supplier=supplier_name(fact, language),
                    is_known=value is not None,
                )

    def _question(self, name: str) -> str:
        fact = self.told.vocabulary.facts.get(name)
        return fact_question(fact, self.told.language) if fact else name

    def _supplier(self, name: str) -> str:
        fact = self.told.vocabulary.facts.get(name)
        return supplier_name(fact, self.told.language) if fact else ""
