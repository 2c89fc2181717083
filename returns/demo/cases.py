"""The demo's cases as they stand in ``fixtures/demo``, and on which days their orders were placed and delivered.

A file is a list of cases::

    {"key": "…", "title": "…", "seller": "…", "opened": 51, "last": 3, "reason": "…",
     "customer": {…}, "order": {"placed": 3, "delivered": 156, …},
     "device": {…},                                          as ``returns.casework.opening`` takes it
     "customer_says": {…}, "agent_finds": {…},               statements by fact, null: asked, and not known
     "inspection": {…}, "inspected_imei": "…",               what the seller saw
     "evidence": [{"item": …, "status": …, "measurements": {…}, "reason": …}],
     "photos": {…},                                          as ``returns.demo.album`` takes them
     "shipping": {"carrier": …, "drop_off": …, "tracking_number": …},
     "steps": ["decide", "invite", "receive", "inspection", "decide", …], "reasons": {"refuse": "…"}}

``opened`` and ``last``, the last step, are moments as ``returns.demo.schedule`` reads them: most are counted back from
the moment of loading. So are the days of the order: ``delivered`` days (``delivered_business``: business days) before
the return was asked for, ``placed`` days before the delivery, or before the return where nothing was delivered. What
only certain days of a year can show has days written down, ``placed_on`` and ``delivered_on``, and is long finished.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from returns.demo.schedule import Span, business_days_before, span
from returns.models import ReturnCase

FOLDER = settings.BASE_DIR / "fixtures" / "demo"


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One case as it stands in a file, and when it happened."""

    entry: Mapping[str, Any]
    span: Span

    @property
    def key(self) -> str:
        """The name by which files speak of it."""
        key: str = self.entry["key"]
        return key

    @property
    def reference(self) -> str:
        """The marketplace's reference of the return."""
        return f"DEMO-{self.key}"

    @property
    def order_number(self) -> str:
        """The number of the order, by which the case is known again, also once it has been erased."""
        # As a marketplace's numbers look, and the same at every loading.
        return f"FR-{zlib.crc32(self.key.encode()) % 10**8:08d}"

    @property
    def delivered_on(self) -> date | None:
        """When the device was delivered; None while it is not known."""
        order = self.entry["order"]
        if "delivered_on" in order:
            return date.fromisoformat(order["delivered_on"])
        if "delivered_business" in order:
            return business_days_before(self.span.opened.date(), order["delivered_business"])
        return self.span.opened.date() - timedelta(days=order["delivered"]) if "delivered" in order else None

    @property
    def placed_on(self) -> date:
        """When the device was bought."""
        order = self.entry["order"]
        if "placed_on" in order:
            return date.fromisoformat(order["placed_on"])
        return (self.delivered_on or self.span.opened.date()) - timedelta(days=order["placed"])


def demo_cases(now: datetime | None = None) -> list[DemoCase]:
    """Return all cases of the folder as they are for a demo that is loaded now, the oldest return first."""
    at = now or timezone.now()
    entries = [entry for path in sorted(FOLDER.glob("*.json")) for entry in json.loads(path.read_text("utf-8"))]
    cases = [DemoCase(entry, span(entry["opened"], entry.get("last"), at)) for entry in entries]
    return sorted(cases, key=lambda case: (case.span.opened, case.key))


def new_demo_cases(now: datetime | None = None) -> list[DemoCase]:
    """Return those that are not in the database yet (one query)."""
    known = set(ReturnCase.objects.values_list("order__number", flat=True))
    return [case for case in demo_cases(now) if case.order_number not in known]
