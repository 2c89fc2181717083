"""The history of a row in the admin: who changed what and when, and any state of it put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from returns.admin.catalogue_rows.uses import row_for, signed_in
from returns.catalogue.row_history import fixed_fields, past_keys, restore_row, shown_fields
from returns.models.catalogue.rows import TranslatedModel

Row = TypeVar("Row", bound=TranslatedModel)
PER_PAGE = 25
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of two states of a row, in words."""

    label: str
    before: str
    after: str

    @property
    def is_different(self) -> bool:
        """Whether it changed."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the history: the record, and what it changed; nothing for the first."""

    record: Any
    changes: tuple[Difference, ...]


class Tracked(SimpleHistoryAdmin):
    """Pages of our own for the history that simple_history keeps: in words, and without a style of their own."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List what happened to a row, the newest first."""
        row = row_for(self, request, object_id)
        records = row.history.select_related("history_user").order_by("-history_date", "-history_id")
        shown = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
        # One more than is shown: what the last of the page changed.
        found = list(records[shown.start_index() - 1 : shown.end_index() + 1] if shown.paginator.count else ())
        context = {
            **self._frame(request, row),
            "title": _("History of “%(row)s”") % {"row": row},
            "entries": entries(self.model, found)[: len(shown.object_list)],
            "shown": shown,
        }
        return TemplateResponse(request, "returns/catalogue/history.html", context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a state that a row was in beside what it is now, and put it back on a POST."""
        row = row_for(self, request, object_id)
        record = row.history.select_related("history_user").filter(pk=version_id).first()
        if record is None:
            raise Http404
        if request.method == "POST":
            return self._restore(request, row, record)
        context = {
            **self._frame(request, row),
            "title": _("“%(row)s” as of %(when)s")
            % {"row": row, "when": formats.date_format(record.history_date, "SHORT_DATETIME_FORMAT")},
            "record": record,
            "differences": differences(self.model, record, row),
            "may_restore": self._may_restore(request, row),
        }
        return TemplateResponse(request, "returns/catalogue/entry.html", context)

    def _restore(self, request: HttpRequest, row: Any, record: Any) -> HttpResponse:
        if not self._may_restore(request, row):
            raise PermissionDenied
        try:
            restore_row(row=row, record=record, by=signed_in(request))
        except ValidationError as error:
            reasons = " ".join(error.messages)
            messages.error(request, _("Nothing was put back: %(reasons)s") % {"reasons": reasons})
            return redirect(request.path)
        messages.success(request, _("“%(row)s” is what it was then.") % {"row": row})
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=(row.pk,)))

    def _may_restore(self, request: HttpRequest, row: Any) -> bool:
        # simple_history has no annotations.
        return bool(self.has_change_permission(request, row))  # type: ignore[no-untyped-call]

    def _frame(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "original": row}


def entries(model: type[Model], records: Sequence[Any]) -> list[Entry]:
    """Return entries of a history, newest first, each with what it changed from the one after it."""
    states = _states(model, records)
    older = [*states[1:], None][: len(states)]
    return [
        Entry(record, tuple(change for change in _compare(model, before, state) if change.is_different))
        if before is not None
        else Entry(record, ())
        for record, state, before in zip(records, states, older, strict=True)
    ]


def differences(model: type[Model], record: Any, row: Model) -> list[Difference]:
    """Return every field of a row that can change: what it was at an entry, and what it is."""
    (then,) = _states(model, [record])
    now = {field.name: _words(field, row) for field in shown_fields(model)}
    return [change for change in _compare(model, then, now) if change.label]


def _compare(model: type[Model], before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    fixed = fixed_fields(model)
    return [
        Difference(capfirst(str(field.verbose_name)), before[field.name], after[field.name])
        for field in shown_fields(model)
        if field.name not in fixed
    ]


def _states(model: type[Model], records: Sequence[Any]) -> list[dict[str, str]]:
    """Return each record as words by field; what they point at is read once a field, not once a record."""
    fields = list(shown_fields(model))
    words = {field.name: _related_words(field, records) for field in fields if field.is_relation}
    return [
        {field.name: words[field.name][record.pk] if field.name in words else _words(field, record) for field in fields}
        for record in records
    ]


def _related_words(field: Field[Any, Any], records: Sequence[Any]) -> dict[int, str]:
    """Return what the records point at by a field, by record."""
    keys = past_keys(field, records)
    target = "pk" if field.many_to_many else field.target_field.attname  # type: ignore[attr-defined]
    every = {key for found in keys.values() for key in found}
    rows = field.related_model._default_manager.filter(**{f"{target}__in": every})  # type: ignore[union-attr]
    names = {getattr(row, target): str(row) for row in rows}
    gone = _("gone (%(key)s)")
    return {
        record: ", ".join(sorted(names.get(key, gone % {"key": key}) for key in found)) or NOTHING
        for record, found in keys.items()
    }


def _words(field: Field[Any, Any], row: Any) -> str:
    if field.many_to_many:
        return ", ".join(sorted(str(other) for other in getattr(row, field.name).all())) or NOTHING
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return NOTHING if value in (None, "") else str(formats.localize(value))
