"""Two rulebook documents compared in words: rules, conditions, facts, codes and examples, never as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .difference_lines import Line, Teller
from .vocabulary import CODE_LISTS

Json = Mapping[str, Any]
Subject = Literal["rule", "fact", "code", "example"]
Change = Literal["added", "changed", "disabled", "enabled", "removed"]
SUBJECTS: tuple[Subject, ...] = ("rule", "fact", "code", "example")
CHANGES: tuple[Change, ...] = ("added", "changed", "disabled", "enabled", "removed")
_LISTS = (("rule", "rules", "key"), ("fact", "facts", "name"), ("example", "examples", "key"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule, fact, code or example that is not the same.

    ``kind`` is a rule's kind, a fact's type or the list of a code; ``lines`` say what changed; ``never`` marks a rule
    that can't fire as it now stands.
    """

    subject: Subject
    change: Change
    key: str
    title: str
    kind: str
    lines: tuple[Line, ...]
    never: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, rules first; ``rules`` is how many rules the new document has."""

    differences: tuple[Difference, ...]
    rules: int

    def counts(self, subject: Subject) -> Mapping[Change, int]:
        """How many of each change, those that are none left out."""
        found = Counter(entry.change for entry in self.differences if entry.subject == subject)
        return {change: found[change] for change in CHANGES if found[change]}


def compare_documents(old: Json, new: Json, language: str, labels: Mapping[str, str] | None = None) -> Comparison:
    """The differences between two documents; ``labels`` names codes better than we can.

    A draft may be unfinished: what is missing is said, and nothing is raised.
    """
    teller = Teller(old, new, language, labels or {})
    found = [*_entries("rule", old, new, teller), *_entries("fact", old, new, teller)]
    found += [*_codes(old, new, teller), *_entries("example", old, new, teller)]
    return Comparison(tuple(found), len(new.get("rules", ())))


def _entries(subject: Subject, old: Json, new: Json, teller: Teller) -> Iterator[Difference]:
    """What differs of one list, by title."""
    _subject, list_name, key = next(row for row in _LISTS if row[0] == subject)
    before = {entry[key]: entry for entry in old.get(list_name, ())}
    after = {entry[key]: entry for entry in new.get(list_name, ())}
    found = [
        _difference(subject, name, before.get(name), after.get(name), teller)
        for name in {**after, **before}
        if before.get(name) != after.get(name)
    ]
    yield from sorted(found, key=lambda entry: (entry.title.casefold(), entry.key))


def _difference(subject: Subject, key: str, old: Json | None, new: Json | None, teller: Teller) -> Difference:
    entry: Json = (old if new is None else new) or {}
    return Difference(
        subject=subject,
        change=_change(old, new),
        key=key,
        title=teller.title(subject, entry) or key,
        kind=str(entry.get("kind") or entry.get("type") or ""),
        lines=tuple(teller.lines(subject, old, new)),
        never=subject == "rule" and new is not None and teller.never_fires(new),
    )


def _change(old: Json | None, new: Json | None) -> Change:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    was, now = old.get("enabled", True), new.get("enabled", True)
    if was == now:
        return "changed"
    return "enabled" if now else "disabled"


def _codes(old: Json, new: Json, teller: Teller) -> Iterator[Difference]:
    for list_name in CODE_LISTS:
        before, after = old.get(list_name, ()), new.get(list_name, ())
        yield from (_code(list_name, code, "added", teller) for code in after if code not in before)
        yield from (_code(list_name, code, "removed", teller) for code in before if code not in after)


def _code(list_name: str, code: str, change: Change, teller: Teller) -> Difference:
    lines = tuple(teller.code(list_name, is_new=change == "added"))
    return Difference("code", change, code, teller.name(code), list_name, lines)
