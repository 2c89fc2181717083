"""A rulebook document: one JSON object that stands alone, vocabulary included, and its canonical form and hash."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import rfc8785

from .conditions import All, Comparison, Condition
from .kinds import Pending
from .shapes import is_list, printable
from .values import MAX_INTEGER, Value
from .vocabulary import DECISION_ON, Vocabulary

Json = Mapping[str, Any]
# Far above what the language can nest, far below what exhausts the stack.
MAX_NESTING = 64
_FIRST_WITH_EXPONENT = 1e21
SORTED_LISTS = {"facts": "name", "rules": "key", "examples": "key"}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does when it applies; only the fields of its kind are set.

    ``guarantees`` and ``ground`` (exclusion), ``item`` and ``waives`` (requirement), ``transitions`` and
    ``ground`` (blocker), ``ground`` and ``question`` (review), ``resolution``, ``fact`` and ``value`` (derivation).
    """

    guarantees: tuple[str, ...] = ()
    ground: str = ""
    item: str = ""
    waives: bool = False
    transitions: tuple[str, ...] = ()
    question: Mapping[str, str] = field(default_factory=dict)
    resolution: str = ""
    fact: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it was read. ``when`` None means always; the dates are inclusive, compared with decision.on."""

    key: str
    kind: str
    title: Mapping[str, str]
    when: Condition | None
    effect: Effect
    priority: int
    pending: Pending
    message: Mapping[str, str]
    note: str
    source: str
    enabled: bool
    valid_from: date | None
    valid_until: date | None

    @property
    def dates(self) -> tuple[Comparison, ...]:
        """The rule's validity as conditions on decision.on."""
        bounds = (("greaterThanInclusive", self.valid_from), ("lessThanInclusive", self.valid_until))
        return tuple(Comparison(DECISION_ON, name, day) for name, day in bounds if day is not None)

    @property
    def condition(self) -> Condition | None:
        """When the rule fires, its dates included: what every interpreter evaluates."""
        if not self.dates:
            return self.when
        return All(self.dates if self.when is None else (*self.dates, self.when))

    def in_effect(self, on: date) -> bool:
        """Whether the rule is enabled and within its dates."""
        return (
            self.enabled
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_until is None or on <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Example:
    """A saved case: its facts, and the part of the outcome that they must give."""

    key: str
    title: Mapping[str, str]
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RulebookDocument:
    """A document that was read without a fault; rules and examples sorted by key."""

    code: str
    title: Mapping[str, str]
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]


class DuplicateKeyError(ValueError):
    """A JSON object names a key twice."""


def read_json(text: str | bytes) -> Any:
    """JSON as RFC 8259 has it: no NaN, no key twice, no nesting that exhausts the stack; raises ``ValueError``."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = Counter(name for name, _value in pairs).most_common(1)[0][0]
        raise DuplicateKeyError(f"the key “{printable(name)}” stands there twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def canonical(document: Json) -> bytes:
    """The document by RFC 8785, its facts, rules and examples sorted by name or key first.

    The order in which rules and facts were written changes neither what they mean nor, so, the hash.
    Raises ``ValueError`` for what canonical JSON can't hold (NaN, lone surrogates, integers beyond ±2⁵³) and for
    what nests deeper than ``MAX_NESTING``.
    """
    ordered = {key: _sorted_entries(key, value) for key, value in document.items()}
    return rfc8785.dumps(_exact_integers(ordered))


def canonical_json(value: Any) -> str:
    """Any JSON value as canonical text (RFC 8785), for what is stored and compared byte for byte."""
    return rfc8785.dumps(_exact_integers(value)).decode("utf-8")


def document_hash(document: Json) -> str:
    """``sha256:`` and the 64 digits that name a rulebook's whole meaning."""
    return hash_of(canonical(document))


def hash_of(canonical_document: bytes) -> str:
    """The same for a document that is in its canonical form already."""
    return f"sha256:{hashlib.sha256(canonical_document).hexdigest()}"


def _sorted_entries(key: str, value: Any) -> Any:
    name = SORTED_LISTS.get(key)
    if name is None or not is_list(value):
        return value
    return sorted(value, key=lambda entry: _text_at(name, entry))


def _text_at(key: str, entry: Any) -> str:
    found = entry.get(key) if isinstance(entry, Mapping) else None
    return found if isinstance(found, str) else ""


def _exact_integers(value: Any, depth: int = 0) -> Any:
    """±2⁵³ are in the language but one past what the RFC's library takes as integers; as floats they are exact."""
    if depth > MAX_NESTING:
        raise ValueError("nested too deep")
    if isinstance(value, Mapping):
        return {key: _exact_integers(entry, depth + 1) for key, entry in value.items()}
    if is_list(value):
        return [_exact_integers(entry, depth + 1) for entry in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) == MAX_INTEGER:
        return float(value)
    if isinstance(value, float) and MAX_INTEGER < abs(value) < _FIRST_WITH_EXPONENT:
        raise ValueError(f"{value} would be read back as a whole number outside ±2⁵³")
    return value
