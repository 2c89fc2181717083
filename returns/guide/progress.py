"""How far the preparation of a return has come, read from the database in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from returns.facts import RAW, stated_as
from returns.guide.steps import SHIPPING, Handed, Known, Standing, Step, compute
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem, PhotoCheck, PhotoSlot
from returns.models.catalogue import Step as StepRow
from returns.models.evidence import Evidence
from returns.models.statement import Statement
from returns.telling.retelling import EMPTY, Retelling, readable_book, retell
from returns.workflow import Audience, Outcome, State
from rules import Fact, Rulebook, Vocabulary
from rules.conditions import facts_read
from rules.document import Rule
from rules.wording import fact_question

KEPT = "kept"
"""The measurement that says: the customer keeps the photo, whatever is wrong with it."""
BEFORE_LEAVING = frozenset({State.OPENED, State.PREPARING, State.READY})
NOTHING: Outcome = {"items": {}, "blocks": [], "reviews": [], "missing": [], "guarantees": {}, "status": "undetermined"}


@dataclass(frozen=True)
class Progress:
    """One return as its customer sees it."""

    case: ReturnCase
    language: str
    told: Retelling | None
    steps: tuple[Step, ...]
    rows: Mapping[str, StepRow]
    items: Mapping[str, EvidenceItem]
    slots: Mapping[str, PhotoSlot]
    evidence: Mapping[str, tuple[Evidence, ...]]
    answers: Mapping[str, Json]
    """What the customer stated, by the name under which it was: the latest word."""
    checks: Mapping[str, PhotoCheck]
    reads: Mapping[str, frozenset[str]]
    """The facts that each blocking rule reads and a customer can settle."""

    @property
    def outcome(self) -> Outcome:
        """What the rules concluded; nothing where it was erased."""
        return self.told.outcome if self.told else NOTHING

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the version that the return is bound to."""
        return self.told.vocabulary if self.told else EMPTY

    @cached_property
    def shown(self) -> tuple[Step, ...]:
        """The steps that the customer sees, in order."""
        return tuple(step for step in self.steps if step.is_shown)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(step.is_done for step in self.shown)

    @property
    def next(self) -> Step | None:
        """The step to go on with: the first that the customer can do something in."""
        return next((step for step in self.shown if step.standing not in (Standing.DONE, Standing.LATER)), None)

    @property
    def can_leave(self) -> bool:
        """Whether the parcel may be handed over now."""
        return any(step.code == SHIPPING and step.standing is Standing.TODO for step in self.steps)

    def step(self, code: str) -> Step | None:
        """Return a step that is shown; None for any other."""
        return next((step for step in self.shown if step.code == code), None)

    def number(self, code: str) -> int:
        """Return the number of a step among those shown, from 1."""
        return next((number for number, step in enumerate(self.shown, 1) if step.code == code), 0)

    def reasons(self, rules: Iterable[str]) -> list[str]:
        """Return what rules say to the customer, each once."""
        return list(dict.fromkeys(self.told.reason(rule) for rule in rules)) if self.told else []

    def question(self, fact: str) -> str:
        """Return the question that settles a fact."""
        return fact_question(self.vocabulary[fact], self.language)

    def answer(self, fact: Fact) -> Json:
        """Return what the customer answered; None for not known, and for not answered."""
        name = stated_as(fact, Statement.Source.CUSTOMER)
        return self.answers.get(name) if name else None

    def was_answered(self, fact: Fact) -> bool:
        """Tell whether the customer was asked, and said something, if only that it is not known."""
        return stated_as(fact, Statement.Source.CUSTOMER) in self.answers


def read_progress(case: ReturnCase, language: str) -> Progress:
    """Read everything that the pages of a return show."""
    told = retell(case.current_decision, language) if case.current_decision else None
    rows = {row.code: row for row in StepRow.objects.all()}
    items = {item.code: item for item in EvidenceItem.objects.select_related("step")}
    given = Evidence.objects.filter(case=case).exclude(given_by=Audience.SELLER)
    evidence = _by_item(given.order_by("pk"))
    checks = {check.code: check for check in PhotoCheck.objects.filter(enabled=True)}
    slots = _slots(case)
    ordered = sorted(items, key=lambda item: list(slots).index(item) if item in slots else len(slots))
    steps = {code: tuple(item for item in ordered if items[item].step.code == code) for code in rows}
    reads = _reads(readable_book(case.version_hash))
    return Progress(
        case=case,
        language=language,
        told=told,
        steps=_steps(case, told, steps, evidence, checks, reads),
        rows=rows,
        items=items,
        slots=slots,
        evidence=evidence,
        answers=_answers(case),
        checks=checks,
        reads=reads,
    )


