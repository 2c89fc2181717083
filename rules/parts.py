"""Sentences in parts: what a template marks up, and the plain text of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .translation import translate

Kind = Literal["text", "fact", "value", "strong", "missing", "all", "any"]
GROUP_KINDS = ("all", "any")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence.

    ``text`` is plain; ``fact`` and ``value`` are a label and what it is compared with; ``strong`` carries weight (if,
    and, then, what is asked for); ``missing`` says what is still to be filled in; ``all`` and ``any`` are groups:
    their ``lines`` are sentences of their own, ``negated`` where the group stands under NOT.
    """

    kind: Kind
    text: str = ""
    lines: "tuple[Parts, ...]" = ()
    negated: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it holds lines instead of a text."""
        return self.kind in GROUP_KINDS

    def __str__(self) -> str:
        return f"({' · '.join(map(plain, self.lines))})" if self.is_group else self.text


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in parts; ``str`` gives it as plain text, its groups in parentheses."""

    parts: Parts

    def __str__(self) -> str:
        return plain(self.parts)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be filled in, in the order of reading."""
        return tuple(_missing(self.parts))


def plain(parts: Parts) -> str:
    """The parts as plain text."""
    return "".join(map(str, parts))


def _missing(parts: Parts) -> Iterator[str]:
    for part in parts:
        if part.kind == "missing":
            yield part.text
        for line in part.lines:
            yield from _missing(line)


def connected(language: str, message: str, **parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of a message whose placeholders are parts themselves."""
    for index, piece in enumerate(_PLACEHOLDER.split(translate(language, message))):
        if index % 2:
            yield from parts[piece]
        elif piece:
            yield Part("text", piece)
