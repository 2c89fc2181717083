"""The operators, one row each: what they compare, what stands at ``value``, and what each interpreter needs."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from .translation import _
from .values import TYPES

Operand = Literal["same", "list", "code", "text", "pattern", "none"]
ORDERED = frozenset({"integer", "decimal", "date"})


@dataclass(frozen=True, slots=True)
class Operator:
    """One row.

    ``operand`` says what stands at ``value``: ``same`` one value of the fact's type or a reference to a fact of
    that type, ``list`` several, ``code`` one of the choices, ``text`` a string, ``pattern`` an RE2 pattern,
    ``none`` nothing. ``compare`` takes two known canonical values. ``source`` is the same in Python's own
    words, for the compiled reference. ``opposite`` is true exactly where this is false. ``native`` is how
    durable-rules spells it (None: computed in Python). ``of_unknown`` is the truth for an unknown fact.
    """

    name: str
    label: str
    types: frozenset[str]
    operand: Operand
    compare: Callable[[Any, Any], bool]
    source: str
    opposite: str | None = None
    native: str | None = None
    of_unknown: bool | None = None


_ALL = frozenset(TYPES)
_LISTED = _ALL - {"boolean", "choices"}
_SETS = frozenset({"choices", "text"})
_TEXT = frozenset({"text"})


def _found(text: str, pattern: Any) -> bool:
    return pattern.search(text) is not None


_ROWS = (
    Operator("equal", _("is"), _ALL, "same", operator.eq, "{a} == {b}", "notEqual", "eq"),
    Operator("notEqual", _("is not"), _ALL, "same", operator.ne, "{a} != {b}", "equal", "$neq"),
    Operator("lessThan", _("is below"), ORDERED, "same", operator.lt, "{a} < {b}", "greaterThanInclusive", "$lt"),
    Operator(
        "lessThanInclusive",
        _("is at most"),
        ORDERED,
        "same",
        operator.le,
        "{a} <= {b}",
        "greaterThan",
        "$lte",
    ),
    Operator("greaterThan", _("is above"), ORDERED, "same", operator.gt, "{a} > {b}", "lessThanInclusive", "$gt"),
    Operator(
        "greaterThanInclusive",
        _("is at least"),
        ORDERED,
        "same",
        operator.ge,
        "{a} >= {b}",
        "lessThan",
        "$gte",
    ),
    Operator("in", _("is one of"), _LISTED, "list", lambda a, b: a in b, "{a} in {b}", "notIn", "in"),
    Operator("notIn", _("is none of"), _LISTED, "list", lambda a, b: a not in b, "{a} not in {b}", "in", "notin"),
    Operator("contains", _("contains"), _SETS, "code", lambda a, b: b in a, "{b} in {a}", "doesNotContain"),
    Operator(
        "doesNotContain",
        _("does not contain"),
        _SETS,
        "code",
        lambda a, b: b not in a,
        "{b} not in {a}",
        "contains",
    ),
    Operator("startsWith", _("starts with"), _TEXT, "text", str.startswith, "{a}.startswith({b})"),
    Operator("matches", _("matches the pattern"), _TEXT, "pattern", _found, "{b}.search({a}) is not None"),
    Operator(
        "isKnown",
        _("is known"),
        _ALL,
        "none",
        lambda a, b: True,
        "{a} is not None",
        "isUnknown",
        of_unknown=False,
    ),
    Operator(
        "isUnknown",
        _("is not known"),
        _ALL,
        "none",
        lambda a, b: False,
        "{a} is None",
        "isKnown",
        of_unknown=True,
    ),
)
OPERATORS: Mapping[str, Operator] = MappingProxyType({row.name: row for row in _ROWS})
