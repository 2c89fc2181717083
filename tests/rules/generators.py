"""Random vocabularies, rulebooks and facts: small worlds in which unknowns, chaining, ties and accents are common."""

from datetime import date, timedelta
from random import Random
from typing import Any

from rules.operators import OPERATORS, Operator

Json = dict[str, Any]
Rows = tuple[Operator, ...]
ROWS: Rows = tuple(OPERATORS.values())
# What is true of an unknown fact may change when it is learnt: laws about learning leave these two out.
MONOTONE_ROWS: Rows = tuple(row for row in ROWS if row.of_unknown is None)
ON = date(2026, 5, 31)
CODES = ("téléphone", "tablette", "montre", "autre")
WORDS = ("écran", "e\u0301cran", "rayé", "", "Ürün", "choc à l’angle", "a.b", "OK")
PATTERNS = ("é", "^a", "rayé$", "[a-z]+", r"\d", "(?i)OK", "^$")
INTEGERS = (-(2**53), -1, 0, 1, 2, 12, 24, 2**53)
DECIMALS = ("-0.5", "0", "0.0001", "12.5", "12.5001", "99999999999.9999")
DAYS = tuple(ON + timedelta(days=days) for days in (-400, -30, -1, 0, 1, 30))
GUARANTEES, GROUNDS, ITEMS = ("commercial", "legal"), ("shock", "late"), ("photo", "imei", "proof")
TRANSITIONS, RESOLUTIONS = ("inspect", "repair"), ("repair", "refund")
DERIVED = ("derived.one", "derived.two", "derived.three")
INPUTS = {
    "flag.a": "boolean",
    "flag.b": "boolean",
    "count.a": "integer",
    "count.b": "integer",
    "price.a": "decimal",
    "price.b": "decimal",
    "day.a": "date",
    "kind.a": "choice",
    "kind.b": "choice",
    "set.a": "choices",
    "set.b": "choices",
    "text.a": "text",
    "text.b": "text",
}
DERIVED_TYPES = ("boolean", "integer", "choice")
POLICIES = {
    "derivation": ("wait",),
    "exclusion": ("wait", "apply"),
    "blocker": ("apply", "wait"),
    "review": ("apply", "wait", "ignore"),
    "recommendation": ("ignore", "wait"),
}


def value(random: Random, type_name: str) -> Any:
    """A JSON value of the type."""
    if type_name == "choices":
        return random.sample(CODES, random.randint(0, 3))
    if type_name == "date":
        return random.choice(DAYS).isoformat()
    scalars: dict[str, tuple[Any, ...]] = {
        "boolean": (False, True),
        "integer": INTEGERS,
        "decimal": DECIMALS,
        "choice": CODES,
        "text": WORDS,
    }
    return random.choice(scalars[type_name])


def comparison(random: Random, types: dict[str, str], rows: Rows = ROWS) -> Json:
    """A leaf over the facts of ``types`` (name → type)."""
    name = random.choice(sorted(types))
    row = random.choice([row for row in rows if types[name] in row.types])
    leaf: Json = {"fact": name, "operator": row.name}
    match row.operand:
        case "same":
            others = [other for other, type_name in types.items() if type_name == types[name] and other != name]
            leaf["value"] = (
                {"fact": random.choice(sorted(others))}
                if others and random.random() < 0.2
                else value(random, types[name])
            )
        case "list":
            leaf["value"] = [value(random, types[name]) for _ in range(random.randint(1, 4))]
        case "code":
            leaf["value"] = random.choice(CODES) if types[name] == "choices" else random.choice(WORDS)
        case "text":
            leaf["value"] = random.choice(WORDS)
        case "pattern":
            leaf["value"] = random.choice(PATTERNS)
    return leaf


def condition(random: Random, types: dict[str, str], depth: int = 4, rows: Rows = ROWS) -> Json:
    """A condition of at most ``depth`` groups."""
    draw = random.random()
    if depth == 0 or draw < 0.35:
        return comparison(random, types, rows)
    if draw < 0.5:
        return {"not": condition(random, types, depth - 1, rows)}
    parts = [condition(random, types, depth - 1, rows) for _ in range(random.randint(1, 4))]
    return {random.choice(("all", "any")): parts}


def _types(random: Random) -> dict[str, str]:
    return INPUTS | {name: random.choice(DERIVED_TYPES) for name in DERIVED}


