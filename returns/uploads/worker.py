"""The process that reads an upload: it limits itself, takes the file on its standard input, answers, and ends.

Its answer is one line of JSON, then the bytes of the picture and of its thumbnail, as long as the line says. It opens
no file for writing, and knows nothing of Django, the database or the settings.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from returns.uploads.formats import HEADER, Format, sniff
from returns.uploads.limits import FILM_MEMORY, MEMORY, SECONDS
from returns.uploads.refused import Code, RefusedError


def limit_resources() -> None:
    """Let this process use no more memory and time than an upload deserves, and write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, FILM_MEMORY))
    # The first ends the process with a signal of its own, by which it is known.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def read(file: BinaryIO) -> tuple[dict[str, Any], bytes, bytes]:
    """Return the measurements of a picture, the picture and its thumbnail; raises RefusedError."""
    kind = sniff(file.read(HEADER))
    file.seek(0)
    if kind is None:
        raise RefusedError(Code.FORMAT)
    if kind.is_video:
        return _read_film(file, kind)
    # One after the other, so that what reads a format and what measures are not both in memory at the peak.
    from returns.uploads import images

    if kind is Format.PDF:
        from returns.uploads.pdf import read_pdf

        image = images.bare(read_pdf(file))
        given = image.size
    else:
        image, given = images.read_image(file, kind)
    from returns.uploads.measure import measure

    measured = {"format": kind.value, "width": given[0], "height": given[1], **measure(image)}
    return measured, images.as_jpeg(image), images.thumbnail(image)


def _read_film(file: BinaryIO, kind: Format) -> tuple[dict[str, Any], bytes, bytes]:
    """Return how a film is made harmless, and a still of it; nothing is measured on one picture of many."""
    from returns.uploads import images, mp4

    found = mp4.plan(file)
    resource.setrlimit(resource.RLIMIT_AS, (FILM_MEMORY, FILM_MEMORY))
    from returns.uploads.frames import read_still

    still = read_still()
    measured = {"format": kind.value, "width": found.width, "height": found.height, "seconds": found.seconds}
    return {**measured, "plan": asdict(found)}, images.as_jpeg(still), images.thumbnail(still)


def main() -> None:
    """Read the upload on the standard input; whatever is raised ends the process with an error."""
    limit_resources()
    picture = thumbnail = b""
    try:
        with os.fdopen(0, "rb", closefd=False) as file:
            answer, picture, thumbnail = read(file)
    except RefusedError as error:
        answer = {"refused": error.code.value}
    except MemoryError:
        answer = {"refused": Code.TOO_MANY_PIXELS.value}
    sizes = {"picture": len(picture), "thumbnail": len(thumbnail)}
    sys.stdout.buffer.write(json.dumps({**answer, **sizes}).encode() + b"\n" + picture + thumbnail)
    sys.stdout.buffer.flush()
