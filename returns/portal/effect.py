"""What the last inspection changed: the decision before it beside the one after it, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from returns.casework.readjudicating import difference
from returns.models.case import ReturnCase
from returns.models.decision import Decision
from returns.models.event import Event
from returns.telling.labels import Labels
from returns.telling.verdicts import GUARANTEE_CHIPS
from returns.workflow import TRANSITIONS
from rules.outcome_changes import Change


@dataclass(frozen=True, slots=True)
class Effect:
    """What the inspection changed, a line each; nothing where the facts differ, and what they lead to does not."""

    changes: list[str]


def read_effect(case: ReturnCase, labels: Labels) -> Effect | None:
    """Return what the seller's last inspection changed (at most 3 queries); None where there was none."""
    events = _since_inspection(case)
    if not events:
        return None
    after = next((event.decision for event in reversed(events) if event.decision_id), None)
    if after is None:
        return Effect([])
    first = events[-1]
    before = Decision.objects.filter(case=case, events__pk__lt=first.pk).select_related("record").order_by("pk").last()
    return Effect(list(_told(difference(before, after), labels)))


def _since_inspection(case: ReturnCase) -> list[Event]:
    """The last inspection and the decision that followed it, the last first; empty where there was none."""
    kinds = (Event.Kind.INSPECTED, Event.Kind.DECIDED)
    events = case.events.filter(kind__in=kinds).select_related("decision__record").order_by("-pk")[:20]
    found: list[Event] = []
    for event in events:
        found.append(event)
        if event.kind == Event.Kind.INSPECTED:
            return found
    return []


def _told(changes: tuple[Change, ...], labels: Labels) -> Iterator[str]:
    """The changes that concern a seller: items are the customer's, and the status repeats the verdicts."""
    kinds: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        kinds[change.kind].append(change)
    for change in kinds["guarantee"]:
        yield _("%(name)s: %(before)s → %(after)s") % {
            "name": labels.guarantees.get(change.code, change.code),
            "before": _verdict(change.before),
            "after": _verdict(change.after),
        }
    steps = {code: _lower(str(row.label)) for code, row in TRANSITIONS.items()}
    yield from _list(kinds["block"], steps, _("Shut from now on: %(names)s"), _("No longer shut: %(names)s"))
    grounds = {code: _lower(name) for code, name in labels.grounds.items()}
    yield from _list(
        kinds["review"], grounds, _("An agent looks at it: %(names)s"), _("No agent needs to look any more: %(names)s")
    )
    advised = {code: _lower(name) for code, name in labels.resolutions.items()}
    yield from _list(
        kinds["recommendation"], advised, _("The rules now advise: %(names)s"), _("No longer advised: %(names)s")
    )


def _list(changes: list[Change], names: Mapping[str, str], new: str, gone: str) -> Iterator[str]:
    for pattern, is_new in ((new, True), (gone, False)):
        codes = [change.code for change in changes if (change.after is not None) == is_new]
        if codes:
            yield pattern % {"names": ", ".join(names.get(code, code) for code in codes)}


def _verdict(code: str | None) -> str:
    return str(GUARANTEE_CHIPS[code].word) if code is not None and code in GUARANTEE_CHIPS else "–"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
