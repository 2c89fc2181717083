"""One still picture of a film: that there is one shows that the film can be played."""

from __future__ import annotations

import cv2
from PIL import Image

from returns.uploads.limits import MAX_SIDE
from returns.uploads.refused import Code, RefusedError

STANDARD_INPUT = "/dev/fd/0"
FRAMES = 4
"""How many pictures are decoded; the last of them is kept, for cameras often begin in the dark."""


def read_still() -> Image.Image:
    """Return a picture of the film on the standard input, upright, in RGB; raises RefusedError where there is none.

    FFmpeg may open one container and no address (``sandbox.FILM_OPTIONS``); ``mp4.plan`` has checked the codec.
    """
    film = cv2.VideoCapture(STANDARD_INPUT, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    found = None
    for _frame in range(FRAMES):
        is_read, frame = film.read()
        if not is_read:
            break
        found = frame
    if found is None:
        raise RefusedError(Code.UNREADABLE)
    film.release()
    scale = min(1.0, MAX_SIDE / max(found.shape[:2]))
    size = (max(1, round(found.shape[1] * scale)), max(1, round(found.shape[0] * scale)))
    small = cv2.resize(found, size, interpolation=cv2.INTER_AREA)
    return Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))
