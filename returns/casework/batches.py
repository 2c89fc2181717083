"""Many cases decided, and many decisions replayed, one after the other: each a transaction of its own.

Whatever stops a batch, what was decided stays decided, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from returns.adjudication import Adjudication, CaseErasedError, Replay, decide_case, replay_decision
from returns.casework.changes import CaseChangedError
from returns.models.case import ReturnCase
from returns.models.decision import Decision

ATTEMPTS = 3
"""How often a case is tried that somebody else keeps changing."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one case: the decision that stands, or why there is none."""

    case: ReturnCase
    adjudication: Adjudication | None
    problem: str = ""


def decide_cases(keys: Iterable[int], *, on: date | None = None) -> Iterator[Decided]:
    """Decide cases (by primary key) for a day (today), in the name of the system."""
    for key in keys:
        yield _decide(key, on)


def _decide(key: int, on: date | None, attempts: int = ATTEMPTS) -> Decided:
    try:
        return _attempt(key, on)
    except CaseChangedError as error:
        if attempts > 1:
            return _decide(key, on, attempts - 1)
        return Decided(error.case, None, str(error))


def _attempt(key: int, on: date | None) -> Decided:
    case = ReturnCase.objects.select_related("current_decision__record").get(pk=key)
    try:
        return Decided(case, decide_case(case=case, actor=None, on=on))
    except CaseErasedError as error:
        return Decided(case, None, str(error))


def stored_decisions(since: date | None = None) -> QuerySet[Decision]:
    """Return the decisions taken since the beginning of a day, those of one version together."""
    decisions: QuerySet[Decision] = Decision.objects.select_related("case", "record")
    if since is not None:
        decisions = decisions.filter(decided_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return decisions.order_by("version_hash", "pk")


def replay_decisions(decisions: QuerySet[Decision]) -> Iterator[tuple[Decision, Replay]]:
    """Decide each again from its stored facts and version, and compare."""
    for decision in decisions.iterator(chunk_size=_CHUNK):
        yield decision, replay_decision(decision)
