"""How a case stands, as the queue lists it: the verdict, what holds it up, and from when it needs a person.

Worked out anew at every change of the case (``returns.casework.changes.record``), in the same transaction: whatever
lists cases reads columns, and no list depends on somebody having called anything.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef

from returns.models.case import ReturnCase, Verdict
from returns.models.decision import Decision
from returns.models.evidence import Evidence
from returns.models.queue import CaseGround
from returns.telling.retelling import readable_book
from returns.telling.verdicts import NOT_CLAIMED
from returns.workflow import FINAL_STATES, TRANSITIONS, Outcome, State

UNDECIDED = frozenset({State.OPENED, State.PREPARING, State.READY, State.IN_TRANSIT, State.RECEIVED, State.INSPECTED})
"""The states in which nobody has accepted or refused the return yet."""
_OF_STAFF_AND_SELLERS = frozenset({State.RECEIVED, State.INSPECTED, State.ACCEPTED, State.REFUSED})
"""The states in which no customer can lift what blocks without being asked."""
_NOBODY_ELSE = frozenset({"agent", "order", "catalogue"})
"""Who supplies facts that only an agent can still find out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the columns of a case are worked out from.

    ``outcome`` is the current decision's (None: not decided, or erased), ``verdicts`` what an override says instead,
    by guarantee; ``suppliers`` who supplies each fact of the vocabulary; ``answered`` the reviews that a person has
    answered, by rule.
    """

    state: str
    outcome: Outcome | None
    verdicts: Mapping[str, str]
    suppliers: Mapping[str, str]
    answered: frozenset[str] = frozenset()
    has_pending_evidence: bool = False
    override_pending: bool = False
    has_proposal: bool = False
    customer_wrote: bool = False

    @property
    def verdict(self) -> str:
        """What the case comes to: covered if any guarantee covers it, else undetermined while one is."""
        if self.outcome is None:
            return ""
        if not self.outcome["guarantees"]:
            # The rulebook could not be read: nobody has said that anything is excluded.
            return Verdict.UNDETERMINED.value
        found = set(effective_verdicts(self.outcome, self.verdicts).values())
        ranked = (Verdict.COVERED, Verdict.UNDETERMINED)
        return next((verdict.value for verdict in ranked if verdict in found), Verdict.EXCLUDED.value)

    @property
    def is_blocked(self) -> bool:
        """Whether the rules block any step of an unfinished case."""
        return bool(self.outcome and self.outcome["blocks"]) and self.state not in FINAL_STATES

    @property
    def needs_review(self) -> bool:
        """Whether a question to an agent is still to be answered."""
        if self.outcome is None or self.state not in UNDECIDED:
            return False
        return bool(open_reviews(self.outcome) - self.answered)

    @property
    def needs_person(self) -> bool:
        """Whether an agent or a lead has something to do now."""
        if self.state in FINAL_STATES:
            return False
        if self.customer_wrote or self.override_pending or self.has_proposal or self.needs_review or self._is_stuck:
            return True
        return self.state == State.INSPECTED or (self.state in UNDECIDED and self._waits_for_an_agent)

    @property
    def may_settle_itself(self) -> bool:
        """Whether the rules may be all that it takes to accept it; ``returns.casework.automatic`` looks closer."""
        is_decided = self.outcome is not None and self.outcome["status"] == Decision.Status.DECIDED
        if self.customer_wrote or self.is_blocked:
            return False
        return is_decided and self.state == State.INSPECTED and self.verdict == Verdict.COVERED

    @property
    def grounds(self) -> frozenset[str]:
        """The grounds that the outcome names, for the filter of lists."""
        if self.outcome is None:
            return frozenset()
        excluded = (ground for entry in self.outcome["guarantees"].values() for ground in entry["grounds"])
        named = [*excluded, *self.outcome["blocks"], *self.outcome["reviews"]]
        return frozenset(entry["ground"] for entry in named) - {NOT_CLAIMED}

    @property
    def _is_stuck(self) -> bool:
        if self.outcome is None or self.state not in _OF_STAFF_AND_SELLERS:
            return False
        return any(_leaves(block["transition"], self.state) for block in self.outcome["blocks"])

    @property
    def _waits_for_an_agent(self) -> bool:
        return self.has_pending_evidence or (self.verdict == Verdict.UNDETERMINED and not self._can_be_asked)

    @property
    def _can_be_asked(self) -> bool:
        missing = self.outcome["missing"] if self.outcome else ()
        return any(not entry["asked"] and self.suppliers.get(entry["fact"]) not in _NOBODY_ELSE for entry in missing)


def effective_verdicts(outcome: Outcome, verdicts: Mapping[str, str]) -> dict[str, str]:
    """Return the verdict on each guarantee that is claimed, an override's instead of the rules'."""
    return {
        code: verdicts.get(code, entry["verdict"])
        for code, entry in outcome["guarantees"].items()
        if code in verdicts or all(ground["ground"] != NOT_CLAIMED for ground in entry["grounds"])
    }


def open_reviews(outcome: Outcome) -> frozenset[str]:
    """Return what asks for a person: rules by their keys, what the engines raise by its ground."""
    return frozenset(review["rule"] or review["ground"] for review in outcome["reviews"])


def current_outcome(case: ReturnCase) -> dict[str, Any] | None:
    """Return the outcome of the current decision; None if there is none, or it has been erased."""
    if case.current_decision is None:
        return None
    try:
        outcome: dict[str, Any] = json.loads(case.current_decision.record.outcome)
    except ObjectDoesNotExist:
        return None
    return outcome


def standing_after(case: ReturnCase, changed: Mapping[str, Any]) -> Standing:
    """Return how a case stands once columns have new values."""
    after = copy.copy(case)
    for name, value in changed.items():
        setattr(after, name, value)
    return standing_of(after)


def columns(case: ReturnCase, changed: Mapping[str, Any], found: Standing, at: datetime) -> dict[str, Any]:
    """Return the columns of the queue for a case that changes at a moment, and stands as ``found`` from then on."""
    return {
        "verdict": found.verdict,
        "is_blocked": found.is_blocked,
        "needs_review": found.needs_review,
        "needs_person": found.needs_person,
        "attention_at": _attention_at(case, found, at, changed.get("due_at", case.due_at)),
    }


def standing_of(case: ReturnCase) -> Standing:
    """Return how a case stands (at most 3 queries)."""
    outcome = current_outcome(case)
    is_undecided = case.state in UNDECIDED
    return Standing(
        state=case.state,
        outcome=outcome,
        verdicts=case.override.verdicts if case.override else {},
        suppliers=_suppliers(case, outcome),
        answered=frozenset(case.answered_reviews),
        has_pending_evidence=is_undecided and _has_pending_evidence(case),
        override_pending=case.override_pending,
        has_proposal=bool(case.proposed_resolution),
        customer_wrote=case.customer_wrote_at is not None,
    )


def write_grounds(case: ReturnCase, grounds: frozenset[str]) -> None:
    """Store the grounds of a case as rows."""
    known = set(case.grounds.values_list("ground", flat=True))
    case.grounds.exclude(ground__in=grounds).delete()
    CaseGround.objects.bulk_create(CaseGround(case=case, ground=ground) for ground in sorted(grounds - known))


def _attention_at(case: ReturnCase, found: Standing, at: datetime, due_at: datetime | None) -> datetime | None:
    if found.needs_person:
        # Since when: what happens meanwhile makes nobody wait less.
        return case.attention_at if case.needs_person and case.attention_at else at
    return None if found.state in FINAL_STATES else due_at


def _leaves(transition: str, state: str) -> bool:
    row = TRANSITIONS.get(transition)
    return row is None or state in row.sources


def _has_pending_evidence(case: ReturnCase) -> bool:
    """Whether a piece waits for somebody; one that another piece for the same item has replaced does not."""
    pieces = Evidence.objects.filter(case=case)
    accepted = pieces.filter(item=OuterRef("item"), status=Evidence.Status.ACCEPTED)
    return pieces.filter(~Exists(accepted), status=Evidence.Status.PENDING).exists()


def _suppliers(case: ReturnCase, outcome: Outcome | None) -> dict[str, str]:
    """Who supplies the facts of a case that is undetermined; nobody asks for any other."""
    if outcome is None or outcome["status"] != Decision.Status.UNDETERMINED or case.state not in UNDECIDED:
        return {}
    book = readable_book(case.version_hash)
    return {fact.name: fact.supplier for fact in book.vocabulary} if book else {}
