"""What time it is for whatever is written down: now, except while a past is being told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return the moment at which what happens is written down."""
    return _told.get() or timezone.now()


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Write down what happens within the block as having happened at a moment; the ledger binds that moment.

    For the demo alone, whose cases have a past of weeks when it is loaded: no page leads here, and nothing else may.
    """
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
