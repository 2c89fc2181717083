"""What follows once a fact has changed: the rules again, and what is otherwise since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from returns.adjudication import decide_case
from returns.casework.changes import refuse_final
from returns.casework.deciding import DecisionRefusedError
from returns.casework.evidence import accept_evidence, refuse_evidence
from returns.casework.statements import state_facts
from returns.casework.transitions import refusals
from returns.ledger.canonical import Json
from returns.mailing.notices import tell_ready
from returns.models.case import ReturnCase
from returns.models.decision import Decision
from returns.models.evidence import Evidence
from returns.models.statement import Statement
from returns.models.user import User
from returns.permissions import Actor
from returns.workflow import Outcome
from rules.outcome_changes import Change, stored_changes


@dataclass(frozen=True, slots=True)
class Readjudication:
    """The decision that stands, whether it is a new one, and what it changed."""

    decision: Decision
    is_new: bool
    changes: tuple[Change, ...]


def readjudicate(*, case: ReturnCase, actor: Actor, on: date | None = None) -> Readjudication:
    """Apply the rules again, and return what is otherwise than before; raises as ``decide_case`` does."""
    before = case.current_decision
    found = decide_case(case=case, actor=actor, on=on)
    return Readjudication(found.decision, found.is_new, difference(before, found.decision) if found.is_new else ())


def difference(before: Decision | None, after: Decision | None) -> tuple[Change, ...]:
    """Return what two decisions on a case conclude otherwise; an erased one concludes nothing."""
    return stored_changes(_stored(before), _stored(after))


@transaction.atomic
def correct_fact(*, case: ReturnCase, fact: str, value: Json, reason: str, actor: User) -> Readjudication:
    """Take down an agent's finding on one fact, with its reason, and apply the rules again.

    ``fact`` goes by the name under which people state it (``returns.facts.RAW``). Raises DecisionRefusedError without
    a reason, and what ``state_facts`` and ``decide_case`` raise.
    """
    _need(reason)
    state_facts(case=case, source=Statement.Source.AGENT, values={fact: value}, actor=actor, reason=reason.strip())
    return readjudicate(case=case, actor=actor)


@transaction.atomic
def judge_evidence(*, evidence: Evidence, actor: Actor, is_accepted: bool, reason: str = "") -> Readjudication:
    """Accept or refuse a piece of evidence, and apply the rules again.

    A refusal tells the customer why; the acceptance that their parcel waited for tells them that it may leave.
    Raises DecisionRefusedError for a refusal without a reason, and what ``accept_evidence`` and ``decide_case`` raise.
    """
    case = evidence.case
    refuse_final(case)
    had_to_wait = not _is_prepared(case)
    if is_accepted:
        accept_evidence(evidence=evidence, actor=actor)
    else:
        _need(reason)
        refuse_evidence(evidence=evidence, actor=actor, reason=reason.strip())
    found = readjudicate(case=case, actor=actor)
    if had_to_wait and _is_prepared(case):
        tell_ready(evidence)
    return found


def _is_prepared(case: ReturnCase) -> bool:
    """Tell whether the customer could complete the preparation, with which the parcel leaves."""
    return not refusals(case=case, transition="complete", actor=case.customer)


def _stored(decision: Decision | None) -> Outcome | None:
    if decision is None:
        return None
    try:
        outcome: Outcome = json.loads(decision.record.outcome)
    except ObjectDoesNotExist:
        return None
    return outcome


def _need(reason: str) -> None:
    if not reason.strip():
        raise DecisionRefusedError(_("Say why."))
