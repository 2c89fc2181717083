"""What a table takes for granted: facts that the reader supposes, and a day, as they stand in the page's address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.http import QueryDict

from rules.conditions import Comparison
from rules.faults import ValueProblemError
from rules.sentences import condition_sentence, value_text
from rules.values import Value, day, to_json
from rules.vocabulary import CATEGORY, DECISION_ON, Fact, Vocabulary
from rules.wording import fact_name

OFFERED = ("boolean", "choice")


@dataclass(frozen=True, slots=True)
class Supposition:
    """One fact: ``field`` as a form sends it, ``text`` in words, ``without`` the address that drops it."""

    field: str
    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Suppositions:
    """All of them; ``day`` is when the rules are read."""

    day: date
    values: Mapping[str, Value]
    query: QueryDict
    vocabulary: Vocabulary
    language: str

    @classmethod
    def of(
        cls, query: QueryDict, vocabulary: Vocabulary, usual: Mapping[str, Value], today: date, language: str
    ) -> Suppositions:
        """What an address supposes; what it has that makes no sense is left out. Without a word of it: the usual."""
        values = dict(_read(query.getlist("suppose"), vocabulary)) if "given" in query else usual
        return cls(_day(query.get("on", ""), today), values, query, vocabulary, language)

    def __iter__(self) -> Iterator[Supposition]:
        for name, value in self.values.items():
            text = str(condition_sentence(Comparison(name, "equal", value), self.vocabulary, self.language))
            yield Supposition(_field(name, value), text, self._address(name))

    @property
    def address(self) -> str:
        """The address of the same table, without the cell that the reader chose."""
        return self._address("")

    def _address(self, dropped: str) -> str:
        rest = self.query.copy()
        rest.pop("cell", None)
        rest.setlist("suppose", [_field(name, value) for name, value in self.values.items() if name != dropped])
        rest["given"] = "1"
        return f"?{rest.urlencode()}"

    def offers(self, names: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
        """What could be supposed besides: facts with the values that each may take, as a list shows them."""
        facts = [self.vocabulary[name] for name in names if name in self.vocabulary and name not in self.values]
        found = [(fact_name(fact, self.language), self._values(fact)) for fact in facts if fact.type in OFFERED]
        return sorted(found, key=lambda entry: entry[0].casefold())

    def _values(self, fact: Fact) -> list[tuple[str, str]]:
        values: Sequence[Value] = (True, False) if fact.type == "boolean" else fact.codes
        return [(_field(fact.name, value), value_text(fact, value, self.language)) for value in values]


def _field(name: str, value: Value) -> str:
    return f"{name}={json.dumps(to_json(value))}"


def _read(fields: Iterable[str], vocabulary: Vocabulary) -> Iterator[tuple[str, Value]]:
    for field in fields:
        name, _sign, text = field.partition("=")
        if name in vocabulary and name not in (CATEGORY, DECISION_ON):
            try:
                yield name, vocabulary.canonical(name, cast("Any", json.loads(text)))
            except (ValueError, ValueProblemError, RecursionError):
                continue


def _day(text: str, today: date) -> date:
    try:
        return day(text)
    except ValueProblemError:
        return today
