"""Closes what is settled, once the time to contest it is over, and cancels what its customer has left alone.

The time for which data is kept begins then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from returns.casework.changes import CaseChangedError
from returns.casework.transitions import TransitionRefusedError, perform
from returns.models.case import ReturnCase
from returns.models.catalogue import Deadline
from returns.timing.deadlines import ABANDON, CONTEST, end_of
from returns.workflow import Audience, State

CLOSE, CANCEL = "close", "cancel"
_RELATED = ReturnCase.objects.select_related("device", "customer", "seller", "current_decision__record")
_WITH_CUSTOMER = frozenset({State.PREPARING, State.READY})
"""The states in which the next step is the customer's, once the seller owes nothing."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of one case: closed or cancelled, or why not."""

    case: ReturnCase
    problem: str = ""


def closes_at(case: ReturnCase) -> datetime | None:
    """Return until when a settled case can be contested; None for any other, or where the catalogue sets no period."""
    deadline = _deadline(CONTEST) if case.state == State.RESOLVED else None
    settled = _settled(ReturnCase.objects.filter(pk=case.pk)) if deadline else []
    return end_of(deadline, settled[0][1]) if deadline and settled else None


def close_due(now: datetime | None = None) -> Iterator[Closed]:
    """Close every settled case whose time is over, each in a transaction of its own, in the name of the system.

    Run again, it goes on with what is left. A case in which somebody still has something to do stays open, and so does
    one that a rule or a change of the last moment keeps open.
    """
    return _over(CONTEST, CLOSE, _settled, now)


def cancel_abandoned(now: datetime | None = None) -> Iterator[Closed]:
    """Cancel every return that its customer has left alone for too long before the parcel left; they are told.

    As ``close_due`` does it. Where somebody has something to do, the seller still owes a label, or a person has touched
    the case since, it goes on.
    """
    return _over(ABANDON, CANCEL, _left_alone, now)


Waiting = Callable[[QuerySet[ReturnCase]], list[tuple[int, datetime]]]


def _over(code: str, transition: str, waiting: Waiting, now: datetime | None) -> Iterator[Closed]:
    """Take the cases through a transition that have been waiting for longer than the period of this code."""
    deadline, now = _deadline(code), now or timezone.now()
    if deadline is None:
        return
    idle = ReturnCase.objects.filter(needs_person=False)
    for key in [key for key, since in waiting(idle) if end_of(deadline, since) < now]:
        case = _RELATED.get(pk=key)
        # Somebody may have done something about it while others were seen to; from here on, its revision tells.
        if any(end_of(deadline, since) < now for _key, since in waiting(idle.filter(pk=key, revision=case.revision))):
            yield _perform(case, transition)


def _perform(case: ReturnCase, transition: str) -> Closed:
    try:
        perform(case=case, transition=transition, actor=None)
    except (CaseChangedError, TransitionRefusedError) as error:
        return Closed(case, str(error))
    return Closed(case)


def _settled(cases: QuerySet[ReturnCase]) -> list[tuple[int, datetime]]:
    """Those that are settled, by their keys, with when they were: the last time, if one was contested in between."""
    settled_at = Max("events__at", filter=Q(events__to_state=State.RESOLVED))
    found = cases.filter(state=State.RESOLVED).annotate(settled_at=settled_at).exclude(settled_at=None)
    return list(found.order_by("pk").values_list("pk", "settled_at"))


def _left_alone(cases: QuerySet[ReturnCase]) -> list[tuple[int, datetime]]:
    """Those that wait for their customer, by their keys, with when anybody last did anything about them."""
    touched = Max("events__at", filter=~Q(events__audience=Audience.SYSTEM))
    found = cases.filter(state__in=_WITH_CUSTOMER, due_at=None, attention_at=None)
    found = found.annotate(touched_at=Coalesce(touched, F("opened_at")))
    return list(found.order_by("pk").values_list("pk", "touched_at"))


def _deadline(code: str) -> Deadline | None:
    return Deadline.objects.filter(code=code).first()
