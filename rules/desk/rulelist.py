"""The rules of a version as lines of its workspace: in words, by kind, and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rules.desk.narrowing import Search
from rules.kinds import KINDS
from rules.sentences import sentence
from rules.translation import in_language
from rules.vocabulary import CATEGORY, Vocabulary

Json = Mapping[str, Any]
PLURALS: Mapping[str, tuple[Promise, Promise]] = {
    "derivation": (_("Derivations"), _("work out a fact from others")),
    "exclusion": (_("Exclusions"), _("take a guarantee away")),
    "requirement": (_("Requirements and waivers"), _("what the customer or the seller is asked for")),
    "blocker": (_("Blocks"), _("hold up a step of the case")),
    "review": (_("Reviews"), _("give the case to an agent")),
    "recommendation": (_("Recommendations"), _("propose a resolution")),
}
CHANGES: Mapping[str, Promise] = {
    "new": pgettext_lazy("rule", "new"),
    "mod": pgettext_lazy("rule", "changed"),
    "off": pgettext_lazy("rule", "disabled"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule. ``changes`` are keys of ``CHANGES``; ``facts`` and ``categories`` are what it speaks of."""

    key: str
    kind: str
    title: str
    sentence: str
    pending: str
    priority: int
    enabled: bool
    dates: tuple[str | None, str | None]
    changes: tuple[str, ...]
    facts: frozenset[str]
    categories: frozenset[str]
    remarks: Sequence[str]
    haystack: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one kind."""

    kind: str
    label: str
    purpose: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Search):
    """What the reader looks for; what is empty does not narrow."""

    kind: str = ""
    fact: str = ""
    change: str = ""

    def finds(self, line: Line) -> bool:
        """Whether the line is among what is looked for."""
        return (
            self.has_words(line.haystack)
            and self.kind in ("", line.kind)
            and (not self.fact or self.fact in line.facts)
            and (not self.category or self.category in line.categories)
            and (not self.change or self.change in line.changes or (self.change == "remark" and bool(line.remarks)))
        )


def lines(
    document: Json,
    base: Json | None,
    vocabulary: Vocabulary,
    language: str,
    remarks: Mapping[str, Sequence[str]],
    labels: Mapping[str, str],
) -> list[Line]:
    """The rules of a document, those that weigh most first.

    ``base`` is what they are compared with, ``remarks`` what was found of each by its key, ``labels`` names codes.
    """
    before = None if base is None else {rule["key"]: rule for rule in base["rules"]}
    found = [
        _line(rule, language, str(sentence(rule, vocabulary, language, labels)), _changes(rule, before), remarks)
        for rule in document["rules"]
    ]
    return sorted(found, key=lambda line: (-line.priority, line.title.casefold(), line.key))


def groups(found: Iterable[Line]) -> list[Group]:
    """The lines by kind, in the order of the kinds, those without a line left out."""
    by_kind: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for line in found:
        by_kind[line.kind].append(line)
    return [
        Group(kind, str(PLURALS[kind][0]), str(PLURALS[kind][1]), members)
        for kind, members in by_kind.items()
        if members
    ]


def removed(document: Json, base: Json | None) -> int:
    """How many rules of the base the document no longer has."""
    kept = {rule["key"] for rule in document["rules"]}
    return 0 if base is None else sum(rule["key"] not in kept for rule in base["rules"])


def facts_read(tree: object) -> Iterator[tuple[str, object]]:
    """The facts that a condition's JSON names, each with what it is compared with."""
    if isinstance(tree, Mapping):
        if isinstance(name := tree.get("fact"), str):
            yield name, tree.get("value")
        for below in tree.values():
            yield from facts_read(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from facts_read(below)


def _line(
    rule: Json, language: str, words: str, changes: tuple[str, ...], remarks: Mapping[str, Sequence[str]]
) -> Line:
    title = in_language(rule["title"], language)
    read = list(facts_read(rule["when"]))
    told = (rule["key"], *rule["title"].values(), *rule["message"].values(), words, *(name for name, _value in read))
    return Line(
        key=rule["key"],
        kind=rule["kind"],
        title=title,
        sentence=words,
        pending=rule["pending"],
        priority=rule["priority"],
        enabled=rule.get("enabled", True),
        dates=(rule.get("valid_from"), rule.get("valid_until")),
        changes=changes,
        facts=frozenset((*(name for name, _value in read), *filter(None, [rule["effect"].get("set")]))),
        categories=frozenset(_codes(read)),
        remarks=remarks.get(rule["key"], ()),
        haystack=" ".join((*told, rule.get("note", ""), rule.get("source", ""))).casefold(),
    )


def _codes(read: Iterable[tuple[str, object]]) -> Iterator[str]:
    for name, value in read:
        if name == CATEGORY:
            yield from (code for code in (value if isinstance(value, list) else [value]) if isinstance(code, str))


def _changes(rule: Json, before: Mapping[str, Json] | None) -> tuple[str, ...]:
    off = () if rule.get("enabled", True) else ("off",)
    if before is None:
        return off
    if rule["key"] not in before:
        return ("new", *off)
    return off if rule == before[rule["key"]] else ("mod", *off)
