"""Films made harmless where they lie: pictures and sound stay to the byte, places and names go."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returns.uploads import mp4
from returns.uploads.formats import Format, sniff
from returns.uploads.refused import Code, RefusedError
from tests.returns.uploads import films
from tests.returns.uploads.hostile import box

both = pytest.mark.parametrize("film", films.FILMS.values(), ids=list(films.FILMS))


def refusal(film: bytes) -> Code | None:
    try:
        mp4.plan(io.BytesIO(film))
    except RefusedError as error:
        return error.code
    return None


def test_the_format_is_told_by_the_first_bytes() -> None:
    assert (sniff(films.H264[:32]), sniff(films.HEVC[:32])) == (Format.MP4, Format.MOV)


@both
def test_the_pictures_are_the_same_afterwards_and_nothing_moves(film: bytes) -> None:
    clean = films.cleaned(film)
    assert len(clean) == len(film)
    assert films.seen(clean).file == films.seen(film).file
    assert films.cleaned(clean) == clean


@both
def test_where_a_film_was_made_is_not_kept_wherever_it_stands(film: bytes) -> None:
    track = box(b"trak", films.PLACED + box(b"mdia", box(b"hdlr", b"\0" * 8 + b"meta" + b"\0" * 12 + b"Places\0")))
    placed = films.with_in_index(film, films.PLACED, box(b"meta", films.PLACE), box(b"uuid", films.PLACE * 9), track)
    placed = placed + box(b"mdat", films.PLACE * 100) + box(b"XMP_", films.PLACE) + films.PLACE[:7]
    clean = films.cleaned(placed)
    assert placed.count(films.PLACE[:7]) > 100
    assert films.PLACE[:7] not in clean
    assert b"Places" not in clean
    assert films.seen(clean).file == films.seen(film).file


def test_in_a_gap_between_pictures_nothing_stays() -> None:
    """As tracks of places lie there, once their own table is gone."""
    at = films.H264.index(b"mdat") - 4
    length = struct.unpack(">I", films.H264[at : at + 4])[0]
    film = films.H264[:at] + struct.pack(">I", length + 17) + b"mdat" + films.PLACE + films.H264[at + 8 :]
    index = films.index_of(film)[0]
    place = film.index(b"stco", index) + 12
    (offset,) = struct.unpack(">I", film[place : place + 4])
    film = film[:place] + struct.pack(">I", offset + 17) + film[place + 4 :]
    clean = films.cleaned(film)
    assert films.PLACE not in clean
    assert films.seen(clean).file == films.seen(films.H264).file


@both
def test_when_and_by_what_it_was_made_is_not_kept(film: bytes) -> None:
    def date(found: bytearray, at: int) -> None:
        found[at + 4 : at + 12] = b"\xe3\x01\x02\x03" * 2

    dated = films.changed(films.changed(film, b"mvhd", date), b"mdhd", date)
    clean = films.cleaned(dated)
    assert b"\xe3\x01\x02\x03" in dated
    assert b"\xe3\x01\x02\x03" not in clean
    assert b"Lavf" not in clean[films.index_of(clean)[0] :]
    assert b"VideoHandler" not in clean


@both
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_finds_no_place_and_no_date(film: bytes, tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(films.cleaned(films.with_in_index(film, films.PLACED)))
    out = subprocess.run(
        ["exiftool", "-ee", "-G1", "-s", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert "GPS" not in out
    assert "Location" not in out
    assert "Encoder" not in out
    dates = [line for line in out.splitlines() if "CreateDate" in line]
    assert all("0000:00:00" in line for line in dates)


def references_elsewhere(found: bytearray, at: int) -> None:
    found[at + 19] = 0


def coded_as_jpeg(found: bytearray, at: int) -> None:
    found[at + 12 : at + 16] = b"jpeg"


def far_away(found: bytearray, at: int) -> None:
    found[at + 8 : at + 12] = b"\xff\xff\xff\xf0"


def countless(found: bytearray, at: int) -> None:
    found[at + 8 : at + 12] = b"\xff\xff\xff\xff"


@pytest.mark.parametrize(
    ("film", "code"),
    [
        (b"", Code.UNREADABLE),
        (films.H264[:40], Code.UNREADABLE),
        (films.H264[: films.index_of(films.H264)[0]], Code.UNREADABLE),
        (films.H264[:-400], Code.UNREADABLE),
        (films.H264 + films.H264, Code.UNREADABLE),
        (box(b"ftyp", b"isom") * 5000, Code.UNREADABLE),
        (films.with_in_index(films.H264, box(b"mvex", b"")), Code.NO_VIDEO),
        (films.with_in_index(films.H264, box(b"trak", b"x" * 64)), Code.UNREADABLE),
        (films.changed(films.H264, b"dref", references_elsewhere), Code.UNREADABLE),
        (films.changed(films.H264, b"stsd", coded_as_jpeg), Code.NO_VIDEO),
        (films.changed(films.H264, b"stco", far_away), Code.UNREADABLE),
        (films.changed(films.H264, b"stsz", countless), Code.UNREADABLE),
        (films.changed(films.H264, b"stco", countless), Code.UNREADABLE),
    ],
)
def test_what_is_damaged_or_coded_otherwise_is_refused(film: bytes, code: Code) -> None:
    assert refusal(film) is code


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_the_bytes_it_is_a_plan_within_the_file_or_a_refusal(data: st.DataObject) -> None:
    film = bytearray(data.draw(st.sampled_from(list(films.FILMS.values()))))
    start = films.index_of(bytes(film))[0]
    for _change in range(data.draw(st.integers(1, 6))):
        film[data.draw(st.integers(start, len(film) - 1))] = data.draw(st.sampled_from([0, 1, 8, 127, 128, 255]))
    content = bytes(film[: data.draw(st.integers(start, len(film)))]) if data.draw(st.booleans()) else bytes(film)
    try:
        found = mp4.plan(io.BytesIO(content))
    except RefusedError:
        return
    assert found.length <= len(content)
    assert all(at >= 0 and length > 0 and at + length <= len(content) for at, length in found.blanks)
    clean = films.cleaned(content)
    assert films.cleaned(clean) == clean


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_refusal(content: bytes) -> None:
    assert refusal(b"\0\0\0\x14ftypisom\0\0\0\0isom" + content) is not None
