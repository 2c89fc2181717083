"""What a file is, told by its first bytes: its name and the browser's word count for nothing."""

from __future__ import annotations

from enum import Enum

HEADER = 32
"""As many first bytes tell."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

# What phones write, and 3GPP's, which older ones do.
_FILM_BRANDS = frozenset(b"qt  ,isom,iso2,iso4,iso5,iso6,mp41,mp42,avc1,M4V ,M4VH,MSNV,3gp4,3gp5,3gp6".split(b","))


class Format(Enum):
    """The formats that are taken; the values are Pillow's names, where it reads them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"
    MP4 = "MP4"
    MOV = "MOV"

    @property
    def is_video(self) -> bool:
        """Whether it is a film."""
        return self in (Format.MP4, Format.MOV)


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
    if header[4:8] == b"ftyp" and header[8:12] in _FILM_BRANDS:
        return Format.MOV if header[8:12] == b"qt  " else Format.MP4
    return Format.PDF if header.startswith(b"%PDF-") else None
