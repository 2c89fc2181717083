"""Pictures as a phone would take them: sharp or blurred, each different from the others."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 960)


def photo(seed: int, *, blur: float = 0) -> bytes:
    """A JPEG of a device on a patterned table."""
    chance = random.Random(seed)
    image = Image.new("RGB", SIZE, (140, 130, 120))
    draw = ImageDraw.Draw(image)
    for _line in range(1400):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        end = (x + chance.randrange(-60, 60), y + chance.randrange(-60, 60))
        draw.line((x, y, *end), fill=chance.choice([(20, 25, 30), (225, 220, 210), (60, 90, 140)]), width=3)
    left, top = chance.randrange(100, 700), chance.randrange(50, 300)
    draw.rounded_rectangle((left, top, left + chance.randrange(200, 500), top + 500), 40, fill=(30, 35, 40))
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()
