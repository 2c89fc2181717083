"""What can be measured on a photo: numbers only, which staff's limits turn into verdicts (``returns.photo_checks``)."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[Any]

SIDE = 1024
"""Photos are measured at one size, so that a limit means the same for every camera."""
TILES = 8
"""Along each side: a sharp device before a blank table is sharp somewhere, and that is what counts."""
DARK, BRIGHT = 40, 250
"""Levels of 255 below which nothing, and above which everything, looks the same."""
HASH_SIDE, HASH_INPUT = 8, 32


def measure(image: Image.Image) -> dict[str, Any]:
    """Measure a picture in RGB; shares are of 1, ``hash`` is empty for a picture without any contrast."""
    colours = _normalised(np.asarray(image))
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    return {
        "sharpness": round(sharpness(grey), 4),
        "dark_share": round(float((grey < DARK).mean()), 4),
        "bright_share": round(float((grey > BRIGHT).mean()), 4),
        "glare_share": round(glare_share(grey), 4),
        "hash": perceptual_hash(image),
    }


def _normalised(pixels: NDArray[Any]) -> NDArray[Any]:
    scale = SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def sharpness(grey: Grey) -> float:
    """The variance of the Laplacian in the sharpest tenth of the tiles."""
    laplacian = cv2.Laplacian(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_32F)
    variances = [
        float(tile.var())
        for row in np.array_split(laplacian, TILES, axis=0)
        for tile in np.array_split(row, TILES, axis=1)
        if tile.size
    ]
    return float(np.percentile(variances, 90))


def glare_share(grey: Grey) -> float:
    """The share of the picture in the largest burnt-out blob."""
    burnt = (grey > BRIGHT).astype(np.uint8)
    count, _labels, statistics, _centres = cv2.connectedComponentsWithStats(burnt)
    return float(statistics[1:, cv2.CC_STAT_AREA].max() / grey.size) if count > 1 else 0.0


def perceptual_hash(image: Image.Image) -> str:
    """The 64 bits of ``imagehash.phash``, in 16 hexadecimal digits, without loading SciPy for them."""
    small = image.convert("L").resize((HASH_INPUT, HASH_INPUT), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, dtype=np.float64)
    low = cv2.dct(pixels)[:HASH_SIDE, :HASH_SIDE].copy()
    # OpenCV's transform is orthonormal, SciPy's is not.
    low[0, :] = low[0, :] * 2**0.5
    low[:, 0] = low[:, 0] * 2**0.5
    bits = "".join("1" if value > np.median(low) else "0" for value in low.flatten())
    return f"{int(bits, 2):016x}"
