"""Which versions of rulebooks name something of the application's: a ground, an item, a category of device.

The application keeps the rows that these codes stand for, and asks here before it lets one go; publishing asks the
application, the other way round, whether it knows every code that a version names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from rules import host
from rules.drafts import assemble
from rules.models import Activation, Rulebook, State, Version
from rules.models.version import FROZEN
from rules.registry import NoVersionInForce, version_in_force
from rules.vocabulary import CATEGORY, CODE_LISTS

_EFFECT_LISTS: Mapping[str, tuple[str, ...]] = {
    "guarantees": ("exclude",),
    "grounds": ("ground",),
    "items": ("require", "waive"),
    "transitions": ("block",),
    "resolutions": ("resolution",),
}
"""Where the effect of a rule names a code of each list."""


@dataclass(frozen=True, slots=True)
class Name:
    """How rulebooks may name one thing: its code, the ``CODE_LISTS`` it stands in, the facts whose choice it is."""

    code: str
    lists: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NamingRule:
    """A rule that names it: the key, and the title by language."""

    key: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Use:
    """A version that names it: in its vocabulary at least, and these of its rules."""

    version: Version
    rules: tuple[NamingRule, ...]
    is_in_force: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the version can still change: no case is decided by it yet."""
        return not self.version.is_frozen


def uses(name: Name) -> tuple[Use, ...]:
    """Every version that names it: those in force first, then those that can still change, then the others."""
    found = [use for version in _candidates(name) if (use := _use(version, name))]
    deciding = _deciding()
    ranked = [replace(use, is_in_force=use.version.pk in deciding) for use in found]
    return tuple(sorted(ranked, key=lambda use: (not use.is_in_force, not use.is_open, -use.version.pk)))


def naming_rules(document: Mapping[str, Any], name: Name) -> tuple[NamingRule, ...] | None:
    """The rules of a document that name it; None where not even its vocabulary does."""
    rules = tuple(NamingRule(rule["key"], rule["title"]) for rule in document["rules"] if _rule_names(rule, name))
    return rules if rules or _vocabulary_names(document, name) else None


def hold_rulebooks() -> None:
    """Keep every version from being published until the transaction ends: what is asked here stays true."""
    list(Rulebook.objects.select_for_update().order_by("pk"))


def unknown_codes(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The codes of a document that the application lacks, by the list or the fact that names them."""
    kept = host.get().kept_codes()
    lacking = {
        where: [code for code in codes if code not in kept[where]]
        for where, codes in _named_codes(document)
        if kept.get(where)
    }
    return {where: codes for where, codes in lacking.items() if codes}


def _named_codes(document: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from ((name, list(document.get(name, ()))) for name in CODE_LISTS)
    yield from ((fact["name"], _choices(fact)) for fact in document["facts"])


def _candidates(name: Name) -> Iterator[Version]:
    """The versions whose text holds the code at all, which is quicker to ask than to read each."""
    open_ones = Q(in_frame__contains=name.code) & ~Q(state__in=FROZEN)
    frozen = Q(document__contains=name.code, state__in=FROZEN)
    versions = Version.objects.select_related("rulebook").annotate(in_frame=Cast("frame", TextField()))
    return versions.filter(open_ones | frozen).order_by("-pk").iterator(chunk_size=20)


def _use(version: Version, name: Name) -> Use | None:
    rules = naming_rules(assemble(version), name)
    return None if rules is None else Use(version, rules)


def _deciding() -> frozenset[int]:
    """The versions that decide now, or are scheduled to."""
    now = timezone.now()
    later = Activation.objects.filter(effective_from__gt=now, version__state=State.PUBLISHED)
    found = set(later.values_list("version_id", flat=True))
    for code in Rulebook.objects.values_list("code", flat=True):
        try:
            found.add(version_in_force(rulebook=code, at=now).pk)
        except NoVersionInForce:
            continue
    return frozenset(found)


def _vocabulary_names(document: Mapping[str, Any], name: Name) -> bool:
    if any(name.code in document.get(listed, ()) for listed in name.lists):
        return True
    return any(_fact_names(fact, name) for fact in document["facts"])


def _fact_names(fact: Mapping[str, Any], name: Name) -> bool:
    if fact["name"] in name.facts and name.code in _choices(fact):
        return True
    return (CATEGORY in name.facts and name.code in fact.get("categories", ())) or _is_about(fact["name"], name)


def _choices(fact: Mapping[str, Any]) -> list[str]:
    return [choice if isinstance(choice, str) else choice["code"] for choice in fact.get("choices", ())]


def _is_about(fact: object, name: Name) -> bool:
    """Whether a fact is one of the evidence for an item."""
    return "items" in name.lists and str(fact).startswith(f"evidence.{name.code}.")


def _rule_names(rule: Mapping[str, Any], name: Name) -> bool:
    return _effect_names(rule["effect"], name) or _condition_names(rule["when"], name)


def _effect_names(effect: Mapping[str, Any], name: Name) -> bool:
    named = [effect.get(key) for listed in name.lists for key in _EFFECT_LISTS[listed]]
    if effect.get("set") in name.facts:
        named.append(effect.get("to"))
    return any(name.code in (value if isinstance(value, list) else (value,)) for value in named)


def _condition_names(condition: object, name: Name) -> bool:
    if isinstance(condition, list):
        return any(_condition_names(child, name) for child in condition)
    if not isinstance(condition, Mapping):
        return False
    fact = condition.get("fact")
    if fact is None:
        return any(_condition_names(child, name) for child in condition.values())
    value = condition.get("value")
    named = value if isinstance(value, list) else (value,)
    return _is_about(fact, name) or (fact in name.facts and name.code in named)
