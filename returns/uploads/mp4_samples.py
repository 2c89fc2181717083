"""Where in an MP4 or MOV the pictures and sounds of one track lie, by the tables of its index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from returns.uploads.limits import MAX_SAMPLES
from returns.uploads.mp4_boxes import Box, number, unreadable


def extents(data: bytes, base: int, table: Mapping[bytes, Box]) -> list[tuple[int, int]]:
    """Return the start and end of each chunk of a track; ``data`` is the index, which begins at ``base`` in the file.

    Raises RefusedError where a table is missing, or says what can't be.
    """
    sizes = _sizes(data, base, table)
    found = []
    first = 0
    for offset, count in zip(_offsets(data, base, table), _counts(data, base, table), strict=False):
        last = min(first + count, len(sizes))
        found.append((offset, offset + sum(sizes[first:last])))
        first = last
    if first < len(sizes):
        raise unreadable()
    return [part for part in found if part[1] > part[0]]


def _table(data: bytes, base: int, table: Mapping[bytes, Box], name: bytes) -> tuple[int, int]:
    """Return where in the index the content of a table lies, behind its version."""
    box = table.get(name)
    if box is None:
        raise unreadable()
    return box.start - base + 4, box.end - base


def _sizes(data: bytes, base: int, table: Mapping[bytes, Box]) -> list[int]:
    at, end = _table(data, base, table, b"stsz")
    same, count = number(data, at, 4), number(data, at + 4, 4)
    if count > MAX_SAMPLES:
        raise unreadable()
    return [same] * count if same else _numbers(data, at + 8, end, count, 4)


def _offsets(data: bytes, base: int, table: Mapping[bytes, Box]) -> list[int]:
    name, width = (b"co64", 8) if b"co64" in table else (b"stco", 4)
    at, end = _table(data, base, table, name)
    return _numbers(data, at + 4, end, number(data, at, 4), width)


def _numbers(data: bytes, at: int, end: int, count: int, width: int) -> list[int]:
    if count > MAX_SAMPLES or at + count * width > min(end, len(data)):
        raise unreadable()
    return [int.from_bytes(data[one : one + width], "big") for one in range(at, at + count * width, width)]


def _counts(data: bytes, base: int, table: Mapping[bytes, Box]) -> Iterator[int]:
    """Yield how many samples each chunk has: a run of chunks goes on until the next one begins, the last for ever."""
    at, end = _table(data, base, table, b"stsc")
    rows = _numbers(data, at + 4, end, number(data, at, 4) * 3, 4)
    runs = list(zip(rows[::3], rows[1::3], strict=True))
    for (chunk, count), (following, _count) in zip(runs, [*runs[1:], (MAX_SAMPLES, 0)], strict=True):
        if following <= chunk:
            raise unreadable()
        for _one in range(following - chunk):
            yield count
