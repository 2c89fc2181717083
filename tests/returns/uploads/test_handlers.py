"""What is too large is stopped while it arrives, and whoever sent it is told so."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from pytest_django import Settings

from returns.uploads.limits import MEGABYTE


class Body:
    """A request's body that is made while it is read."""

    def __init__(self, length: int, field: bytes = b"photo") -> None:
        border = f"--{BOUNDARY}\r\n".encode()
        self._head = b"".join(
            [
                border + b'Content-Disposition: form-data; name="token"\r\n\r\nkept\r\n',
                border + b'Content-Disposition: form-data; name="' + field + b'"; filename="a.jpg"\r\n',
                b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff",
            ]
        )
        self._tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.length = len(self._head) + length + len(self._tail)
        self._parts = self._make(length)
        self._rest = b""
        self.read_bytes = 0

    def _make(self, length: int) -> Iterator[bytes]:
        yield self._head
        for _block in range(length // MEGABYTE):
            yield b"\0" * MEGABYTE
        yield self._tail

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self._rest = self._rest or next(self._parts, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        self.read_bytes += len(piece)
        return piece

    # Asked for when a request is made, and never read from.
    readline = read


def request(body: Body) -> HttpRequest:
    return RequestFactory().generic(
        "POST",
        "/",
        content_type=MULTIPART_CONTENT,
        **{"wsgi.input": body, "CONTENT_LENGTH": str(body.length), "CONTENT_TYPE": MULTIPART_CONTENT},  # type: ignore[arg-type]
    )


def sent(body: Body) -> UploadedFile[bytes]:
    upload = request(body).FILES["photo"]
    assert isinstance(upload, UploadedFile)
    return upload


def test_200_megabytes_are_neither_written_nor_kept(settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    upload = sent(Body(200 * MEGABYTE))
    assert upload.size is not None
    assert upload.size > 200 * MEGABYTE
    assert upload.read() == b""
    assert time.process_time() - started < 3
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 100 * MEGABYTE
    assert list(tmp_path.iterdir()) == []


def test_what_is_within_the_limit_arrives_whole() -> None:
    upload = sent(Body(3 * MEGABYTE))
    assert upload.size == 3 * MEGABYTE + 3
    assert len(upload.read()) == upload.size
    upload.close()


@pytest.mark.parametrize("megabytes", [500])
def test_what_is_hopeless_is_not_even_read(megabytes: int) -> None:
    body = Body(megabytes * MEGABYTE)
    made = request(body)
    assert "photo" not in made.FILES
    # What came before the file is there: among it, what shows that the form is ours.
    assert made.POST["token"] == "kept"
    assert body.read_bytes < 5 * MEGABYTE
