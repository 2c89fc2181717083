"""The facts of a case as a table: what each side says, what counts, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from returns.admin.casedesk.moments import day
from returns.admin.casedesk.words import Word, Words, differ, settling, shown
from returns.facts import IMEI, stated_as
from returns.identifiers import clean_imei
from returns.models import ReturnCase, Statement
from returns.telling.retelling import Retelling
from rules import Vocabulary
from rules.desk.sheet import GROUPS
from rules.trace_words import supplier_name
from rules.vocabulary import Fact
from rules.wording import fact_name, value_name

CUSTOMER, SELLER, AGENT = Statement.Source.CUSTOMER, Statement.Source.SELLER, Statement.Source.AGENT
_TOLD_BY_SIDE = ("declared.", "inspected.", "found.", "imei.", "evidence.")
"""Facts of one side, which stand in that side's column of another row, and those of photos, which stand with them."""

_KINDS_FIRST = ("damage", "account", "imei", "fault", "inspected")
"""What an agent looks at first; other kinds follow in the order of the vocabulary."""
_READ_FIRST = frozenset(
    {"order.price", "order.delivered_on", "order.warranty_months", "delivery.months", "delivery.days"}
)
"""The facts of the order that bear on most decisions."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says: in words, with the day and the person."""

    text: str
    small: str
    is_known: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact; ``origin`` is where it comes from, if nobody states it; ``fact`` what "correct" names, else empty."""

    label: str
    customer: Cell | None
    seller: Cell | None
    settled: Cell
    origin: str = ""
    fact: str = ""
    is_different: bool = False
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of one kind."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case: those that people state, the order's, and the others, which rarely matter."""

    main: list[Group]
    others: list[Group]

    @property
    def differences(self) -> int:
        """On how many facts the sides differ."""
        return sum(row.is_different for group in self.main for row in group.rows)

    @property
    def count_of_others(self) -> int:
        """How many facts there are besides."""
        return sum(len(group.rows) for group in self.others)


Entry = tuple[str, Row, str]
"""The kind of a fact, its row, and its name."""


