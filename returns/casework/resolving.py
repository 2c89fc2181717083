"""What becomes of the device: the seller proposes a resolution, and carries out the one that was decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.deciding import DecisionRefusedError
from returns.casework.transitions import perform
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.permissions import Actor, acting_as
from returns.workflow import RESOLVING, TRANSITION_OF, Audience, State

_PROPOSERS = frozenset({Audience.SELLER, Audience.AGENT, Audience.LEAD})
OPEN_TO_PROPOSALS = frozenset({State.RECEIVED, State.INSPECTED, State.ACCEPTED})


def propose_resolution(*, case: ReturnCase, actor: Actor, resolution: str, reason: str = "") -> Event:
    """Keep what the seller would do, by the resolution's code, for an agent to decide.

    Raises DecisionRefusedError for a resolution that there is not, or once the return is past deciding;
    CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _PROPOSERS)
    if resolution not in TRANSITION_OF:
        raise DecisionRefusedError(_("The rules know no %(name)s.") % {"name": resolution})
    if case.state not in OPEN_TO_PROPOSALS:
        raise DecisionRefusedError(_("%(case)s is not at a point where a resolution is chosen.") % {"case": case})
    event = event_by(actor, audience, kind=Event.Kind.PROPOSED, subject=resolution)
    return record(case, event, note=reason.strip(), proposed_resolution=resolution)


def resolve(*, case: ReturnCase, actor: Actor, transition: str, tracking_number: str = "", reason: str = "") -> Event:
    """Carry out what was decided, with the tracking number of what goes back to the customer, if anything does.

    Raises ValueError for a transition that resolves nothing, and what ``perform`` raises.
    """
    if transition not in RESOLVING:
        raise ValueError(f"{transition} resolves nothing.")
    number = " ".join(tracking_number.split())
    return perform(case=case, transition=transition, actor=actor, reason=reason, tracking_number=number)
