"""Photos of devices, drawn: on a table, by every light, at every angle; and the same spoilt in every way.

Everything follows from a seed. ``good`` photos are what a customer takes who follows the advice; each of ``SPOILT``
does to a good one what goes wrong in the field, and names the check that must find it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Pixels = NDArray[np.float32]
Random = np.random.Generator
SIZE = (1600, 1200)


def as_pixels(image: Image.Image) -> Pixels:
    return np.asarray(image, dtype=np.float32)


def as_image(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


# What is photographed


def _table(rng: Random) -> Image.Image:
    """A table top: plain, grained or woven, lit from one side."""
    width, height = SIZE
    colour = rng.uniform(70, 200, 3).astype(np.float32)
    grain = rng.normal(0, 1, (height // 4, width // int(rng.choice([4, 16, 40])))).astype(np.float32)
    grain = cv2.resize(grain, SIZE, interpolation=cv2.INTER_CUBIC) * np.float32(rng.uniform(1, 12))
    slope = np.linspace(rng.uniform(0.75, 1), rng.uniform(0.75, 1), width, dtype=np.float32)[None, :, None]
    return as_image((colour[None, None, :] + grain[:, :, None]) * slope)


def _grey(rng: Random, low: int, high: int) -> tuple[int, int, int]:
    level = int(rng.integers(low, high))
    return (level, level, min(255, level + int(rng.integers(0, 12))))


def _lit_screen(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: Random) -> None:
    left, top, right, bottom = box
    ground = tuple(int(value) for value in rng.integers(20, 236, 3))
    draw.rectangle(box, fill=ground)
    ink = (15, 15, 20) if sum(ground) > 380 else (235, 235, 240)
    for row in range(int(rng.integers(5, 16))):
        y = top + 30 + row * 42
        if y > bottom - 40:
            break
        draw.text((left + 24, y), "Constat 12:30 return R-2026", fill=ink, font_size=int(rng.integers(14, 30)))
    for column in range(4):
        x = left + 24 + column * (right - left - 60) // 4
        colour = tuple(int(value) for value in rng.integers(30, 230, 3))
        draw.rounded_rectangle((x, bottom - 110, x + 56, bottom - 54), 12, fill=colour)


def _dark_screen(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: Random) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=_grey(rng, 8, 36))
    for _scratch in range(int(rng.integers(0, 6))):
        start = (int(rng.integers(left, right)), int(rng.integers(top, bottom)))
        end = (start[0] + int(rng.integers(-90, 90)), start[1] + int(rng.integers(-90, 90)))
        draw.line((*start, *end), fill=_grey(rng, 80, 150), width=1)


def _back(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: Random) -> None:
    left, top, right, _bottom = box
    draw.rectangle(box, fill=tuple(int(value) for value in rng.integers(40, 215, 3)))
    for lens in range(int(rng.integers(1, 4))):
        x, y = left + 40, top + 40 + lens * 70
        draw.ellipse((x, y, x + 56, y + 56), fill=_grey(rng, 10, 40), outline=_grey(rng, 120, 200), width=4)
    draw.text(((left + right) // 2 - 60, top + 300), "model A2403", fill=_grey(rng, 60, 200), font_size=22)


def _edge(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: Random) -> None:
    left, top, right, bottom = box
    middle = (top + bottom) // 2
    draw.rounded_rectangle((left, middle - 60, right, middle + 60), 50, fill=_grey(rng, 60, 200))
    port = _grey(rng, 5, 40)
    draw.rounded_rectangle((left + 180, middle - 14, left + 290, middle + 14), 12, fill=port)
    for hole in range(8):
        x = right - 200 + hole * 20
        draw.ellipse((x, middle - 6, x + 12, middle + 6), fill=port)


VIEWS: tuple[Callable[[ImageDraw.ImageDraw, tuple[int, int, int, int], Random], None], ...] = (
    _lit_screen,
    _dark_screen,
    _back,
    _edge,
)


def _device(rng: Random, view: int) -> Image.Image:
    """A device alone, on a transparent ground."""
    width, height = int(rng.integers(420, 640)), int(rng.integers(760, 1000))
    layer = Image.new("RGBA", (width + 8, height + 8), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    if VIEWS[view] is not _edge:
        draw.rounded_rectangle((0, 0, width, height), 60, fill=_grey(rng, 15, 190))
        draw.rectangle((width - 3, 200, width, 300), fill=_grey(rng, 5, 60))
    VIEWS[view](draw, (30, 40, width - 30, height - 40), rng)
    return layer.rotate(float(rng.normal(0, 9) + rng.choice([0, 90])), expand=True, resample=Image.Resampling.BICUBIC)


def scene(rng: Random, view: int) -> Image.Image:
    """What stands before the camera."""
    table, device = _table(rng), _device(rng, view)
    device.thumbnail((SIZE[0] - 80, SIZE[1] - 80))
    left = (SIZE[0] - device.width) // 2 + int(rng.integers(-40, 40))
    top = (SIZE[1] - device.height) // 2 + int(rng.integers(-40, 40))
    shadow = Image.new("L", device.size, 0)
    shadow.paste(110, mask=device.getchannel("A"))
    shadow = shadow.filter(ImageFilter.GaussianBlur(14))
    table.paste((10, 10, 12), (left + 12, top + 14), shadow)
    table.paste(device, (left, top), device)
    return table


# How it is photographed


def camera(
    image: Image.Image, rng: Random, *, focus: float = 0.6, gain: float = 1.0, noise: float = 2.0
) -> Image.Image:
    """A lens that is never quite sharp, a sensor that is never quite silent; ``focus`` is a blur's sigma in pixels."""
    pixels = cv2.GaussianBlur(as_pixels(image), (0, 0), max(focus, 0.3)) * np.float32(gain)
    return as_image(pixels + rng.normal(0, noise, pixels.shape).astype(np.float32))


