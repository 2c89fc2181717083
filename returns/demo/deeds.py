"""What staff, sellers and customers do in the demo besides the steps of the workflow, by the functions that all use.

A case of ``fixtures/demo`` names a deed among its steps, and beside them what it takes::

    {"note": "…", "message": "…", "proposes": "replace", "proposal_reason": "…", "reviewed": "…",
     "override": {"verdicts": {"commercial": "covered"}, "resolution": "refund", "reason": "…"}, "answer": "…",
     "corrects": {"fact": "shock", "value": false, "reason": "…"}, "writes": "…"}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from returns.casework.assignment import assign
from returns.casework.conversation import add_note, send_message, settle_message, write_to_agents
from returns.casework.deciding import (
    accept_proposal,
    answer_reviews,
    confirm_override,
    decide_otherwise,
    reject_override,
    withdraw_override,
)
from returns.casework.readjudicating import correct_fact
from returns.casework.requesting import lacking_of, request_missing
from returns.casework.resolving import propose_resolution
from returns.demo.people import Troupe
from returns.models import ReturnCase, User
from returns.sellers.handling import hand_to
from returns.workflow import Audience


@dataclass(frozen=True, slots=True)
class Scene:
    """One case, what its file says of it, and who takes part; ``member`` works for the case's seller."""

    case: ReturnCase
    entry: Mapping[str, Any]
    member: User
    troupe: Troupe


def _request(scene: Scene) -> object:
    wanted = lacking_of(scene.case)[Audience.CUSTOMER]
    return request_missing(
        case=scene.case, whom=Audience.CUSTOMER, items=wanted.items, facts=wanted.facts, actor=scene.troupe.agent
    )


def _message(scene: Scene) -> object:
    return send_message(case=scene.case, actor=scene.troupe.agent, whom=Audience.CUSTOMER, text=scene.entry["message"])


def _propose(scene: Scene) -> object:
    reason = scene.entry.get("proposal_reason", "")
    return propose_resolution(case=scene.case, actor=scene.member, resolution=scene.entry["proposes"], reason=reason)


def _override(scene: Scene) -> object:
    return decide_otherwise(case=scene.case, actor=scene.troupe.agent, **scene.entry["override"])


DEEDS: Mapping[str, Callable[[Scene], object]] = MappingProxyType(
    {
        "assign": lambda s: assign(case=s.case, to=s.troupe.agent, actor=s.troupe.lead),
        "hand": lambda s: hand_to(case=s.case, to=s.member, actor=s.member),
        "note": lambda s: add_note(case=s.case, actor=s.troupe.agent, text=s.entry["note"]),
        "message": _message,
        "write": lambda s: write_to_agents(case=s.case, actor=s.case.customer, text=s.entry["writes"]),
        "settle": lambda s: settle_message(case=s.case, actor=s.troupe.agent),
        "request": _request,
        "propose": _propose,
        "reviewed": lambda s: answer_reviews(case=s.case, actor=s.troupe.agent, reason=s.entry["reviewed"]),
        "correct": lambda s: correct_fact(case=s.case, actor=s.troupe.agent, **s.entry["corrects"]),
        "accept_proposal": lambda s: accept_proposal(case=s.case, actor=s.troupe.agent),
        "override": _override,
        "confirm": lambda s: confirm_override(case=s.case, actor=s.troupe.lead, note=s.entry["answer"]),
        "reject": lambda s: reject_override(case=s.case, actor=s.troupe.lead, reason=s.entry["answer"]),
        "withdraw": lambda s: withdraw_override(case=s.case, actor=s.troupe.agent, reason=s.entry["answer"]),
    }
)
"""By the name that a file gives each."""
