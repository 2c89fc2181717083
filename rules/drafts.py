"""A version's document as rows, and back: what editors change is rows, what rules mean is the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.document import document_hash, read_json
from rules.models import Example, Rule, Version
from rules.values import MAX_INTEGER

_ROWS = ("rules", "examples")


class Unstorable(ValueError):
    """A document holds what one of the databases can't: the character NUL, or a number beyond ±2⁵³."""


@dataclass(frozen=True)
class Content:
    """What a document is stored as; the rows are of no version yet."""

    frame: dict[str, Any]
    rules: list[Rule]
    examples: list[Example]


def disassemble(document: Mapping[str, Any]) -> Content:
    """The rows of a document that has no faults; raises ``Unstorable``.

    ``assemble`` gives back a document of the same hash, if every rule has all its keys; a key that was left out
    comes back with its default.
    """
    check_storable(document)
    return Content(
        frame={key: value for key, value in document.items() if key not in _ROWS},
        rules=[rule_row(entry) for entry in document["rules"]],
        examples=[example_row(entry) for entry in document.get("examples", ())],
    )


def store(content: Content, version: Version) -> None:
    """Insert the rows as those of a version, which has none yet."""
    for rule in content.rules:
        rule.version = version
    for example in content.examples:
        example.version = version
    Rule.objects.bulk_create(content.rules, batch_size=500)
    Example.objects.bulk_create(content.examples, batch_size=500)


def assemble(version: Version) -> dict[str, Any]:
    """The document of a version: the frozen one, else the one that its rows make, rules and examples by key."""
    if version.is_frozen:
        document: dict[str, Any] = read_json(version.document)
        return document
    return {
        **version.frame,
        "rules": _by_key(rule_entry(rule) for rule in version.rules.all()),
        "examples": _by_key(example_entry(example) for example in version.examples.all()),
    }


def content_hash(version: Version) -> str:
    """The hash that the version has, or would have if it were published as it stands."""
    return version.hash or document_hash(assemble(version))


def rule_row(entry: Mapping[str, Any]) -> Rule:
    """A rule of a document as a row, of no version yet."""
    return Rule(
        key=entry["key"],
        kind=entry["kind"],
        title_fr=entry["title"]["fr"],
        title_en=entry["title"]["en"],
        when=entry["when"],
        effect=entry["effect"],
        priority=entry["priority"],
        pending=entry["pending"],
        message_fr=entry["message"]["fr"],
        message_en=entry["message"]["en"],
        note=entry.get("note", ""),
        source=entry.get("source", ""),
        enabled=entry.get("enabled", True),
        valid_from=_day(entry.get("valid_from")),
        valid_until=_day(entry.get("valid_until")),
    )


def rule_entry(rule: Rule) -> dict[str, Any]:
    """A row as a rule of a document."""
    return {
        "key": rule.key,
        "kind": rule.kind,
        "title": rule.titles,
        "when": rule.when,
        "effect": rule.effect,
        "priority": rule.priority,
        "pending": rule.pending,
        "message": rule.messages,
        "note": rule.note,
        "source": rule.source,
        "enabled": rule.enabled,
        "valid_from": rule.valid_from and rule.valid_from.isoformat(),
        "valid_until": rule.valid_until and rule.valid_until.isoformat(),
    }


def example_row(entry: Mapping[str, Any]) -> Example:
    """An example of a document as a row, of no version yet."""
    return Example(
        key=entry["key"],
        title_fr=entry["title"]["fr"],
        title_en=entry["title"]["en"],
        facts=entry["facts"],
        expect=entry["expect"],
    )


def example_entry(example: Example) -> dict[str, Any]:
    """A row as an example of a document."""
    return {
        "key": example.key,
        "title": example.titles,
        "facts": example.facts,
        "expect": example.expect,
    }


def _by_key(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    # Databases sort by the rules of a language; documents sort by code point.
    return sorted(entries, key=lambda entry: str(entry["key"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def check_storable(value: object) -> None:
    """Raise ``Unstorable`` for what a database would change.

    PostgreSQL's texts lack NUL; large numbers come back from its JSON as others than went in.
    """
    if isinstance(value, str):
        if "\0" in value:
            raise Unstorable
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            check_storable(key)
            check_storable(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            check_storable(entry)
    elif isinstance(value, int | float) and abs(value) > MAX_INTEGER:
        raise Unstorable
