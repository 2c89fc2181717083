"""What happened to a case, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext

from returns.models import Event, Evidence, Statement
from returns.workflow import TRANSITIONS, Audience, State

KEY_KINDS = frozenset({Event.Kind.OPENED, Event.Kind.TRANSITION, Event.Kind.INSPECTED, Event.Kind.ERASED})


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history; ``is_key``: the case stands elsewhere since."""

    at: datetime
    name: str
    subject: str
    to_state: str
    who: str
    note: str
    decision_id: int | None
    is_key: bool
    is_note: bool = False


def event_name(event: Event) -> str:
    """Return the step that was taken, else the kind of event."""
    row = TRANSITIONS.get(event.transition)
    return str(row.label) if row else _capital(event.get_kind_display())


def happening(event: Event, names: Mapping[str, str]) -> Happening:
    """Return an event in words; ``names`` has what codes are called."""
    return Happening(
        at=event.at,
        name=event_name(event),
        subject=_subject(event, names),
        to_state=str(State(event.to_state).label) if event.to_state else "",
        who=_who(event),
        note=_note(event),
        decision_id=event.decision_id,
        is_key=event.kind in KEY_KINDS,
        is_note=event.kind == Event.Kind.NOTED,
    )


def _who(event: Event) -> str:
    if event.is_by_rules:
        return gettext("the rules")
    return str(event.actor) if event.actor else event.get_audience_display()


def _subject(event: Event, names: Mapping[str, str]) -> str:
    """The subject is a code, or a code and what became of it."""
    code, _separator, status = event.subject.partition(": ")
    if event.kind == Event.Kind.STATED and code in Statement.Source:
        return str(Statement.Source(code).label)
    if code in names:
        return names[code] + _became(status)
    if event.kind in (Event.Kind.REQUESTED, Event.Kind.MESSAGE) and code in Audience:
        return str(Audience(code).label)
    return f"{code}{_became(status)}"


def _became(status: str) -> str:
    return f" ({Evidence.Status(status).label})" if status in Evidence.Status else ""


def _note(event: Event) -> str:
    try:
        text: str = event.note.text
    except ObjectDoesNotExist:
        return ""
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
