"""Films for tests: two of half a second that cameras could have made, and what is done to them."""

from __future__ import annotations

import io
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

from returns.uploads import mp4
from returns.uploads.sandbox import Picture, rebuild
from tests.returns.uploads.hostile import box
from tests.returns.uploads.tools import SECONDS

_DATA = Path(__file__).parent / "data"
H264 = (_DATA / "h264.mp4").read_bytes()
HEVC = (_DATA / "hevc.mov").read_bytes()
FILMS = {"h264.mp4": H264, "hevc.mov": HEVC}
PLACE = b"+48.8577+002.295/"
"""Where a camera says that it was."""
PLACED = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE))


def index_of(film: bytes) -> tuple[int, int]:
    """Where the index begins and ends; in both films it comes last."""
    at = film.index(b"moov") - 4
    return at, at + struct.unpack(">I", film[at : at + 4])[0]


def with_in_index(film: bytes, *boxes: bytes) -> bytes:
    """The film with more boxes at the end of its index."""
    at, end = index_of(film)
    more = b"".join(boxes)
    return film[:at] + struct.pack(">I", end - at + len(more)) + film[at + 4 : end] + more + film[end:]


def changed(film: bytes, name: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """The film after a change to the content of the first box of a name."""
    found = bytearray(film)
    change(found, film.index(name, index_of(film)[0]) + 4)
    return bytes(found)


def cleaned(film: bytes) -> bytes:
    """The film as it would be stored."""
    with tempfile.TemporaryFile() as file:
        file.write(film)
        file.flush()
        mp4.apply(file, mp4.plan(io.BytesIO(film)))
        file.seek(0)
        return file.read()


def seen(film: bytes) -> Picture:
    """What the other process makes of a film."""
    with tempfile.TemporaryFile() as file:
        file.write(film)
        file.flush()
        return rebuild(file, SECONDS)
