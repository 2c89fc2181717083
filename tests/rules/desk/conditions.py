"""Conditions to put through the form: a vocabulary with odd codes, values at the edge of what can be typed."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from rules.desk.conditions_form import BoundCondition
from rules.desk.conditions_view import editor_view
from rules.vocabulary import Choice, Fact, Vocabulary
from tests.rules import generators

LANGUAGES = ("fr", "en")
MANY = tuple(f"code-{number}" for number in range(60))
TYPES = {
    **generators.INPUTS,
    "odd.choice": "choice",
    "odd.set": "choices",
    "many.choice": "choice",
    "many.set": "choices",
}
ODD = ('a"b', "<i>&amp;", "line\nbreak", "cr\rlf\r\n", "a,b;c", "é", "nul\0", " ", "v:x")
ODD_TEXTS = (*ODD, "\n", "  two  ", "12,5", "true", "\t", "x" * 4000, "']}", "\u2028")
VOCABULARY = Vocabulary(
    [
        *(
            Fact(name, kind, choices=tuple(map(Choice, generators.CODES)) if kind.startswith("choice") else ())
            for name, kind in generators.INPUTS.items()
        ),
        Fact("odd.choice", "choice", choices=tuple(map(Choice, ODD))),
        Fact("odd.set", "choices", choices=tuple(map(Choice, ODD))),
        Fact("many.choice", "choice", choices=tuple(map(Choice, MANY))),
        Fact("many.set", "choices", choices=tuple(map(Choice, MANY))),
    ]
)
ODD_VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "integer": (0, -(2**53), 12, -1),
    "decimal": ("12.50", "0012.5", 12, 12.5, 1e-4, -0.5, "-0", "1234.567", "99999999999.9999"),
    "date": ("2026-05-31", "0001-01-01", "9999-12-31"),
    "text": ODD_TEXTS,
}


def render(bound: BoundCondition, language: str, vocabulary: Vocabulary = VOCABULARY) -> str:
    with translation.override(language):
        return render_to_string("rules/desk/conditions.html", {"editor": editor_view(bound, vocabulary, language)})


def same(found: Any, expected: Any) -> bool:
    """Whether two JSON values are written alike, down to 12 and "12"."""
    return json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)


def leaf(name: str, operator: str = "equal", value: Any = True) -> dict[str, Any]:
    return {"fact": name, "operator": operator, "value": value}


def odd_value(random: Random, name: str) -> Any:
    kind = TYPES[name]
    codes = ODD if name.startswith("odd") else MANY if name.startswith("many") else generators.CODES
    if kind == "choices":
        return [random.choice(codes) for _ in range(random.randint(0, 4))]
    return random.choice(codes if kind == "choice" else ODD_VALUES[kind])


def odd_leaf(random: Random) -> dict[str, Any]:
    """A comparison with values at the edge of what can be typed."""
    name = random.choice(sorted(TYPES))
    row = random.choice([row for row in generators.ROWS if TYPES[name] in row.types])
    leaf: dict[str, Any] = {"fact": name, "operator": row.name}
    match row.operand:
        case "same":
            others = [other for other, kind in TYPES.items() if kind == TYPES[name]]
            leaf["value"] = {"fact": random.choice(others)} if random.random() < 0.2 else odd_value(random, name)
        case "list":
            leaf["value"] = [odd_value(random, name) for _ in range(random.randint(1, 5))]
        case "code" if TYPES[name] == "choices":
            leaf["value"] = random.choice(
                ODD if name.startswith("odd") else MANY if "many" in name else generators.CODES
            )
        case "code" | "text":
            leaf["value"] = random.choice(ODD_TEXTS)
        case "pattern":
            leaf["value"] = random.choice(generators.PATTERNS)
    return leaf


def tree(random: Random, leaves: int, depth: int) -> dict[str, Any]:
    """A condition of exactly this many comparisons, at most ``depth`` groups deep."""
    if leaves == 1 and (depth == 0 or random.random() < 0.7):
        return odd_leaf(random) if random.random() < 0.5 else generators.comparison(random, generators.INPUTS)
    if depth > 1 and random.random() < 0.2:
        return {"not": tree(random, leaves, depth - 1)}
    sizes = [leaves] if depth > 1 and random.random() < 0.1 else _sizes(random, leaves, depth)
    return {random.choice(("all", "any")): [tree(random, size, depth - 1) for size in sizes]}


def _sizes(random: Random, leaves: int, depth: int) -> list[int]:
    if depth == 1:
        return [1] * leaves
    count = random.randint(1, min(leaves, 6))
    cuts = sorted(random.sample(range(1, leaves), count - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, leaves], strict=True)]