class FactTable:
    """The facts of one case that anybody stated, that are known otherwise, or that are missing."""

    def __init__(
        self, case: ReturnCase, words: Words, told: Retelling | None, vocabulary: Vocabulary, language: str
    ) -> None:
        self.case = case
        self.words = words
        self.told = told
        self.vocabulary = vocabulary
        self.language = language
        self.missing = {entry["fact"] for entry in told.outcome["missing"]} if told else set()

    def facts(self) -> Facts:
        """Return the rows by kind: what people state, then what bears on most decisions, then the rest."""
        main = [*self._stated(), *self._unnamed()]
        known = list(self._known())
        read_first = [entry for entry in known if entry[2] in _READ_FIRST or not entry[1].settled.is_known]
        others = [entry for entry in known if entry not in read_first]
        return Facts([*self._grouped(main), *self._grouped(read_first)], self._grouped(others))

    def _grouped(self, entries: list[Entry]) -> list[Group]:
        order = {code: index for index, code in enumerate(dict.fromkeys((*_KINDS_FIRST, *map(_kind, self.vocabulary))))}
        kinds = sorted(dict.fromkeys(entry[0] for entry in entries), key=lambda code: order.get(code, len(order)))
        return [
            Group(str(GROUPS.get(code) or _("Other facts")), tuple(row for kind, row, _name in entries if kind == code))
            for code in kinds
        ]

    def _stated(self) -> Iterator[Entry]:
        """The facts that people state, each with every side's word."""
        if self._is_said(IMEI) or self.case.device.imei:
            yield "imei", self._imei(), IMEI
        for fact in self.vocabulary:
            name = self._name(fact)
            if name is not None and (self._is_said(name) or fact.name in self.missing):
                yield _kind(fact), self._row(fact, name), fact.name

    def _unnamed(self) -> Iterator[Entry]:
        """What was stated of facts that the rules of the case no longer know, or never did."""
        named = {IMEI, *filter(None, map(self._name, self.vocabulary))}
        for name in dict.fromkeys(name for _side, name in self.words if name not in named):
            cells = {side: self.words.get((side, name)) for side in (CUSTOMER, SELLER, AGENT)}
            said = {side: Cell(str(word.value), word.when, word.is_known) for side, word in cells.items() if word}
            settled = said.get(AGENT) or said.get(SELLER) or said[CUSTOMER]
            row = Row(name, said.get(CUSTOMER), said.get(SELLER), settled, is_different=differ(self.words, name))
            yield "", row, name

    def _known(self) -> Iterator[Entry]:
        """The facts that come from the order, the catalogue and the calendar, as the decision knew them."""
        known = self.told.known if self.told else {}
        for fact in self.vocabulary:
            stands = fact.name in known or fact.name in self.missing
            if stands and not fact.is_derived and self._name(fact) is None and not fact.name.startswith(_TOLD_BY_SIDE):
                value = known.get(fact.name)
                text = value_name(fact, value, self.language) if value is not None else _("unknown")
                origin = supplier_name(fact, self.language)
                row = Row(self._label(fact), None, None, Cell(text, "", value is not None), origin)
                yield _kind(fact), row, fact.name

    def _name(self, fact: Fact) -> str | None:
        """The name under which several sides, or one alone, state a fact of theirs."""
        name = stated_as(fact, AGENT)
        if name is not None:
            # The agent's side of a fact that several state stands in that fact's row.
            return name if not fact.name.startswith("found.") or name == fact.name else None
        return fact.name if stated_as(fact, SELLER) == fact.name else None

    def _is_said(self, name: str) -> bool:
        return any((side, name) in self.words for side in Statement.Source)

    def _row(self, fact: Fact, name: str) -> Row:
        settled = settling(self.words, name)
        text = shown(settled.value, fact, self.vocabulary, self.language) if settled else _("unknown")
        return Row(
            label=self._label(fact),
            customer=self._cell(CUSTOMER, name, fact),
            seller=self._cell(SELLER, name, fact),
            settled=Cell(text, _by(settled), settled is not None and settled.is_known, _reason(settled)),
            fact=fact.name if stated_as(fact, AGENT) else "",
            is_different=differ(self.words, name),
        )

    def _cell(self, side: str, name: str, fact: Fact) -> Cell | None:
        word = self.words.get((side, name))
        if word is None:
            return None
        return Cell(shown(word.value, fact, self.vocabulary, self.language), word.when, word.is_known, word.who)

    def _imei(self) -> Row:
        order = self.case.device.imei
        settled = settling(self.words, IMEI)
        valid = _clean(settled)
        is_different = differ(self.words, IMEI) or bool(order and valid and valid != order)
        return Row(
            label=_("IMEI"),
            customer=self._imei_cell(CUSTOMER, whole=is_different),
            seller=self._imei_cell(SELLER, whole=is_different),
            settled=Cell(*_imei_standing(settled, valid, order), is_known=bool(valid)),
            fact=IMEI,
            is_different=is_different,
            is_numeric=True,
        )

    def _imei_cell(self, side: str, *, whole: bool) -> Cell | None:
        word = self.words.get((side, IMEI))
        if word is None:
            return None
        digits = str(word.value or "")
        return Cell((digits if whole else f"…{digits[-4:]}") if digits else _("not known"), word.when, bool(digits))

    def _label(self, fact: Fact) -> str:
        return fact_name(fact, self.language)


def _by(word: Word | None) -> str:
    """Whose word counts."""
    if word is None:
        return _("an answer is awaited")
    if not word.is_known:
        return ""
    if word.source == AGENT:
        return _("%(who)s, %(day)s") % {"who": word.who or _("agent"), "day": day(word.at)}
    return _("inspection") if word.source == SELLER else _("customer")


def _imei_standing(word: Word | None, valid: str, order: str) -> tuple[str, str]:
    """What is to be said of an IMEI, and the one of the order where it is another."""
    if word is None or not word.value:
        return _("unknown"), _("order: …%(digits)s") % {"digits": order[-4:]} if order else ""
    if not valid:
        return _("not valid"), _("order: %(digits)s") % {"digits": order} if order else ""
    if order and valid != order:
        return _("not the one of the order"), _("order: %(digits)s") % {"digits": order}
    return (_("the one of the order") if order else _("valid")), ""


def _clean(word: Word | None) -> str:
    try:
        return clean_imei(str(word.value)) if word and word.value else ""
    except ValidationError:
        return ""


def _reason(word: Word | None) -> str:
    return word.reason if word else ""


def _kind(fact: Fact) -> str:
    return fact.name.partition(".")[0]
