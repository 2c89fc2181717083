"""Who works on which case: taken, given, given back, and handed over when somebody is away."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.urgency import most_urgent
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.user import User
from returns.permissions import acting_as, is_agent
from returns.workflow import Audience

_STAFF = frozenset({Audience.AGENT, Audience.LEAD})


class NotAnAgentError(Exception):
    """Cases are assigned to people who handle them."""


def assign(*, case: ReturnCase, to: User, actor: User) -> Event:
    """Give a case to an agent, oneself or another.

    Raises NotAnAgentError, CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    if not (to.is_active and is_agent(to)):
        raise NotAnAgentError
    return _give(case, to, actor)


def unassign(*, case: ReturnCase, actor: User) -> Event:
    """Give a case back to everybody; raises as ``assign`` does."""
    return _give(case, None, actor)


@transaction.atomic
def take_next(*, actor: User) -> ReturnCase | None:
    """Assign the most urgent case that nobody has to the actor, and return it; None when there is none.

    Two agents never get the same: on PostgreSQL each passes over what the other has locked, on SQLite writers come one
    after the other. Raises PermissionDenied.
    """
    if not is_agent(actor):
        raise PermissionDenied
    waiting = ReturnCase.objects.filter(assigned_to=None)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    case = most_urgent(waiting, timezone.now())
    if case is not None:
        _give(case, actor, actor)
    return case


def hand_over(*, away: User, actor: User, to: User | None = None) -> int:
    """Give everything unfinished of somebody away to a colleague, or back to everybody; return how many cases.

    Each is a transaction of its own; one that somebody changes meanwhile raises CaseChangedError, and doing it again
    hands over the rest. Raises NotAnAgentError, PermissionDenied.
    """
    if not is_agent(actor):
        raise PermissionDenied
    if to is not None and not (to.is_active and is_agent(to)):
        raise NotAnAgentError
    cases = ReturnCase.objects.unfinished().filter(assigned_to=away).select_related("current_decision__record")
    for case in cases:
        _give(case, to, actor)
    return len(cases)


def _give(case: ReturnCase, to: User | None, actor: User) -> Event:
    audience = acting_as(case, actor, _STAFF)
    event = event_by(actor, audience, kind=Event.Kind.ASSIGNED, subject=f"user:{to.pk}" if to else "")
    return record(case, event, assigned_to=to, assigned_at=event.at if to else None)
