"""The one way in which a case changes: its columns, one event, and the chain, in one transaction."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from returns import tasks
from returns.casework import standing
from returns.ledger import stored_chain
from returns.models.case import ReturnCase
from returns.models.catalogue import DeviceCategory
from returns.models.event import Event, EventNote
from returns.models.override import Override
from returns.models.user import User
from returns.permissions import Actor
from returns.timing import clock
from returns.workflow import Audience


class CaseChangedError(Exception):
    """Somebody else changed the case in the meantime; nothing was done."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        super().__init__(gettext("Somebody else has just changed %(case)s. Look at it again.") % {"case": case})


class CaseFinalError(Exception):
    """The case is closed or cancelled, so nothing is added to it any more."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        super().__init__(gettext("%(case)s is finished: nothing can be added to it.") % {"case": case})


def refuse_final(case: ReturnCase) -> None:
    """Raise CaseFinalError for a case that is finished."""
    if case.is_final:
        raise CaseFinalError(case)


def hold(case: ReturnCase) -> None:
    """Lock a case until the transaction ends; call it where much is done before ``record``.

    Raises CaseChangedError if it is not as it was when ``case`` was read: who is slower learns it at once.
    """
    unchanged = ReturnCase.objects.filter(pk=case.pk, revision=case.revision, state=case.state)
    if not unchanged.select_for_update().exists():
        raise CaseChangedError(case)


def event_by(actor: Actor, audience: Audience, **columns: Any) -> Event:
    """Return an event, not stored yet, in the name of whoever acts."""
    return Event(actor=actor if isinstance(actor, User) else None, audience=audience, at=clock.now(), **columns)


@transaction.atomic
def record(
    case: ReturnCase,
    event: Event,
    *decided: tuple[stored_chain.Bound, stored_chain.Text],
    note: str = "",
    override: Override | None = None,
    **columns: Any,
) -> Event:
    """Change the columns of a case and write its event; ``decided`` are decisions to bind before it.

    An ``override`` becomes the case's own and is bound with the event; the columns of the queue follow by themselves.
    Raises CaseChangedError if the case is not as it was when ``case`` was read.
    """
    event.case = case
    event.save()
    if override is not None:
        override.event = event
        override.save()
        columns["override"] = override
    columns["revision"] = case.revision + 1
    found = standing.standing_after(case, columns)
    columns |= standing.columns(case, columns, found, event.at)
    unchanged = ReturnCase.objects.filter(pk=case.pk, revision=case.revision, state=case.state)
    if not unchanged.update(**columns):
        raise CaseChangedError(case)
    if "current_decision" in columns:
        standing.write_grounds(case, found.grounds)
    stored_chain.append(*decided, (event, _write_note(event, note)))
    for name, value in columns.items():
        setattr(case, name, value)
    if found.may_settle_itself and _accepts_by_rules(case):
        # Should that fail, the case waits for `manage.py accept_due`; what was committed is not to blame.
        transaction.on_commit(partial(tasks.accept_by_rules.enqueue, case.pk), robust=True)
    return event


def _accepts_by_rules(case: ReturnCase) -> bool:
    return DeviceCategory.objects.filter(devices=case.device_id, accepts_by_rules=True).exists()


def _write_note(event: Event, text: str) -> EventNote | None:
    if not text:
        return None
    note = EventNote(event=event, text=text, salt=stored_chain.new_salt())
    note.save()
    return note
