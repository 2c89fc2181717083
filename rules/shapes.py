"""Reading untrusted JSON: each helper returns what it was promised, or notes a fault and returns nothing."""

import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from .faults import Fault

LANGUAGES = ("fr", "en")
_NAME = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*", re.ASCII)
MAX_NAME = 100
MAX_PRINTED = 60


class Reader:
    """Collects the faults met while a document is read; ``faults`` keeps them in the order of reading."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, **params: str) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(path, code, params))

    def mapping(
        self, document: object, path: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> Mapping[str, Any] | None:
        """The document if it is an object; its missing and unknown keys become faults."""
        if not isinstance(document, Mapping):
            self.fault(path, "not_object")
            return None
        required = tuple(required)
        known = {*required, *optional}
        for key in required:
            if key not in document:
                self.fault(path, "missing_key", key=key)
        for key in document:
            if key not in known:
                self.fault(path, "unknown_key", key=printable(key))
        return document

    def items(self, document: object, path: str, limit: int) -> Iterator[tuple[str, Any]]:
        """Each entry of a list with its path."""
        if not is_list(document):
            self.fault(path, "not_list")
            return
        if len(document) > limit:
            self.fault(path, "too_many", limit=str(limit))
            return
        for index, entry in enumerate(document):
            yield f"{path}[{index}]", entry

    def string(self, document: object, path: str) -> str:
        """The text, or an empty one and a fault."""
        if not isinstance(document, str):
            self.fault(path, "not_string")
            return ""
        if not is_encodable(document):
            self.fault(path, "text_encoding")
            return ""
        return document

    def name(self, document: object, path: str) -> str:
        """A name or code: small letters, digits, dots, hyphens and underscores, at most 100 of them."""
        if not isinstance(document, str) or len(document) > MAX_NAME or not _NAME.fullmatch(document):
            self.fault(path, "bad_name", name=printable(document))
            return ""
        return document

    def names(self, document: object, path: str, limit: int) -> tuple[str, ...]:
        """A list of names, none twice."""
        found: dict[str, None] = {}
        for where, entry in self.items(document, path, limit):
            name = self.name(entry, where)
            if name in found:
                self.fault(where, "duplicate", name=name)
            elif name:
                found[name] = None
        return tuple(found)

    def texts(self, document: object, path: str) -> dict[str, str]:
        """One text a language, all languages present."""
        entry = self.mapping(document, path, LANGUAGES) or {}
        return {
            language: self.string(entry[language], f"{path}.{language}") for language in LANGUAGES if language in entry
        }


def is_list(document: object) -> TypeGuard[Sequence[Any]]:
    """A JSON list (a tuple counts; no other sequence does, for ``range(10**12)`` is one too)."""
    return isinstance(document, list | tuple)


def is_encodable(text: str) -> bool:
    """Whether the text can be written as UTF-8, which a lone surrogate can't."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def printable(value: object) -> str:
    """A value from outside, short enough and safe to put in a message, however long or deep it is."""
    try:
        text = value if isinstance(value, str) else reprlib.repr(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        text = f"<{type(value).__name__}>"
    return text[:MAX_PRINTED].encode("utf-8", "replace").decode("utf-8")