def good(seed: int) -> Image.Image:
    """A photo as it should be: focus, light and angle within what a steady hand achieves."""
    rng = np.random.default_rng(seed)
    image = scene(rng, seed % len(VIEWS))
    return camera(image, rng, focus=rng.uniform(0.4, 1.1), gain=rng.uniform(0.7, 1.2), noise=rng.uniform(1, 4))


# What goes wrong


def blurred(seed: int, sigma: float) -> Image.Image:
    rng = np.random.default_rng(seed)
    return camera(scene(rng, seed % len(VIEWS)), rng, focus=sigma, noise=rng.uniform(1, 4))


def moved(seed: int, length: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    image = scene(rng, seed % len(VIEWS))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2, :] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), float(rng.choice([0, 30, 60, 90])), 1)
    turned = np.asarray(cv2.warpAffine(kernel, turn, (length, length)), np.float32)
    return camera(as_image(np.asarray(cv2.filter2D(as_pixels(image), -1, turned / turned.sum()), np.float32)), rng)


def dark(seed: int, gain: float) -> Image.Image:
    rng = np.random.default_rng(seed)
    return camera(scene(rng, seed % len(VIEWS)), rng, gain=gain, noise=rng.uniform(2, 5))


def burnt(seed: int, gain: float) -> Image.Image:
    rng = np.random.default_rng(seed)
    return camera(scene(rng, seed % len(VIEWS)), rng, gain=gain)


def glaring(seed: int, radius: float) -> Image.Image:
    """A lamp in the glass, with its halo, somewhere on the device."""
    rng = np.random.default_rng(seed)
    image = as_pixels(good(seed))
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    centre = (SIZE[0] / 2 + rng.uniform(-150, 150), SIZE[1] / 2 + rng.uniform(-150, 150))
    distance = np.hypot((x - centre[0]) / rng.uniform(1, 1.6), y - centre[1])
    halo = 400 * np.exp(-((distance / radius) ** 2)).astype(np.float32)
    return as_image(image + halo[:, :, None])


@dataclass(frozen=True)
class Spoilt:
    """Photos that one check must fail: drawn from a seed, at one degree."""

    check: str
    draw: Callable[[int], Image.Image]


SPOILT: Mapping[str, Spoilt] = MappingProxyType(
    {
        "out of focus (sigma 3)": Spoilt("sharp", lambda seed: blurred(seed, 3.0)),
        "out of focus (sigma 5)": Spoilt("sharp", lambda seed: blurred(seed, 5.0)),
        "out of focus (sigma 9)": Spoilt("sharp", lambda seed: blurred(seed, 9.0)),
        "moved (15 pixels)": Spoilt("sharp", lambda seed: moved(seed, 15)),
        "moved (31 pixels)": Spoilt("sharp", lambda seed: moved(seed, 31)),
        "dark (gain 0.15)": Spoilt("bright", lambda seed: dark(seed, 0.15)),
        "dark (gain 0.08)": Spoilt("bright", lambda seed: dark(seed, 0.08)),
        "burnt out (gain 4)": Spoilt("not_overexposed", lambda seed: burnt(seed, 4.0)),
        "glare (150 pixels)": Spoilt("no_glare", lambda seed: glaring(seed, 150)),
        "glare (250 pixels)": Spoilt("no_glare", lambda seed: glaring(seed, 250)),
        "small (640 pixels)": Spoilt("large_enough", lambda seed: good(seed).resize((640, 480))),
    }
)


def variants(seed: int) -> Iterator[Image.Image]:
    """A good photo as messengers, scanners and hands change it without spoiling it."""
    image = good(seed)
    yield image
    yield image.rotate(90, expand=True)
    yield Image.open(io.BytesIO(jpeg(image, 60)))
    yield image.resize((1200, 900), Image.Resampling.LANCZOS)
    yield image.resize((3200, 2400), Image.Resampling.BICUBIC)
