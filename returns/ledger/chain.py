"""The hash chain over decisions and events, in memory: how a link is made, and everything that can be wrong.

A link binds three things: the row that people read (its digest), the text that can be erased (a salted
digest, so that nobody can guess the text back once the salt is gone), and the link before it. Who can write
the whole database can compute a new chain; comparing with an anchor, a head exported earlier, finds that too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from returns.ledger.canonical import Json, dumps

GENESIS = "0" * 64
ERASED = "erased"
"""The ``kind`` of the event that announces an erasure."""

Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain; exported, it is an anchor."""

    position: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Content:
    """Text that can be erased together with its salt (hexadecimal)."""

    salt: str
    text: str

    def digest(self) -> str:
        """The keyed SHA-256 that the chain holds."""
        return hmac.new(self.salt.encode(), self.text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the ledger; ``content_digest`` is empty for an object without text."""

    position: int
    kind: str
    key: int
    row_digest: str
    content_digest: str
    previous: str
    hash: str = ""

    def computed_hash(self) -> str:
        """The hash that the link must have."""
        bound = [self.position, self.kind, self.key, self.row_digest, self.content_digest, self.previous]
        return _sha256(dumps(bound))


@dataclass(frozen=True, slots=True)
class Entry:
    """A link beside what it binds, as both are stored now; None where nothing is found.

    ``row`` has the keys ``case`` (whose it is) and ``kind`` among those of its model.
    """

    link: Link
    row: Row | None
    content: Content | None


class DefectCode(StrEnum):
    """What can be wrong with a chain."""

    SEQUENCE = "sequence"
    PREVIOUS = "previous"
    LINK_EDITED = "link_edited"
    ROW_MISSING = "row_missing"
    ROW_EDITED = "row_edited"
    TEXT_MISSING = "text_missing"
    TEXT_EDITED = "text_edited"
    TEXT_ADDED = "text_added"
    HEAD = "head"
    ANCHOR = "anchor"
    BEYOND_HEAD = "beyond_head"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong, at one position; for ``unlisted`` rows, ``detail`` says which."""

    position: int
    code: DefectCode
    detail: str = ""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def row_digest(row: Row) -> str:
    """The SHA-256 of everything that a row shows."""
    return _sha256(dumps(dict(row)))


def seal(head: Head, kind: str, key: int, row: Row, content: Content | None) -> Link:
    """Make the link that follows the head."""
    link = Link(
        position=head.position + 1,
        kind=kind,
        key=key,
        row_digest=row_digest(row),
        content_digest=content.digest() if content else "",
        previous=head.hash,
    )
    return replace(link, hash=link.computed_hash())


def verify(entries: Iterable[Entry], *, head: Head, anchor: Head | None = None) -> list[Defect]:
    """Report every defect of a whole chain, given by position, against its head and an older anchor."""
    return [*_Verification(head, anchor).run(entries)]


class _Verification:
    def __init__(self, head: Head, anchor: Head | None) -> None:
        self.head = head
        self.anchor = anchor
        self.last = Head()
        self.anchor_met = anchor is None or anchor == self.last
        self.missing_texts: dict[object, list[int]] = {}

    def run(self, entries: Iterable[Entry]) -> Iterator[Defect]:
        for entry in entries:
            for code in self._check(entry):
                yield Defect(entry.link.position, code)
            self.last = Head(entry.link.position, entry.link.hash)
            self.anchor_met = self.anchor_met or self.last == self.anchor
        for positions in self.missing_texts.values():
            for position in positions:
                yield Defect(position, DefectCode.TEXT_MISSING)
        if self.last != self.head:
            yield Defect(self.head.position, DefectCode.HEAD)
        if self.anchor is not None and not self.anchor_met:
            yield Defect(self.anchor.position, DefectCode.ANCHOR)

    def _check(self, entry: Entry) -> Iterator[DefectCode]:
        yield from self._check_link(entry.link)
        yield from _check_row(entry)
        yield from self._check_text(entry)

    def _check_link(self, link: Link) -> Iterator[DefectCode]:
        if link.position != self.last.position + 1:
            yield DefectCode.SEQUENCE
        if link.previous != self.last.hash:
            yield DefectCode.PREVIOUS
        if link.computed_hash() != link.hash:
            yield DefectCode.LINK_EDITED

    def _check_text(self, entry: Entry) -> Iterator[DefectCode]:
        case = entry.row.get("case") if entry.row else None
        if entry.row and entry.row.get("kind") == ERASED:
            self.missing_texts.pop(case, None)
        expected = entry.link.content_digest
        if entry.content is None:
            if expected:
                # Innocent if an erasure of the same case follows.
                self.missing_texts.setdefault(case, []).append(entry.link.position)
        elif not expected:
            yield DefectCode.TEXT_ADDED
        elif entry.content.digest() != expected:
            yield DefectCode.TEXT_EDITED


def _check_row(entry: Entry) -> Iterator[DefectCode]:
    if entry.row is None:
        yield DefectCode.ROW_MISSING
    elif row_digest(entry.row) != entry.link.row_digest:
        yield DefectCode.ROW_EDITED
