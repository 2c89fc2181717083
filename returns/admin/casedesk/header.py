"""The head of a case: where it stands, what was concluded, what holds it up, what is late, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from returns.admin.casedesk.moments import is_late, short, until
from returns.admin.casedesk.questions import Alert, questions_of
from returns.admin.casedesk.queue_rows import overdue_words
from returns.admin.decision_page import DecisionPage
from returns.models import ReturnCase
from returns.telling.money import amount_words
from returns.telling.retelling import Retelling
from returns.telling.verdicts import BLOCKED, TO_REVIEW, UNDECIDED, Chip, GuaranteeVerdict, state_chip
from returns.workflow import TRANSITIONS

FEW = 2
"""As many reasons of a verdict as the head has room for; the rest stand under "why"."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a guarantee, and why in a few words."""

    name: str
    chip: Chip
    why: str


@dataclass(frozen=True, slots=True)
class Header:
    """``due`` is when the next step is owed, in words; ``price`` is what the customer paid."""

    chips: tuple[Chip, ...]
    verdicts: tuple[Verdict, ...]
    alerts: tuple[Alert, ...]
    due: str
    is_late: bool
    price: str


def header(case: ReturnCase, current: DecisionPage | None, now: datetime) -> Header:
    """Return the head of a case; ``current`` is the decision that stands."""
    told = current.reasoning.told if current and current.reasoning else None
    return Header(
        chips=(state_chip(case.state), *_chips(case, current)),
        verdicts=tuple(_verdicts(current, told)) if current and told else (),
        alerts=() if case.is_final else (*_written(case), *(_alerts(told) if told else ())),
        due=_due(case, now),
        is_late=not case.is_final and is_late(case.due_at, now),
        price=amount_words(case.order.price, case.order.currency),
    )


def _chips(case: ReturnCase, current: DecisionPage | None) -> tuple[Chip, ...]:
    """What holds the case up now: a decision keeps its questions for good, a case only until they are answered."""
    if current is None:
        return (UNDECIDED,)
    over = (*(() if case.needs_review else (TO_REVIEW,)), *((BLOCKED,) if case.is_final else ()))
    return tuple(chip for chip in current.chips if chip not in over)


def _due(case: ReturnCase, now: datetime) -> str:
    if case.due_at is None or case.is_final:
        return ""
    if case.due_at < now:
        return _("%(late)s. %(takes)s") % {"late": until(case.due_at, now), "takes": overdue_words(case)}
    return _("due %(when)s") % {"when": short(case.due_at)}


def _verdicts(current: DecisionPage, told: Retelling) -> Iterator[Verdict]:
    for verdict in current.guarantees:
        yield Verdict(str(verdict.name), verdict.chip, _why(verdict, told))


def _why(verdict: GuaranteeVerdict, told: Retelling) -> str:
    if not verdict.is_claimed:
        return ""
    if verdict.rules:
        return _few([told.title(rule) for rule in verdict.rules])
    if verdict.missing:
        return _("waits for: %(facts)s") % {"facts": _few([told.fact(name) for name in verdict.missing])}
    return ""


def _few(words: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(words[:FEW]))
    return f"{shown}…" if len(words) > FEW else shown


def _written(case: ReturnCase) -> Iterator[Alert]:
    if case.customer_wrote_at:
        text = _("Answer, or say that no answer is needed: the message stands in the timeline.")
        yield Alert("review", "eye", _("The customer has written."), text, "", "")


def _alerts(told: Retelling) -> Iterator[Alert]:
    yield from questions_of(told)
    rules = dict.fromkeys(block["rule"] for block in told.outcome["blocks"] if block["rule"])
    for rule in rules:
        yield _block(rule, told)


def _block(rule: str, told: Retelling) -> Alert:
    steps = [block["transition"] for block in told.outcome["blocks"] if block["rule"] == rule]
    names = ", ".join(str(TRANSITIONS[step].label) if step in TRANSITIONS else step for step in steps)
    return Alert(
        "blocked", "lock", _("Blocked: %(steps)s.") % {"steps": names}, told.reason(rule), rule, told.title(rule)
    )
