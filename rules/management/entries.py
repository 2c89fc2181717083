"""JSON objects out of a stream, one after the other: a single one, an array of them, or one a line.

Nothing but the entry at hand is held in memory, and what is wrong with one leaves the others alone: a line ends at
its end, and an element of an array at the comma that is outside of its brackets and strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from django.utils.translation import gettext as _

MAX_ENTRY = 1024 * 1024
_CHUNK = 64 * 1024
_BLANK = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
"""What Windows puts in front of UTF-8."""
_STRUCTURE = re.compile(rb'[\n"\\{}\[\],]')


@dataclass(frozen=True, slots=True)
class Entry:
    """The bytes of one entry, the line (from 1) on which it begins, and what is wrong with it already."""

    line: int
    content: bytes = b""
    problem: str = ""


def _too_long(line: int) -> Entry:
    return Entry(line, problem=_("is longer than 1 MB"))


def read_entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a stream, in order; blank lines are none."""
    line = 1
    while (first := stream.read(1)) and first in _BLANK + _MARK:
        line += first == b"\n"
    if first == b"[":
        return _ArrayCutter(line).cut(stream)
    return _lines(stream, line, first)


def _lines(stream: BinaryIO, line: int, first: bytes) -> Iterator[Entry]:
    entries = _split_lines(stream, line, first)
    head = next(entries, None)
    if head is None:
        return
    second = next(entries, None)
    if second is not None and _goes_on(head, second):
        yield _join(head, second, entries)
        return
    yield from chain([head], [second] if second else [], entries)


def _split_lines(stream: BinaryIO, line: int, first: bytes) -> Iterator[Entry]:
    while content := first + stream.readline(MAX_ENTRY + 1):
        first = b""
        if len(content) > MAX_ENTRY:
            _skip_line(stream, content)
            yield _too_long(line)
        elif content.strip(_BLANK):
            yield Entry(line, content)
        line += 1


def _skip_line(stream: BinaryIO, content: bytes) -> None:
    while content and not content.endswith(b"\n"):
        content = stream.readline(_CHUNK)


def _goes_on(head: Entry, second: Entry) -> bool:
    """Whether the first line begins an object that is written over several lines.

    The first line ends in the middle of it, and the second doesn't begin another.
    """
    if head.problem or second.content.lstrip().startswith(b"{"):
        return False
    text = head.content.decode("utf-8", "replace").rstrip()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text)
    except (ValueError, RecursionError):
        pass
    return False


def _join(head: Entry, second: Entry, rest: Iterator[Entry]) -> Entry:
    content = bytearray()
    for entry in chain([head, second], rest):
        content += entry.content
        if entry.problem or len(content) > MAX_ENTRY:
            return _too_long(head.line)
    return Entry(head.line, bytes(content))


class _ArrayCutter:
    """Cuts an array, whose opening bracket was read, into its elements."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.begun = line
        self.element = bytearray()
        self.is_first = True
        self.depth = 0
        self.quoted = False
        self.escaped = False

    def cut(self, stream: BinaryIO) -> Iterator[Entry]:
        """The elements, in order; an array without an end, or with something after it, makes a faulty entry."""
        while chunk := stream.read(_CHUNK):
            end = 0
            for found in _STRUCTURE.finditer(chunk):
                self._keep_text(chunk[end : found.start()])
                end = found.end()
                if self._ends_element(found[0]):
                    yield from self._element(last=found[0] == b"]")
                    if found[0] == b"]":
                        yield from self._after(chunk[end:], stream)
                        return
            self._keep_text(chunk[end:])
        yield from self._element(last=True)
        yield Entry(self.line, problem=_("the array has no end"))

    def _keep_text(self, text: bytes) -> None:
        if text:
            self.escaped = False
        self._keep(text)

    def _keep(self, content: bytes) -> None:
        if not self.element:
            content = content.lstrip(_BLANK)
            self.begun = self.line
        if len(self.element) <= MAX_ENTRY:
            self.element += content

    def _ends_element(self, mark: bytes) -> bool:
        """Take in a character of the structure, unless it separates elements."""
        if self.depth == 0 and not self.quoted and mark in b",]":
            return True
        self._keep(mark)
        escaped, self.escaped = self.escaped, False
        if mark == b"\n":
            self.line += 1
        elif self.quoted:
            self.escaped = mark == b"\\" and not escaped
            self.quoted = mark != b'"' or escaped
        elif mark == b'"':
            self.quoted = True
        else:
            self.depth = max(0, self.depth + (mark in b"{[") - (mark in b"}]"))
        return False

    def _element(self, *, last: bool) -> Iterator[Entry]:
        content = bytes(self.element)
        self.element.clear()
        is_empty_array = last and self.is_first and not content
        self.is_first = False
        if len(content) > MAX_ENTRY:
            yield _too_long(self.begun)
        elif not is_empty_array:
            yield Entry(self.begun, content)

    def _after(self, rest: bytes, stream: BinaryIO) -> Iterator[Entry]:
        while rest:
            if rest.strip(_BLANK):
                yield Entry(self.line, problem=_("something follows the array"))
                return
            rest = stream.read(_CHUNK)
