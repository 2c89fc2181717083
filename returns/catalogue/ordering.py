"""The order of the catalogue's rows, one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from returns.catalogue.row_history import sign
from returns.models import PhotoSlot, User

WITHIN: Mapping[type[Model], str] = {PhotoSlot: "category"}
"""Rows that are ordered among those of the same value only."""


def group_of(row: Model) -> Any:
    """Return what a row is ordered within, the same for all rows of most models."""
    field = WITHIN.get(type(row))
    return getattr(row, f"{field}_id") if field else None


def move_row(*, row: Model, up: bool, by: User) -> bool:
    """Let a row and its neighbour change places; False at the end of the list, where nothing is done."""
    with transaction.atomic():
        rows = list(_neighbours(row).select_for_update())
        here = rows.index(row)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(rows):
            return False
        places = _places(rows)
        rows[here], rows[there] = rows[there], rows[here]
        for moved, place in zip(rows, places, strict=True):
            _put(moved, place, by, _("Moved up") if (moved == row) == up else _("Moved down"))
    return True


def _neighbours(row: Model) -> QuerySet[Any]:
    field = WITHIN.get(type(row))
    rows = type(row)._default_manager.order_by("position", "pk" if field else "code")
    return rows.filter(**{field: getattr(row, f"{field}_id")}) if field else rows


def _places(rows: list[Any]) -> list[int]:
    """Return the positions there are, or new ones if two rows share one."""
    places = [row.position for row in rows]
    return places if len(set(places)) == len(places) else list(range(1, len(rows) + 1))


def _put(row: Any, place: int, by: User, reason: str) -> None:
    if row.position != place:
        row.position = place
        sign(row, by=by, reason=reason)
        row.save(update_fields=["position"])
