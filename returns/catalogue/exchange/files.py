"""Catalogue files: tables written as CSV or JSON, and their rows read again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from returns.catalogue.exchange.cells import Scalar, guarded, unguarded
from returns.catalogue.exchange.tables import TABLE, Table
from returns.imports.tables import CsvTable, JsonTable, Row, TableRefused

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""The formats by the ending of a file, each with its content type."""
MAX_ROWS = 5_000


def write(tables: Sequence[Table], ending: str) -> str:
    """Return tables as the text of a file; several have a column that says of which table a row is.

    CSV begins with a byte order mark, without which a spreadsheet takes accents for something else.
    """
    rows = list(_rows(tables))
    return _as_csv(_columns(tables), rows) if ending == "csv" else _as_json(rows)


def read(content: bytes, tables: Sequence[Table]) -> list[Row]:
    """Return the rows of a file of either format, each with its line and what is wrong with it as a whole.

    Raises ValidationError if it is no such file, or has too many rows.
    """
    try:
        found = list(_read(content, _columns(tables)))
    except TableRefused as refusal:
        raise ValidationError(str(refusal)) from None
    if len(found) > MAX_ROWS:
        raise ValidationError(_("The file has more than %(limit)s rows.") % {"limit": MAX_ROWS})
    return found


def _columns(tables: Sequence[Table]) -> list[str]:
    every = dict.fromkeys(column for table in tables for column in table.columns)
    return [*([TABLE] if len(tables) > 1 else []), *every]


def _rows(tables: Sequence[Table]) -> Iterator[dict[str, Scalar]]:
    for table in tables:
        for row in table.rows():
            yield {TABLE: table.name, **row} if len(tables) > 1 else row


def _as_csv(columns: Sequence[str], rows: Iterable[dict[str, Scalar]]) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return text.getvalue()


def _as_json(rows: Iterable[dict[str, Scalar]]) -> str:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n"


def _cell(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded("" if value is None else str(value))


def _read(content: bytes, columns: Sequence[str]) -> Iterator[Row]:
    stream = io.BytesIO(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        with closing(stream):
            yield from JsonTable(stream)
        return
    table = CsvTable(stream, columns)
    if not set(table.columns) & set(columns):
        raise TableRefused(_("The first line does not name columns: is this a CSV file?"))
    for row in table:
        yield Row(row.line, {name: unguarded(cell) for name, cell in row.cells.items()}, row.problem)
