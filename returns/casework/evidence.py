"""Takes in evidence for an item, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from returns.casework.changes import CaseChangedError, event_by, record, refuse_final
from returns.ledger.canonical import Json
from returns.mailing.notices import tell_refusal
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.permissions import Actor, acting_as
from returns.timing import clock
from returns.workflow import Audience

_JUDGES = frozenset({Audience.SELLER, Audience.AGENT, Audience.LEAD, Audience.SYSTEM})


@dataclass(frozen=True)
class StoredFile:
    """A file that a row of evidence is about; ``stored_bytes`` with its thumbnail, and its video."""

    public_id: UUID
    file_name: str
    stored_bytes: int
    sha256: str
    has_video: bool = False


@transaction.atomic
def give_evidence(
    *,
    case: ReturnCase,
    item: str,
    actor: Actor,
    measurements: Mapping[str, Json] | None = None,
    file: StoredFile | None = None,
) -> Evidence:
    """Add a piece of evidence, by the code of its item, that waits to be looked at.

    A file replaces those of the same side that wait for the item, unless the item takes several. Raises
    PermissionDenied, CaseFinalError, CaseChangedError; IntegrityError for an item that is not in the catalogue.
    """
    refuse_final(case)
    audience = acting_as(case, actor, frozenset(Audience))
    if file is not None:
        _supersede(case, item, audience)
    evidence = Evidence.objects.create(
        case=case,
        item_id=item,
        measurements=dict(measurements or {}),
        given_by=audience,
        given_at=clock.now(),
        **(vars(file) if file else {}),
    )
    record(case, event_by(actor, audience, kind=Event.Kind.EVIDENCE, subject=item))
    return evidence


def _supersede(case: ReturnCase, item: str, audience: Audience) -> None:
    waiting = Evidence.objects.filter(case=case, item__code=item, given_by=audience, status=Evidence.Status.PENDING)
    # Refused ones stay refused: what was said of them is history.
    waiting.exclude(item__takes_several=True).update(status=Evidence.Status.SUPERSEDED)


def accept_evidence(*, evidence: Evidence, actor: Actor) -> Event:
    """Accept a piece of evidence that was pending; raises as ``refuse_evidence`` does."""
    return _judge(evidence, actor, Evidence.Status.ACCEPTED)


def refuse_evidence(*, evidence: Evidence, actor: Actor, reason: str) -> Event:
    """Refuse a piece of evidence that was pending, and say why.

    Raises PermissionDenied, CaseFinalError, and CaseChangedError if somebody else has judged it.
    """
    return _judge(evidence, actor, Evidence.Status.REFUSED, reason)


@transaction.atomic
def _judge(evidence: Evidence, actor: Actor, status: Evidence.Status, reason: str = "") -> Event:
    case = evidence.case
    refuse_final(case)
    audience = acting_as(case, actor, _JUDGES)
    pending = Evidence.objects.filter(pk=evidence.pk, status=Evidence.Status.PENDING)
    if not pending.update(status=status, refusal_reason=reason):
        raise CaseChangedError(case)
    evidence.status, evidence.refusal_reason = status, reason
    if status == Evidence.Status.REFUSED:
        tell_refusal(evidence)
    subject = f"{evidence.item_id}: {status}"
    return record(case, event_by(actor, audience, kind=Event.Kind.EVIDENCE, subject=subject), note=reason)
