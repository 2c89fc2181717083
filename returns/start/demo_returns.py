"""The returns of the demo that a visitor may walk through as their customer."""

from __future__ import annotations

from django.db.models import QuerySet

from returns.guide.base import CORRECTABLE
from returns.models import ReturnCase


def open_returns() -> QuerySet[ReturnCase]:
    """Return those that are being prepared, the newest first."""
    found = ReturnCase.objects.filter(state__in=CORRECTABLE, erased_at=None)
    return found.select_related("device").order_by("-opened_at", "-pk")
