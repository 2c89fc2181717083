"""Facts, values and codes in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol, is_currency
from babel.units import format_unit, get_unit_name

from .evaluate import Facts
from .translation import _, in_language, translate
from .values import Value
from .vocabulary import Fact, Vocabulary

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_EVERY_PLACE = "#,##0.####"
_DURATIONS = ("hour", "day", "week", "month", "year")
CODES: Mapping[str, str] = {
    "commercial": _("Commercial warranty"),
    "legal": _("Legal guarantee of conformity"),
    "withdrawal": _("Change of mind"),
    "transit": _("Damage in transit"),
    "covered": _("covered"),
    "excluded": _("excluded"),
    "undetermined": _("to be determined"),
    "tie": _("Two rules of the same priority contradict each other."),
    "disagreement": _("The two engines do not agree: an agent decides."),
    "failure": _("The rules could not be applied: an agent decides."),
    "remote_assistance": _("remote assistance"),
    "repair": _("repair"),
    "replace": _("replacement"),
    "refund": _("refund"),
    "send_back": _("return untouched"),
}


TYPE_NAMES: Mapping[str, str] = {
    "boolean": _("yes or no"),
    "integer": _("whole number"),
    "decimal": _("amount"),
    "date": _("date"),
    "choice": _("one choice"),
    "choices": _("several choices"),
    "text": _("text"),
}
"""What the answer to a fact's question is, by the type of the fact."""


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """How numbers, dates and lists are written; an unknown language has English ones, like its texts."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def code_name(code: str, language: str, labels: Mapping[str, str]) -> str:
    """What a code is called: by the caller's labels, else ours, else the code itself."""
    if code in labels:
        return labels[code]
    return translate(language, CODES[code]) if code in CODES else code


def fact_name(fact: Fact, language: str) -> str:
    """The label of a fact."""
    return in_language(dict(fact.label), language) or fact.name


def fact_question(fact: Fact, language: str) -> str:
    """The question that settles a fact, else its label."""
    return in_language(dict(fact.question), language) or fact_name(fact, language)


def value_name(fact: Fact, value: Value | None, language: str) -> str:
    """A value as people write it: 12,5 in French, its unit, the labels of choices, a date in words."""
    if fact.unit and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _with_unit(fact.unit, value, language)
    return bare_value(fact, value, language)


def bare_value(fact: Fact, value: Value | None, language: str) -> str:
    """The same without the unit, for texts that name it themselves."""
    match value:
        case None:
            return translate(language, _("not known"))
        case bool():
            return translate(language, _("yes") if value else _("no"))
        case int() | Decimal():
            return str(format_decimal(value, _EVERY_PLACE, locale=locale_of(language)))
        case date():
            return str(format_date(value, format="long", locale=locale_of(language)))
        case frozenset():
            return ", ".join(_choice(fact, code, language) for code in fact.codes if code in value)
        case str():
            return _choice(fact, value, language) if fact.choices else value


def _with_unit(unit: str, value: int | Decimal, language: str) -> str:
    """12 months, €100.00; nothing is rounded. A unit that is nobody's standard stands there as it was written."""
    number = int(value) if value == int(value) else value
    if is_currency(unit):
        return str(
            format_currency(number, unit, locale=locale_of(language), currency_digits=False, decimal_quantization=False)
        )
    if unit in _DURATIONS:
        return str(format_unit(number, f"duration-{unit}", format=_EVERY_PLACE, locale=locale_of(language)))
    text = format_decimal(number, _EVERY_PLACE, locale=locale_of(language))
    if unit == "business_day":
        one = locale_of(language).plural_form(number) == "one"
        message = _("{number} business day") if one else _("{number} business days")
        return translate(language, message, number=text)
    return f"{text}\u00a0{unit}"


def unit_name(unit: str, language: str) -> str:
    """A unit beside the field of a number: €, months."""
    if is_currency(unit):
        return str(get_currency_symbol(unit, locale=locale_of(language)))
    if unit in _DURATIONS:
        return str(get_unit_name(f"duration-{unit}", locale=locale_of(language)))
    return translate(language, _("business days")) if unit == "business_day" else unit


def _choice(fact: Fact, code: str, language: str) -> str:
    label = next((choice.label for choice in fact.choices if choice.code == code), {})
    return in_language(dict(label), language) or code


def fill(message: str, vocabulary: Vocabulary, facts: Facts, language: str) -> str:
    """A message with its placeholders replaced by the values of the case; the text of values is not read again."""
    return _PLACEHOLDER.sub(partial(_placeholder, vocabulary, facts, language), message)


def _placeholder(vocabulary: Vocabulary, facts: Facts, language: str, found: re.Match[str]) -> str:
    name = found[1]
    return bare_value(vocabulary[name], facts.get(name), language)
