"""The facts of a case as a form: typed fields by group, each unknown until somebody says otherwise.

A fact's value is the field ``v.<name>``; where it is chosen from a list, the list also offers "unknown" (empty) and
"asked, not known" (``?``), and a code stands behind ``=``. Where it is typed or ticked, ``k.<name>`` is a tick for
"asked, not known", and ``e.<name>`` one for what is known to be empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rules.desk.rulelist import facts_read
from rules.desk.typed import Mistyped, Widget, read, shown, value_widget
from rules.faults import ValueProblemError, message
from rules.trace_words import supplier_name
from rules.translation import in_language
from rules.vocabulary import CATEGORY, DECISION_ON, Fact, Vocabulary
from rules.wording import fact_name, fact_question, unit_name

Json = Mapping[str, Any]
ASKED = "?"
_CODE = "="
_TICK = "1"
_LISTED: tuple[Widget, ...] = ("yesno", "choice")
_MAY_BE_EMPTY: tuple[Widget, ...] = ("ticks", "text", "area")
GROUPS: Mapping[str, Promise] = {
    "decision": gettext_lazy("Decision"),
    "device": gettext_lazy("Device"),
    "account": gettext_lazy("Account"),
    "damage": gettext_lazy("Damage, as it is settled"),
    "declared": gettext_lazy("Declared by the customer"),
    "inspected": gettext_lazy("Seen at the inspection"),
    "found": gettext_lazy("Found by an agent"),
    "imei": gettext_lazy("IMEI"),
    "data": gettext_lazy("Personal data"),
    "return": pgettext_lazy("case", "Return"),
    "fault": gettext_lazy("Failure"),
    "parcel": gettext_lazy("Parcel"),
    "order": pgettext_lazy("purchase", "Order"),
    "withdrawal": gettext_lazy("Change of mind"),
    "delivery": gettext_lazy("Delivery"),
    "shipping": gettext_lazy("Shipping"),
    "packing": gettext_lazy("Packing"),
    "customer": gettext_lazy("Customer"),
    "evidence": gettext_lazy("Evidence"),
    "own": gettext_lazy("Questions of our own"),
}
"""What the first word of a fact's name stands for; a fact of staff's own may start with any other."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list, or a tick."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as the form shows it; ``error`` says what is wrong with what was typed."""

    fact: Fact
    label: str
    question: str
    supplier: str
    unit: str
    widget: Widget
    texts: tuple[str, ...]
    options: tuple[Option, ...] = ()
    is_asked: bool = False
    is_empty: bool = False
    error: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.is_asked or self.is_empty or any(self.texts))

    @property
    def is_listed(self) -> bool:
        """Whether the value is chosen from one list, which offers "unknown" too."""
        return self.widget in _LISTED

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty value differs from an unknown one."""
        return self.widget in _MAY_BE_EMPTY

    @property
    def text(self) -> str:
        """What stands in a field that holds one text."""
        return self.texts[0] if self.texts else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The facts whose names begin alike; open where something is wrong or needed."""

    code: str
    label: str
    fields: tuple[Field, ...]

    @property
    def answered(self) -> int:
        """How many facts have an answer."""
        return sum(field.is_answered for field in self.fields)

    @property
    def is_open(self) -> bool:
        """Whether it shows at once."""
        return bool(self.answered) or any(field.error for field in self.fields)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form: ``facts`` are those that could be read, as ``decide`` takes them.

    ``unasked`` are the labels of what it leaves out, for nobody is asked for it on a device of this category.
    """

    fields: tuple[Field, ...]
    facts: Json
    unasked: tuple[str, ...] = ()

    def without_unasked(self, vocabulary: Vocabulary) -> Sheet:
        """The same without the unanswered facts that nobody is asked for on a device of the category."""
        category = self.facts.get(CATEGORY)
        names = vocabulary.unasked.get(category, frozenset()) if isinstance(category, str) else frozenset()
        left_out = [field for field in self.fields if field.fact.name in names and not field.is_answered]
        kept = tuple(field for field in self.fields if field not in left_out)
        return replace(self, fields=kept, unasked=tuple(field.label for field in left_out))

    @property
    def groups(self) -> list[Group]:
        """The fields by the first word of their names, in the order of the vocabulary."""
        order = {code: index for index, code in enumerate(dict.fromkeys(map(_group, self.fields)))}
        ordered = sorted(self.fields, key=lambda field: order[_group(field)])
        return [
            Group(code, str(GROUPS.get(code, code.capitalize())), tuple(fields))
            for code, fields in groupby(ordered, key=_group)
        ]

    @property
    def errors(self) -> list[Field]:
        """The fields with something wrong."""
        return [field for field in self.fields if field.error]


def _group(field: Field) -> str:
    return field.fact.name.partition(".")[0]


def names_read(document: Json) -> frozenset[str]:
    """The facts that the enabled rules of a document read, and the day, which is always needed."""
    rules = (rule for rule in document["rules"] if rule.get("enabled", True))
    return frozenset((DECISION_ON, *(name for rule in rules for name, _value in facts_read(rule["when"]))))


