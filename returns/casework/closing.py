"""Closes what is settled, once the time to contest it is over; the time for which data is kept begins then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from returns.casework.changes import CaseChangedError
from returns.casework.transitions import TransitionRefusedError, perform
from returns.models.case import ReturnCase
from returns.models.catalogue import Deadline
from returns.timing.deadlines import CONTEST, end_of
from returns.workflow import State

CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of one case: closed, or why not."""

    case: ReturnCase
    problem: str = ""


def closes_at(case: ReturnCase) -> datetime | None:
    """Return until when a settled case can be contested; None for any other, or where the catalogue sets no period."""
    deadline = _deadline() if case.state == State.RESOLVED else None
    settled = _settled(ReturnCase.objects.filter(pk=case.pk)) if deadline else []
    return end_of(deadline, settled[0][1]) if deadline and settled else None


def close_due(now: datetime | None = None) -> Iterator[Closed]:
    """Close every settled case whose time is over, each in a transaction of its own, in the name of the system.

    Run again, it goes on with what is left. A case in which somebody still has something to do stays open, and so does
    one that a rule or a change of the last moment keeps open.
    """
    deadline, now = _deadline(), now or timezone.now()
    if deadline is None:
        return
    for key, at in _settled(ReturnCase.objects.filter(needs_person=False)):
        if end_of(deadline, at) < now and (found := _close(key)) is not None:
            yield found


def _close(key: int) -> Closed | None:
    """Close one case; None where somebody has something to do in it since the others were begun with."""
    cases = ReturnCase.objects.select_related("device", "customer", "seller", "current_decision__record")
    case = cases.filter(pk=key, needs_person=False).first()
    if case is None:
        return None
    try:
        perform(case=case, transition=CLOSE, actor=None)
    except (CaseChangedError, TransitionRefusedError) as error:
        return Closed(case, str(error))
    return Closed(case)


def _settled(cases: QuerySet[ReturnCase]) -> list[tuple[int, datetime]]:
    """Those that are settled, by their keys, with when they were: the last time, if one was contested in between."""
    settled_at = Max("events__at", filter=Q(events__to_state=State.RESOLVED))
    found = cases.filter(state=State.RESOLVED).annotate(settled_at=settled_at).exclude(settled_at=None)
    return list(found.order_by("pk").values_list("pk", "settled_at"))


def _deadline() -> Deadline | None:
    return Deadline.objects.filter(code=CONTEST).first()
