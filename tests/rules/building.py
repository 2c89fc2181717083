"""Small rulebooks in few words: what a test does not speak of is filled in."""

import copy
import re
from collections.abc import Iterable
from typing import Any

from rules import Choice, RulebookError, load_rulebook
from rules.parse import parse_document
from rules.shapes import Reader

Json = dict[str, Any]

ON = "2026-05-31"
NO_TEXT = {"fr": "", "en": ""}
TITLE = {"fr": "Titre", "en": "Title"}
POLICIES = {"requirement": "apply", "blocker": "apply", "review": "apply", "recommendation": "ignore"}
EFFECTS: dict[str, Json] = {
    "exclusion": {"exclude": ["commercial"], "ground": "shock"},
    "requirement": {"require": "imei"},
    "blocker": {"block": ["inspect"], "ground": "shock"},
    "review": {"ground": "shock", "question": {"fr": "Quoi ?", "en": "What?"}},
    "recommendation": {"resolution": "repair"},
}


def is_(name: str, value: Any = True, operator: str = "equal") -> Json:
    """A comparison."""
    return {"fact": name, "operator": operator, "value": value}


def known(name: str) -> Json:
    """A comparison without a value."""
    return {"fact": name, "operator": "isKnown"}


def codes(*names: str) -> tuple[Choice, ...]:
    """The choices of a fact in Python, without labels."""
    return tuple(map(Choice, names))


def fact(name: str, type_name: str = "boolean", **options: Any) -> Json:
    """An entry of a document's facts, told by the customer."""
    return {"name": name, "type": type_name, "supplier": "customer", **options}


def derived(name: str, type_name: str = "boolean", **options: Any) -> Json:
    """A fact that rules set."""
    return fact(name, type_name, **{"supplier": "derived", **options})


def rule(key: str, kind: str, when: Json | None = None, **options: Any) -> Json:
    """A rule of a kind with any effect of it; ``effect`` and other keys replace what is filled in."""
    filled: Json = {
        "key": key,
        "kind": kind,
        "title": {**TITLE},
        "when": when,
        "effect": copy.deepcopy(EFFECTS.get(kind, {})),
        "priority": 100,
        "pending": POLICIES.get(kind, "wait"),
        "message": {**NO_TEXT},
        "note": "",
        "source": "",
        "enabled": True,
        "valid_from": None,
        "valid_until": None,
    }
    return filled | options


def derive(key: str, name: str, value: Any, when: Json | None = None, **options: Any) -> Json:
    """A derivation."""
    return rule(key, "derivation", when, effect={"set": name, "to": value}, **options)


def require(key: str, when: Json | None = None, item: str = "imei", **options: Any) -> Json:
    """A requirement."""
    return rule(key, "requirement", when, effect={"require": item}, **options)


def waive(key: str, when: Json | None = None, item: str = "imei", **options: Any) -> Json:
    """A requirement that waives."""
    return rule(key, "requirement", when, **{"effect": {"waive": item}, "pending": "ignore", **options})


def document(facts: Iterable[Json], rules: Iterable[Json], **options: Any) -> Json:
    """A whole document; decision.on is among its facts."""
    filled: Json = {
        "rulebook": "small",
        "title": {**TITLE},
        "guarantees": ["commercial", "legal"],
        "grounds": ["shock", "late"],
        "items": ["imei", "photo"],
        "transitions": ["inspect", "repair"],
        "resolutions": ["repair", "refund"],
        "facts": [fact("decision.on", "date", supplier="computed"), *facts],
        "rules": [*rules],
        "examples": [],
    }
    return filled | options


def chain(length: int) -> Json:
    """Derived facts d0, d1 …, each read by both derivations of the next; a blocker reads the last."""
    facts = [fact("input", changeable_by=["customer"]), *(derived(f"d{number}") for number in range(length))]
    rules = [
        derive(f"{answer}-{number}", f"d{number}", answer == "yes", is_(f"d{number - 1}" if number else "input", value))
        for number in range(length)
        for answer, value in (("yes", True), ("no", False))
    ]
    return document(facts, [*rules, rule("blocker", "blocker", is_(f"d{length - 1}"))])


def faults_of(source: object) -> list[tuple[str, str]]:
    """The path and the code of each fault for which a document is refused."""
    try:
        load_rulebook(source).close()
    except RulebookError as error:
        return [(fault.path, fault.code) for fault in error.faults]
    return []


def decide(source: Json, **facts: Any) -> Any:
    """The outcome of a case; the names of its facts have _ for the dot."""
    with load_rulebook(source) as book:
        return book.decide({"decision.on": ON, **{name.replace("_", "."): value for name, value in facts.items()}})


def read(source: Json) -> Any:
    """The document as it is parsed, which it must be without a fault."""
    faults = Reader()
    found = parse_document(source, faults)
    assert faults.faults == []
    return found


GONE = object()


def changed(source: Json, place: str, value: Any) -> Json:
    """A copy with another value at a place such as ``rules[0].effect.ground``, or with nothing there (GONE)."""
    found = copy.deepcopy(source)
    parent: Any = found
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", place)]
    for step in steps:
        parent = parent[step]
    if value is GONE:
        del parent[last]
    else:
        parent[last] = value
    return found
