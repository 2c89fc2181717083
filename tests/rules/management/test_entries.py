"""Entries out of streams of every shape, and what is wrong with the others."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.management.entries import MAX_ENTRY, Entry, read_entries

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
OBJECTS = st.dictionaries(st.text(), SCALARS | st.lists(SCALARS), max_size=4)


def entries(content: bytes | str) -> list[Entry]:
    return list(read_entries(io.BytesIO(content if isinstance(content, bytes) else content.encode())))


def values(content: bytes | str) -> list[Any]:
    return [json.loads(entry.content) for entry in entries(content)]


def lines(content: bytes | str) -> list[int]:
    return [entry.line for entry in entries(content)]


def problems(content: bytes | str) -> list[str]:
    return [entry.problem for entry in entries(content)]


@given(st.lists(OBJECTS), st.sampled_from(["\n", "\r\n", "\n\n", " \n\t\r\n"]), st.booleans())
def test_lines(objects: list[Any], end: str, mark: bool) -> None:
    text = end.join(json.dumps(value) for value in objects)
    content = text.encode("utf-8-sig" if mark else "utf-8")
    assert values(content) == objects


@given(st.lists(OBJECTS), st.sampled_from([None, 0, 2]), st.booleans())
def test_arrays(objects: list[Any], indent: int | None, ascii_only: bool) -> None:
    assert values(json.dumps(objects, indent=indent, ensure_ascii=ascii_only)) == objects


@given(OBJECTS, st.sampled_from([None, 0, 2]), st.booleans())
def test_one_object(value: Any, indent: int | None, mark: bool) -> None:
    content = json.dumps(value, indent=indent).encode("utf-8-sig" if mark else "utf-8")
    assert values(content) == [value]
    assert lines(content) == [1]


@pytest.mark.parametrize("content", ["", " \r\n\n", "\ufeff", "[]", " [\n ] \n"])
def test_nothing(content: str) -> None:
    assert entries(content) == []


def test_entries_name_the_line_on_which_they_begin() -> None:
    assert lines('\n{"a": 1}\n\n{"a": 2}\n') == [2, 4]
    assert lines('\n[{"a": 1},\n\n {"a":\n 2}, {"a": 3}]') == [2, 4, 5]


def test_a_faulty_line_leaves_the_others_alone() -> None:
    content = b'{"a": 1\n{"a": 2}\nnonsense\n{"a": "\xff"}\n{"a": 5}'
    assert [entry.content.strip() for entry in entries(content)] == content.split(b"\n")


def test_a_faulty_element_leaves_the_others_alone() -> None:
    found = [entry.content for entry in entries(b'[{"a": 1}, {"a" 2}, {"a": "],\\"["}, 4,, {"b": [}]}]')]
    assert found == [b'{"a": 1}', b'{"a" 2}', b'{"a": "],\\"["}', b"4", b"", b'{"b": [}]}']


@pytest.mark.parametrize("content", ['[{"a": 1}', '[{"a": 1},', "[", '[{"a": "x'])
def test_an_array_without_an_end(content: str) -> None:
    assert problems(content)[-1]


def test_something_after_an_array() -> None:
    assert problems('[{"a": 1}]\n{"a": 2}') == ["", problems("[1] 2")[-1]]
    assert problems("[1]" + " " * 200_000 + "2")[-1]
    assert problems("[1]" + " " * 200_000) == [""]


def test_strings_and_escapes_at_the_end_of_a_chunk() -> None:
    for length in range(64 * 1024 - 12, 64 * 1024 + 4):
        objects = [{"a": "x" * length + '"\\],'}, {"b": 2}]
        assert values(json.dumps(objects)) == objects


@pytest.mark.parametrize("content", ['{"a": "%s"}\n{"b": 2}\n', '[{"a": "%s"},\n{"b": 2}]', '{\n"a":\n"%s"\n}'])
def test_an_entry_that_is_too_long(content: str) -> None:
    found = entries(content % ("x" * (3 * MAX_ENTRY)))
    assert [bool(entry.problem) for entry in found] == [True, False][: len(found)]
    assert [entry.content.strip() for entry in found[1:]] in ([], [b'{"b": 2}'])


class Endless(io.RawIOBase):
    """A stream that is made as it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.rest = self.rest or next(self.parts, b"")
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count


@pytest.mark.parametrize(("start", "end"), [(b"", b"\n"), (b"[", b",")])
def test_a_long_stream_takes_little_memory(start: bytes, end: bytes) -> None:
    count = 50_000
    parts = [json.dumps({"a": "x" * 200}).encode() + end] * 50
    stream = io.BufferedReader(Endless(iter([start, *[b"".join(parts)] * (count // 50)])))
    tracemalloc.start()
    found = sum(1 for _entry in read_entries(stream))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found >= count
    assert peak < 2_000_000
