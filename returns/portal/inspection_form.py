"""The form of an inspection, computed from the facts that sellers supply on this kind of device.

Nothing is chosen beforehand but what the seller has already answered; "I can't tell" is an answer. Whatever is wrong
with what was sent, all of it stands in the form again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from returns.facts import RAW, stated_as
from returns.guide.questions import Wrong
from returns.identifiers import clean_imei
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.catalogue import DeviceCategory
from returns.models.statement import Statement
from rules import Fact, FactError, Vocabulary
from rules.desk import typed
from rules.wording import fact_name, fact_question, value_name

UNKNOWN = "unknown"
SELLER, CUSTOMER = Statement.Source.SELLER, Statement.Source.CUSTOMER
LONGEST_NOTE = 4000
_FIRST = tuple(RAW)
"""What decides most is asked first: shock, oxidation, opening."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its field; ``said`` is what the customer answered, ``differs``: the seller says otherwise.

    ``recorded``: what an inspection says that was saved after the page was opened, where these answers differ.
    """

    id: str
    fact: Fact
    name: str
    label: str
    question: str
    widget: str
    choices: list[tuple[str, str]]
    given: tuple[str, ...] = ()
    said: str = ""
    recorded: str = ""
    differs: bool = False
    error: str = ""


@dataclass
class InspectionForm:
    """The questions, what was answered so far, and what is wrong with what was sent.

    ``imei`` and ``note`` are those of the last inspection, ``seen`` counts the inspections there are.
    """

    case: ReturnCase
    vocabulary: Vocabulary
    language: str
    has_imei: bool
    statements: Mapping[tuple[str, str], Json]
    imei: str = ""
    note: str = ""
    seen: int = 0
    data: QueryDict | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: list[Wrong] = field(default_factory=list)

    @property
    def must_answer(self) -> bool:
        """Whether the inspection is to be handed in, so that no question may be left open."""
        return self.data is not None and self.data.get("deed") == "hand_in"

    @property
    def is_late(self) -> bool:
        """Whether another inspection was saved since whoever sent this opened the page."""
        return self.data is not None and self.data.get("seen") != str(self.seen)

    def __post_init__(self) -> None:
        """Ask everything; what was sent is read once, and its values and errors are kept."""
        self._last = {"imei": self.imei, "note": self.note}
        self.asked = [self._ask(index, fact, name) for index, (name, fact) in enumerate(self._facts().items(), 1)]

    def read(self) -> None:
        """Read the rest of what was sent; where ``errors`` stays empty, all of it can be taken down."""
        if self.data is None:
            return
        self._read_imei()
        self.note = self.data.get("note", "").replace("\0", "").strip()
        if len(self.note) > LONGEST_NOTE:
            self.errors.append(Wrong("note", _("Keep it to %(count)s characters.") % {"count": LONGEST_NOTE}))

    def error(self, name: str) -> str:
        """Return what is wrong with a field; empty where nothing is."""
        return next((wrong.message for wrong in self.errors if wrong.field == name), "")

    def add_error(self, name: str, message: str) -> None:
        """Note what is wrong with a field that is read elsewhere."""
        self.errors.append(Wrong(name, message))

    @property
    def recorded_imei(self) -> str:
        """The number that an unread inspection has, where it is another."""
        return self._last["imei"] if self.is_late and self._last["imei"] != self.imei else ""

    @property
    def recorded_note(self) -> str:
        """The words of an unread inspection, where they are others."""
        return self._last["note"] if self.is_late and self._last["note"] != self.note else ""

    @property
    def imei_differs(self) -> bool:
        """Whether the number read is another than that of the device sold."""
        return bool(self.imei and self.case.device.imei and self.imei != self.case.device.imei)

    def _facts(self) -> dict[str, Fact]:
        """The facts to ask about, by the name under which the seller states them, each name once."""
        found: dict[str, Fact] = {}
        for fact in self.vocabulary:
            name = stated_as(fact, SELLER) if fact.supplier == SELLER else None
            if name and concerns(fact, self.case.device.category) and (name not in found or _is_inspected(fact)):
                found[name] = fact
        ranks = {name: rank for rank, name in enumerate(_FIRST)}
        return dict(sorted(found.items(), key=lambda entry: ranks.get(entry[0], len(ranks))))

    def _ask(self, index: int, fact: Fact, name: str) -> Asked:
        key, widget = f"q{index}", typed.value_widget(fact)
        label = _settled_label(fact, name, self.vocabulary, self.language)
        given, error = self._given(key, name, fact, widget)
        if error:
            self.errors.append(Wrong(key, f"{label}{pgettext('before an explanation', ':')} {error}"))
        said = self.statements.get((CUSTOMER, name))
        was_asked = (CUSTOMER, name) in self.statements
        mine = self.values.get(name, self.statements.get((SELLER, name)))
        return Asked(
            id=key,
            fact=fact,
            name=name,
            label=label,
            question=fact_question(fact, self.language),
            widget=widget,
            choices=list(self._choices(fact, widget)),
            given=given,
            said=self._in_words(fact, said) if was_asked else "",
            differs=was_asked and None not in (said, mine) and said != mine,
            recorded=self._recorded(fact, name),
            error=error,
        )

    def _given(self, key: str, name: str, fact: Fact, widget: typed.Widget) -> tuple[tuple[str, ...], str]:
        """What the field shows, and what is wrong with it."""
        if self.data is None:
            if (SELLER, name) not in self.statements:
                return (), ""
            value = self.statements[SELLER, name]
            return ((UNKNOWN,) if value is None else typed.shown(value, widget, fact, self.language)), ""
        texts = tuple(self.data.getlist(key))
        return texts, self._take(name, fact, widget, texts)

    def _take(self, name: str, fact: Fact, widget: typed.Widget, texts: tuple[str, ...]) -> str:
        """Read one answer into the values; return what is wrong with it."""
        if UNKNOWN in texts:
            self.values[name] = None
            return ""
        try:
            value = typed.read(texts, widget, fact, self.language)
            self.vocabulary.read_facts({fact.name: value})
        except typed.Untyped:
            return _("Choose an answer. “I can’t tell” will do.") if self.must_answer else ""
        except (typed.Mistyped, FactError) as mistake:
            return str(mistake)
        self.values[name] = value
        return ""

    def _choices(self, fact: Fact, widget: str) -> Iterator[tuple[str, str]]:
        if widget == "yesno":
            yield from (("true", _("Yes")), ("false", _("No")))
        elif widget in ("choice", "ticks"):
            for code in fact.codes:
                one = [code] if fact.type == "choices" else code
                yield code, value_name(fact, self.vocabulary.canonical(fact.name, one), self.language)

    def _recorded(self, fact: Fact, name: str) -> str:
        """What an inspection says of it that whoever sent this has not read."""
        if not self.is_late or (SELLER, name) not in self.statements:
            return ""
        value = self.statements[SELLER, name]
        if name in self.values and self.values[name] == value:
            return ""
        return _("I can’t tell") if value is None else self._in_words(fact, value)

    def _in_words(self, fact: Fact, value: Json) -> str:
        try:
            known = None if value is None else self.vocabulary.canonical(fact.name, value)
        except FactError:
            known = None
        words = _("I don’t know") if known is None else value_name(fact, known, self.language)
        return words[:1].upper() + words[1:]

    def _read_imei(self) -> None:
        """Take the number as read; a wrong one only once the seller says that the device shows it."""
        if self.data is None or not self.has_imei:
            return
        self.imei = self.data.get("imei", "").replace("\0", "").strip()[:40]
        is_unread = "imei_unread" in self.data
        if not self.imei:
            if self.must_answer and not is_unread:
                self.add_error("imei", _("Write the IMEI that the device shows, or say that it can’t be read."))
            return
        try:
            self.imei = clean_imei(self.imei)
        except ValidationError as error:
            if "imei_anyway" not in self.data:
                self.add_error("imei", " ".join(error.messages))


def concerns(fact: Fact, category: DeviceCategory) -> bool:
    """Tell whether a fact is asked for a category: by the fact itself, and by what devices of the category hold."""
    if fact.name.endswith(".account_active"):
        return category.holds_account
    if fact.name.endswith(".data_present"):
        return category.stores_personal_data
    return fact.is_asked_of(category.code)


def _is_inspected(fact: Fact) -> bool:
    return fact.name.startswith("inspected.")


def _settled_label(fact: Fact, name: str, vocabulary: Vocabulary, language: str) -> str:
    """The short name of what is asked: of the fact that it settles, where there is one."""
    settled = RAW.get(name, "")
    return fact_name(vocabulary.facts.get(settled, fact), language)
