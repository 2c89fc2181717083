"""The states of a case and the transitions between them: one frozen table, and pure look-ups in it.

Rules name transitions by their codes (a blocker "blocks repair"), so the table is data that both the rulebook
and the screens read. Nothing here touches the database; ``returns.casework.transitions`` performs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules.outcome import DISAGREEMENT, FAILURE

Outcome = Mapping[str, Any]
"""What a rulebook concluded, as JSON (``rules.Outcome.as_json()``)."""


class State(models.TextChoices):
    """Where a case stands."""

    OPENED = "opened", _("opened")
    PREPARING = "preparing", _("preparing")
    READY = "ready", _("ready to ship")
    IN_TRANSIT = "in_transit", _("in transit")
    RECEIVED = "received", _("received")
    INSPECTED = "inspected", _("inspected")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


FINAL_STATES = frozenset({State.CLOSED, State.CANCELLED})


class Audience(models.TextChoices):
    """In whose name somebody acts on a case."""

    CUSTOMER = "customer", _("customer")
    SELLER = "seller", _("seller")
    AGENT = "agent", _("agent")
    LEAD = "lead", _("lead")
    SYSTEM = "system", _("system")


class RefusalCode(models.TextChoices):
    """Why a transition is not open."""

    UNKNOWN = "unknown_transition", _("There is no such step.")
    STATE = "state", _("The case is not at a point where this can be done.")
    AUDIENCE = "audience", _("This is for somebody else to do.")
    UNDECIDED = "undecided", _("The rules have not been applied to this case yet.")
    BLOCKED = "blocked", _("A rule blocks this.")
    INCOMPLETE = "incomplete", _("Required items are still missing.")
    REASON = "reason", _("Say why.")
    RIVAL = "rival", _("The device has another case that is still going on.")
    CONFIRMATION = "confirmation", _("An override waits for a lead to confirm it.")
    LIMIT = "limit", _("A refund above the limit has to be decided first: say why, and a lead confirms it.")
    RESOLUTION = "resolution", _("Another resolution was decided. Propose this one instead.")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; ``needs_items``: the outcome's required items must have been accepted."""

    code: str
    label: str | Promise
    sources: frozenset[State]
    target: State
    audience: frozenset[Audience]
    needs_items: bool = False
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transition is not open: the rules that block it, or the items that it lacks, by code."""

    code: RefusalCode
    rules: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which doors are open.

    ``outcome`` is the current decision's (None: not decided, or erased); ``accepted`` the codes of the items
    with accepted evidence; ``later`` those that are due only once the parcel leaves. ``has_rival``: the
    device has another unfinished case. ``waiting`` are the transitions that wait for a lead, ``resolution`` the
    code of the one that was decided; ``refund_is_undecided``: nobody has decided a refund, which exceeds the limit.
    """

    state: str
    audiences: frozenset[Audience]
    outcome: Outcome | None
    accepted: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    has_rival: bool = False
    waiting: frozenset[str] = frozenset()
    resolution: str = ""
    refund_is_undecided: bool = False


_FAILURES = frozenset({FAILURE, DISAGREEMENT})
_STAFF = frozenset({Audience.AGENT, Audience.LEAD})
_TRADE = _STAFF | {Audience.SELLER}
_ANYBODY = _TRADE | {Audience.CUSTOMER}
_AUTOMATIC = frozenset({Audience.SYSTEM})
_BEFORE_RECEIPT = frozenset({State.OPENED, State.PREPARING, State.READY, State.IN_TRANSIT})


def _resolving(code: str, label: str | Promise, source: State) -> Transition:
    return Transition(code, label, frozenset({source}), State.RESOLVED, _TRADE)


_TABLE = (
    Transition("invite", _("Invite the customer"), frozenset({State.OPENED}), State.PREPARING, _TRADE | _AUTOMATIC),
    Transition(
        "complete",
        _("Complete the preparation"),
        frozenset({State.PREPARING}),
        State.READY,
        _STAFF | _AUTOMATIC | {Audience.CUSTOMER},
        needs_items=True,
    ),
    Transition("ship", _("Ship"), frozenset({State.READY}), State.IN_TRANSIT, _ANYBODY | _AUTOMATIC),
    # Parcels arrive unannounced.
    Transition(
        "receive",
        _("Receive the parcel"),
        frozenset({State.IN_TRANSIT, State.READY, State.PREPARING}),
        State.RECEIVED,
        _TRADE,
    ),
    Transition("inspect", _("Inspect"), frozenset({State.RECEIVED}), State.INSPECTED, _TRADE),
    Transition("accept", _("Accept the return"), frozenset({State.INSPECTED}), State.ACCEPTED, _STAFF | _AUTOMATIC),
    # Early, too: a return that can't succeed need not travel.
    Transition(
        "refuse",
        _("Refuse the return"),
        frozenset({State.INSPECTED, State.PREPARING, State.READY}),
        State.REFUSED,
        _STAFF | _AUTOMATIC,
        needs_reason=True,
    ),
    _resolving("repair", _("Repair"), State.ACCEPTED),
    _resolving("replace", _("Replace"), State.ACCEPTED),
    _resolving("refund", _("Refund"), State.ACCEPTED),
    _resolving("advise", _("Help remotely"), State.ACCEPTED),
    _resolving("send_back", _("Send back"), State.REFUSED),
    Transition("close", _("Close"), frozenset({State.RESOLVED}), State.CLOSED, _STAFF | _AUTOMATIC),
    Transition(
        "contest",
        _("Contest"),
        frozenset({State.ACCEPTED, State.REFUSED, State.RESOLVED}),
        State.INSPECTED,
        _ANYBODY,
        needs_reason=True,
    ),
    Transition(
        "reopen",
        _("Reopen"),
        frozenset({State.CLOSED}),
        State.INSPECTED,
        frozenset({Audience.LEAD}),
        needs_reason=True,
    ),
    Transition("cancel", _("Cancel"), _BEFORE_RECEIPT, State.CANCELLED, _STAFF | _AUTOMATIC | {Audience.CUSTOMER}),
)

