"""The demo's photos, drawn: a device on somebody's table, as it lies, by the light there is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from returns.demo.drawn_devices import device

Pixels = NDArray[np.float32]
Chance = np.random.Generator

SIZE = (1024, 768)
MARGIN = 48
QUALITY = 86
COARSE = 4
BRIGHTEST = 246
"""White paper; only lamps are brighter."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo: ``side`` is the code of its slot after ``photo.``, ``table`` one of ``TABLES``.

    ``flaw`` (``blurred``, ``dark``, ``glaring``) is what is wrong with the photo, ``damage`` with the device; all else
    follows from ``seed``, whatever it is.
    """

    shape: str
    side: str
    colour: str
    table: str
    seed: str
    flaw: str = ""
    damage: str = ""


def take(shot: Shot) -> bytes:
    """Return a photo as a JPEG file; the same for the same shot."""
    chance = np.random.default_rng(zlib.crc32(shot.seed.encode()))
    scene = _camera(_laid(shot, chance), chance)
    if shot.flaw:
        scene = _FLAWS[shot.flaw](scene)
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _laid(shot: Shot, chance: Chance) -> Image.Image:
    """The device on its table, with its shadow; the telephone that takes it is held as the device lies."""
    layer = device(shot.shape, shot.side, shot.colour, shot.damage)
    scene = _table(shot.table, int(chance.integers(4))).copy()
    if layer.height > layer.width * 1.3:
        scene = scene.transpose(Image.Transpose.ROTATE_90)
    layer = layer.rotate(float(chance.normal(0, 7)), expand=True, resample=Image.Resampling.BICUBIC)
    layer.thumbnail((scene.width - MARGIN, scene.height - MARGIN))
    free = (scene.width - layer.width, scene.height - layer.height)
    left, top = (int(room * chance.uniform(0.2, 0.8)) for room in free)
    scene.paste((8, 8, 12), (0, 0), _shadow(scene.size, layer, (left + 10, top + 14)))
    scene.paste(layer, (left, top), layer)
    return scene


def _shadow(size: tuple[int, int], layer: Image.Image, place: tuple[int, int]) -> Image.Image:
    """The soft shadow of a device, as a mask; drawn small, for nobody sees the difference."""
    small = Image.new("L", (size[0] // COARSE, size[1] // COARSE), 0)
    shape = layer.getchannel("A").reduce(COARSE).point(lambda level: level * 0.55)
    small.paste(shape, (place[0] // COARSE, place[1] // COARSE))
    return small.filter(ImageFilter.GaussianBlur(12 / COARSE)).resize(size, Image.Resampling.BILINEAR)


def _camera(scene: Image.Image, chance: Chance) -> Image.Image:
    """Light from one side, and the noise of a small sensor."""
    across = _slope(chance.uniform(0.86, 1.06, 2), scene.width)[None, :, None]
    down = _slope(chance.uniform(0.9, 1.04, 2), scene.height)[:, None, None]
    warmth = np.array([chance.uniform(0.97, 1.03), 1, chance.uniform(0.94, 1.02)], dtype=np.float32)
    light = across * down * warmth
    noise = np.roll(_noise(scene.size), int(chance.integers(scene.height)), axis=0)
    return Image.fromarray(np.clip(np.asarray(scene) * light + noise, 0, BRIGHTEST).astype(np.uint8))


def _slope(ends: NDArray[np.float64], length: int) -> Pixels:
    return np.linspace(float(ends[0]), float(ends[1]), length, dtype=np.float32)


@cache
def _noise(size: tuple[int, int]) -> Pixels:
    return np.random.default_rng(1).normal(0, 2.2, (size[1], size[0], 1)).astype(np.float32)


def _glaring(scene: Image.Image) -> Image.Image:
    """A lamp in the glass, with its halo."""
    y, x = np.mgrid[0 : scene.height, 0 : scene.width].astype(np.float32)
    halo = 420 * np.exp(-((np.hypot(x - scene.width * 0.46, y - scene.height * 0.42) / 130) ** 2))
    lit = np.clip(np.asarray(scene, dtype=np.float32) + halo[:, :, None], 0, 255)
    return Image.fromarray(lit.astype(np.uint8))


_FLAWS: Mapping[str, Callable[[Image.Image], Image.Image]] = MappingProxyType(
    {
        "blurred": lambda scene: scene.filter(ImageFilter.GaussianBlur(6)),
        "dark": lambda scene: scene.point(lambda level: level * 0.12),
        "glaring": _glaring,
    }
)


@cache
def _table(name: str, number: int) -> Image.Image:
    return TABLES[name](np.random.default_rng(number))


def _grained(chance: Chance, colour: tuple[int, int, int], grain: tuple[int, int], strength: float) -> Image.Image:
    """A ground of one colour, with noise that is stretched as its grain runs."""
    small = chance.normal(0, 1, (SIZE[1] // grain[1], SIZE[0] // grain[0])).astype(np.float32)
    noise = Image.fromarray(small).resize(SIZE, Image.Resampling.BICUBIC)
    pixels = np.array(colour, dtype=np.float32) + np.asarray(noise)[:, :, None] * np.float32(strength)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _planks(chance: Chance) -> Image.Image:
    image = _grained(chance, (176, 132, 88), (64, 2), 9)
    draw = ImageDraw.Draw(image)
    for y in range(int(chance.integers(40, 150)), SIZE[1], 190):
        draw.line((0, y, SIZE[0], y), fill=(104, 72, 44), width=4)
    return image


def _cloth(chance: Chance) -> Image.Image:
    image = _grained(chance, (196, 200, 206), (3, 3), 7)
    draw = ImageDraw.Draw(image)
    for x in range(int(chance.integers(60)), SIZE[0], 128):
        draw.rectangle((x, 0, x + 26, SIZE[1]), fill=(120, 148, 178))
    return image


def _marble(chance: Chance) -> Image.Image:
    image = _grained(chance, (218, 216, 212), (160, 120), 10)
    draw = ImageDraw.Draw(image)
    for _vein in range(5):
        x, points = chance.uniform(0, SIZE[0]), []
        for y in range(-20, SIZE[1] + 40, 40):
            points.append((x, y))
            x += chance.normal(18, 26)
        draw.line(points, fill=(168, 166, 166), width=3)
    return image


def _mat(chance: Chance) -> Image.Image:
    """The cutting mat of a workshop, on which sellers photograph what arrives."""
    image = _grained(chance, (60, 92, 88), (2, 2), 5)
    draw = ImageDraw.Draw(image)
    for at in range(int(chance.integers(10, 60)), SIZE[0], 64):
        draw.line((at, 0, at, SIZE[1]), fill=(96, 132, 126), width=2)
        draw.line((0, at, SIZE[0], at), fill=(96, 132, 126), width=2)
    return image


WORKSHOP = "mat"
TABLES: Mapping[str, Callable[[Chance], Image.Image]] = MappingProxyType(
    {"planks": _planks, "cloth": _cloth, "marble": _marble, "mat": _mat}
)
