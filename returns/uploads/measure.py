"""What can be measured on a photo: numbers, which ``returns.photos.checks`` turns into verdicts by staff's limits."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[Any]

SIDE = 1024
"""Photos are measured at one size, so that a limit means the same for every camera."""
REACH = 17
"""Pixels across an edge within which its whole rise is taken."""
CONTRAST, FEWEST = 40, 60
"""Levels of 255 that make an edge, and how many points on edges tell anything."""
STEEPEST = 80
"""The percentile of the edges that counts: shadows are soft on the sharpest photo, too."""
DARK, BRIGHT = 40, 250
"""Levels of 255 below which nothing, and above which everything, looks the same."""
BURNT, HALO, RING = 245, 190, 21
"""A lamp in the glass burns out, and dims slowly around it; a lit screen ends at its frame."""
SMALLEST_BLOB = 0.001
"""Share of the picture from which on a burnt-out blob hides something."""
HASH_SIDE, HASH_INPUT = 8, 32
FLAT = 4.0
"""Standard deviation of the levels below which a picture shows nothing that a hash could tell."""


def measure(image: Image.Image) -> dict[str, Any]:
    """Measure a picture in RGB; shares are of 1, ``hash`` is empty for a picture that shows nothing."""
    colours = _normalised(np.asarray(image))
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    return {
        "sharpness": round(sharpness(grey), 4),
        "dark_share": round(float((grey < DARK).mean()), 4),
        "bright_share": round(float((grey > BRIGHT).mean()), 4),
        "glare_share": round(glare_share(colours), 4),
        "hash": perceptual_hash(image) if float(grey.std()) > FLAT else "",
    }


def _normalised(pixels: Pixels) -> Pixels:
    scale = SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def sharpness(grey: Pixels) -> float:
    """How steep the edges are: the rise from one pixel to the next, as a share of the whole rise; 0 without edges.

    Of the two directions the softer counts, for a hand that moves blurs only the edges across its way. A share of the
    contrast does not depend on what is photographed, as the variance of a Laplacian does.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    found = [_steepness(pixels) for pixels in (smooth, np.ascontiguousarray(smooth.T))]
    return min((value for value in found if value is not None), default=0.0)


def _steepness(grey: Pixels) -> float | None:
    """The steepness of the edges that a row of pixels crosses; None where there are too few."""
    reach = np.ones((1, REACH), np.uint8)
    slope = np.abs(cv2.filter2D(grey, cv2.CV_32F, np.array([[-0.5, 0, 0.5]], np.float32)))
    rise = cv2.dilate(grey, reach) - cv2.erode(grey, reach)
    crests = (slope >= cv2.dilate(slope, reach)) & (rise >= CONTRAST)
    if np.count_nonzero(crests) < FEWEST:
        return None
    return float(np.percentile(slope[crests] / rise[crests], STEEPEST))


def glare_share(colours: Pixels) -> float:
    """The share of the picture in burnt-out blobs that have a halo."""
    white = colours.min(axis=2)
    count, labels, statistics, _centres = cv2.connectedComponentsWithStats((white >= BURNT).astype(np.uint8))
    sizes = {blob: int(statistics[blob, cv2.CC_STAT_AREA]) for blob in range(1, count)}
    large = {blob: size for blob, size in sizes.items() if size >= SMALLEST_BLOB * white.size}
    return float(sum(size for blob, size in large.items() if _has_halo(white, labels == blob)) / white.size)


def _has_halo(white: Pixels, blob: Pixels) -> bool:
    mask = blob.astype(np.uint8)
    around = cv2.dilate(mask, np.ones((RING, RING), np.uint8)) > mask
    return bool(around.any() and float(white[around].mean()) >= HALO)


def perceptual_hash(image: Image.Image) -> str:
    """The 64 bits of ``imagehash.phash``, in 16 hexadecimal digits, without loading SciPy for them."""
    small = image.convert("L").resize((HASH_INPUT, HASH_INPUT), Image.Resampling.LANCZOS)
    low = cv2.dct(np.asarray(small, dtype=np.float64))[:HASH_SIDE, :HASH_SIDE].copy()
    # OpenCV's transform is orthonormal, SciPy's is not.
    low[0, :] = low[0, :] * 2**0.5
    low[:, 0] = low[:, 0] * 2**0.5
    bits = "".join("1" if value > np.median(low) else "0" for value in low.flatten())
    return f"{int(bits, 2):016x}"
