"""Erases what a case says of people, on their request or when its time has come; the chain still verifies."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from returns.casework.changes import event_by, record
from returns.mailing.outbox import erase_messages
from returns.models.case import Device, ReturnCase
from returns.models.decision import DecisionRecord
from returns.models.event import Event, EventNote
from returns.models.evidence import Evidence
from returns.models.image_hash import ImageHash
from returns.models.message import OutboxMessage
from returns.models.statement import Inspection, Statement
from returns.models.user import User
from returns.permissions import may_erase
from returns.uploads import store
from returns.workflow import Audience


class NotFinalError(Exception):
    """The case is still going on: without its facts nobody could finish it."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        super().__init__(gettext("%(case)s is still going on: close or cancel it first.") % {"case": case})


@transaction.atomic
def erase_case(*, case: ReturnCase, actor: User | None) -> Event:
    """Erase the facts, outcomes, statements and free text of a finished case, its IMEI and tracking number.

    What happened, when, and with which status stays. The customer and the order stay, for other cases may be
    theirs. Raises NotFinalError, PermissionDenied, CaseChangedError.
    """
    if actor is not None and not may_erase(actor):
        raise PermissionDenied
    if not case.is_final:
        raise NotFinalError(case)
    now = timezone.now()
    # Before the texts go: the database lets go only of those of an erased case.
    ReturnCase.objects.filter(pk=case.pk).update(erased_at=now)
    _erase_texts(case)
    _erase_identifiers(case)
    event = event_by(actor, Audience.SYSTEM if actor is None else Audience.AGENT, kind=Event.Kind.ERASED)
    return record(case, event, erased_at=now, tracking_number="", outbound_tracking_number="", external_reference="")


def _erase_texts(case: ReturnCase) -> None:
    # Their own managers refuse to delete anything.
    QuerySet(DecisionRecord).filter(decision__case=case).delete()
    QuerySet(EventNote).filter(event__case=case).delete()
    Statement.objects.filter(case=case).delete()
    Inspection.objects.filter(case=case).update(imei="", note="")
    _erase_evidence(case)
    erase_messages(OutboxMessage.objects.filter(case=case))


def _erase_evidence(case: ReturnCase) -> None:
    evidence = Evidence.objects.filter(case=case)
    files = list(evidence.exclude(file_name="").values_list("public_id", flat=True))
    evidence.update(refusal_reason="", measurements={}, file_name="", sha256="")
    ImageHash.objects.filter(evidence__case=case).delete()
    # Not before it is certain; what this process does not come to, ``manage.py sweep_uploads`` does.
    transaction.on_commit(lambda: store.discard(files), robust=True)


def _erase_identifiers(case: ReturnCase) -> None:
    if not ReturnCase.objects.filter(device=case.device_id, erased_at=None).exists():
        Device.objects.filter(pk=case.device_id).update(imei="", serial_number="")
