"""What the catalogue calls the codes that rules conclude with, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from returns.models.catalogue import Carrier, EvidenceItem, Ground, Guarantee, Resolution
from returns.models.catalogue.rows import LabelledRow
from returns.workflow import TRANSITIONS


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by code, in the catalogue's order; a code that it lacks has none."""

    guarantees: Mapping[str, str]
    grounds: Mapping[str, str]
    items: Mapping[str, str]
    resolutions: Mapping[str, str]

    def for_sentences(self) -> dict[str, str]:
        """Return what ``Outcome.explain`` takes: grounds are left out, for it says them in sentences of its own."""
        return {**self.resolutions, **self.items, **self.guarantees}

    def for_effects(self) -> dict[str, str]:
        """Return what ``rules.sentences.effect_sentence`` takes, steps of the workflow included."""
        transitions = {code: str(row.label) for code, row in TRANSITIONS.items()}
        return {**transitions, **self.grounds, **self.for_sentences()}


def item_names() -> dict[str, str]:
    """Return what evidence items are called, in one query."""
    return _names(EvidenceItem)


def subject_names() -> dict[str, str]:
    """Return what events are about, items and carriers, in two queries."""
    return {**_names(EvidenceItem), **_names(Carrier)}


def catalogue_labels() -> Labels:
    """Return all of them, in four queries."""
    return Labels(_names(Guarantee), _names(Ground), _names(EvidenceItem), _names(Resolution))


def _names(model: type[LabelledRow]) -> dict[str, str]:
    return {row.code: row.label for row in model._default_manager.all()}
