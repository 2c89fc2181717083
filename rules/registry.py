"""Which version of a rulebook decides, and the compiled one: at most one a process, safe under threads."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime
from threading import Lock

from rules.book import Rulebook as Book
from rules.book import load_rulebook
from rules.document import read_json
from rules.drafts import assemble
from rules.models import Activation, Version

KEPT = 8
"""Compiled versions that a process keeps: those in force, and those that older cases are bound to."""

_books: OrderedDict[str, Book] = OrderedDict()
_compiling = Lock()


class NoVersionInForce(LookupError):
    """No version of the rulebook was in force at the moment, or there is no such rulebook."""


class UnknownHash(LookupError):
    """No version that was ever published has this hash."""


class DocumentAltered(RuntimeError):
    """The stored document is no longer the one that was published: its hash differs."""


def version_in_force(*, rulebook: str, at: datetime) -> Version:
    """The version of the rulebook (by code) that decides at a moment; raises ``NoVersionInForce``.

    Its document is not fetched: ``compiled_book`` has what it means.
    """
    activation = (
        Activation.objects.filter(rulebook__code=rulebook, effective_from__lte=at)
        .select_related("version__rulebook")
        .defer("version__document", "version__frame")
        .order_by("-effective_from", "-pk")
        .first()
    )
    if activation is None:
        raise NoVersionInForce(rulebook)
    version: Version = activation.version
    return version


def compiled_book(digest: str) -> Book:
    """The compiled version of this hash, compiled once and kept; raises ``UnknownHash`` or ``DocumentAltered``.

    A book that is no longer kept is freed when the last one who decides with it lets go of it.
    """
    book = _books.get(digest)
    if book is None:
        with _compiling:
            book = _books.get(digest) or _compile(digest)
            _books[digest] = book
            while len(_books) > KEPT:
                _books.popitem(last=False)
    with suppress(KeyError):
        # Another thread may have pushed it out meanwhile.
        _books.move_to_end(digest)
    return book


def book_for(version: Version) -> Book:
    """The rules of any version, ready to decide; raises ``RulebookError`` for a draft with faults.

    That of a version that is not published is compiled anew at each call, for its rows may have changed.
    """
    return compiled_book(version.hash) if version.is_frozen else load_rulebook(assemble(version))


def _hash_of(canonical: str) -> str:
    return f"sha256:{hashlib.sha256(canonical.encode('utf-8')).hexdigest()}"


def _compile(digest: str) -> Book:
    document = Version.objects.filter(hash=digest).exclude(hash="").values_list("document", flat=True).first()
    if document is None:
        raise UnknownHash(digest)
    if _hash_of(document) != digest:
        raise DocumentAltered(digest)
    return load_rulebook(read_json(document))


def _after_fork() -> None:
    """In a forked child: a lock that another thread held would never be released."""
    global _compiling  # noqa: PLW0603
    _compiling = Lock()


os.register_at_fork(after_in_child=_after_fork)