def sheet_of(vocabulary: Vocabulary, names: Iterable[str], facts: Json, language: str) -> Sheet:
    """The form with the facts of a case filled in; ``names`` are the facts that it offers besides."""
    given = {name: value for name, value in facts.items() if name in vocabulary and not vocabulary[name].is_derived}
    offered = {*names, *given}
    fields = [_filled(fact, given, language) for fact in _suppliable(vocabulary) if fact.name in offered]
    return Sheet(tuple(fields), given).without_unasked(vocabulary)


def read_sheet(vocabulary: Vocabulary, names: Iterable[str], data: QueryDict, language: str) -> Sheet:
    """The form as it was sent; a value that can't be read stays in its field with what is wrong."""
    offered = frozenset(names)
    facts: dict[str, Any] = {}
    fields = []
    for fact in _suppliable(vocabulary):
        field, found = _read(fact, data, vocabulary, language)
        facts.update(found)
        if fact.name in offered or field.is_answered:
            fields.append(field)
    return Sheet(tuple(fields), facts).without_unasked(vocabulary)


def _suppliable(vocabulary: Vocabulary) -> Iterator[Fact]:
    return (fact for fact in vocabulary if not fact.is_derived)


def _filled(fact: Fact, facts: Json, language: str) -> Field:
    value = facts.get(fact.name)
    is_asked = fact.name in facts and value is None
    try:
        texts = () if value is None else shown(value, value_widget(fact), fact, language)
    except TypeError:
        # An example that is older than its fact may hold a value of another type.
        texts = (str(value),)
    is_empty = value is not None and not any(texts)
    return _field(fact, texts, language, is_asked=is_asked, is_empty=is_empty)


def _read(fact: Fact, data: QueryDict, vocabulary: Vocabulary, language: str) -> tuple[Field, dict[str, Any]]:
    texts = tuple(data.getlist(f"v.{fact.name}"))
    is_asked = f"k.{fact.name}" in data
    is_empty = f"e.{fact.name}" in data
    if value_widget(fact) in _LISTED:
        is_asked = texts == (ASKED,)
        texts = tuple(text.removeprefix(_CODE) for text in texts if text.startswith(_CODE))
    # Of a text, spaces are a value; of anything else they are nothing.
    texts = texts if any(text if fact.type == "text" else text.strip() for text in texts) else ()
    found, error = {}, ""
    try:
        found = _value(fact, texts, vocabulary, language, is_asked=is_asked, is_empty=is_empty)
    except Mistyped as problem:
        error = str(problem)
    except ValueProblemError as problem:
        error = message(problem.code, problem.params, language)
    return _field(fact, texts, language, is_asked=is_asked, is_empty=is_empty, error=error), found


def _value(
    fact: Fact, texts: Sequence[str], vocabulary: Vocabulary, language: str, *, is_asked: bool, is_empty: bool
) -> dict[str, Any]:
    """The fact's name and value, nothing where nobody said anything."""
    if sum((bool(texts), is_asked, is_empty)) > 1:
        raise Mistyped(_("Give a value or a tick, not both."))
    if is_asked:
        return {fact.name: None}
    if is_empty:
        return {fact.name: [] if fact.type == "choices" else ""}
    if not texts:
        return {}
    value = read(texts, value_widget(fact, texts), fact, language)
    vocabulary.canonical(fact.name, value)
    return {fact.name: value}


def _field(
    fact: Fact,
    texts: tuple[str, ...],
    language: str,
    *,
    is_asked: bool,
    is_empty: bool,
    error: str = "",
) -> Field:
    widget = value_widget(fact, texts)
    question = fact_question(fact, language)
    label = fact_name(fact, language)
    return Field(
        fact=fact,
        label=label,
        question="" if question == label else question,
        supplier=supplier_name(fact, language),
        unit=unit_name(fact.unit, language) if fact.unit else "",
        widget=widget,
        texts=texts,
        options=tuple(_options(fact, widget, texts, language, is_asked=is_asked)),
        is_asked=is_asked,
        is_empty=is_empty,
        error=error,
    )


def _options(fact: Fact, widget: Widget, texts: tuple[str, ...], language: str, *, is_asked: bool) -> Iterator[Option]:
    if widget in _LISTED:
        yield Option("", _("unknown"), not texts and not is_asked)
        yield Option(ASKED, _("asked, not known"), is_asked)
    mark = _CODE if widget in _LISTED else ""
    for code, label in _codes(fact, widget, language):
        yield Option(f"{mark}{code}", label, code in texts)


def _codes(fact: Fact, widget: Widget, language: str) -> Iterator[tuple[str, str]]:
    if widget == "yesno":
        yield from (("true", _("yes")), ("false", _("no")))
    elif widget in ("choice", "ticks"):
        yield from ((choice.code, in_language(dict(choice.label), language) or choice.code) for choice in fact.choices)
