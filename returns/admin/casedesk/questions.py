"""What the rules ask of a person about a case, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from returns.models import ReturnCase
from returns.telling.retelling import Retelling, retell
from rules.outcome import DISAGREEMENT, FAILURE


@dataclass(frozen=True, slots=True)
class Alert:
    """What holds up the case: a question that a person answers, or steps that a rule blocks.

    ``rule`` is its key, empty where the engines themselves stopped the case.
    """

    tone: str
    icon: str
    title: str
    text: str
    rule: str
    rule_title: str


def questions(case: ReturnCase) -> list[Alert]:
    """Return the questions that still wait for an answer; none where the decision has been erased."""
    told = retell(case.current_decision, get_language() or "fr") if case.current_decision else None
    answered = set(case.answered_reviews)
    return [alert for alert in questions_of(told) if alert.rule not in answered] if told else []


def questions_of(told: Retelling) -> Iterator[Alert]:
    """What the rules ask of a person."""
    for review in told.outcome["reviews"]:
        yield _review(review["rule"], review["ground"], told)


def _review(rule: str | None, ground: str, told: Retelling) -> Alert:
    if rule is None:
        return Alert("review", "eye", _engine_words(ground), "", "", "")
    said = told.reason(rule)
    title = told.title(rule)
    return Alert("review", "eye", told.question(rule), "" if said == title else said, rule, title)


def _engine_words(ground: str) -> str:
    words = {
        DISAGREEMENT: _("The two engines disagree: decide by hand. The technical team has been told."),
        FAILURE: _("The rules could not be applied: decide by hand. The technical team has been told."),
    }
    return words.get(ground, _("Two rules contradict each other: decide by hand."))
