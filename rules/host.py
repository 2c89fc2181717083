"""What the rules desk asks of the application that rules are for; the application registers itself at start-up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured

from rules.people import Person
from rules.vocabulary import CODE_LISTS, Vocabulary


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case of the application: how people call it, and what is known of it, as ``decide`` takes it."""

    reference: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Firings:
    """How often each rule (by key) had a say in the newest decisions by a version, and how many those were."""

    decisions: int
    rules: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NewItem:
    """Something that rules can ask for and that the application does not know yet: texts in every language."""

    code: str
    step: str
    kind: str
    labels: Mapping[str, str]
    instructions: Mapping[str, str]


class Host(Protocol):
    """The application's side: it knows cases, and nothing of how rules are written."""

    def fact_types(self) -> Mapping[str, str]:
        """The facts that the application supplies, each with its type; a vocabulary may hold others besides."""

    def code_names(self) -> Mapping[str, Mapping[str, str]]:
        """What the application calls the codes it knows, in the active language, by list (``CODE_LISTS``) and code.

        A vocabulary may hold others; one that it lacks can be added to it.
        """

    def kept_codes(self) -> Mapping[str, Collection[str]]:
        """The codes that it has now, by list (``CODE_LISTS``) or by the fact whose choices they are.

        A version that names another one there is not published. What is left out, or empty, is not its to know.
        """

    def item_groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The items in the order of the procedure, by step: its name in the active language, and their codes."""

    def item_options(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What an item can be: its ``step`` in the procedure and its ``kind``, codes and names in words."""

    def add_item(self, *, item: NewItem, by: Person) -> None:
        """Make an item known, so that cases can have it; raises ``ValidationError`` by the fields of ``NewItem``."""

    def category_facts(self) -> Mapping[str, Mapping[str, Any]]:
        """The facts that follow from a category of device alone, by its code."""

    def case_facts(self, *, reference: str, reader: Person, vocabulary: Vocabulary) -> CaseFacts:
        """One case that the reader may try rules on, its facts limited to the vocabulary; raises ``LookupError``."""

    def sample_cases(self, *, reader: Person, vocabulary: Vocabulary, limit: int) -> Iterator[CaseFacts]:
        """Some cases that the reader may try rules on, the newest first."""

    def firings(self, *, version_hash: str, limit: int) -> Firings:
        """Which rules the outcomes of the newest decisions by a version name; derivations show in none."""

    def count_readable(self, *, reader: Person) -> int:
        """How many cases ``sample_cases`` can give to the reader."""

    def count_cases(self, *, version_hash: str) -> int:
        """How many cases that are not closed are bound to a version."""

    def move_cases(self, *, from_hashes: frozenset[str], to_hash: str, by: Person) -> int:
        """Bind the cases that are not closed to another version, an event each; how many went over."""


def code_labels(names: Mapping[str, Mapping[str, str]] | None = None) -> Mapping[str, str]:
    """The names of all codes in one mapping, as ``rules.sentences`` takes it; a guarantee's counts most.

    ``names`` are those of ``code_names``, where a caller has them at hand.
    """
    found = get().code_names() if names is None else names
    return {code: name for kind in reversed(CODE_LISTS) for code, name in found.get(kind, {}).items()}


_registered: list[Host] = []


def register(host: Host) -> None:
    """Make the application known; the last one registered counts."""
    _registered[:] = [host]


def get() -> Host:
    """The application; raises ``ImproperlyConfigured`` if none registered."""
    if not _registered:
        raise ImproperlyConfigured("No application registered itself with rules.host.")
    return _registered[0]
