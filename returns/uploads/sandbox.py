"""Reads an upload in a process of its own, which may crash, hang and run out of memory alone."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from returns.uploads.limits import MAX_ANSWER
from returns.uploads.mp4 import Plan
from returns.uploads.refused import Code, RefusedError

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from returns.uploads.worker import main; main()"
# One thread each: the memory of idle ones counts, too.
FILM_OPTIONS = "protocol_whitelist;file|format_whitelist;mov|codec_whitelist;h264,hevc"
"""What FFmpeg, which OpenCV brings along, may open and probe; OpenCV reads this from its environment."""
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": FILM_OPTIONS,
}


@dataclass(frozen=True)
class Picture:
    """An upload rebuilt: the file to store, its thumbnail, and what was measured on it."""

    file: bytes
    thumbnail: bytes
    measured: dict[str, Any]
    plan: Plan | None = None
    """How the film that it is a still of is made harmless; None for a picture."""


def rebuild(file: IO[bytes], seconds: float) -> Picture:
    """Return the picture of an upload, a file on the disk, flushed, within some seconds; raises RefusedError."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAM],
            stdin=file,
            capture_output=True,
            timeout=seconds,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(Code.TOO_SLOW) from error
    if done.returncode == -signal.SIGXCPU:
        raise RefusedError(Code.TOO_SLOW)
    if done.returncode != 0:
        logger.info("An upload could not be read: exit %s, %s", done.returncode, done.stderr[-500:])
        raise RefusedError(Code.UNREADABLE)
    return _answer(done.stdout)


def _answer(out: bytes) -> Picture:
    line, _newline, content = out.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise RefusedError(Code(answer["refused"]))
    border, length = answer.pop("picture"), answer.pop("thumbnail")
    if len(content) != border + length or len(content) > MAX_ANSWER:
        raise RefusedError(Code.UNREADABLE)
    blanked = answer.pop("plan", None)
    return Picture(content[:border], content[border:], answer, Plan(**blanked) if blanked else None)
