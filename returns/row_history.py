"""The history of the catalogue's rows: who changed one and why, and a row put back to what it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, ManyToManyField, Model
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from returns.models import PhotoSlot, User
from returns.models.catalogue.rows import TranslatedModel

FIXED: dict[type[Model], tuple[str, ...]] = {PhotoSlot: ("category", "item")}
"""What rules, cases and files know a row by, where that is not its code: chosen once, never changed."""


def fixed_fields(model: type[Model]) -> tuple[str, ...]:
    """Return the names of the fields that a row is known by."""
    return FIXED.get(model, ("code",))


def texts_of(model: type[Model]) -> Collection[str]:
    """Return the names of the fields that exist once a language, without a language."""
    names: Collection[str] = translator.get_options_for_model(model).all_fields
    return names


def shown_fields(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """Yield the fields of which a row's history tells: columns first, what it is connected with last."""
    hidden = {"id", *texts_of(model)}
    yield from (field for field in model._meta.concrete_fields if field.name not in hidden)
    yield from model._meta.many_to_many


def sign(row: Model, *, by: User | None, reason: str = "") -> None:
    """Put down who is about to save a row and why; if its history is empty, keep first what the row was before.

    Rows that were shipped have no history: without this the first change could not be told from what it changed.
    """
    if row.pk and not row.history.exists():  # type: ignore[attr-defined]  # simple_history adds it
        before = type(row)._default_manager.get(pk=row.pk)
        _put_down(before, None, _("Before the first change"))
        before.save()
    _put_down(row, by, reason)


def restore_row(*, row: TranslatedModel, record: Any, by: User) -> None:
    """Put a row back to what it was at an entry of its history, as one more change.

    What it is known by stays. Raises ValidationError if what it was would not be accepted today, or pointed at a row
    that is gone.
    """
    model = type(row)
    with transaction.atomic():
        stored = model._default_manager.select_for_update().get(pk=row.pk)
        for field in model._meta.concrete_fields:
            if not field.primary_key and field.name not in fixed_fields(model):
                setattr(stored, field.attname, getattr(record, field.attname))
        stored.full_clean()
        connected = {field: past_links(record, field) for field in model._meta.many_to_many}
        for field, rows in connected.items():
            _check_links(record, field, rows)
        sign(stored, by=by, reason=_("Put back as of %(when)s") % {"when": f"{record.history_date:%Y-%m-%d %H:%M}"})
        stored.save()
        for field, rows in connected.items():
            getattr(stored, field.name).set(rows)


def past_links(record: Any, field: ManyToManyField[Any, Any]) -> list[Model]:
    """Return the rows that were connected by a field at an entry of the history, as far as they still exist."""
    found = getattr(record, field.name).values_list(f"{field.m2m_reverse_field_name()}_id", flat=True)
    return list(field.related_model._default_manager.filter(pk__in=list(found)))


def _check_links(record: Any, field: ManyToManyField[Any, Any], rows: list[Model]) -> None:
    gone = getattr(record, field.name).count() - len(rows)
    if gone or (not rows and not field.blank):
        raise ValidationError({field.name: _("What it was connected with then is not there any more.")})


def _put_down(row: Any, by: User | None, reason: str) -> None:
    row._history_user, row._change_reason = by, reason[:100]
