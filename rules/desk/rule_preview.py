"""What a rule would say: itself as a plain sentence, and its messages to the people of a sample case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rules import host
from rules.conditions import facts_read
from rules.conditions import parse_condition as parsed
from rules.desk.rule_fields import RuleDraft
from rules.faults import ConditionError, FactError
from rules.models import Version
from rules.parts import Sentence
from rules.people import Person
from rules.sentences import sentence
from rules.shapes import LANGUAGES
from rules.translation import DEFAULT_LANGUAGE, in_language
from rules.values import Value
from rules.vocabulary import Fact, Vocabulary
from rules.wording import fact_name, fill


@dataclass(frozen=True, slots=True)
class Sample:
    """The facts that messages are shown for, and what they are of."""

    name: str
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Preview:
    """A message for the sample, in one language."""

    language: str
    text: str


def sample_of(version: Version, person: Person, vocabulary: Vocabulary) -> Sample:
    """The newest case that the person may see, else the first example of the version, else no facts at all."""
    for case in host.get().sample_cases(reader=person, vocabulary=vocabulary, limit=1):
        return Sample(case.reference, _known(case.facts, vocabulary))
    if example := version.examples.order_by("key").first():
        title = in_language(example.titles, get_language() or DEFAULT_LANGUAGE) or example.key
        return Sample(_("example “%(title)s”") % {"title": title}, _known(example.facts, vocabulary))
    return Sample(_("no case"), {})


def _known(facts: Mapping[str, Any], vocabulary: Vocabulary) -> Mapping[str, Value]:
    try:
        return vocabulary.read_facts(facts)[0]
    except FactError:  # the facts may be older than the vocabulary
        return {}


def previews(draft: RuleDraft, sample: Sample) -> list[Preview]:
    """The messages with their placeholders filled, in every language; empty where there is none."""
    found = []
    for language in LANGUAGES:
        text = draft.text(f"message_{language}")
        try:
            found.append(Preview(language, fill(text, draft.vocabulary, sample.facts, language)))
        except KeyError:  # a placeholder that is no fact is told as a fault
            found.append(Preview(language, text))
    return found


def plain(draft: RuleDraft, labels: Mapping[str, str]) -> Sentence:
    """The rule as one sentence in the reader's language."""
    return sentence(draft.document(), draft.vocabulary, draft.language, labels)


def placeholders(draft: RuleDraft) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The facts that messages may name, with their labels: those that the condition reads, and all others."""
    read = _read(draft)
    named = [_named(fact, draft.language) for fact in draft.vocabulary]
    return [entry for entry in named if entry[0] in read], [entry for entry in named if entry[0] not in read]


def _named(fact: Fact, language: str) -> tuple[str, str]:
    return fact.name, fact_name(fact, language)


def _read(draft: RuleDraft) -> frozenset[str]:
    try:
        return facts_read(parsed(draft.condition.when)) if draft.condition.when else frozenset()
    except ConditionError:
        return frozenset()
