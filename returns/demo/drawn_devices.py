"""The demo's devices, drawn: each side of a phone, tablet, laptop or watch, alone on a transparent ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
Draw = ImageDraw.ImageDraw

SMOOTH = 2
"""Drawn so many times larger, so that edges come out smooth."""
GLASS: Colour = (14, 15, 18)
INK: Colour = (30, 34, 44)
METAL: Colour = (168, 171, 176)
COLOURS: Mapping[str, Colour] = MappingProxyType(
    {
        "noir": (44, 46, 52),
        "bleu": (56, 86, 132),
        "rouge": (158, 34, 44),
        "violet": (96, 84, 112),
        "": (186, 188, 192),
    }
)
"""By the word in a model's name; the empty one where it has none."""
APPS: tuple[Colour, ...] = ((214, 84, 62), (66, 134, 214), (88, 168, 96), (228, 170, 58), (132, 96, 178), (70, 78, 92))
RUST: tuple[Colour, ...] = ((74, 142, 116), (206, 214, 200), (112, 84, 48))
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"phone": (380, 780), "tablet": (560, 780), "laptop": (820, 560), "watch": (430, 560)}
)
"""Of the front of each, in pixels of a photo of 1,024 by 768."""


@cache
def device(shape: str, side: str, colour: str, damage: str = "") -> Image.Image:
    """Return one side of a device, by the code of its photo slot after ``photo.``; kept, for many photos show it.

    ``damage`` is ``cracked`` (glass), ``stained`` (a wet port) or ``opened`` (a back that was levered off).
    """
    size = _size(shape, side)
    image = Image.new("RGBA", (size[0] * SMOOTH, size[1] * SMOOTH), (0, 0, 0, 0))
    box = (0, 0, image.width - 1, image.height - 1)
    _SIDES[_kind(shape, side)](ImageDraw.Draw(image), box, COLOURS[colour])
    if damage:
        _DAMAGE[damage](image, box)
    return image.resize(size, Image.Resampling.LANCZOS)


def _kind(shape: str, side: str) -> str:
    if side in _SIDES:
        return side
    if side in ("screen_on", "screen_off", "underside"):
        return side
    return "laptop_edge" if shape == "laptop" else "edge"


def _size(shape: str, side: str) -> tuple[int, int]:
    width, height = SIZES[shape]
    if _kind(shape, side) in ("edge", "laptop_edge"):
        return (max(width, height), 64) if side in ("left", "right") else (min(width, height) + 160, 84)
    return (150, 640) if side.startswith("strap") else (width, height)


def _inner(box: Box, margin: int) -> Box:
    return (box[0] + margin, box[1] + margin, box[2] - margin, box[3] - margin)


def _lighter(colour: Colour, by: int) -> Colour:
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return (red, green, blue)


def _body(draw: Draw, box: Box, colour: Colour, radius: int) -> None:
    draw.rounded_rectangle(box, radius, fill=_lighter(colour, -22))
    draw.rounded_rectangle(_inner(box, 5), radius - 5, fill=_lighter(colour, 26))
    draw.rounded_rectangle(_inner(box, 10), radius - 10, fill=colour)


def _front(draw: Draw, box: Box, colour: Colour, *, is_lit: bool) -> None:
    _body(draw, box, colour, 90)
    draw.rounded_rectangle(_inner(box, 12), 78, fill=GLASS)
    screen = _inner(box, 34)
    if is_lit:
        _lit(draw, screen)
    else:
        _dark(draw, screen)
    middle = (box[0] + box[2]) // 2
    draw.rounded_rectangle((middle - 70, screen[1] + 18, middle + 70, screen[1] + 54), 18, fill=(4, 4, 6))


