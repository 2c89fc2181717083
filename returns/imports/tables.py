"""Rows out of a file that another program wrote: CSV or JSON lines, one row in memory at a time.

What is wrong with one row leaves the others alone. A quotation mark that nobody closed swallows the lines after it;
they are given back, so that only the row with the mistake is lost.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from rules.management.entries import Entry, read_entries

MAX_ROW = 1024 * 1024
"""Characters; nothing that people write in a row comes near."""
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, the line (from 1) on which it begins; or why it can't be read."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


class TableRefused(Exception):
    """No row of the file can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    is_too_long: bool = False


class _TooLong(Exception):
    """A row has more than ``MAX_ROW`` characters."""


class _Lines:
    """The lines of a stream for ``csv.reader``, one row's worth of which can be given back."""

    def __init__(self, stream: BinaryIO) -> None:
        # What is not UTF-8 comes through as lone surrogates, so that the cell that holds it can be named.
        self.text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape")
        self.returned: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self.size = 0
        self.first = 1

    def begin_row(self) -> None:
        """Let go of the lines of the row before."""
        self.first += len(self.taken)
        self.taken.clear()
        self.size = 0

    def give_back(self, *, but: int) -> None:
        """Give back the lines taken for this row, but for so many."""
        self.returned.extendleft(reversed(self.taken[but:]))
        del self.taken[but:]
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else self._read()
        self.taken.append(line)
        self.size += len(line.text)
        if line.is_too_long or self.size > MAX_ROW:
            raise _TooLong
        return line.text

    def _read(self) -> _Line:
        text = self.text.readline(MAX_ROW + 1)
        if not text:
            raise StopIteration
        if len(text) <= MAX_ROW:
            return _Line(text)
        while text and not text.endswith("\n"):
            text = self.text.readline(MAX_ROW)
        return _Line("", is_too_long=True)


class CsvTable:
    """A CSV file whose first line names the columns; ``known`` are the names that can be expected there.

    Commas, semicolons, tabs and bars are told apart by the first line. Closes the stream when it is let go of. Raises
    TableRefused.
    """

    def __init__(self, stream: BinaryIO, known: Collection[str]) -> None:
        self._lines = _Lines(stream)
        self._delimiter = ","
        self._delimiter = self._detect_delimiter(known)
        self.columns = self._header()

    def __iter__(self) -> Iterator[Row]:
        for line, cells, problem in self._records():
            if problem:
                yield Row(line, problem=problem)
            elif any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        if len(cells) == len(self.columns):
            return Row(line, dict(zip(self.columns, cells, strict=True)))
        counts = {"cells": len(cells), "columns": len(self.columns)}
        return Row(line, problem=_("has %(cells)d values, but there are %(columns)d columns") % counts)

    def _detect_delimiter(self, known: Collection[str]) -> str:
        first = next((line for line in self._first_lines() if line.strip()), "")
        self._lines.give_back(but=0)
        if not first:
            raise TableRefused(_("The file is empty."))
        return max(_DELIMITERS, key=lambda mark: len({_name(cell) for cell in first.split(mark)} & set(known)))

    def _first_lines(self) -> Iterator[str]:
        try:
            yield from self._lines
        except _TooLong:
            raise TableRefused(_("The first line does not name columns: is this a CSV file?")) from None

    def _header(self) -> list[str]:
        for _line, cells, problem in self._records():
            if problem or not any(cells):
                break
            return [_name(cell) for cell in cells]
        raise TableRefused(_("The first line does not name columns: is this a CSV file?"))

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        while True:
            self._lines.begin_row()
            try:
                cells = next(csv.reader(self._lines, delimiter=self._delimiter, strict=True), None)
            except (csv.Error, _TooLong) as error:
                self._lines.give_back(but=1)
                yield self._lines.first, [], _csv_problem(error)
                continue
            if cells is None:
                return
            if cells:
                yield self._lines.first, cells, ""


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().casefold()


def _csv_problem(error: Exception) -> str:
    if isinstance(error, _TooLong) or "larger than field limit" in str(error):
        return _("is too long: is a quotation mark not closed?")
    return _("has quotation marks that do not go together")


class JsonTable:
    """A JSON object a line (or an array of them), whose keys are the columns."""

    def __init__(self, stream: BinaryIO) -> None:
        self._entries = read_entries(stream)

    def __iter__(self) -> Iterator[Row]:
        for entry in self._entries:
            try:
                yield Row(entry.line, _cells(entry))
            except ValueError as error:
                yield Row(entry.line, problem=str(error))


def _cells(entry: Entry) -> dict[str, str]:
    if entry.problem:
        raise ValueError(entry.problem)
    try:
        # Numbers stay as they were written: a price is no float.
        found = json.loads(
            entry.content.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise ValueError(_("is not UTF-8 (byte %(position)d)") % {"position": error.start + 1}) from None
    except json.JSONDecodeError as error:
        raise ValueError(_("is not JSON: %(reason)s") % {"reason": error.msg}) from None
    except RecursionError:
        raise ValueError(_("is nested too deep")) from None
    if not isinstance(found, dict):
        raise ValueError(_("is no object"))
    return {_name(key): _cell(key, value) for key, value in found.items()}


def _cell(key: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case _:
            raise ValueError(_("has a list or an object as “%(column)s”") % {"column": ascii(key)[1:-1]})


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    (name, count), *_rest = Counter(_name(key) for key, _value in pairs).most_common(1) or [("", 0)]
    if count > 1:
        raise ValueError(_("has “%(column)s” twice") % {"column": ascii(name)[1:-1]})
    return dict(pairs)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(_("is not JSON: %(reason)s") % {"reason": name})
