"""What happened to a case, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from returns.guide.progress import KEPT
from returns.models import Event, Evidence, Statement
from returns.workflow import TRANSITIONS, Audience, State

ROUTINE_KINDS = frozenset({Event.Kind.EVIDENCE, Event.Kind.STATED, Event.Kind.SHIPPING, Event.Kind.DECIDED})
"""What comes in dozens while a customer prepares a return."""
KEY_KINDS = frozenset({Event.Kind.OPENED, Event.Kind.TRANSITION, Event.Kind.INSPECTED, Event.Kind.ERASED})


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history; ``is_key``: the case stands elsewhere since; ``is_routine``: one of many alike."""

    at: datetime
    name: str
    subject: str
    to_state: str
    who: str
    note: str
    decision_id: int | None
    is_key: bool
    is_note: bool = False
    is_routine: bool = False


EVIDENCE_NAMES: Mapping[str, Promise] = {
    "": gettext_lazy("Evidence handed in"),
    Evidence.Status.ACCEPTED: gettext_lazy("Evidence accepted"),
    Evidence.Status.REFUSED: gettext_lazy("Evidence refused"),
    Evidence.Status.WITHDRAWN: gettext_lazy("Evidence withdrawn"),
    KEPT: gettext_lazy("Photo kept as it is"),
}
"""What became of a piece of evidence, by what its event says after the item."""


def event_name(event: Event) -> str:
    """Return the step that was taken, what became of a piece of evidence, else the kind of event."""
    if row := TRANSITIONS.get(event.transition):
        return str(row.label)
    if event.kind == Event.Kind.EVIDENCE:
        _code, _separator, status = event.subject.partition(": ")
        return str(EVIDENCE_NAMES.get(status, _capital(event.get_kind_display())))
    return _capital(event.get_kind_display())


def happening(event: Event, names: Mapping[str, str]) -> Happening:
    """Return an event in words; ``names`` has what codes are called."""
    return Happening(
        at=event.at,
        name=event_name(event),
        subject=event_subject(event, names),
        to_state=str(State(event.to_state).label) if event.to_state else "",
        who=_who(event),
        note=_note(event),
        decision_id=event.decision_id,
        is_key=event.kind in KEY_KINDS,
        is_note=event.kind == Event.Kind.NOTED,
        is_routine=event.kind in ROUTINE_KINDS and not event.subject.endswith(f": {Evidence.Status.REFUSED}"),
    )


def _who(event: Event) -> str:
    if event.is_by_rules:
        return gettext("the rules")
    return str(event.actor) if event.actor else event.get_audience_display()


def event_subject(event: Event, names: Mapping[str, str]) -> str:
    """Return what an event is about; its code may be followed by what became of it, which its name says."""
    code, _separator, _status = event.subject.partition(": ")
    if event.kind == Event.Kind.STATED and code in Statement.Source:
        return str(Statement.Source(code).label)
    if event.kind in (Event.Kind.REQUESTED, Event.Kind.MESSAGE) and code in Audience:
        return str(Audience(code).label)
    return names.get(code, code)


def _note(event: Event) -> str:
    try:
        text: str = event.note.text
    except ObjectDoesNotExist:
        return ""
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
