"""What is late, and how often each seller was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from returns.models.case import ReturnCase
from returns.models.people import Seller
from returns.models.queue import DeadlineResult


@dataclass(frozen=True, slots=True)
class SellerLateness:
    """How a seller keeps its deadlines: those of steps that are done, and the cases that are late now.

    ``mean_delay`` is that of the late ones, None where none was.
    """

    seller: Seller
    done: int
    late: int
    mean_delay: timedelta | None
    late_now: int

    @property
    def share(self) -> float | None:
        """The part of the steps done that were late, from 0 to 1; None where none was owed."""
        return self.late / self.done if self.done else None


def note_result(case: ReturnCase, at: datetime) -> None:
    """Write down whether the step that a case owed was done in time; nothing where none was owed."""
    if case.due_at is not None:
        DeadlineResult.objects.create(
            case=case,
            seller_id=case.seller_id,
            state=case.state,
            due_at=case.due_at,
            done_at=at,
            is_late=at > case.due_at,
        )


def seller_lateness(*, since: datetime | None = None, now: datetime | None = None) -> list[SellerLateness]:
    """Return every seller that owed a step since a moment, those late most often first (3 queries)."""
    results = DeadlineResult.objects.filter(done_at__gte=since) if since else DeadlineResult.objects.all()
    is_late = Q(is_late=True)
    delays = Avg(F("done_at") - F("due_at"), filter=is_late)
    counted = results.values("seller").annotate(done=Count("pk"), late=Count("pk", filter=is_late), delay=delays)
    done = {row["seller"]: row for row in counted.order_by()}
    late_now = _late_now(now or timezone.now())
    found = [
        _of_seller(seller, done.get(seller.pk, {}), late_now.get(seller.pk, 0))
        for seller in Seller.objects.filter(pk__in={*done, *late_now})
    ]
    return sorted(found, key=lambda entry: (-(entry.share or 0), -entry.late_now, entry.seller.name))


def _of_seller(seller: Seller, counted: Mapping[str, Any], late_now: int) -> SellerLateness:
    return SellerLateness(
        seller=seller,
        done=counted.get("done", 0),
        late=counted.get("late", 0),
        mean_delay=counted.get("delay"),
        late_now=late_now,
    )


def _late_now(now: datetime) -> dict[int, int]:
    late = ReturnCase.objects.late(now).values("seller").annotate(count=Count("pk")).order_by()
    return dict(late.values_list("seller", "count"))
