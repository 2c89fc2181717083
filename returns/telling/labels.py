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


def subject_names(items: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what events are about, carriers and items; ``items`` are their names where the caller has read them."""
    return {**(item_names() if items is None else items), **_names(Carrier)}


def catalogue_labels() -> Labels:
    """Return all of them, in four queries."""
    return Labels(_names(Guarantee), _names(Ground), _names(EvidenceItem), _names(Resolution))


def _names(model: type[LabelledRow]) -> dict[str, str]:
    # No row is built: a page names a hundred codes. The manager falls back to French where a label has no English.
    return dict(model._default_manager.values_list("code", "label"))
