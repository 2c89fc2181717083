"""Values as people type them, in the reader's language, and the JSON they stand for.

A field's widget follows from the type of the fact and from what the operator compares with. Numbers are read with
comma or point in both languages, and shown with the reader's own; a thousands separator is only ever a space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.operators import Operator
from rules.values import format_decimal
from rules.vocabulary import Fact

Widget = Literal["none", "yesno", "choice", "ticks", "lines", "number", "date", "text", "area", "fact"]
MAX_TICKS = 40
"""More choices than these are typed, a code a line: each tick is a field of the form, and a form has only so many."""

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", re.ASCII)
_BREAKS = re.compile(r"\r\n?|\n")


class Mistyped(ValueError):
    """What was typed is not a value of the type; ``str()`` says so with an example, in the active language."""


class Untyped(Mistyped):
    """Nothing was typed, chosen or ticked."""


_MISSING: Mapping[Widget, Promise] = {
    "yesno": gettext_lazy("Choose yes or no."),
    "choice": gettext_lazy("Choose a value."),
    "ticks": gettext_lazy("Tick at least one value."),
    "lines": gettext_lazy("Write at least one value, each on a line of its own."),
    "fact": gettext_lazy("Choose the fact to compare with."),
    "text": gettext_lazy("Write the text to compare with."),
    "area": gettext_lazy("Write the text to compare with."),
}


def widget_of(fact: Fact, operator: Operator, *, with_fact: bool = False, texts: Sequence[str] = ()) -> Widget:
    """The field for what a fact is compared with; ``texts`` are those it has to show."""
    if with_fact:
        return "fact"
    match operator.operand:
        case "none":
            return "none"
        case "list":
            return "ticks" if 0 < len(fact.codes) <= MAX_TICKS else "lines"
        case "code" if fact.type == "choices":
            return "choice"
        case "code" | "text" | "pattern":
            return _text_widget(texts)
    return value_widget(fact, texts)


def value_widget(fact: Fact, texts: Sequence[str] = ()) -> Widget:
    """The field for one value of a fact."""
    match fact.type:
        case "boolean":
            return "yesno"
        case "integer" | "decimal":
            return "number"
        case "date":
            return "date"
        case "choice":
            return "choice"
        case "choices":
            return "ticks" if len(fact.codes) <= MAX_TICKS else "lines"
    return _text_widget(texts)


def _text_widget(texts: Sequence[str]) -> Widget:
    # A field of one line would lose the line breaks of a text that has some.
    return "area" if any(_BREAKS.search(text) for text in texts) else "text"


# JSON as text


def shown(value: Any, widget: Widget, fact: Fact, language: str) -> tuple[str, ...]:
    """What the field shows for a JSON value: the ticks and choices by code, else one text."""
    match widget:
        case "none":
            return ()
        case "ticks":
            chosen = set(map(str, value))
            return tuple(code for code in fact.codes if code in chosen)
        case "lines":
            return ("\n".join(shown_one(entry, fact, language) for entry in value),)
        case "fact":
            return (str(value["fact"]),)
    return (shown_one(value, fact, language),)


def shown_one(value: Any, fact: Fact, language: str) -> str:
    """One JSON scalar as it stands in a field: decimals with the language's separator, none between thousands."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = format_decimal(Decimal(repr(value)))
    return localised(str(value), language) if fact.type == "decimal" else str(value)


def localised(digits: str, language: str) -> str:
    """A number's digits with the separator of the language."""
    return digits.replace(".", ",") if language.startswith("fr") else digits


def as_sent(text: str) -> str:
    """A text as browsers send it back: one kind of line break, and no NUL, which HTML can't hold."""
    return _BREAKS.sub("\n", text).replace("\0", "\ufffd")


# Text as JSON


def read(texts: Sequence[str], widget: Widget, fact: Fact, language: str) -> Any:
    """The JSON value that was typed; raises ``Untyped`` or ``Mistyped``.

    What the type allows beyond its shape (a number's range, a text's length) is for the language to refuse.
    """
    texts = [as_sent(text) for text in texts]
    if widget == "ticks":
        return _ticked(texts, fact)
    if widget == "lines":
        return _lines(texts, fact, language)
    text = texts[0] if texts else ""
    if not text.strip() and not (text and widget in ("text", "area")):
        raise Untyped(missing(widget, fact, language))
    if widget == "fact":
        return {"fact": text}
    return read_one(text, fact, language) if widget in ("number", "date", "yesno", "choice") else text


def read_one(text: str, fact: Fact, language: str) -> Any:
    """One typed value of the fact's type."""
    return _READERS.get(fact.type, _code)(text, fact, language)


def _ticked(texts: Sequence[str], fact: Fact) -> list[str]:
    found = [code for code in fact.codes if code in texts]
    if not found:
        raise Untyped(missing("ticks", fact, ""))
    return found


def _lines(texts: Sequence[str], fact: Fact, language: str) -> list[Any]:
    entries = [line for text in texts for line in text.split("\n") if line.strip()]
    if not entries:
        raise Untyped(missing("lines", fact, language))
    return [entry if fact.type == "text" else read_one(entry.strip(), fact, language) for entry in entries]


def missing(widget: Widget, fact: Fact, language: str) -> str:
    """What to say where nothing stands in the field."""
    if widget in ("number", "date"):
        return _("Write a value, for example %(example)s.") % {"example": example(fact, language)}
    return str(_MISSING.get(widget, _MISSING["text"]))


def example(fact: Fact, language: str) -> str:
    """A value that the field would take."""
    found = {"integer": "12", "decimal": "100.50", "date": "2026-05-31"}.get(fact.type, "")
    return localised(found, language) if fact.type == "decimal" else found


def _boolean(text: str, fact: Fact, language: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise Untyped(missing("yesno", fact, language))


def _integer(text: str, fact: Fact, language: str) -> int:
    digits = _digits(text)
    if not re.fullmatch(r"[+-]?[0-9]{1,40}", digits, re.ASCII):
        message = _("“%(text)s” is not a whole number. Write for example %(example)s.")
        raise Mistyped(message % {"text": text, "example": example(fact, language)})
    return int(digits)


def _decimal(text: str, fact: Fact, language: str) -> str:
    digits = _digits(text)
    if not _NUMBER.fullmatch(digits):
        message = _("“%(text)s” is not a number. Write for example %(example)s.")
        raise Mistyped(message % {"text": text, "example": example(fact, language)})
    if _THOUSANDS.fullmatch(digits) and ("," in digits) == (not language.startswith("fr")):
        whole, pointed = re.sub("[.,]", "", digits), localised(digits.replace(",", "."), language)
        message = _("“%(text)s” can be read in two ways. Write %(whole)s or %(pointed)s.")
        raise Mistyped(message % {"text": text, "whole": whole, "pointed": pointed})
    return digits.replace(",", ".").removeprefix("+")


def _digits(text: str) -> str:
    return _SPACES.sub("", text).replace("\u2212", "-")


def _date(text: str, fact: Fact, language: str) -> str:
    if found := _DAY_FIRST.fullmatch(text.strip()):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        message = _("“%(text)s” is not a date. Write for example %(example)s.")
        raise Mistyped(message % {"text": text, "example": example(fact, language)}) from None


def _code(text: str, fact: Fact, language: str) -> str:
    if text in fact.codes:
        return text
    message = _("“%(text)s” is not one of the choices: %(choices)s.")
    raise Mistyped(message % {"text": text, "choices": ", ".join(fact.codes)})


def _text(text: str, fact: Fact, language: str) -> str:
    return text


_READERS: Mapping[str, Callable[[str, Fact, str], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "text": _text,
}
