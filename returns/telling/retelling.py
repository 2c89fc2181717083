"""A stored decision told again to people who look at it: its outcome, the reasons in words, the trace.

Nothing here decides: what is shown is what was stored. Sentences and trace are worked out again from the stored
facts by the version that decided; where that no longer gives the stored outcome, there is no trace to show.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from returns.ledger.canonical import Json, dumps
from returns.models.decision import Decision, DecisionRecord
from rules import FactError, Outcome, Rulebook, Vocabulary
from rules.document import Rule
from rules.registry import DocumentAltered, UnknownHash, compiled_book
from rules.translation import in_language
from rules.values import Value
from rules.vocabulary import CHANGERS
from rules.wording import fact_name, fill

logger = logging.getLogger("returns.telling.retelling")

EMPTY = Vocabulary(())


@dataclass(frozen=True)
class Retelling:
    """One decision in one language; ``book`` is None where its version can't be read any more."""

    facts: Mapping[str, Json]
    outcome: Mapping[str, Any]
    book: Rulebook | None = field(repr=False)
    language: str

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that the facts are named by."""
        return self.book.vocabulary if self.book else EMPTY

    @cached_property
    def known(self) -> Mapping[str, Value]:
        """The known facts in canonical form, derived ones included; none where they can't be read."""
        try:
            return self.vocabulary.read_facts({**self.facts, **self.outcome["derived"]})[0]
        except FactError:
            return {}

    @cached_property
    def again(self) -> Outcome | None:
        """The outcome worked out again, with its trace; None where it is not the stored one."""
        if self.book is None:
            return None
        try:
            outcome = self.book.decide(self.facts)
        except Exception:
            logger.exception("rulebook %s could not be applied again", self.book.hash)
            return None
        return outcome if dumps(outcome.as_json()) == dumps(dict(self.outcome)) else None

    def reason(self, rule: str) -> str:
        """Return what a rule says to people of this case, else its title."""
        message = self._message(rule)
        return fill(message, self.vocabulary, self.known, self.language) or self.title(rule)

    def public_reason(self, rule: str) -> str:
        """Return the same where everybody may read it: a message that repeats somebody's words gives way."""
        message = self._message(rule)
        repeats = any(f"{{{fact.name}}}" in message for fact in self.vocabulary if fact.type == "text")
        return self.title(rule) if repeats else self.reason(rule)

    def title(self, rule: str) -> str:
        """Return the title of a rule, else its key."""
        found = self._rules.get(rule)
        return (in_language(dict(found.title), self.language) if found else "") or rule

    def question(self, rule: str) -> str:
        """Return what a review asks an agent, else the rule's title."""
        found = self._rules.get(rule)
        question = in_language(dict(found.effect.question), self.language) if found else ""
        return fill(question, self.vocabulary, self.known, self.language) or self.title(rule)

    def fact(self, name: str) -> str:
        """Return the label of a fact, else its name."""
        return fact_name(self.vocabulary[name], self.language) if name in self.vocabulary else name

    def facts_named(self, names: Iterable[str]) -> str:
        """Return the labels of the facts, each once: of those that somebody can be asked for, if there are any."""
        known = [name for name in names if name in self.vocabulary]
        asked = [name for name in known if self.vocabulary[name].supplier in CHANGERS]
        return ", ".join(dict.fromkeys(self.fact(name) for name in asked or known))

    def _message(self, rule: str) -> str:
        found = self._rules.get(rule)
        return in_language(dict(found.message), self.language) if found else ""

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return {rule.key: rule for rule in self.book.rules} if self.book else {}


def retell(decision: Decision, language: str) -> Retelling | None:
    """Return the decision as it can be told; None once its texts have been erased."""
    try:
        record: DecisionRecord = decision.record
    except ObjectDoesNotExist:
        return None
    return Retelling(
        json.loads(record.facts), json.loads(record.outcome), readable_book(decision.version_hash), language
    )


def readable_book(version_hash: str) -> Rulebook | None:
    """Return the compiled version of this hash; None where there is none, or its document was altered."""
    try:
        return compiled_book(version_hash)
    except (UnknownHash, DocumentAltered):
        logger.warning("rulebook version %s can't be read", version_hash)
        return None
