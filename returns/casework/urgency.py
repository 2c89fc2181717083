"""The order in which cases need a person, as streams that indexes yield: its head costs the same in any queue.

What is late comes first, by deadline; then what needs a person and has a deadline; then what has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from returns.models.case import CaseQuerySet, ReturnCase


@dataclass(frozen=True, slots=True)
class Stream:
    """Cases in an order that an index has; ``keys`` are the columns of that order, before the primary key."""

    code: str
    cases: CaseQuerySet
    keys: tuple[str, ...]
    descending: bool = False

    def ordered(self) -> CaseQuerySet:
        """Return the cases in the stream's order."""
        sign = "-" if self.descending else ""
        return self.cases.order_by(*(f"{sign}{key}" for key in self.keys), f"{sign}pk")


def urgent(cases: CaseQuerySet, now: datetime) -> Iterator[Stream]:
    """Yield what of the cases needs a person now, the most urgent first."""
    yield Stream("late", cases.late(now), ("due_at", "attention_at"))
    waiting = cases.filter(needs_person=True)
    yield Stream("due", waiting.filter(due_at__gte=now), ("due_at", "attention_at"))
    yield Stream("open", waiting.filter(due_at=None), ("attention_at",))


def most_urgent(cases: CaseQuerySet, now: datetime) -> ReturnCase | None:
    """Return the case that comes first, if any needs a person; a lock that ``cases`` asks for is taken on it alone."""
    return next((case for stream in urgent(cases, now) if (case := stream.ordered().first()) is not None), None)
