"""The work that every engine is given: rulebooks of a size like a marketplace's, and cases for them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

Json = dict[str, Any]
ON = date(2026, 5, 31)
CATEGORIES = ("phone", "tablet", "laptop", "desktop", "watch", "earphones", "console", "camera", "scooter", "other")
CHANNELS = ("web", "store", "marketplace", "phone")
BRANDS = ("apple", "samsung", "google", "lenovo", "sony", "other")
COUNTRIES = ("fr", "be", "es", "it", "de", "pt")
WORDS = ("écran cassé", "ne s’allume plus", "boîte ouverte", "choc à l’angle", "comme neuf", "câble abîmé")
RESOLUTIONS, TRANSITIONS = ("repair", "replace", "refund"), ("inspect", "repair", "replace")
GUARANTEES, GROUNDS = ("commercial", "legal", "withdrawal", "transit"), ("shock", "late", "account")
ITEMS = tuple(f"photo.side-{number}" for number in range(12))
SOMETIMES_UNKNOWN = ("evidence.count", "order.receipt", "return.notes", "order.discount")
FACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "damage.shock": ("boolean", ()),
    "damage.oxidation": ("boolean", ()),
    "warranty.active": ("boolean", ()),
    "order.receipt": ("boolean", ()),
    "delivery.days": ("integer", ()),
    "evidence.count": ("integer", ()),
    "order.price": ("integer", ()),
    "returns.before": ("integer", ()),
    "device.weight": ("integer", ()),
    "risk.score": ("decimal", ()),
    "order.discount": ("decimal", ()),
    "device.category": ("choice", CATEGORIES),
    "order.channel": ("choice", CHANNELS),
    "device.brand": ("choice", BRANDS),
    "order.country": ("choice", COUNTRIES),
    "return.reason": ("text", ()),
    "return.notes": ("text", ()),
    "delivery.on": ("date", ()),
    "decision.on": ("date", ()),
    "return.tags": ("choices", CATEGORIES),
}


def leaf(fact: str, operator: str, value: Any) -> Json:
    """A comparison."""
    return {"fact": fact, "operator": operator, "value": value}


def _clauses(random: Random) -> list[Json]:
    day = (ON - timedelta(days=random.randint(0, 300))).isoformat()
    return [
        leaf("delivery.days", "lessThanInclusive", random.randint(14, 365)),
        leaf("evidence.count", "greaterThanInclusive", random.randint(1, 7)),
        leaf("order.price", "greaterThan", random.randint(10, 1000)),
        {"not": leaf("warranty.active", "equal", True)},
        {"any": [leaf("damage.shock", "equal", True), leaf("damage.oxidation", "equal", True)]},
        leaf("order.country", "equal", random.choice(COUNTRIES)),
        leaf("order.channel", "in", random.sample(CHANNELS, 2)),
        leaf("device.brand", "notEqual", random.choice(BRANDS)),
        {"any": [leaf("risk.score", "greaterThanInclusive", "0.7"), leaf("returns.before", "greaterThan", 2)]},
        leaf("order.receipt", "equal", True),
        leaf("delivery.on", "lessThan", day),
        leaf("return.reason", "contains", random.choice(("cassé", "choc", "neuf", "s’allume"))),
        {"not": {"all": [leaf("order.receipt", "equal", True), leaf("device.weight", "lessThan", 5000)]}},
        leaf("order.discount", "lessThanInclusive", "0.3"),
    ]


def _effect(random: Random, kind: str) -> Json:
    match kind:
        case "exclusion":
            return {"exclude": [random.choice(GUARANTEES)], "ground": random.choice(GROUNDS)}
        case "requirement":
            return {random.choice(("require", "waive")): random.choice(ITEMS)}
        case "blocker":
            return {"block": [random.choice(TRANSITIONS)], "ground": random.choice(GROUNDS)}
        case "review":
            return {"ground": random.choice(GROUNDS), "question": {"fr": "Quoi ?", "en": "What?"}}
    return {"resolution": random.choice(RESOLUTIONS)}


def _rule(random: Random, number: int) -> Json:
    kind = random.choice(("exclusion", "requirement", "blocker", "review", "recommendation"))
    effect = _effect(random, kind)
    waits = kind == "exclusion" or "waive" in effect
    category = leaf("device.category", "in", random.sample(CATEGORIES, random.randint(1, 3)))
    return {
        "key": f"rule-{number:04d}",
        "kind": kind,
        "title": {"fr": "Règle", "en": "Rule"},
        "when": {"all": [category, *random.sample(_clauses(random), random.randint(2, 4))]},
        "effect": effect,
        "priority": random.choice((0, 1, 2, 5, 10)),
        "pending": "wait" if waits else "ignore" if kind == "recommendation" else "apply",
        "message": {"fr": "", "en": ""},
    }


def rulebook(size: int, seed: int = 7) -> Json:
    """A document of so many rules of 3 to 6 comparisons, nested, over 20 facts; about 3 % fire on a case."""
    random = Random(seed)
    return {
        "rulebook": "bench",
        "title": {"fr": "Mesure", "en": "Bench"},
        "guarantees": list(GUARANTEES),
        "grounds": list(GROUNDS),
        "items": list(ITEMS),
        "transitions": list(TRANSITIONS),
        "resolutions": list(RESOLUTIONS),
        "facts": [
            {"name": name, "type": type_name, "supplier": "order", **({"choices": list(codes)} if codes else {})}
            for name, (type_name, codes) in FACTS.items()
        ],
        "rules": [_rule(random, number) for number in range(size)],
    }


def _day_before(random: Random) -> date:
    return ON - timedelta(days=random.randint(0, 500))


def _value(random: Random, name: str) -> Any:
    type_name, codes = FACTS[name]
    ranges = {"delivery.days": 500, "evidence.count": 12, "order.price": 2000, "returns.before": 6}
    draw: dict[str, Callable[[], Any]] = {
        "boolean": lambda: random.random() < 0.3,
        "integer": partial(random.randint, 0, ranges.get(name, 20_000)),
        "decimal": lambda: f"{random.random():.2f}",
        "choice": partial(random.choice, codes),
        "choices": partial(random.sample, codes, 2),
        "date": lambda: _day_before(random).isoformat(),
        "text": partial(random.choice, WORDS),
    }
    return draw[type_name]()


def cases(count: int, seed: int = 11) -> list[Json]:
    """The facts of so many cases; four of the twenty are unknown once in twenty times."""
    random = Random(seed)
    found = []
    for _ in range(count):
        facts = {name: _value(random, name) for name in FACTS if name != "decision.on"}
        facts.update({name: None for name in SOMETIMES_UNKNOWN if random.random() < 0.05})
        found.append({"decision.on": ON.isoformat(), **facts})
    return found
