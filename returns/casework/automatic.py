"""The rules accept a return by themselves, where staff let them and nothing is left for a person to look at.

``returns.casework.changes`` asks for it, in the background, whenever a case may have come this far;
``manage.py accept_due`` does what was missed.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q, QuerySet

from returns.adjudication import decide_case
from returns.casework.changes import CaseChangedError
from returns.casework.deciding import proposal
from returns.casework.overrides import REFUND, exceeds_limit
from returns.casework.standing import standing_of
from returns.casework.transitions import perform, situation
from returns.models.case import ReturnCase, Verdict
from returns.models.decision import Decision
from returns.models.event import Event
from returns.workflow import DECIDING, Audience, State, lacking, refusals

logger = logging.getLogger("returns.casework.automatic")

ACCEPT = "accept"
_DECIDED = Q(kind=Event.Kind.OVERRIDDEN) | Q(transition__in=(*DECIDING, "contest", "reopen"))
_ASKED = Q(kind=Event.Kind.MESSAGE, audience=Audience.CUSTOMER)
_BY_A_PERSON = _DECIDED | _ASKED
"""What has happened to cases that rules never accept: an agent decided otherwise, or was written to by the customer, or
it was decided before."""
_RELATED = ("device__category", "order", "customer", "seller", "override", "current_decision__record")


def due_for_acceptance() -> QuerySet[ReturnCase]:
    """Return the cases that the rules may accept by what their columns say; ``accept_by_rules`` looks at the rest."""
    return ReturnCase.objects.filter(
        state=State.INSPECTED,
        device__category__accepts_by_rules=True,
        current_decision__status=Decision.Status.DECIDED,
        verdict=Verdict.COVERED,
        is_blocked=False,
        is_disputed=False,
        override=None,
        assigned_to=None,
    ).order_by("pk")


def accept_by_rules(key: int) -> bool:
    """Accept a case (by primary key) in the name of the system, if the rules decide all of it; tell whether they did.

    Once at most: the rules are applied for today first, in the same transaction, and a case that somebody changes
    meanwhile is left to what that change brings.
    """
    try:
        return _accept(key)
    except CaseChangedError as error:
        logger.info("%s", error)
        return False


@transaction.atomic
def _accept(key: int) -> bool:
    case = due_for_acceptance().select_related(*_RELATED).filter(pk=key).first()
    # Looked at before the rules are applied, else each run of the command would store what each day changes.
    if case is None or _resolution(case) is None:
        return False
    decide_case(case=case, actor=None)
    resolution = _resolution(case)
    if resolution is None:
        return False
    perform(case=case, transition=ACCEPT, actor=None, resolution=resolution)
    return True


def _resolution(case: ReturnCase) -> str | None:
    """The resolution that the rules may accept a case with, by its code; None where a person has to look at it."""
    found = proposal(case)
    if found is None or found.transition != ACCEPT or found.others or found.is_override:
        return None
    if case.proposed_resolution not in ("", found.resolution):
        return None
    if found.resolution == REFUND and exceeds_limit(case):
        return None
    return found.resolution if _is_settled(case) and not case.events.filter(_BY_A_PERSON).exists() else None


def _is_settled(case: ReturnCase) -> bool:
    """Whether nothing is unknown, missing, waiting or forbidden."""
    now, standing = situation(case=case, actor=None), standing_of(case)
    outcome = now.outcome
    if outcome is None or outcome["status"] != Decision.Status.DECIDED or standing.verdict != Verdict.COVERED:
        return False
    if outcome["blocks"] or outcome["missing"] or lacking(outcome, now.accepted, now.later):
        return False
    return not standing.has_pending_evidence and not refusals(ACCEPT, now)
