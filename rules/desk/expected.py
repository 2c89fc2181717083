"""What an example expects, in words and as a form: a choice for each verdict and item, and for each list as a whole.

The choice for the verdict on a guarantee is the field ``g.<code>``, for an item ``i.<code>``, for the rest
``x.<part>``. Empty means that it is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rules.desk.verdicts import ITEMS, STATUSES, VERDICTS
from rules.examples import Difference, expectation
from rules.outcome import Outcome
from rules.vocabulary import Vocabulary
from rules.wording import code_name

Json = Mapping[str, Any]
KEPT, NOW, NONE, ABSENT = "kept", "now", "none", "absent"
PARTS: Mapping[str, Promise] = {
    "status": gettext_lazy("Outcome"),
    "blocks": gettext_lazy("Blocked"),
    "reviews": gettext_lazy("For an agent"),
    "recommendations": gettext_lazy("Proposed"),
    "derived": gettext_lazy("Derived facts"),
    "missing": gettext_lazy("Still to be known"),
    "remedies": gettext_lazy("What would lift it"),
}
LISTS: Mapping[str, str] = {"blocks": "transition", "reviews": "ground", "recommendations": "resolution"}
"""The lists that are compared whole, and what names an entry."""
_NAMING = ("transition", "ground", "resolution", "fact", "rule")
_ABSENT = pgettext_lazy("item", "Absent")


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the form."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def is_compared(self) -> bool:
        """Whether anything is expected."""
        return bool(self.chosen)


@dataclass(frozen=True, slots=True)
class Told:
    """One expectation in words; ``found`` is what the rules give instead, empty where they agree."""

    label: str
    expected: str
    found: str = ""


class Expected:
    """What an example expects, beside what the rules give now (``outcome``, None if they can't decide)."""

    def __init__(
        self, expect: Json, vocabulary: Vocabulary, outcome: Outcome | None, language: str, labels: Mapping[str, str]
    ) -> None:
        self.expect = expect
        self.vocabulary = vocabulary
        self.now: Json = {} if outcome is None else expectation(outcome)
        self.language = language
        self.labels = labels

    # In words

    def told(self) -> list[Told]:
        """Everything that is expected."""
        return [Told(label, words) for label, words in self._told(self.expect)]

    def differing(self, differences: Iterable[Difference]) -> list[Told]:
        """What the rules give instead of what is expected."""
        return [
            Told(self._label(difference.path), self._words(difference.expected), self._words(difference.found))
            for difference in differences
        ]

    def _told(self, expect: Json) -> Iterator[tuple[str, str]]:
        for part, value in expect.items():
            if part in ("guarantees", "items", "derived") and isinstance(value, Mapping):
                yield from ((self._name(code), self._words(entry)) for code, entry in value.items())
            else:
                yield str(PARTS.get(part, part)), self._words(value)

    def _label(self, path: str) -> str:
        part, _point, rest = path.removeprefix("$.").partition(".")
        for detail in ("verdict", "status", "grounds", "rule", "missing"):
            rest = rest.removesuffix(f".{detail}")
        return self._name(rest) if rest else str(PARTS.get(part, part))

    def _words(self, value: Any) -> str:
        match value:
            case None | [] | {}:
                return _("nothing")
            case bool():
                return _("yes") if value else _("no")
            case str():
                return self._word(value)
            case list():
                return ", ".join(self._entry(entry) for entry in value)
            case Mapping():
                return ", ".join(self._words(entry) for key, entry in value.items() if key != "rule" and entry != [])
        return str(value)

    def _entry(self, entry: Any) -> str:
        if not isinstance(entry, Mapping):
            return self._words(entry)
        return next((self._name(str(entry[key])) for key in _NAMING if key in entry), self._words(entry))

    def _word(self, code: str) -> str:
        known: Mapping[str, str | Promise] = {
            **{status: word for status, (_tone, word) in STATUSES.items()},
            **VERDICTS,
            "required": ITEMS["required"],
            "waived": ITEMS["waived"],
        }
        return str(known[code]) if code in known else self._name(code)

    def _name(self, code: str) -> str:
        return code_name(code, self.language, self.labels)

    # As a form

    def verdicts(self) -> list[Choice]:
        """The status and the guarantees."""
        statuses = [(code, str(word)) for code, (_tone, word) in STATUSES.items()]
        words = [(code, str(word)) for code, word in VERDICTS.items()]
        chosen = self._part("guarantees")
        guarantees = [
            self._choice(f"g.{code}", self._name(code), words, _chosen(chosen, code, "verdict"))
            for code in dict.fromkeys((*self.vocabulary.guarantees, *chosen))
        ]
        status = str(self.expect.get("status", ""))
        return [self._choice("x.status", str(PARTS["status"]), statuses, status), *guarantees]

    def items(self) -> list[Choice]:
        """The items, those first of which anything is expected or said now."""
        words = [*((code, str(word)) for code, word in ITEMS.items()), (ABSENT, str(_ABSENT))]
        chosen = self._part("items")
        codes = dict.fromkeys((*chosen, *self.now.get("items", ()), *self.vocabulary.items))
        return [self._choice(f"i.{code}", self._name(code), words, _chosen(chosen, code, "status")) for code in codes]

    def lists(self) -> list[Choice]:
        """The lists, each expected as it was, as it is now, or empty."""
        return [self._list(part) for part in LISTS]

    def _list(self, part: str) -> Choice:
        stored, now = self.expect.get(part), self.now.get(part)
        options = []
        if stored:
            options.append((KEPT, self._words(stored)))
        if now and now != stored:
            options.append((NOW, _("as it is now: %(list)s") % {"list": self._words(now)}))
        options.append((NONE, _("nothing")))
        chosen = "" if stored is None else KEPT if stored else NONE
        return self._choice(f"x.{part}", str(PARTS[part]), options, chosen)

    def _choice(self, name: str, label: str, words: Iterable[tuple[str, str]], chosen: str) -> Choice:
        kept = [(KEPT, _("as it was saved"))] if chosen == KEPT and KEPT not in dict(words) else []
        return Choice(name, label, (("", _("not compared")), *kept, *words), chosen)

    def read(self, data: QueryDict) -> dict[str, Any]:
        """What the form expects; what it does not show stays as it was."""
        found = {**self.expect}
        found.update(guarantees=self._read("guarantees", "g", "verdict", tuple(VERDICTS), data))
        found.update(items=self._read("items", "i", "status", (*ITEMS, ABSENT), data))
        for part in LISTS:
            found[part] = self._read_list(part, data.get(f"x.{part}", ""))
        found["status"] = data.get("x.status") if data.get("x.status") in STATUSES else None
        return {part: value for part, value in found.items() if value is not None and value != {}}

    def _read(self, part: str, prefix: str, key: str, words: tuple[str, ...], data: QueryDict) -> dict[str, Any]:
        stored, found = self._part(part), {}
        for code in dict.fromkeys((*stored, *self.vocabulary.codes(part))):
            word = data.get(f"{prefix}.{code}", "")
            if code in stored and word == _chosen(stored, code, key):
                found[code] = stored[code]
            elif word in words:
                found[code] = None if word == ABSENT else {key: word}
        return found

    def _read_list(self, part: str, word: str) -> Any:
        return {KEPT: self.expect.get(part), NOW: self.now.get(part), NONE: []}.get(word)

    def _part(self, part: str) -> Json:
        found = self.expect.get(part)
        return found if isinstance(found, Mapping) else {}


def _chosen(part: Json, code: str, key: str) -> str:
    """The word of an expectation; ``KEPT`` where it says something that the form has no word for."""
    if code not in part:
        return ""
    entry = part[code]
    if entry is None:
        return ABSENT if key == "status" else KEPT
    return str(entry.get(key, KEPT)) if isinstance(entry, Mapping) else KEPT
