"""What two sentences have in common, and what was struck out or put in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .parts import Part, Parts, plain

Mark = Literal["", "del", "ins"]
ALIKE = 0.5
"""Two texts that share less are told whole: a mosaic of words is harder to read."""
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Parts that stand in both sentences (no mark), only in the old one (``del``) or only in the new one (``ins``)."""

    mark: Mark
    parts: Parts

    def __str__(self) -> str:
        return plain(self.parts)


def removed(parts: Parts) -> tuple[Piece, ...]:
    """A sentence that is gone."""
    return (Piece("del", parts),) if parts else ()


def added(parts: Parts) -> tuple[Piece, ...]:
    """A sentence that is new."""
    return (Piece("ins", parts),) if parts else ()


def replaced(old: Parts, new: Parts) -> tuple[Piece, ...]:
    """One sentence in place of another, whole."""
    return (*removed(old), *added(new))


def compared(old: Parts, new: Parts) -> tuple[Piece, ...]:
    """Both sentences in one: what they share is told once."""
    old, new = tuple(_split(old)), tuple(_split(new))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < ALIKE:
        return replaced(old, new)
    return tuple(_pieces(matcher, old, new))


def compared_texts(old: str, new: str) -> tuple[Piece, ...]:
    """The same for texts that people wrote, word by word."""
    return compared(text(old), text(new))


def text(words: str) -> Parts:
    """A plain text as parts."""
    return (Part("text", words),) if words else ()


def _split(parts: Parts) -> Iterator[Part]:
    """The parts with plain texts word by word."""
    for part in parts:
        if part.kind == "text":
            yield from (Part("text", word) for word in _WORDS.findall(part.text))
        else:
            yield part


def _pieces(matcher: "SequenceMatcher[Part]", old: Sequence[Part], new: Sequence[Part]) -> Iterator[Piece]:
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            yield Piece("", tuple(old[old_start:old_end]))
            continue
        yield from replaced(tuple(old[old_start:old_end]), tuple(new[new_start:new_end]))
