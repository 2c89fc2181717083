"""A HEIC photo written here, for nothing installed encodes one: HEVC (ITU-T H.265) uncompressed, in HEIF's boxes.

Every coding unit of the one intra picture holds its samples as they are (``pcm_flag``), so that the arithmetic
coder has three kinds of bins to write. The size is fixed: six units of 32 pixels squared.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

UNIT, WIDTH, HEIGHT = 32, 96, 64
UNITS = (WIDTH // UNIT) * (HEIGHT // UNIT)
_LPS = (240, 227, 216, 205, 195, 185)
"""Range of the less probable symbol for the first states, where the range is 448 and more (table 9-52)."""
VPS, SPS, PPS, IDR = 32, 33, 34, 19

Plane = NDArray[np.uint8]


class Bits:
    """Bits, the most significant first, with H.265's two ways to write numbers of any size."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def u(self, width: int, value: int) -> Bits:
        self.text.append(f"{value:0{width}b}")
        return self

    def ue(self, *values: int) -> Bits:
        for value in values:
            digits = f"{value + 1:b}"
            self.text.append("0" * (len(digits) - 1) + digits)
        return self

    def flags(self, digits: str) -> Bits:
        self.text.append(digits)
        return self

    def aligned(self, stop: str = "") -> bytes:
        """The bits as bytes, after a last one, and zeros."""
        digits = "".join(self.text) + stop
        digits += "0" * (-len(digits) % 8)
        return int(digits, 2).to_bytes(len(digits) // 8, "big") if digits else b""


class Coder:
    """The arithmetic coder (9.3.4), as far as these bins need it."""

    def __init__(self) -> None:
        self.low, self.range, self.first, self.outstanding = 0, 510, True, 0
        self.bits = Bits()

    def _put(self, bit: int) -> None:
        if self.first:
            self.first = False
        else:
            self.bits.flags(str(bit))
        self.bits.flags(str(1 - bit) * self.outstanding)
        self.outstanding = 0

    def _renormalise(self) -> None:
        while self.range < 256:
            if self.low < 256:
                self._put(0)
            elif self.low >= 512:
                self.low -= 512
                self._put(1)
            else:
                self.low -= 256
                self.outstanding += 1
            self.range, self.low = self.range << 1, self.low << 1

    def probable(self, state: int) -> None:
        """Write the more probable symbol of a context."""
        self.range -= _LPS[state]
        self._renormalise()

    def go_on(self) -> None:
        """Write a terminating bin that does not terminate."""
        self.range -= 2
        self._renormalise()

    def end(self) -> bytes:
        """Write a terminating bin that does, and what is left."""
        self.range -= 2
        self.low += self.range
        self.range = 2
        self._renormalise()
        self._put((self.low >> 9) & 1)
        self.bits.u(2, ((self.low >> 7) & 3) | 1)
        return self.bits.aligned()


def _profile(bits: Bits) -> Bits:
    bits.u(8, 1).u(32, 0x6000_0000).flags("1001").u(32, 0).u(12, 0)
    return bits.u(8, 93)


def _video_parameters() -> bytes:
    bits = Bits().u(4, 0).flags("11").u(6, 0).u(3, 0).flags("1").u(16, 0xFFFF)
    return _profile(bits).flags("1").ue(0, 0, 0).u(6, 0).ue(0).flags("00").aligned("1")


def _sequence_parameters() -> bytes:
    bits = _profile(Bits().u(4, 0).u(3, 0).flags("1"))
    bits.ue(0, 1, WIDTH, HEIGHT).flags("0").ue(0, 0, 0).flags("1").ue(0, 0, 0)
    # Coding units of 32, transforms of 4 to 32; no scaling lists, asymmetric parts or offsets.
    bits.ue(2, 0, 0, 3, 0, 0).flags("000")
    # Samples as they are, of 8 bits, in units of 32.
    bits.flags("1").u(4, 7).u(4, 7).ue(2, 0).flags("1")
    return bits.ue(0).flags("00000").aligned("1")


def _picture_parameters() -> bytes:
    bits = Bits().ue(0, 0).flags("00").u(3, 0).flags("00").ue(0, 0, 0).flags("000").ue(0, 0).flags("000000")
    # Nothing smooths the borders of units.
    return bits.flags("0").flags("1").flags("01").flags("00").ue(0).flags("00").aligned("1")


def _units(planes: tuple[Plane, Plane, Plane]) -> Iterator[bytes]:
    for top in range(0, HEIGHT, UNIT):
        for left in range(0, WIDTH, UNIT):
            yield b"".join(
                plane[top // part : (top + UNIT) // part, left // part : (left + UNIT) // part].tobytes()
                for plane, part in zip(planes, (1, 2, 2), strict=True)
            )


def _slice(planes: tuple[Plane, Plane, Plane]) -> bytes:
    # An intra slice, the first and only one, with the picture's own quantiser.
    data = Bits().flags("10").ue(0, 2, 0).aligned("1")
    coder = Coder()
    for number, samples in enumerate(_units(planes)):
        if number:
            coder.go_on()
        coder.probable(number)
        data += coder.end() + samples
        coder = Coder()
    return data + coder.end()


def _unit(kind: int, payload: bytes) -> bytes:
    """A NAL unit: no three bytes in it look like the start of another."""
    safe, zeros = bytearray(), 0
    for byte in payload:
        if zeros == 2 and byte <= 3:
            safe.append(3)
            zeros = 0
        safe.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return struct.pack(">BB", kind << 1, 1) + bytes(safe)


def _box(name: bytes, *content: bytes) -> bytes:
    joined = b"".join(content)
    return struct.pack(">I", len(joined) + 8) + name + joined


def _full(name: bytes, *content: bytes, version: int = 0) -> bytes:
    return _box(name, struct.pack(">I", version << 24), *content)


def _configuration(*units: tuple[int, bytes]) -> bytes:
    head = struct.pack(">BB", 1, 1) + struct.pack(">I", 0x6000_0000) + b"\x90" + b"\0" * 5 + b"\x5d"
    head += b"\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f" + struct.pack(">B", len(units))
    return head + b"".join(struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit for kind, unit in units)


def _meta(place: int, length: int, configuration: bytes) -> bytes:
    return _full(
        b"meta",
        _full(b"hdlr", b"\0" * 4 + b"pict" + b"\0" * 13),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, place, length)),
        _full(b"iinf", struct.pack(">H", 1), _full(b"infe", struct.pack(">HH", 1, 0) + b"hvc1\0", version=2)),
        _box(
            b"iprp",
            _box(b"ipco", _box(b"hvcC", configuration), _full(b"ispe", struct.pack(">II", WIDTH, HEIGHT))),
            _full(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 2)),
        ),
    )


def heic(image: Image.Image) -> bytes:
    """The file of a picture, which is scaled to 96 × 64 pixels."""
    luma, blue, red = image.convert("RGB").resize((WIDTH, HEIGHT)).convert("YCbCr").split()
    half = (WIDTH // 2, HEIGHT // 2)
    planes = (np.asarray(luma), np.asarray(blue.resize(half)), np.asarray(red.resize(half)))
    configuration = _configuration(
        (VPS, _unit(VPS, _video_parameters())),
        (SPS, _unit(SPS, _sequence_parameters())),
        (PPS, _unit(PPS, _picture_parameters())),
    )
    picture = _unit(IDR, _slice(planes))
    sample = struct.pack(">I", len(picture)) + picture
    kind = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    place = len(kind) + len(_meta(0, len(sample), configuration)) + 8
    return kind + _meta(place, len(sample), configuration) + _box(b"mdat", sample)
