"""Examples: whether a rulebook still gives what its saved cases expect."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .book import Rulebook
from .document import Example, canonical_json
from .outcome import Outcome
from .translation import _, translate

UNEQUAL = _("example “{example}”: {path} is {found}, not {expected}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where an outcome is not as an example expects; ``found`` is None where there is nothing."""

    example: str
    path: str
    expected: Any
    found: Any

    def message(self, language: str = "en") -> str:
        """The example, the place and what stands there, as one line."""
        expected, found = canonical_json(self.expected), canonical_json(self.found)
        return translate(language, UNEQUAL, example=self.example, path=self.path, expected=expected, found=found)


def expectation(outcome: Outcome) -> dict[str, Any]:
    """What an example made from an outcome expects: its verdicts and lists whole, its items by their status.

    Which rule asks for an item is left open, and so is what is missing or would help.
    """
    found = outcome.as_json()
    verdicts = {
        name: {"verdict": guarantee["verdict"], "grounds": guarantee["grounds"]}
        for name, guarantee in found["guarantees"].items()
    }
    items = {name: {"status": item["status"]} for name, item in found["items"].items()}
    whole = {name: found[name] for name in ("status", "blocks", "reviews", "recommendations")}
    return {**whole, "guarantees": verdicts, "items": items}


def replay(book: Rulebook) -> tuple[Difference, ...]:
    """Decide every example; what differs, in the order of the examples' keys."""
    return tuple(
        difference
        for example in book.examples
        for difference in differences(example, book.decide(example.facts).as_json())
    )


def differences(example: Example, outcome: Mapping[str, Any]) -> Iterator[Difference]:
    """Where the outcome's JSON is not as the example expects.

    Of an object only the keys that the example names are compared, and null stands for a key that is absent;
    lists and plain values are compared whole.
    """
    for path, expected, found in _unequal("$", example.expect, outcome):
        yield Difference(example.key, path, expected, found)


def _unequal(path: str, expected: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, wanted in expected.items():
            yield from _unequal(f"{path}.{key}", wanted, found.get(key))
    elif canonical_json(expected) != canonical_json(found):
        yield path, expected, found
