"""What a reader looks for in a list, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What is empty does not narrow; each list adds what it can be narrowed by."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What an address asks for; what it has besides is left alone."""
        return cls(**{field.name: query.get(field.name, "").strip() for field in fields(cls)})

    @property
    def narrows(self) -> bool:
        """Whether anything is looked for at all."""
        return self != type(self)()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Narrowing):
    """What lists of lines are narrowed by: words, and a category of device."""

    text: str = ""
    category: str = ""

    def has_words(self, haystack: str) -> bool:
        """Whether every word that is looked for is in a text, which is casefolded."""
        return all(word in haystack for word in self.text.casefold().split())
