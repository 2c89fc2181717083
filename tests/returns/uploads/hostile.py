"""Files made to harm whoever reads them; each made here, none of them a copy of anybody's."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.returns.uploads.tools import encoded, noise

PAYLOAD = b"<script>alert('constat')</script><?php system($_GET['c']); ?>"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *chunks: bytes, rows: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows or b"\0" * 64))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + chunk(b"IEND", b"")


def flat_png(side: int) -> bytes:
    """A picture of ``side`` squared black pixels, honest about it, in a few kilobytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * (side + 1)) for _row in range(side)) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def inflated(kind: bytes, megabytes: int = 200) -> bytes:
    """A PNG with a compressed text or profile that is a thousand times as long as itself."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _one in range(megabytes)) + packer.flush()
    return png(8, 8, chunk(kind, b"name\0\0" + packed), rows=b"\0" * 72)


def jpeg(width: int = 300, height: int = 200) -> bytes:
    return encoded(noise(width, height), "JPEG")


def claiming(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than it has."""
    content = bytearray(jpeg())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segments(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + jpeg()[2:]


def exif(tiff: bytes) -> bytes:
    return with_segments(segment(0xE1, b"Exif\0\0" + tiff))


def looping_exif() -> bytes:
    """A directory of tags that is followed by itself, and is its own sub-directory."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return exif(b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8))


def endless_exif() -> bytes:
    """A tag that claims four thousand million values."""
    entry = struct.pack("<HHII", 0x0112, 3, 0xFFFFFFFF, 8)
    return exif(b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0xFFFF) + entry + struct.pack("<I", 0xFFFFFFFF))


def many_scans(count: int = 4000) -> bytes:
    """A progressive JPEG whose last scan comes again and again: each costs a pass over all its pixels."""
    content = encoded(noise(2400, 2400, "L"), "JPEG", progressive=True, quality=30)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * min(count, 18_000_000 // len(content[last:-2])) + b"\xff\xd9"


def riff(content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def huge_webp() -> bytes:
    canvas = struct.pack("<I", 16383)[:3] * 2
    return riff(b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas + b"VP8L" + struct.pack("<I", 8) + b"/" * 8)


def box(name: bytes, content: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I", len(content) + 8 if size is None else size) + name + content


def heic(*boxes: bytes) -> bytes:
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + b"".join(boxes)


def nested_heic() -> bytes:
    inner = b""
    for _level in range(2000):
        inner = box(b"meta", b"\0\0\0\0" + inner)
    return heic(inner)


def pdf(*objects: bytes, root: bytes = b"1 0 R") -> bytes:
    """A document of numbered objects; without a table of their places, which readers then work out."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root " + root + b" >>\n%%EOF\n"


def stream(content: bytes, *, packed: bool = False, entries: bytes = b"") -> bytes:
    how = b" /Filter /FlateDecode" if packed else b""
    return b"<< /Length %d%s %s >>\nstream\n" % (len(content), how, entries) + content + b"\nendstream"


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def page(box_: bytes = b"0 0 595 842", more: bytes = b"") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [" + box_ + b"] " + more + b" >>"


def drawing_pdf() -> bytes:
    """Twenty million strokes, in a few kilobytes."""
    packer = zlib.compressobj(9)
    strokes = b"0 0 m 500 800 l S\n" * 20_000
    packed = b"".join(packer.compress(strokes) for _one in range(1000)) + packer.flush()
    return pdf(CATALOGUE, PAGES, page(more=b"/Contents 4 0 R"), stream(packed, packed=True))


def image_pdf() -> bytes:
    """A picture of 30,000 pixels squared, in a few hundred kilobytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 30_000 * 30) for _rows in range(1000)) + packer.flush()
    entries = b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return pdf(
        CATALOGUE,
        PAGES,
        page(more=b"/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>"),
        stream(b"595 0 0 842 0 0 cm /I Do"),
        stream(packed, packed=True, entries=entries),
    )


def recursive_pdf() -> bytes:
    """A form that draws itself, twice each time."""
    again = b"/Resources << /XObject << /F 5 0 R >> >>"
    form = stream(b"/F Do /F Do", entries=b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + again)
    return pdf(CATALOGUE, PAGES, page(more=b"/Contents 4 0 R " + again), stream(b"/F Do"), form)


def looping_pdf() -> bytes:
    """Pages whose parent is their child."""
    return pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000 >>")


def truncations(content: bytes, count: int = 4) -> list[bytes]:
    return [content[: len(content) * part // (count + 1)] for part in range(1, count + 1)]


BROKEN: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "PNG that claims 100,000 pixels squared": lambda: png(100_000, 100_000),
        "PNG that claims 2^31 pixels squared": lambda: png(2**31 - 1, 2**31 - 1),
        "PNG of no pixels": lambda: png(0, 0),
        "PNG with a text of 200 MB": lambda: inflated(b"zTXt"),
        "PNG with a profile of 200 MB": lambda: inflated(b"iCCP"),
        "PNG without pixels": lambda: png(300, 300),
        "JPEG that claims 65,500 pixels squared": lambda: claiming(65_500, 65_500),
        "JPEG that claims 7,000 pixels squared": lambda: claiming(7_000, 7_000),
        "JPEG of many scans": many_scans,
        "JPEG header alone": lambda: b"\xff\xd8\xff",
        "JPEG of zeros": lambda: b"\xff\xd8\xff" + b"\0" * 100_000,
        "WebP of a huge canvas": huge_webp,
        "WebP header alone": lambda: riff(b""),
        "HEIC header alone": heic,
        "HEIC of boxes in boxes": nested_heic,
        "HEIC of a box of 4 GB": lambda: heic(box(b"meta", b"\0" * 40, size=0xFFFFFFFF)),
        "HEIC of garbage": lambda: heic(box(b"mdat", bytes(range(256)) * 400)),
        "PDF header alone": lambda: b"%PDF-1.7\n",
        "PDF of strokes": drawing_pdf,
        "PDF of a huge picture": image_pdf,
        "PDF that draws itself": recursive_pdf,
        "PDF whose pages are their own parents": looping_pdf,
        "PDF page of no size": lambda: pdf(CATALOGUE, PAGES, page(b"0 0 0 0")),
        "PDF page of endless size": lambda: pdf(CATALOGUE, PAGES, page(b"0 0 1e30 1e30")),
        "PDF page as thin as a hair": lambda: pdf(CATALOGUE, PAGES, page(b"0 0 1 1000000")),
    }
)
"""What is refused, or made into a clean picture: never anything else."""

FOREIGN: Mapping[str, bytes] = MappingProxyType(
    {
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "SVG with a declaration": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "GIF": encoded(noise(), "GIF"),
        "BMP": encoded(noise(), "BMP"),
        "TIFF": encoded(noise(), "TIFF"),
        "ICO": encoded(noise(64, 64), "ICO"),
        "JPEG 2000": encoded(noise(), "JPEG2000"),
        "ZIP": b"PK\x03\x04" + b"\0" * 60,
        "program": b"\x7fELF" + b"\0" * 60,
        "AVIF": box(b"ftyp", b"avif\0\0\0\0mif1avif"),
        "text": b"photo",
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    }
)
"""Formats that are not taken, whatever their file is called."""
