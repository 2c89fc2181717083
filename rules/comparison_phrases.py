"""How each comparison is said: one pattern an operator and type of fact, its negation beside it.

Labels are quoted, for people write them as nouns, clauses and questions alike; so no pattern has to agree with one.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .operators import Operator
from .translation import _

OPERANDS = ("value", "values", "amount", "amounts", "day", "days", "other")
# What stands at the placeholder: {value} anything, {amount} a number, {day} a date, {other} another fact; French
# says each with words of its own ("est de 12 mois", "est le 31 mai").
_EVERY_TYPE: Mapping[str, str] = {
    "equal": _("“{fact}” is {value}"),
    "notEqual": _("“{fact}” is not {value}"),
    "lessThan": _("“{fact}” is below {value}"),
    "lessThanInclusive": _("“{fact}” is at most {value}"),
    "greaterThan": _("“{fact}” is above {value}"),
    "greaterThanInclusive": _("“{fact}” is at least {value}"),
    "in": _("“{fact}” is one of {values}"),
    "notIn": _("“{fact}” is none of {values}"),
    "contains": _("“{fact}” contains {value}"),
    "doesNotContain": _("“{fact}” does not contain {value}"),
    "startsWith": _("“{fact}” starts with {value}"),
    "matches": _("“{fact}” matches the pattern {value}"),
    "isKnown": _("“{fact}” is known"),
    "isUnknown": _("“{fact}” is not known"),
}
_OF_NUMBERS: Mapping[str, str] = {
    "equal": _("“{fact}” is {amount}"),
    "notEqual": _("“{fact}” is not {amount}"),
    "in": _("“{fact}” is one of {amounts}"),
    "notIn": _("“{fact}” is none of {amounts}"),
}
_OF_DATES: Mapping[str, str] = {
    "equal": _("“{fact}” is {day}"),
    "notEqual": _("“{fact}” is not {day}"),
    "lessThan": _("“{fact}” is before {day}"),
    "lessThanInclusive": _("“{fact}” is {day} at the latest"),
    "greaterThan": _("“{fact}” is after {day}"),
    "greaterThanInclusive": _("“{fact}” is {day} at the earliest"),
    "in": _("“{fact}” is one of these days: {days}"),
    "notIn": _("“{fact}” is none of these days: {days}"),
}
_OF_SETS: Mapping[str, str] = {
    "equal": _("“{fact}” is exactly {value}"),
    "notEqual": _("“{fact}” is not exactly {value}"),
}
_OF_FACTS: Mapping[str, str] = {
    "equal": _("“{fact}” is the same as “{other}”"),
    "notEqual": _("“{fact}” differs from “{other}”"),
    "lessThan": _("“{fact}” is below “{other}”"),
    "lessThanInclusive": _("“{fact}” is not above “{other}”"),
    "greaterThan": _("“{fact}” is above “{other}”"),
    "greaterThanInclusive": _("“{fact}” is not below “{other}”"),
}
_OF_DATED_FACTS: Mapping[str, str] = {
    "lessThan": _("“{fact}” is before “{other}”"),
    "lessThanInclusive": _("“{fact}” is not after “{other}”"),
    "greaterThan": _("“{fact}” is after “{other}”"),
    "greaterThanInclusive": _("“{fact}” is not before “{other}”"),
}
_NEGATED: Mapping[str, str] = {
    "startsWith": _("“{fact}” does not start with {value}"),
    "matches": _("“{fact}” does not match the pattern {value}"),
}
_BY_TYPE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"integer": _OF_NUMBERS, "decimal": _OF_NUMBERS, "date": _OF_DATES, "choices": _OF_SETS}
)

MISSING_FACT = _("fact to choose")
MISSING_OPERATOR = _("comparison to choose")
MISSING_CONDITION = _("condition to add")
MISSING_OTHER_FACT = _("other fact to choose")
_MISSING_VALUE: Mapping[str, str] = {
    "boolean": _("yes or no, to choose"),
    "integer": _("number to write"),
    "decimal": _("amount to write"),
    "date": _("date to write"),
    "choice": _("choice to make"),
    "choices": _("choices to make"),
    "text": _("text to write"),
}


def phrase(row: Operator, type_name: str, *, between_facts: bool = False, negated: bool = False) -> str:
    """The pattern for a comparison of a fact of this type; negated: for the comparison under NOT.

    An operator's opposite is true exactly where it is false, so it says the negation.
    """
    if negated and row.opposite is None:
        return _NEGATED[row.name]
    name = row.opposite if negated and row.opposite else row.name
    tables = [_BY_TYPE.get(type_name, {}), _EVERY_TYPE]
    if between_facts:
        tables = [_OF_DATED_FACTS if type_name == "date" else {}, _OF_FACTS]
    return next(table[name] for table in tables if name in table)


def missing_value(type_name: str) -> str:
    """What a comparison still lacks, by the type of its fact."""
    return _MISSING_VALUE[type_name]