def _lit(draw: Draw, box: Box) -> None:
    left, top, right, bottom = box
    for y in range(top, bottom):
        share = (y - top) / (bottom - top)
        draw.line((left, y, right, y), fill=(int(206 - 34 * share), int(220 - 22 * share), int(232 - 6 * share)))
    draw.text(((left + right) // 2, top + 190), "9:41", fill=INK, font_size=150, anchor="mm")
    draw.text(((left + right) // 2, top + 300), "lundi · batterie 84 %", fill=INK, font_size=40, anchor="mm")
    step = (right - left) // 4
    for number in range(12):
        x, y = left + step // 2 + number % 4 * step, top + 480 + number // 4 * 190
        if y + 70 < bottom:
            draw.rounded_rectangle((x - 56, y - 56, x + 56, y + 56), 26, fill=APPS[number * 5 % len(APPS)])


def _dark(draw: Draw, box: Box) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle(box, 40, fill=(20, 21, 25))
    # The window of the room, faint in the glass.
    slant = (right - left) // 3
    draw.polygon([(left + slant, top), (right, top), (left + slant * 2, bottom), (left, bottom)], fill=(29, 31, 37))


def _back(draw: Draw, box: Box, colour: Colour) -> None:
    _body(draw, box, colour, 90)
    left, top, right, bottom = box
    draw.rounded_rectangle((left + 44, top + 44, left + 320, top + 320), 70, fill=_lighter(colour, 18))
    for x, y in ((118, 118), (248, 182), (118, 250)):
        draw.ellipse((left + x - 58, top + y - 58, left + x + 58, top + y + 58), fill=GLASS, outline=METAL, width=8)
        draw.ellipse((left + x - 22, top + y - 22, left + x + 22, top + y + 22), fill=(34, 42, 66))
    middle = ((left + right) // 2, (top + bottom) // 2)
    draw.ellipse((middle[0] - 60, middle[1] - 60, middle[0] + 60, middle[1] + 60), fill=_lighter(colour, 44))
    draw.text((middle[0], bottom - 150), "A2403  CE", fill=_lighter(colour, 60), font_size=36, anchor="mm")


def _edge(draw: Draw, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle(box, 60, fill=_lighter(colour, -30))
    draw.rounded_rectangle((left, top + 14, right, bottom - 22), 54, fill=_lighter(colour, 30))
    draw.rounded_rectangle((left, top + 30, right, bottom - 34), 40, fill=colour)
    middle, height = (top + bottom) // 2, (bottom - top) // 7
    if right - left > 1300:
        for start, length in ((300, 90), (460, 170), (680, 170)):
            draw.rounded_rectangle(
                (left + start, middle - height, left + start + length, middle + height),
                height,
                fill=_lighter(colour, -46),
                outline=_lighter(colour, 60),
                width=3,
            )
        return
    centre = (left + right) // 2
    draw.rounded_rectangle((centre - 90, middle - height, centre + 90, middle + height), height, fill=GLASS)
    for side in (-1, 1):
        for hole in range(6):
            x = centre + side * (170 + hole * 44)
            draw.ellipse((x - 13, middle - 13, x + 13, middle + 13), fill=GLASS)


def _laptop(draw: Draw, box: Box, colour: Colour, *, is_lit: bool) -> None:
    left, top, right, bottom = box
    hinge = bottom - (bottom - top) // 4
    lid = (left + 60, top, right - 60, hinge)
    draw.rounded_rectangle(lid, 36, fill=GLASS)
    screen = _inner(lid, 30)
    if is_lit:
        draw.rectangle(screen, fill=(198, 212, 228))
        draw.rectangle((screen[0], screen[3] - 56, screen[2], screen[3]), fill=INK)
        for number, app in enumerate(APPS):
            x = screen[0] + 420 + number * 84
            draw.rounded_rectangle((x, screen[3] - 50, x + 48, screen[3] - 6), 10, fill=app)
        draw.rounded_rectangle(
            (screen[0] + 160, screen[1] + 90, screen[2] - 260, screen[3] - 190), 14, fill=(236, 238, 240)
        )
        for row in range(8):
            y = screen[1] + 150 + row * 56
            draw.line((screen[0] + 210, y, screen[2] - 330 - row * 37 % 190, y), fill=(120, 128, 140), width=14)
    else:
        _dark(draw, screen)
    draw.polygon([(left + 60, hinge), (right - 60, hinge), (right, bottom), (left, bottom)], fill=_lighter(colour, -8))
    for row in range(4):
        y = hinge + 26 + row * 46
        for key in range(14):
            x = left + 150 - row * 8 + key * ((right - left - 300 + row * 16) // 14)
            draw.rounded_rectangle((x, y, x + 74, y + 34), 8, fill=(40, 42, 48))


def _underside(draw: Draw, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    _body(draw, box, _lighter(colour, -16), 50)
    for x in (left + 90, right - 90):
        for y in (top + 80, bottom - 80):
            draw.ellipse((x - 36, y - 36, x + 36, y + 36), fill=(34, 35, 38))
    for slit in range(22):
        x = left + 330 + slit * 44
        draw.rounded_rectangle((x, top + 130, x + 16, top + 290), 8, fill=(30, 31, 34))
    draw.rounded_rectangle((left + 520, bottom - 340, right - 520, bottom - 200), 12, fill=(222, 224, 226))
    for number, words in enumerate(("Model P137G   19.5 V", "S/N 7H2K-94QX")):
        draw.text((left + 548, bottom - 326 + number * 60), words, fill=INK, font_size=40)


def _laptop_edge(draw: Draw, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    middle = (top + bottom) // 2
    draw.rounded_rectangle((left, top, right, middle - 6), 20, fill=_lighter(colour, 14))
    draw.rounded_rectangle((left, middle, right, bottom), 26, fill=_lighter(colour, -14))
    y = (middle + bottom) // 2
    for start, length in ((120, 70), (260, 110), (440, 110), (right - 330, 120), (right - 160, 60)):
        draw.rounded_rectangle((left + start, y - 16, left + start + length, y + 16), 8, fill=GLASS)


def _dial(draw: Draw, box: Box, colour: Colour, *, is_lit: bool) -> None:
    _strap(draw, (box[0] + 200, box[1], box[2] - 210, box[3]), colour)
    face = (box[0] + 90, box[1] + 230, box[2] - 110, box[3] - 230)
    _body(draw, face, METAL, 120)
    draw.rounded_rectangle(_inner(face, 22), 100, fill=GLASS)
    draw.rounded_rectangle((face[2], face[1] + 120, face[2] + 40, face[1] + 220), 16, fill=_lighter(METAL, -30))
    if is_lit:
        middle = ((face[0] + face[2]) // 2, (face[1] + face[3]) // 2)
        draw.ellipse((middle[0] - 170, middle[1] - 170, middle[0] + 170, middle[1] + 170), fill=(196, 210, 224))
        draw.line((*middle, middle[0] + 90, middle[1] - 90), fill=INK, width=16)
        draw.line((*middle, middle[0] - 70, middle[1] - 30), fill=(190, 50, 44), width=10)


def _dial_back(draw: Draw, box: Box, colour: Colour) -> None:
    _dial(draw, box, colour, is_lit=False)
    middle = ((box[0] + box[2] - 20) // 2, (box[1] + box[3]) // 2)
    for radius, fill in ((190, METAL), (150, (40, 42, 48)), (60, (20, 60, 40)), (22, (80, 160, 110))):
        draw.ellipse((middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius), fill=fill)


def _strap(draw: Draw, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle(box, 70, fill=_lighter(colour, -30))
    for hole in range(7):
        y = top + 90 + hole * 130
        if y < bottom - 60:
            middle = (left + right) // 2
            draw.ellipse((middle - 20, y - 20, middle + 20, y + 20), fill=_lighter(colour, -60), outline=METAL, width=4)


def _cracked(image: Image.Image, box: Box) -> None:
    draw, chance = ImageDraw.Draw(image), np.random.default_rng(7)
    start = (box[2] * 0.68, box[3] * 0.3)
    for _ray in range(17):
        x, y = start
        heading = (chance.uniform(-1, 1), chance.uniform(-1, 1))
        for _bend in range(9):
            end = (x + heading[0] * 90 + chance.uniform(-34, 34), y + heading[1] * 90 + chance.uniform(-34, 34))
            draw.line((x, y, *end), fill=(206, 212, 220, 255), width=4)
            x, y = end
    for radius in (60, 130):
        points = [
            (start[0] + chance.uniform(-1, 1) * radius, start[1] + chance.uniform(-1, 1) * radius) for _ in range(9)
        ]
        draw.line(points, fill=(180, 186, 196, 255), width=3)
    _within(image, box)


def _within(image: Image.Image, box: Box) -> None:
    """Cut off what was drawn beyond the device."""
    shape = Image.new("L", image.size, 0)
    ImageDraw.Draw(shape).rounded_rectangle(box, 90, fill=255)
    image.putalpha(ImageChops.darker(image.getchannel("A"), shape))


def _stained(image: Image.Image, box: Box) -> None:
    stain = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw, chance = ImageDraw.Draw(stain), np.random.default_rng(11)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    for _spot in range(60):
        x, y = middle[0] + chance.normal(0, 120), middle[1] + chance.normal(0, 26)
        radius = chance.uniform(4, 22)
        tint = RUST[int(chance.integers(len(RUST)))]
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*tint, 215))
    stain = stain.filter(ImageFilter.GaussianBlur(1.5))
    stain.putalpha(ImageChops.darker(stain.getchannel("A"), image.getchannel("A")))
    image.alpha_composite(stain)


def _opened(image: Image.Image, box: Box) -> None:
    draw, chance = ImageDraw.Draw(image), np.random.default_rng(5)
    left, _top, right, bottom = box
    draw.polygon(
        [(right - 10, bottom * 0.3), (right - 46, bottom * 0.5), (right - 10, bottom * 0.76)], fill=(8, 8, 10, 255)
    )
    for _mark in range(14):
        y = chance.uniform(bottom * 0.32, bottom * 0.74)
        draw.line((right - 70, y, right - 6, y + chance.uniform(-12, 12)), fill=(226, 226, 222, 255), width=5)
    for x in (left + 120, right - 120):
        draw.ellipse((x - 20, bottom - 60, x + 20, bottom - 20), fill=(8, 8, 10, 255))


_SIDES: Mapping[str, Callable[[Draw, Box, Colour], None]] = MappingProxyType(
    {
        "front_on": lambda draw, box, colour: _front(draw, box, colour, is_lit=True),
        "front_off": lambda draw, box, colour: _front(draw, box, colour, is_lit=False),
        "back": _back,
        "edge": _edge,
        "screen_on": lambda draw, box, colour: _laptop(draw, box, colour, is_lit=True),
        "screen_off": lambda draw, box, colour: _laptop(draw, box, colour, is_lit=False),
        "underside": _underside,
        "laptop_edge": _laptop_edge,
        "dial_on": lambda draw, box, colour: _dial(draw, box, colour, is_lit=True),
        "dial_off": lambda draw, box, colour: _dial(draw, box, colour, is_lit=False),
        "dial_back": _dial_back,
        "strap_top": _strap,
        "strap_bottom": _strap,
    }
)
_DAMAGE: Mapping[str, Callable[[Image.Image, Box], None]] = MappingProxyType(
    {"cracked": _cracked, "stained": _stained, "opened": _opened}
)
