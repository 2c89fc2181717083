"""Everything that the page of one case shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from returns.admin.cells import verdicts_cell
from returns.admin.decision_page import DecisionPage
from returns.admin.happenings import Happening, happening
from returns.canonical import Json
from returns.facts import IMEI, RAW
from returns.labels import subject_names
from returns.models import Decision, Evidence, ReturnCase, Statement
from returns.retelling import EMPTY, readable_book
from returns.verdicts import UNDECIDED, Chip, state_chip
from rules import FactError, Vocabulary
from rules.wording import fact_name, value_name

EVIDENCE_CHIPS = {
    Evidence.Status.ACCEPTED: ("covered", "ok"),
    Evidence.Status.REFUSED: ("excluded", "no"),
    Evidence.Status.PENDING: ("neutral", "clock"),
    Evidence.Status.SUPERSEDED: ("neutral", "clock"),
    Evidence.Status.WITHDRAWN: ("neutral", "clock"),
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A fact as one side stated it."""

    label: str
    value: str
    source: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence and what became of it."""

    label: str
    chip: Chip
    given_at: datetime
    refusal_reason: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision on the case, with its verdicts."""

    decision: Decision
    verdicts: SafeString
    is_current: bool


class CasePage:
    """One case in the reader's language."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        self.language = get_language() or "fr"
        self.current = DecisionPage(case.current_decision) if case.current_decision else None

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        """Where the case stands, and what holds it up."""
        return (state_chip(self.case.state), *(self.current.chips if self.current else (UNDECIDED,)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the version that the case is bound to."""
        book = readable_book(self.case.version_hash)
        return book.vocabulary if book else EMPTY

    @cached_property
    def statements(self) -> list[StatementLine]:
        """What people stated, in the order in which they did."""
        return [self._statement(row) for row in self.case.statements.select_related("stated_by")]

    @cached_property
    def evidence(self) -> list[EvidenceLine]:
        """What was handed in."""
        return list(self._evidence())

    @cached_property
    def happenings(self) -> list[Happening]:
        """What happened, newest first."""
        events = self.case.events.select_related("actor", "note").order_by("-pk")
        return [happening(event, self._names) for event in events]

    @cached_property
    def decisions(self) -> list[DecisionLine]:
        """What was decided, newest first."""
        return [
            DecisionLine(decision, verdicts_cell(decision), decision.pk == self.case.current_decision_id)
            for decision in self.case.decisions.select_related("record", "actor")
        ]

    @cached_property
    def _names(self) -> dict[str, str]:
        return subject_names()

    def _statement(self, row: Statement) -> StatementLine:
        return StatementLine(
            label=self._label(row.fact),
            value=self._value(row.fact, row.value),
            source=row.get_source_display(),
            who=str(row.stated_by) if row.stated_by else "",
            at=row.stated_at,
            reason=row.reason,
        )

    def _label(self, fact: str) -> str:
        name = RAW.get(fact, fact)
        if fact == IMEI:
            return "IMEI"
        return fact_name(self.vocabulary[name], self.language) if name in self.vocabulary else fact

    def _value(self, fact: str, value: Json) -> str:
        if value is None:
            return _("not known")
        name = RAW.get(fact, fact)
        if name not in self.vocabulary:
            return str(value)
        try:
            known = self.vocabulary.read_facts({name: value})[0]
        except FactError:
            return str(value)
        return value_name(self.vocabulary[name], known.get(name), self.language)

    def _evidence(self) -> Iterator[EvidenceLine]:
        for row in self.case.evidence.select_related("item"):
            tone, icon = EVIDENCE_CHIPS[Evidence.Status(row.status)]
            chip = Chip(tone, icon, row.get_status_display())
            yield EvidenceLine(row.item.label, chip, row.given_at, row.refusal_reason)
