"""Applies the rules to a case: facts, outcome and decision in one transaction; and the same again, to compare."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from returns import workflow
from returns.casework.changes import event_by, record
from returns.facts import collect
from returns.ledger import stored_chain
from returns.ledger.canonical import Json, dumps
from returns.models.case import ReturnCase
from returns.models.decision import Decision, DecisionRecord
from returns.models.event import Event
from returns.models.user import User
from returns.permissions import Actor, acting_as
from returns.timing import clock
from returns.workflow import Audience
from rules import Rulebook, Vocabulary
from rules.outcome import FAILURE
from rules.registry import compiled_book
from rules.vocabulary import DECISION_ON

logger = logging.getLogger("returns.adjudication")


class CaseErasedError(Exception):
    """What was known of the case has been erased, so nothing can be decided on it."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        super().__init__(gettext("%(case)s has been erased: it can't be decided again.") % {"case": case})


class Adjudication(NamedTuple):
    """The decision that stands, and whether it is a new one."""

    decision: Decision
    is_new: bool


class Replay(StrEnum):
    """What deciding again from the stored facts gives."""

    SAME = "same"
    DIFFERENT = "different"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class _Conclusion:
    facts: str
    outcome: str
    status: str
    problem: str = ""


def decide_case(*, case: ReturnCase, actor: Actor, on: date | None = None) -> Adjudication:
    """Apply the version that the case is bound to, for a day (today), and store the decision.

    Where the same version concludes the same from the same facts as the current decision, nothing is stored.
    Whatever goes wrong in deciding gives a decision that needs review and covers nothing. Raises
    CaseErasedError, CaseChangedError if somebody else was quicker, PermissionDenied for an outsider.
    """
    if case.erased_at is not None:
        raise CaseErasedError(case)
    audience = acting_as(case, actor, frozenset(Audience))
    on = on or timezone.localdate(clock.now())
    conclusion = _conclude(case.version_hash, on, lambda vocabulary: collect(case=case, on=on, vocabulary=vocabulary))
    current = case.current_decision
    if current is not None and _stands(current, case.version_hash, conclusion):
        return Adjudication(current, is_new=False)
    return Adjudication(_store(case, conclusion, on, actor, audience), is_new=True)


def facts_stand(*, case: ReturnCase, vocabulary: Vocabulary) -> bool:
    """Tell whether a case has the facts that its decision rests on, counted as on that decision's day.

    Applying the rules again would then change nothing but what the calendar does. False where nothing was decided,
    and where it was erased or rests on another version.
    """
    current = case.current_decision
    if current is None or current.version_hash != case.version_hash:
        return False
    try:
        stored: DecisionRecord = current.record
    except ObjectDoesNotExist:
        return False
    return dumps(collect(case=case, on=current.decided_on, vocabulary=vocabulary)) == stored.facts


def replay_decision(decision: Decision) -> Replay:
    """Decide again from the stored facts and version hash, and compare byte for byte."""
    try:
        stored: DecisionRecord = decision.record
    except ObjectDoesNotExist:
        return Replay.ERASED
    again = _conclude(decision.version_hash, decision.decided_on, lambda _: json.loads(stored.facts))
    same = again.outcome == stored.outcome and again.status == decision.status
    return Replay.SAME if same else Replay.DIFFERENT


def _conclude(version_hash: str, on: date, facts_of: Callable[[Vocabulary], dict[str, Json]]) -> _Conclusion:
    facts: dict[str, Json] = {DECISION_ON: on.isoformat()}
    book = None
    try:
        book = compiled_book(version_hash)
        facts = facts_of(book.vocabulary)
        outcome = book.decide(facts).as_json()
    except DatabaseError:
        # The transaction is lost, and the case is not to blame.
        raise
    except Exception as error:
        logger.exception("rulebook %s could not be applied to the facts %s", version_hash, dumps(facts))
        outcome = _failure_outcome(version_hash, on, book)
        return _Conclusion(dumps(facts), dumps(outcome), outcome["status"], f"{type(error).__name__}: {error}")
    return _Conclusion(dumps(facts), dumps(outcome), outcome["status"])


def _failure_outcome(version_hash: str, on: date, book: Rulebook | None) -> dict[str, Any]:
    """Nothing covered, every transition blocked: what the engines' own failure looks like, too."""
    blocked = sorted({*workflow.TRANSITIONS, *(book.vocabulary.transitions if book else ())})
    undetermined = {"verdict": "undetermined", "grounds": [], "missing": []}
    return {
        "rulebook": book.code if book else "",
        "hash": version_hash,
        "decision_on": on.isoformat(),
        "status": Decision.Status.NEEDS_REVIEW.value,
        "guarantees": dict.fromkeys(book.vocabulary.guarantees if book else (), undetermined),
        "items": {},
        "blocks": [{"transition": code, "ground": FAILURE, "rule": None, "pending": True} for code in blocked],
        "reviews": [{"ground": FAILURE, "rule": None}],
        "recommendations": [],
        "derived": {},
        "missing": [],
        "remedies": [],
    }


def _stands(current: Decision, version_hash: str, conclusion: _Conclusion) -> bool:
    try:
        stored: DecisionRecord = current.record
    except ObjectDoesNotExist:
        return False
    return (current.version_hash, stored.facts, stored.outcome) == (
        version_hash,
        conclusion.facts,
        conclusion.outcome,
    )


@transaction.atomic
def _store(case: ReturnCase, conclusion: _Conclusion, on: date, actor: Actor, audience: Audience) -> Decision:
    decision = Decision(
        case=case,
        version_hash=case.version_hash,
        status=conclusion.status,
        decided_on=on,
        decided_at=clock.now(),
        actor=actor if isinstance(actor, User) else None,
    )
    decision.save()
    texts = DecisionRecord(
        decision=decision, facts=conclusion.facts, outcome=conclusion.outcome, salt=stored_chain.new_salt()
    )
    texts.save()
    event = event_by(actor, audience, kind=Event.Kind.DECIDED, decision=decision)
    record(case, event, (decision, texts), note=conclusion.problem, current_decision=decision)
    return decision
