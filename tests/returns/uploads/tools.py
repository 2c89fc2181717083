"""How tests make files, and read what was made of them."""

from __future__ import annotations

import io
import tempfile
from typing import Any

from PIL import Image

from returns.uploads.refused import RefusedError
from returns.uploads.sandbox import Picture, rebuild

SECONDS = 20
"""Several tests share the machine; ``test_sandbox`` measures what a picture costs."""


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """A picture with something to see."""
    return Image.effect_noise((width, height), 90).convert(mode)


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def through(content: bytes, seconds: float = SECONDS) -> Picture:
    """What the other process makes of a file; raises RefusedError."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return rebuild(file, seconds)


def verdict(content: bytes) -> str:
    """``taken``, or the code of the refusal."""
    try:
        through(content)
    except RefusedError as error:
        return error.code.value
    return "taken"