def _steps(
    case: ReturnCase,
    told: Retelling | None,
    steps: Mapping[str, tuple[str, ...]],
    evidence: Mapping[str, tuple[Evidence, ...]],
    checks: Mapping[str, PhotoCheck],
    reads: Mapping[str, frozenset[str]],
) -> tuple[Step, ...]:
    if told is None:
        return ()
    known = Known(
        outcome=told.outcome,
        steps=steps,
        handed={item: state for item, rows in evidence.items() if (state := handed(rows, checks))},
        questions=askable(told.outcome, told.vocabulary),
        reads=reads,
        has_left=case.state not in BEFORE_LEAVING,
    )
    return compute(known)


def askable(outcome: Outcome, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the facts to ask the customer, in the vocabulary's order: missing, theirs to state, not asked before.

    A fact that another answer settles (the declared shock, by the shock) is asked once.
    """
    missing = {entry["fact"] for entry in outcome["missing"] if not entry["asked"]}
    found: dict[str, str] = {}
    for fact in sorted(vocabulary, key=question_rank):
        name = stated_as(fact, Statement.Source.CUSTOMER) if fact.supplier == Statement.Source.CUSTOMER else None
        if name and fact.name in missing:
            found.setdefault(name, fact.name)
    return tuple(found.values())


def question_rank(fact: Fact) -> int:
    """What several sides may state comes first, shock before all: it decides most."""
    settled = list(RAW.values())
    return settled.index(fact.name) if fact.name in settled else len(settled)


def standing_rows(rows: Iterable[Evidence]) -> list[Evidence]:
    """Leave out what has been replaced or taken back."""
    gone = (Evidence.Status.SUPERSEDED, Evidence.Status.WITHDRAWN)
    return [row for row in rows if row.status not in gone]


def handed(rows: Iterable[Evidence], checks: Mapping[str, PhotoCheck]) -> Handed | None:
    """Return what became of what was handed in for an item; None where nothing stands."""
    stand = standing_rows(rows)
    if any(row.status == Evidence.Status.ACCEPTED for row in stand):
        return Handed.ACCEPTED
    if not stand:
        return None
    if stand[-1].status == Evidence.Status.REFUSED:
        return Handed.REFUSED
    return Handed.FLAWED if is_flawed(stand[-1], checks) else Handed.WAITING


def failed_checks(evidence: Evidence, checks: Mapping[str, PhotoCheck]) -> list[PhotoCheck]:
    """Return what is wrong with a photo, what a person would have to look at first."""
    found = [check for code, check in checks.items() if evidence.measurements.get(code) is False]
    return sorted(found, key=lambda check: check.severity != PhotoCheck.Severity.REVIEW)


def is_flawed(evidence: Evidence, checks: Mapping[str, PhotoCheck]) -> bool:
    """Tell whether a photo has a fault that matters, and the customer has not said to keep it all the same."""
    if evidence.measurements.get(KEPT):
        return False
    return any(check.severity == PhotoCheck.Severity.REVIEW for check in failed_checks(evidence, checks))


def _reads(book: Rulebook | None) -> dict[str, frozenset[str]]:
    """Return the facts that each blocking rule reads and a customer can settle."""
    if book is None:
        return {}
    return {rule.key: _settled_by_customer(rule, book.vocabulary) for rule in book.rules if rule.kind == "blocker"}


def _settled_by_customer(rule: Rule, vocabulary: Vocabulary) -> frozenset[str]:
    facts = facts_read(rule.when) if rule.when is not None else frozenset()
    return frozenset(name for name in facts if _is_the_customers(vocabulary[name]))


def _is_the_customers(fact: Fact) -> bool:
    return fact.name != "return.reason" and ("customer" in (fact.supplier, *fact.changeable_by))


def _by_item(rows: Iterable[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return {item: tuple(given) for item, given in found.items()}


def _slots(case: ReturnCase) -> dict[str, PhotoSlot]:
    return {slot.item.code: slot for slot in case.device.category.photo_slots.select_related("item")}


def _answers(case: ReturnCase) -> dict[str, Json]:
    rows = Statement.objects.filter(case=case, source=Statement.Source.CUSTOMER).order_by("pk")
    return {row.fact: row.value for row in rows}
