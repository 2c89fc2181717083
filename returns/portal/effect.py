"""What the last inspection changed: the decision before it beside the one after it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from returns.models.case import ReturnCase
from returns.models.decision import Decision
from returns.models.event import Event
from returns.readjudicating import difference
from rules.desk.impact import Told, Words

TOLD_KINDS = frozenset({"guarantee", "block", "review", "recommendation"})
"""What concerns a seller; items are the customer's, and the status repeats the verdicts."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the inspection changed; nothing where the facts differ, and what they lead to does not."""

    changes: list[Told]


def read_effect(case: ReturnCase, language: str) -> Effect | None:
    """Return what the seller's last inspection changed (at most 3 queries); None where there was none."""
    events = list(_since_inspection(case))
    if not events:
        return None
    after = next((event.decision for event in reversed(events) if event.decision_id), None)
    if after is None:
        return Effect([])
    first = events[-1]
    before = Decision.objects.filter(case=case, events__pk__lt=first.pk).select_related("record").order_by("pk").last()
    words = Words(language)
    return Effect([words.told(change) for change in difference(before, after) if change.kind in TOLD_KINDS])


def _since_inspection(case: ReturnCase) -> Iterator[Event]:
    """The last inspection and the decision that followed it, the last first."""
    kinds = (Event.Kind.INSPECTED, Event.Kind.DECIDED)
    events = case.events.filter(kind__in=kinds).select_related("decision__record").order_by("-pk")[:20]
    found = []
    for event in events:
        found.append(event)
        if event.kind == Event.Kind.INSPECTED:
            yield from found
            return
