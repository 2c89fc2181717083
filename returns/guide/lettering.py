"""Names in any script on a PDF: which font has which letters, and text drawn run by run.

Helvetica, which every reader has, knows the letters of Western Europe; DejaVu Sans, of which the letters used go into
the file, those of the rest of Europe, Hebrew and Arabic. Chinese, Japanese and Korean are drawn with the fonts that
readers bring along for them (Adobe's Asian font packs). Of other scripts an empty box is drawn for each letter.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from returns.guide.right_to_left import visual

BOLD = "Helvetica-Bold"
EUROPEAN = "DejaVuSans-Bold"
CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
_FILE = Path(__file__).parent / "fonts" / "DejaVuSans-Bold-subset.ttf"


def runs(text: str) -> list[tuple[str, str]]:
    """Return a text as it is seen, in pieces, each with the font that has its letters."""
    if _is_western(text):
        return [(BOLD, text)]
    _register()
    han = JAPANESE if any(map(_is_kana, text)) else KOREAN if any(map(_is_hangul, text)) else CHINESE
    pieces = groupby(visual(text), lambda character: _font(character, han))
    return [(font, "".join(characters)) for font, characters in pieces]


def width(canvas: Canvas, text: str, size: float) -> float:
    """Return how wide a text is when drawn, in points."""
    return float(sum(canvas.stringWidth(piece, font, size) for font, piece in runs(text)))


def draw(canvas: Canvas, x: float, y: float, text: str, size: float) -> None:
    """Draw a text from a point on to the right; the font of the canvas is another afterwards."""
    for font, piece in runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, font, size)


def fitting(canvas: Canvas, text: str, size: float, room: float) -> str:
    """Return a text, shortened until it is no wider than ``room`` points."""
    while text and width(canvas, text, size) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    return text


def wrapped(canvas: Canvas, text: str, size: float, room: float) -> list[str]:
    """Return a text on one line or two, broken between words; what a second line has no room for is left out."""
    words, first = text.split(), ""
    while words and width(canvas, f"{first} {words[0]}".strip(), size) <= room:
        first = f"{first} {words.pop(0)}".strip()
    lines = (first, fitting(canvas, " ".join(words), size, room))
    return [line for line in lines if line]


def _is_western(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _font(character: str, han: str) -> str:
    if _is_kana(character):
        return JAPANESE
    if _is_hangul(character):
        return KOREAN
    return han if _is_han(character) else EUROPEAN


def _within(character: str, ranges: tuple[range, ...]) -> bool:
    return any(ord(character) in found for found in ranges)


def _is_kana(character: str) -> bool:
    return _within(character, (range(0x3040, 0x3100), range(0xFF66, 0xFFA0)))


def _is_hangul(character: str) -> bool:
    return _within(character, (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7B0)))


def _is_han(character: str) -> bool:
    return _within(
        character, (range(0x3000, 0x3040), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0xFF00, 0xFF66))
    )


@cache
def _register() -> None:
    registerFont(TTFont(EUROPEAN, str(_FILE)))
    for name in (CHINESE, JAPANESE, KOREAN):
        registerFont(UnicodeCIDFont(name))