TRANSITIONS: Mapping[str, Transition] = MappingProxyType({row.code: row for row in _TABLE})

TRANSITION_OF: Mapping[str, str] = MappingProxyType(
    {
        "remote_assistance": "advise",
        "repair": "repair",
        "replace": "replace",
        "refund": "refund",
        "send_back": "send_back",
    }
)
"""The transition that carries out each resolution that the shipped rules know."""
RESOLUTION_OF: Mapping[str, str] = MappingProxyType({code: name for name, code in TRANSITION_OF.items()})
DECIDING = frozenset({"accept", "refuse"})
"""The transitions by which a return is decided."""
RESOLVING = frozenset(row.code for row in _TABLE if row.target == State.RESOLVED)
"""The transitions by which what was decided is carried out."""


def blocked_by(outcome: Outcome, transition: str) -> tuple[str, ...]:
    """The rules that block a transition; one that is only pending blocks too.

    An outcome that the engines failed to reach blocks everything, named by its ground: it requires no item, and
    its vocabulary may not have every transition, but neither opens a door.
    """
    failed = {review["ground"] for review in outcome["reviews"] if review["rule"] is None} & _FAILURES
    rules = (block["rule"] for block in outcome["blocks"] if block["transition"] == transition)
    return tuple(sorted(failed)) or tuple(rules)


def lacking(outcome: Outcome, accepted: Iterable[str], later: Iterable[str] = ()) -> tuple[str, ...]:
    """The items that still have to be accepted; what is undetermined counts as required."""
    settled = {*accepted, *later}
    return tuple(
        item for item, entry in sorted(outcome["items"].items()) if entry["status"] != "waived" and item not in settled
    )


def refusals(code: str, situation: Situation) -> tuple[Refusal, ...]:
    """Everything that keeps a transition shut; empty when it is open."""
    row = TRANSITIONS.get(code)
    if row is None:
        return (Refusal(RefusalCode.UNKNOWN),)
    found = []
    if situation.state not in row.sources:
        found.append(Refusal(RefusalCode.STATE))
    if not row.audience & situation.audiences:
        found.append(Refusal(RefusalCode.AUDIENCE))
    if situation.has_rival and row.sources <= FINAL_STATES:
        found.append(Refusal(RefusalCode.RIVAL))
    if code in situation.waiting:
        found.append(Refusal(RefusalCode.CONFIRMATION))
    if _departs(code, situation):
        found.append(Refusal(RefusalCode.RESOLUTION))
    elif code == TRANSITION_OF["refund"] and situation.refund_is_undecided:
        found.append(Refusal(RefusalCode.LIMIT))
    return (*found, *_shut_by_rules(row, situation))


def _departs(code: str, situation: Situation) -> bool:
    """Whether a seller would carry out something else than was decided; staff may."""
    decided = TRANSITION_OF.get(situation.resolution, code)
    return code in RESOLVING and decided != code and not situation.audiences & _STAFF


def _shut_by_rules(row: Transition, situation: Situation) -> Iterable[Refusal]:
    if situation.outcome is None:
        # Whatever a rule could block stays shut until the rules have spoken.
        yield Refusal(RefusalCode.UNDECIDED)
        return
    rules = blocked_by(situation.outcome, row.code)
    if rules:
        yield Refusal(RefusalCode.BLOCKED, rules=rules)
    items = lacking(situation.outcome, situation.accepted, situation.later) if row.needs_items else ()
    if items:
        yield Refusal(RefusalCode.INCOMPLETE, items=items)


def allowed(situation: Situation) -> tuple[Transition, ...]:
    """The transitions that are open, in the table's order."""
    return tuple(row for row in _TABLE if not refusals(row.code, situation))
