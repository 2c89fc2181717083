"""What a file is, told by its first bytes: its name and the browser's word count for nothing."""

from __future__ import annotations

from enum import Enum

HEADER = 32
"""As many first bytes tell."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class Format(Enum):
    """The formats that are taken; the values are Pillow's names, where it reads them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"


def sniff(header: bytes) -> Format | None:
    """Return the format that a file begins like; None for one that is not taken."""
    if header.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if header.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if header.startswith(b"RIFF") and header[8:12] == b"WEBP":
        return Format.WEBP
    if header[4:8] == b"ftyp" and header[8:12] in _HEIF_BRANDS:
        return Format.HEIF
    return Format.PDF if header.startswith(b"%PDF-") else None
