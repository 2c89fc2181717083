"""The cases of `fixtures/semantics/`: what a condition and a rulebook mean, whoever interprets them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules import Fact, Vocabulary

FOLDER = Path(__file__).parents[2] / "fixtures" / "semantics"


@dataclass(frozen=True)
class ExpectedError:
    """What a refusal must name: places of the condition, or the fact."""

    kind: str
    places: tuple[str, ...]
    fact: str | None

    @classmethod
    def from_json(cls, error: Mapping[str, Any]) -> "ExpectedError":
        """Read `error` of a case; `path` may be null (any place) and `paths` gives several."""
        places = error.get("paths") or [error.get("path")]
        return cls(error["kind"], tuple(place for place in places if place is not None), error.get("fact"))


@dataclass(frozen=True)
class ConditionCase:
    """One condition over some facts, with its truth or its error."""

    name: str
    vocabulary: Vocabulary
    when: Any
    facts: Mapping[str, Any]
    truth: bool | None = None
    error: ExpectedError | None = None


@dataclass(frozen=True)
class RulebookCase:
    """One set of facts for a small rulebook, with the parts of the outcome (or the error) that it must give."""

    name: str
    rulebook: Mapping[str, Any]
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    error: ExpectedError | None = None


@dataclass(frozen=True)
class FaultyRulebook:
    """A document that must be refused, with the places that the refusal must name."""

    name: str
    rulebook: Mapping[str, Any]
    places: tuple[str, ...]


def condition_cases() -> Iterator[ConditionCase]:
    """Every case of `conditions/*.json`, named after its file."""
    for path, content in _files("conditions"):
        vocabulary = Vocabulary([fact_from(entry) for entry in content["vocabulary"]])
        for case in content["cases"]:
            error = ExpectedError.from_json(case["error"]) if "error" in case else None
            name = f"{path.stem}: {case['name']}"
            yield ConditionCase(name, vocabulary, case["when"], case["facts"], case.get("truth"), error)


def rulebook_cases() -> Iterator[RulebookCase]:
    """Every case of `rulebooks/*.json` that loads."""
    for path, content in _files("rulebooks"):
        for number, case in enumerate(content["cases"], start=1):
            error = ExpectedError.from_json(case["error"]) if "error" in case else None
            name = f"{path.stem} {number}"
            yield RulebookCase(name, content["rulebook"], case["facts"], case.get("expect", {}), error)


def faulty_rulebooks() -> Iterator[FaultyRulebook]:
    """Every document of `faults/*.json`."""
    for path, content in _files("faults"):
        yield FaultyRulebook(path.stem, content["rulebook"], tuple(content["faults"]))


def fact_from(entry: Mapping[str, Any]) -> Fact:
    """A fact as a vocabulary is built in Python, from its entry in a document's `facts`."""
    codes = tuple(choice["code"] for choice in entry.get("choices", ()))
    return Fact(entry["name"], entry["type"], choices=codes)


def _files(folder: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((FOLDER / folder).glob("*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))