def fact(random: Random, name: str, type_name: str) -> Json:
    """A fact as it stands in a document."""
    entry: Json = {"name": name, "type": type_name, "supplier": "customer"}
    if type_name in ("choice", "choices"):
        entry["choices"] = [{"code": code} for code in CODES]
    if name in DERIVED:
        entry["supplier"] = "derived"
        if random.random() < 0.5:
            entry["default"] = value(random, type_name)
    elif random.random() < 0.4:
        entry["changeable_by"] = ["customer"]
    return entry


def _effect(random: Random, kind: str, target: str, type_name: str) -> Json:
    match kind:
        case "derivation":
            return {"set": target, "to": value(random, type_name)}
        case "exclusion":
            return {"exclude": random.sample(GUARANTEES, random.randint(1, 2)), "ground": random.choice(GROUNDS)}
        case "requirement":
            return {random.choice(("require", "waive")): random.choice(ITEMS)}
        case "blocker":
            return {"block": random.sample(TRANSITIONS, random.randint(1, 2)), "ground": random.choice(GROUNDS)}
        case "review":
            return {"ground": random.choice(GROUNDS), "question": {"fr": "Quoi ?", "en": "What?"}}
    return {"resolution": random.choice(RESOLUTIONS)}


def rule(random: Random, number: int, types: dict[str, str], rows: Rows = ROWS) -> Json:
    """A rule of a random kind; a derivation reads only the derived facts before its own, so that none is a circle."""
    kind = random.choice(
        ("derivation", "derivation", "exclusion", "requirement", "blocker", "review", "recommendation")
    )
    target = random.randrange(len(DERIVED))
    hidden = DERIVED[target:] if kind == "derivation" else ()
    readable = {name: type_name for name, type_name in types.items() if name not in hidden}
    effect = _effect(random, kind, DERIVED[target], types[DERIVED[target]])
    policies = POLICIES.get(kind) or (("ignore", "wait") if "waive" in effect else ("apply", "wait"))
    return {
        "key": f"rule-{number}",
        "kind": kind,
        "title": {"fr": "Règle", "en": "Rule"},
        "when": None if random.random() < 0.05 else condition(random, readable, rows=rows),
        "effect": effect,
        "priority": random.choice((100, 100, 100, 200)),
        "pending": random.choice(policies),
        "message": {"fr": "Voilà : {decision.on}", "en": "There: {decision.on}"},
        "note": "",
        "source": "",
        "enabled": random.random() < 0.95,
        "valid_from": random.choice((None, None, None, "2026-05-31", "2026-06-01")),
        "valid_until": random.choice((None, None, None, "2027-01-01")),
    }


def rulebook(random: Random, rules: int | None = None, rows: Rows = ROWS) -> Json:
    """A whole document."""
    types = _types(random)
    return {
        "rulebook": "random",
        "title": {"fr": "Hasard", "en": "Chance"},
        "guarantees": list(GUARANTEES),
        "grounds": list(GROUNDS),
        "items": list(ITEMS),
        "transitions": list(TRANSITIONS),
        "resolutions": list(RESOLUTIONS),
        "facts": [
            {"name": "decision.on", "type": "date", "supplier": "computed"},
            *(fact(random, name, type_name) for name, type_name in types.items()),
        ],
        "rules": [rule(random, number, types, rows) for number in range(rules or random.randint(1, 14))],
        "examples": [],
    }


def parted_rulebook(random: Random, rules: int) -> Json:
    """A whole document most of whose rules insist on one fact, as rules do that are about some kinds of device."""
    document = rulebook(random, rules)
    name = random.choice(("kind.a", "count.a", "flag.a", "day.a", "price.a", "text.a", "set.a"))
    for entry in document["rules"]:
        if random.random() < 0.9:
            entry["when"] = {"all": [_insisting(random, name), *([entry["when"]] if entry["when"] else [])]}
    return document


def _insisting(random: Random, name: str) -> Json:
    type_name = INPUTS[name]
    if type_name in ("boolean", "choices") or random.random() < 0.5:
        return {"fact": name, "operator": "equal", "value": value(random, type_name)}
    # Some of them twice.
    return {"fact": name, "operator": "in", "value": [value(random, type_name) for _ in range(random.randint(1, 4))]}


def facts(random: Random, known: float = 0.6) -> Json:
    """Facts of a case, each known with the probability; of the others half are asked in vain."""
    found: Json = {"decision.on": ON.isoformat()}
    for name, type_name in INPUTS.items():
        if random.random() < known:
            found[name] = value(random, type_name)
        elif random.random() < 0.5:
            found[name] = None
    return found
