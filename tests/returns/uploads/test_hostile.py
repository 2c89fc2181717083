"""Files made to crash, hang and exhaust: refused, or rebuilt clean, within what an upload may cost."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns.uploads.limits import MEMORY, SECONDS
from returns.uploads.refused import Code, RefusedError
from returns.uploads.sandbox import ROOT
from tests.returns.uploads import hostile
from tests.returns.uploads.heic import heic
from tests.returns.uploads.tools import SECONDS as TIME_OUT
from tests.returns.uploads.tools import encoded, noise, picture, through, verdict

REFUSALS = {code.value for code in Code}


_MEASURED = """
import resource, sys
from returns.uploads.refused import RefusedError
from returns.uploads.sandbox import rebuild

answer = "taken"
try:
    rebuild(sys.stdin.buffer, float(sys.argv[1]))
except RefusedError as refusal:
    answer = refusal.code.value
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(answer, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def cost(content: bytes) -> tuple[str, float, int]:
    """The verdict on a file, the seconds of processor time and the bytes of memory that it took.

    Measured by a small process between: a child's peak begins with the size of whoever starts it, which pytest is.
    """
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-c", _MEASURED, str(TIME_OUT)]
        done = subprocess.run(command, stdin=file, capture_output=True, cwd=ROOT, text=True, check=True)
    answer, seconds, kilobytes = done.stdout.split()
    return answer, float(seconds), int(kilobytes) * 1024


@pytest.mark.parametrize("name", hostile.BROKEN)
def test_what_would_harm_is_refused_or_rebuilt_within_the_limits(name: str) -> None:
    content = hostile.BROKEN[name]()
    assert len(content) < 20 * 2**20
    started = time.monotonic()
    answer, seconds, memory = cost(content)
    assert answer in {"taken", *REFUSALS}
    # The processor's time, for several tests share the machine; a second more is the start of a process.
    assert seconds <= SECONDS + 1
    assert time.monotonic() - started < TIME_OUT + 5
    assert memory <= MEMORY


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("PNG that claims 100,000 pixels squared", "too_many_pixels"),
        ("JPEG that claims 65,500 pixels squared", "too_many_pixels"),
        ("PNG with a text of 200 MB", "unreadable"),
        ("PNG without pixels", "unreadable"),
        ("JPEG header alone", "unreadable"),
        ("HEIC of garbage", "unreadable"),
        ("PDF header alone", "unreadable"),
    ],
)
def test_the_refusal_says_what_is_wrong(name: str, answer: str) -> None:
    assert verdict(hostile.BROKEN[name]()) == answer


def test_one_that_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    with pytest.raises(RefusedError) as refused:
        through(hostile.jpeg(), seconds=0.01)
    assert refused.value.code is Code.TOO_SLOW
    assert time.monotonic() - started < 3


def test_an_honest_picture_of_49_megapixels_is_taken() -> None:
    assert picture(through(hostile.flat_png(7000)).file).size == (3000, 3000)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_file_cut_short_is_refused(kind: str) -> None:
    whole = heic(noise()) if kind == "HEIF" else encoded(noise(), kind)
    for content in hostile.truncations(whole):
        assert verdict(content) == "unreadable"


@pytest.mark.parametrize("name", hostile.FOREIGN)
def test_other_formats_are_refused(name: str) -> None:
    assert verdict(hostile.FOREIGN[name]) == "format"


@pytest.mark.parametrize(
    "content",
    [
        hostile.jpeg() + hostile.PAYLOAD,
        hostile.with_segments(hostile.segment(0xFE, hostile.PAYLOAD)),
        hostile.with_segments(hostile.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + hostile.PAYLOAD)),
        hostile.jpeg() + b"PK\x03\x04" + hostile.PAYLOAD,
        hostile.png(8, 8, hostile.chunk(b"tEXt", b"Comment\0" + hostile.PAYLOAD), rows=b"\0" * 72) + hostile.PAYLOAD,
        encoded(noise(), "WEBP", xmp=hostile.PAYLOAD),
    ],
    ids=["after a JPEG", "comment", "XMP", "archive after a JPEG", "PNG", "WebP"],
)
def test_of_a_file_that_is_two_only_the_pixels_are_kept(content: bytes) -> None:
    made = through(content)
    for part in (made.file, made.thumbnail):
        assert hostile.PAYLOAD[:12] not in part
        assert picture(part).format == "JPEG"


@pytest.mark.parametrize("content", [hostile.looping_exif(), hostile.endless_exif()], ids=["loop", "endless"])
def test_broken_notes_of_a_camera_do_not_matter(content: bytes) -> None:
    assert verdict(content) == "taken"


VALID = {
    "JPEG": encoded(noise(60, 40), "JPEG"),
    "PNG": encoded(noise(60, 40), "PNG"),
    "WEBP": encoded(noise(60, 40), "WEBP"),
    "HEIF": heic(noise(96, 64)),
    "PDF": hostile.pdf(hostile.CATALOGUE, hostile.PAGES, hostile.page()),
}


@given(
    kind=st.sampled_from(sorted(VALID)), places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=9)
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_bytes_changed_at_random_are_refused_or_rebuilt(kind: str, places: list[tuple[float, int]]) -> None:
    content = bytearray(VALID[kind])
    for place, value in places:
        content[int(place * (len(content) - 1))] = value
    assert verdict(bytes(content)) in {"taken", *REFUSALS}
