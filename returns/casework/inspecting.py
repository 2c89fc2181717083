"""The seller's inspection handed in: taken down, the rules applied again, and the step taken if nothing forbids it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from returns.casework.changes import CaseChangedError, hold
from returns.casework.deciding import DecisionRefusedError
from returns.casework.readjudicating import Readjudication, readjudicate
from returns.casework.statements import record_inspection
from returns.casework.transitions import TransitionRefusedError, perform
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.statement import Inspection
from returns.models.user import User
from returns.workflow import Refusal, State

INSPECTABLE = frozenset({State.RECEIVED, State.INSPECTED})
"""From the parcel's arrival until somebody decides."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """The decision after an inspection, and what keeps it from being handed in; nothing where it was."""

    found: Readjudication
    refusals: tuple[Refusal, ...] = ()


def inspect(
    *,
    case: ReturnCase,
    values: Mapping[str, Json],
    actor: User,
    seen: int,
    imei: str = "",
    note: str = "",
    hand_in: bool = False,
) -> Inspected:
    """Take down what was seen on the device, apply the rules at once, and hand the inspection in if asked to.

    ``values`` as ``record_inspection`` takes them; ``seen`` is how many inspections of the case the seller knew of:
    the latest answers stand, so nobody replaces what they have not read. What was found is kept even where a rule
    forbids handing it in.

    Raises DecisionRefusedError before the parcel's arrival or after the decision, CaseChangedError also where another
    inspection came first, FactError, CaseFinalError, PermissionDenied.
    """
    if case.state not in INSPECTABLE:
        raise DecisionRefusedError(_("%(case)s is not at a point where it is inspected.") % {"case": case})
    with transaction.atomic():
        hold(case)
        if Inspection.objects.filter(case=case).count() != seen:
            raise CaseChangedError(case)
        record_inspection(case=case, values=values, actor=actor, imei=imei, note=note)
        found = readjudicate(case=case, actor=actor)
    if not hand_in or case.state != State.RECEIVED:
        return Inspected(found)
    try:
        perform(case=case, transition="inspect", actor=actor)
    except TransitionRefusedError as error:
        return Inspected(found, error.refusals)
    return Inspected(found)
