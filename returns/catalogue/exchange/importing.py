"""Catalogue files brought in: first what they would change, then, if nothing is wrong and nothing moved, the change.

Everything happens in one transaction. The preview makes the very same changes and takes them back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import RowResult

from returns.catalogue.exchange.cells import Scalar
from returns.catalogue.exchange.files import read
from returns.catalogue.exchange.tables import TABLE, Table
from returns.imports.tables import Row
from returns.models import User


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong, and where: the line of the file, the table, and the column unless it is the whole row."""

    line: int
    table: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a row before and after; before is None for a new row."""

    column: str
    before: Scalar
    after: Scalar


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that a file adds or changes."""

    line: int
    table: str
    key: str
    is_new: bool
    cells: tuple[CellChange, ...]


@dataclass
class Plan:
    """What a file would do."""

    faults: list[CellFault] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """A word for exactly these changes: another one means that something else would happen."""
        told = [
            (change.table, change.key, [(c.column, c.before, c.after) for c in change.cells]) for change in self.changes
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(change.is_new for change in self.changes)


class ImportRefused(Exception):
    """Nothing was brought in, for the file has faults, or does no longer what its preview said; ``plan`` says what."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(_("Nothing was imported."))


def preview_import(*, content: bytes, tables: Sequence[Table]) -> Plan:
    """Return what a file would change, and everything that is wrong with it; writes nothing.

    A file of several tables names the table in each row. Raises ValidationError for what is no such file.
    """
    with transaction.atomic():
        plan = _run(read(content, tables), tables, None, "")
        transaction.set_rollback(True)
    return plan


def apply_import(*, content: bytes, tables: Sequence[Table], digest: str, by: User, name: str = "") -> Plan:
    """Bring a file in, whole or not at all; ``digest`` is that of the preview that the person agreed to.

    Raises ImportRefused if it has faults or would change something else by now, ValidationError if it is no such file.
    """
    with transaction.atomic():
        plan = _run(read(content, tables), tables, by, _("Imported from %(file)s") % {"file": name or _("a file")})
        if plan.faults or plan.digest != digest:
            raise ImportRefused(plan)
    return plan


def _run(rows: Sequence[Row], tables: Sequence[Table], by: User | None, reason: str) -> Plan:
    plan = Plan()
    by_table = _sorted_rows(rows, tables, plan)
    for table in tables:
        _run_table(table, by_table[table.name], plan, table.resource(by=by, reason=reason))
    plan.faults.sort(key=lambda fault: (fault.line, fault.column))
    return plan


def _sorted_rows(rows: Sequence[Row], tables: Sequence[Table], plan: Plan) -> dict[str, list[Row]]:
    """Return the rows that can be read, by table, and note the others."""
    found: dict[str, list[Row]] = {table.name: [] for table in tables}
    whole = len(tables) > 1
    for row in rows:
        name = row.cells.get(TABLE, "").strip() if whole else tables[0].name
        if row.problem:
            plan.faults.append(CellFault(row.line, "", "", row.problem))
        elif name in found:
            found[name].append(Row(row.line, {column: cell for column, cell in row.cells.items() if column != TABLE}))
        else:
            problem = _("“%(name)s” is not a table of the catalogue.") % {"name": name}
            plan.faults.append(CellFault(row.line, "", TABLE, problem))
    return found


def _run_table(table: Table, rows: Sequence[Row], plan: Plan, resource: Any) -> None:
    loader = resource._meta.instance_loader_class(resource, None)
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        faults = list(_shape_faults(table, row, seen))
        if faults:
            plan.faults.extend(faults)
            continue
        cells = {column: cell for column, cell in row.cells.items() if column in table.columns}
        with transaction.atomic():
            result = resource.import_row(cells, loader, row_number=row.line, using_transactions=True)
            transaction.set_rollback(not result.is_valid())
        _note(table, row, result, plan)


def _shape_faults(table: Table, row: Row, seen: dict[tuple[str, ...], int]) -> Iterator[CellFault]:
    """Yield what is wrong with a row before its cells are read: columns that there are not, a key that is empty."""
    for column, cell in row.cells.items():
        if column not in table.columns and cell.strip():
            yield CellFault(row.line, table.label, column, _("There is no such column here."))
        elif not _is_text(cell):
            yield CellFault(row.line, table.label, column, _("This is not text in UTF-8."))
    for column in table.key:
        if not row.cells.get(column, "").strip():
            yield CellFault(row.line, table.label, column, _("It says which row this is: it can't be empty."))
    key = tuple(row.cells.get(column, "").strip() for column in table.key)
    if all(key) and seen.setdefault(key, row.line) != row.line:
        yield CellFault(row.line, table.label, table.key[0], _("Line %(line)s is this row, too.") % {"line": seen[key]})


def _is_text(cell: str) -> bool:
    """Tell whether a database can hold it: no NUL, and no half of a character."""
    return "\0" not in cell and not any("\ud800" <= char <= "\udfff" for char in cell)


def _note(table: Table, row: Row, result: RowResult, plan: Plan) -> None:
    if result.validation_error:
        plan.faults.extend(_cell_faults(table, row, result.validation_error))
    elif result.errors:
        plan.faults.extend(CellFault(row.line, table.label, "", str(error.error)) for error in result.errors)
    elif change := _change(table, row, result):
        plan.changes.append(change)
    else:
        plan.unchanged += 1


def _cell_faults(table: Table, row: Row, error: ValidationError) -> Iterator[CellFault]:
    found: Mapping[str, list[str]] = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for column, texts in found.items():
        name = "" if column == NON_FIELD_ERRORS else column
        yield CellFault(row.line, table.label, name, " ".join(texts))


def _change(table: Table, row: Row, result: RowResult) -> RowChange | None:
    pairs = zip(table.columns, result.diff or (), strict=True)
    cells = tuple(CellChange(name, before, after) for name, (before, after) in pairs if before != after)
    key = " · ".join(row.cells[column].strip() for column in table.key)
    return RowChange(row.line, table.label, key, result.is_new(), cells) if cells else None
