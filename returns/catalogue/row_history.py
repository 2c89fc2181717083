"""The history of the catalogue's rows: who changed one and why, and a row put back to what it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
        connected = {field: _past_links(record, field) for field in model._meta.many_to_many}
        sign(stored, by=by, reason=_("Put back as of %(when)s") % {"when": f"{record.history_date:%Y-%m-%d %H:%M}"})
        stored.save()
        for field, rows in connected.items():
            getattr(stored, field.name).set(rows)


def past_keys(field: Field[Any, Any], records: Sequence[Any]) -> dict[int, list[Any]]:
    """Return the keys that entries of a history point at by a relation, by entry, in one query or none."""
    if not isinstance(field, ManyToManyField):
        values = {record.pk: getattr(record, field.attname) for record in records}
        return {pk: [] if value is None else [value] for pk, value in values.items()}
    found: dict[int, list[Any]] = {record.pk: [] for record in records}
    if records:
        through = getattr(records[0], field.name).model
        column = f"{field.m2m_reverse_field_name()}_id"
        for pk, key in through.objects.filter(history_id__in=found).values_list("history_id", column):
            found[pk].append(key)
    return found


def _past_links(record: Any, field: ManyToManyField[Any, Any]) -> list[Model]:
    """Return what an entry points at by a relation; raises ValidationError if some of it is gone, or has to be more."""
    keys = past_keys(field, [record])[record.pk]
    rows = list(field.related_model._default_manager.filter(pk__in=keys))
    if len(rows) < len(keys) or not (rows or field.blank):
        raise ValidationError({field.name: _("What it was connected with then is not there any more.")})
    return rows


def _put_down(row: Any, by: User | None, reason: str) -> None:
    row._history_user, row._change_reason = by, reason[:100]
