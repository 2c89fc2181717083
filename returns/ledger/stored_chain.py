"""Writes decisions and events into the hash chain, and verifies the chain as it stands in the database."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from itertools import islice

from django.db import models, transaction

from returns.ledger import chain
from returns.ledger.canonical import dumps
from returns.ledger.chain import Content, Defect, DefectCode, Entry, Head
from returns.models.decision import Decision, DecisionRecord
from returns.models.event import Event, EventNote
from returns.models.ledger import LedgerEntry, LedgerHead

Bound = Decision | Event
Text = DecisionRecord | EventNote

_BATCH = 500


class BrokenLedgerError(RuntimeError):
    """There are entries, but the head is gone: somebody tampered with the ledger, and nothing is added to it."""


def new_salt() -> str:
    """Return 128 random bits, in hexadecimal."""
    return secrets.token_hex(16)


@transaction.atomic(savepoint=False)
def append(*pairs: tuple[Bound, Text | None]) -> None:
    """Bind stored decisions and events, each with its text, to the end of the chain.

    Call it last in a transaction: it locks the head, which every other writer waits for.
    """
    head = _locked_head()
    for bound, text in pairs:
        head = _append_one(head, bound, text)
    LedgerHead.objects.filter(pk=LedgerHead.SINGLE).update(position=head.position, hash=head.hash)


def _locked_head() -> Head:
    heads = LedgerHead.objects.select_for_update()
    row = heads.filter(pk=LedgerHead.SINGLE).first()
    if row is None:
        LedgerHead.objects.get_or_create(pk=LedgerHead.SINGLE)
        row = heads.get(pk=LedgerHead.SINGLE)
        if row.position == 0 and LedgerEntry.objects.exists():
            raise BrokenLedgerError
    return row.head()


def _append_one(head: Head, bound: Bound, text: Text | None) -> Head:
    kind = LedgerEntry.Kind.DECISION if isinstance(bound, Decision) else LedgerEntry.Kind.EVENT
    content = text.chain_content() if text else None
    link = chain.seal(head, kind.value, bound.pk, bound.chain_row(), content)
    LedgerEntry(
        position=link.position,
        kind=link.kind,
        key=link.key,
        row_digest=link.row_digest,
        content_digest=link.content_digest,
        previous=link.previous,
        hash=link.hash,
    ).save()
    return Head(link.position, link.hash)


def current_head() -> Head:
    """Return the end of the chain; exported, it is an anchor."""
    row = LedgerHead.objects.filter(pk=LedgerHead.SINGLE).first()
    return row.head() if row else Head()


def write_anchor(head: Head) -> str:
    """Return the text of an anchor file."""
    return dumps({"position": head.position, "hash": head.hash}) + "\n"


def read_anchor(text: str) -> Head:
    """Return the head that an anchor file holds; raises ValueError if it holds none."""
    match json.loads(text):
        case {"position": int(position), "hash": str(digest)} if (
            position is not True and position >= 0 and len(digest) == 64
        ):
            return Head(position, digest)
    raise ValueError('An anchor is an object with a "position" and a "hash".')


def verify(anchor: Head | None = None) -> list[Defect]:
    """Report every defect of the stored chain; with an anchor, also a chain that was cut or computed anew.

    Entries written meanwhile are not looked at. An empty list means that all is well.
    """
    head = current_head()
    return [*chain.verify(_entries(head), head=head, anchor=anchor), *_beyond_head(), *_unlisted()]


def _entries(head: Head) -> Iterator[Entry]:
    links = LedgerEntry.objects.filter(position__lte=head.position).order_by("position").iterator()
    while batch := [*islice(links, _BATCH)]:
        yield from _beside_rows(batch)


def _beside_rows(batch: list[LedgerEntry]) -> Iterator[Entry]:
    keys = {kind: [entry.key for entry in batch if entry.kind == kind] for kind in LedgerEntry.Kind.values}
    decisions, events = keys[LedgerEntry.Kind.DECISION], keys[LedgerEntry.Kind.EVENT]
    rows: dict[str, Mapping[int, Bound]] = {
        LedgerEntry.Kind.DECISION: Decision.objects.select_related("case").in_bulk(decisions),
        LedgerEntry.Kind.EVENT: Event.objects.select_related("case").in_bulk(events),
    }
    texts: dict[str, Mapping[int, Text]] = {
        LedgerEntry.Kind.DECISION: DecisionRecord.objects.in_bulk(decisions),
        LedgerEntry.Kind.EVENT: EventNote.objects.in_bulk(events),
    }
    for entry in batch:
        row, text = rows[entry.kind].get(entry.key), texts[entry.kind].get(entry.key)
        yield Entry(entry.link(), row.chain_row() if row else None, _content(text))


def _content(text: Text | None) -> Content | None:
    return text.chain_content() if text else None


def _beyond_head() -> Iterator[Defect]:
    end = LedgerHead.objects.filter(pk=LedgerHead.SINGLE).values("position")
    # One statement: a head read apart could be older than the entries.
    beyond = LedgerEntry.objects.annotate(end=models.Subquery(end)).filter(
        models.Q(end=None) | models.Q(position__gt=models.F("end"))
    )
    for position in beyond.values_list("position", flat=True).order_by("position"):
        yield Defect(position, DefectCode.BEYOND_HEAD)


def _unlisted() -> Iterator[Defect]:
    for kind, model in ((LedgerEntry.Kind.DECISION, Decision), (LedgerEntry.Kind.EVENT, Event)):
        listed = LedgerEntry.objects.filter(kind=kind, key=models.OuterRef("pk"))
        for key in model.objects.filter(~models.Exists(listed)).values_list("pk", flat=True).order_by("pk"):
            yield Defect(0, DefectCode.UNLISTED, f"{kind} {key}")
