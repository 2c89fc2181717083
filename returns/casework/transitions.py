"""Moves a case from one state to the next: the table of ``returns.workflow``, performed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy

from returns import workflow
from returns.casework.changes import event_by, hold, record
from returns.casework.overrides import refund_is_undecided, waiting_for_a_lead
from returns.casework.standing import current_outcome
from returns.mailing.notices import tell
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.permissions import Actor, acting_as, audiences
from returns.timing.deadlines import due_at
from returns.timing.lateness import note_result
from returns.workflow import Audience, Refusal, RefusalCode, Situation, State, Transition

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


def situation(*, case: ReturnCase, actor: Actor) -> Situation:
    """Return what decides which transitions are open to the actor."""
    accepted = Evidence.objects.filter(case=case, status=Evidence.Status.ACCEPTED).exclude(given_by=Audience.SELLER)
    later = EvidenceItem.objects.filter(step__code=SHIPPING_STEP)
    outcome = current_outcome(case)
    return Situation(
        state=case.state,
        audiences=audiences(case, actor),
        outcome=outcome,
        accepted=frozenset(accepted.values_list("item__code", flat=True)),
        later=frozenset(later.values_list("code", flat=True)),
        has_rival=ReturnCase.objects.unfinished().filter(device=case.device_id).exclude(pk=case.pk).exists(),
        waiting=waiting_for_a_lead(case),
        resolution=case.resolution,
        refund_is_undecided=refund_is_undecided(case, outcome),
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


@transaction.atomic
def perform(
    *,
    case: ReturnCase,
    transition: str,
    actor: Actor,
    reason: str = "",
    resolution: str = "",
    tracking_number: str = "",
) -> Event:
    """Take the case through a transition, tell whom it concerns, and return the event.

    The rules that count are those of the current decision: whoever changes facts adjudicates first. ``resolution`` is
    what an acceptance or refusal comes to, by its code; ``tracking_number`` that of what the seller sends. Raises
    TransitionRefusedError with everything in the way, CaseChangedError if somebody else was quicker.
    """
    hold(case)
    found = refusals(case=case, transition=transition, actor=actor, reason=reason)
    if found:
        raise TransitionRefusedError(case, transition, found)
    row = workflow.TRANSITIONS[transition]
    columns = _columns(case, row, resolution, tracking_number)
    event = event_by(
        actor,
        acting_as(case, actor, row.audience),
        kind=Event.Kind.TRANSITION,
        transition=transition,
        from_state=case.state,
        to_state=row.target,
        subject=columns.get("resolution", ""),
    )
    columns["due_at"] = due_at(row.target, event.at, is_bulky=case.device.is_bulky)
    note_result(case, event.at)
    tell(case, row, event, reason=reason.strip(), tracking_number=tracking_number)
    return record(case, event, note=reason.strip(), **columns)


def _columns(case: ReturnCase, row: Transition, resolution: str, tracking_number: str) -> dict[str, Any]:
    columns: dict[str, Any] = {"state": row.target}
    if row.code in workflow.RESOLVING:
        columns |= {"resolution": workflow.RESOLUTION_OF.get(row.code, row.code), "proposed_resolution": ""}
        columns["outbound_tracking_number"] = tracking_number
    elif row.code in workflow.DECIDING:
        columns |= {"resolution": resolution, "proposed_resolution": "", "is_disputed": False}
    elif row.target == State.INSPECTED:
        # What was decided is open again: contested, or reopened.
        columns |= {"resolution": "", "is_disputed": row.code == "contest" or case.is_disputed}
    elif row.target in workflow.FINAL_STATES:
        columns |= {"is_disputed": False, "proposed_resolution": ""}
    return columns
