"""Cells of a catalogue file: how a column of a row is written as one, and read from one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, Model
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

Scalar = str | int | bool | None

YES = frozenset({"true", "vrai", "yes", "oui", "1"})
NO = frozenset({"false", "faux", "no", "non", "0"})
"""What spreadsheets of either language make of a truth value."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; ``unguarded`` gives the text back."""
    return f"{_GUARD}{text}" if text.startswith((*_FORMULA, _GUARD)) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that ``guarded`` wrote; any other stays as it is."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith((*_FORMULA, _GUARD)) else text


class ColumnWidget(Widget):
    """A column that is not a relation, read as the model field reads it."""

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # import_export has no annotations
        self.field = field

    def clean(self, value: str, row: Any = None, **_options: Any) -> Any:
        """Return the value of a cell; raises ValueError, in the reader's language."""
        text = normalize_newlines(value)
        if isinstance(self.field, BooleanField):
            return _truth(text)
        if not text.strip():
            return self._nothing
        try:
            return self.field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Scalar:
        """Return the cell of a value."""
        if isinstance(value, time):
            return value.isoformat()
        if isinstance(value, str):
            return normalize_newlines(value)
        if value is None:
            return self._nothing
        return value if isinstance(value, int) else str(value)

    @property
    def _nothing(self) -> str | None:
        """Return what an empty cell stands for: the columns of texts could hold NULL too, and never should."""
        return "" if self.field.empty_strings_allowed else None


class LinkWidget(Widget):
    """A row of another table, by its code."""

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.model: type[Model] = field.related_model  # type: ignore[assignment]  # a relation has one

    def clean(self, value: str, row: Any = None, **_options: Any) -> Model | None:
        """Return the row of a code, None for an empty cell; raises ValueError."""
        code = value.strip()
        return _rows(self.model, [code])[0] if code else None

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Scalar:
        """Return the row's code."""
        return None if value is None else str(value.code)


class LinksWidget(ManyToManyWidget):
    """Rows of another table, by their codes with spaces in between."""

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__(field.related_model, field="code")  # type: ignore[no-untyped-call]
        self.column = field.name
        self.blank = field.blank

    def clean(self, value: str, row: Any = None, **_options: Any) -> list[Model]:
        """Return the rows of the codes; raises ValidationError at the column."""
        try:
            codes = list(dict.fromkeys(value.split()))
            if not codes and not self.blank:
                raise ValueError(_("Name at least one."))
            return _rows(self.model, codes)
        except ValueError as error:
            raise ValidationError({self.column: [str(error)]}) from None

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Scalar:
        """Return the codes in the order of their table."""
        return "" if value is None else " ".join(row.code for row in value.all())


def _truth(text: str) -> bool:
    word = text.strip().casefold()
    if word not in YES | NO:
        raise ValueError(_("Write true or false."))
    return word in YES


def _rows(model: type[Model], codes: Iterable[str]) -> list[Model]:
    codes = list(codes)
    rows: Iterable[Any] = model._default_manager.filter(code__in=codes)
    found = {row.code: row for row in rows}
    if missing := [code for code in codes if code not in found]:
        names = {"table": model._meta.verbose_name_plural, "codes": ", ".join(missing)}
        raise ValueError(_("There is no such code among the %(table)s: %(codes)s.") % names)
    return [found[code] for code in codes]
