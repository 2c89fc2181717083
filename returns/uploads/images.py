"""Pictures rebuilt from their pixels alone: upright, in sRGB, no larger than they need be, with nothing attached."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from returns.uploads.formats import Format
from returns.uploads.limits import JPEG_QUALITY, MAX_PIXELS, MAX_SIDE, THUMBNAIL_QUALITY, THUMBNAIL_SIDE
from returns.uploads.refused import Code, RefusedError

SIDES = (MAX_SIDE, MAX_SIDE)


def _register(kind: Format) -> None:
    """Load the reader of one format, and no other."""
    if kind is Format.WEBP:
        from PIL import WebPImagePlugin  # noqa: F401  # registers itself
    elif kind is Format.HEIF:
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def read_image(file: BinaryIO, kind: Format) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture as it is to be stored, and the size that it came in, upright.

    Raises RefusedError for one of too many pixels; MemoryError, and whatever Pillow raises, for one that can't be read.
    """
    _register(kind)
    # Our own limit follows, and is told apart from damage.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(file, formats=[kind.value])
    if image.width * image.height > MAX_PIXELS:
        raise RefusedError(Code.TOO_MANY_PIXELS)
    given = image.size
    turned = _orientation(image) in _ON_ITS_SIDE
    # A JPEG is decoded at half its size where that is enough.
    image.draft("RGB", SIDES)
    image.load()
    return upright(image), given[::-1] if turned else given


def upright(image: Image.Image) -> Image.Image:
    """Scale a decoded picture down, turn it as its camera was held, and leave nothing but sRGB pixels."""
    profile = image.info.get("icc_profile")
    orientation = _orientation(image)
    opaque = _flatten(image)
    opaque.thumbnail(SIDES, Image.Resampling.LANCZOS)
    return bare(_turn(_to_srgb(opaque, profile), orientation))


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, or as grey or CMYK where a profile is still to be applied, on white."""
    if image.mode in {"RGB", "L", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):
        # 16 bits a pixel.
        return image.point(lambda value: value / 256).convert("L") if image.mode != "I" else image.convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    if image.mode not in {"RGBA", "LA", "PA", "La", "RGBa"}:
        image = image.convert("RGBA")
    image.thumbnail(SIDES, Image.Resampling.LANCZOS)
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _to_srgb(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A broken profile, or one for other pixels: the colours are taken as they are.
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _orientation(image: Image.Image) -> object:
    """Return what the camera noted; nothing where its notes are broken, for they are thrown away anyway."""
    try:
        return image.getexif().get(_ORIENTATION)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, struct.error, RecursionError):
        return None


_ORIENTATION = 0x0112
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation (EXIF 2.32)."""


def _turn(image: Image.Image, orientation: object) -> Image.Image:
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def bare(image: Image.Image) -> Image.Image:
    """Return the picture without anything that Pillow would write beside the pixels."""
    image.info = {}
    return image


def as_jpeg(image: Image.Image) -> bytes:
    """Return the file that is stored."""
    return _jpeg(image, JPEG_QUALITY)


def thumbnail(image: Image.Image) -> bytes:
    """Return the small file that galleries show."""
    return _jpeg(ImageOps.contain(image, (THUMBNAIL_SIDE, THUMBNAIL_SIDE)), THUMBNAIL_QUALITY)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    bare(image).save(out, "JPEG", quality=quality)
    return out.getvalue()
