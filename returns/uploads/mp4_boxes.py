"""The boxes that an MP4 or MOV is made of: a length, a name of four letters, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from returns.uploads.limits import MAX_BOXES
from returns.uploads.refused import Code, RefusedError


@dataclass(frozen=True, slots=True)
class Box:
    """One box: where it begins, where its content does, and where it ends, in bytes from the start of the file."""

    name: bytes
    at: int
    start: int
    end: int


def unreadable() -> RefusedError:
    """Return what a damaged file is refused with."""
    return RefusedError(Code.UNREADABLE)


def number(data: bytes, at: int, width: int) -> int:
    """Return a number of ``width`` bytes; raises RefusedError where the data ends before it does."""
    if at < 0 or at + width > len(data):
        raise unreadable()
    return int.from_bytes(data[at : at + width], "big")


def boxes_in(data: bytes, at: int, end: int, *, is_open: bool = False) -> Iterator[Box]:
    """Yield the boxes from ``at`` in the file on; ``data`` has at least their heads, and fewer than 8 bytes are none.

    ``is_open``: whether a length of 0 may stand for all that follows. Raises RefusedError for one that does not fit.
    """
    base = at
    for _count in range(MAX_BOXES):
        if end - at < 8 or at - base >= len(data):
            return
        size, head = number(data, at - base, 4), 8
        name = data[at - base + 4 : at - base + 8]
        if size == 1:
            size, head = number(data, at - base + 8, 8), 16
        elif size == 0 and is_open:
            size = end - at
        if size < head or at + size > end:
            raise unreadable()
        yield Box(name, at, at + head, at + size)
        at += size
    raise unreadable()
