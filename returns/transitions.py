"""Moves a case from one state to the next: the table of ``returns.workflow``, performed."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.text import format_lazy

from returns import workflow
from returns.changes import event_by, record
from returns.deadlines import due_at
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.permissions import Actor, acting_as, audiences
from returns.workflow import Refusal, RefusalCode, Situation, Transition

SHIPPING_STEP = "shipping"
"""The step whose items exist only once the parcel leaves, so that ``complete`` can't wait for them."""


class TransitionRefusedError(Exception):
    """The case can't take this transition now; ``refusals`` say why, and nothing was done."""

    def __init__(self, case: ReturnCase, transition: str, refusals: tuple[Refusal, ...]) -> None:
        self.case = case
        self.transition = transition
        self.refusals = refusals
        super().__init__(f"{case}, {transition}: " + " ".join(str(describe(refusal)) for refusal in refusals))


def describe(refusal: Refusal) -> str | Promise:
    """Return the sentence of a refusal, with the rules or items that it names, by code."""
    named = ", ".join(refusal.rules + refusal.items)
    return format_lazy("{} ({})", refusal.code.label, named) if named else refusal.code.label


def current_outcome(case: ReturnCase) -> dict[str, Any] | None:
    """Return the outcome of the current decision; None if there is none, or it has been erased."""
    if case.current_decision is None:
        return None
    try:
        outcome: dict[str, Any] = json.loads(case.current_decision.record.outcome)
    except ObjectDoesNotExist:
        return None
    return outcome


def situation(*, case: ReturnCase, actor: Actor) -> Situation:
    """Return what decides which transitions are open to the actor."""
    accepted = Evidence.objects.filter(case=case, status=Evidence.Status.ACCEPTED)
    later = EvidenceItem.objects.filter(step__code=SHIPPING_STEP)
    return Situation(
        state=case.state,
        audiences=audiences(case, actor),
        outcome=current_outcome(case),
        accepted=frozenset(accepted.values_list("item__code", flat=True)),
        later=frozenset(later.values_list("code", flat=True)),
        has_rival=ReturnCase.objects.unfinished().filter(device=case.device_id).exclude(pk=case.pk).exists(),
    )


def allowed(*, case: ReturnCase, actor: Actor) -> tuple[Transition, ...]:
    """Return the transitions that are open to the actor now."""
    return workflow.allowed(situation(case=case, actor=actor))


def refusals(*, case: ReturnCase, transition: str, actor: Actor, reason: str = "") -> tuple[Refusal, ...]:
    """Return everything that keeps a transition shut to the actor; empty when it is open."""
    found = workflow.refusals(transition, situation(case=case, actor=actor))
    row = workflow.TRANSITIONS.get(transition)
    if row and row.needs_reason and not reason.strip():
        return (*found, Refusal(RefusalCode.REASON))
    return found


def perform(*, case: ReturnCase, transition: str, actor: Actor, reason: str = "") -> Event:
    """Take the case through a transition, and return the event.

    The rules that count are those of the current decision: whoever changes facts adjudicates first. Raises
    TransitionRefusedError with everything in the way, CaseChangedError if somebody else was quicker.
    """
    found = refusals(case=case, transition=transition, actor=actor, reason=reason)
    if found:
        raise TransitionRefusedError(case, transition, found)
    row = workflow.TRANSITIONS[transition]
    event = event_by(
        actor,
        acting_as(case, actor, row.audience),
        kind=Event.Kind.TRANSITION,
        transition=transition,
        from_state=case.state,
        to_state=row.target,
    )
    due = due_at(row.target, event.at, is_bulky=case.device.is_bulky)
    return record(case, event, note=reason.strip(), state=row.target, due_at=due)
