"""Handing things in: confirmations, values and files, each a POST of its own, so that a bad connection loses little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from returns.casework.changes import CaseChangedError, event_by, record, refuse_final
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.statements import state_facts
from returns.evidence_intake import take_in
from returns.guide.base import GuidePage
from returns.guide.progress import KEPT
from returns.ledger.canonical import Json
from returns.models.catalogue import EvidenceItem
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.models.people import Customer
from returns.models.statement import Statement
from returns.permissions import acting_as
from returns.uploads.handlers import VIDEO_FIELD
from returns.workflow import Audience


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer for an item: what it says, the facts that follow, and whether the item is done with it."""

    label: str | Promise
    hint: str | Promise = ""
    facts: Mapping[str, Json] | None = None
    is_proof: bool = True


CHOICES: Mapping[str, Mapping[str, Choice]] = {
    "backup": {
        "copied": Choice(_("My data is copied elsewhere"), facts={"data.backed_up": True}),
        "given_up": Choice(
            _("I give it up"),
            _("What is still on the device will be lost."),
            facts={"data.backed_up": False},
        ),
    },
    "erase": {
        "erased": Choice(_("The device is reset"), _("It starts as if it were new."), facts={"data.erased": True}),
        "unresponsive": Choice(
            _("It can’t be: its screen no longer responds"),
            _("Then it is not asked for."),
            facts={"device.screen_responds": False},
            is_proof=False,
        ),
    },
}
"""Items whose confirmation says something that rules read."""
PLAIN: Mapping[str, Choice] = {"yes": Choice(pgettext_lazy("confirmation", "Yes, that is done"))}


def choices_of(item: str, known: frozenset[str]) -> Mapping[str, Choice]:
    """Return the ways to confirm an item; facts that the vocabulary lacks (``known`` has its names) are left out."""
    found = CHOICES.get(item, PLAIN)
    return {
        code: replace(row, facts={name: value for name, value in (row.facts or {}).items() if name in known})
        for code, row in found.items()
    }


def hand_in(page: GuidePage, item: str, facts: Mapping[str, Json] | None = None) -> None:
    """Hand in what proves itself, a confirmation or a checked value, state what follows, and decide again."""
    with transaction.atomic():
        if facts:
            state_facts(case=page.case, source=Statement.Source.CUSTOMER, values=facts, actor=page.customer)
        if not _has_accepted(page, item):
            evidence = give_evidence(case=page.case, item=item, actor=page.customer)
            accept_evidence(evidence=evidence, actor=None)
        page.decide_again()


def sent_file(request: HttpRequest) -> UploadedFile[Any] | None:
    """Return the photo, document or video that was sent; a video has a field of its own, for it may be larger."""
    return request.FILES.get("file") or request.FILES.get(VIDEO_FIELD)


def nothing_chosen(item: EvidenceItem) -> str:
    """Return what to say where no file was sent."""
    return (
        gettext("Choose a video first.") if item.kind == EvidenceItem.Kind.VIDEO else gettext("Choose a photo first.")
    )


def upload(page: GuidePage, item: str, file: UploadedFile[Any]) -> Evidence:
    """Take in a file and decide again; raises UploadRefusedError with what to tell the customer."""
    evidence = take_in(case=page.case, item=item, upload=file, actor=page.customer)
    page.reload()
    try:
        page.decide_again()
    except CaseChangedError:
        page.reload()
        page.decide_again()
    return evidence


@transaction.atomic
def keep_anyway(*, evidence: Evidence, actor: Customer) -> Event:
    """Have a photo looked at by a person, whatever the checks found wrong with it.

    Raises PermissionDenied, CaseFinalError, CaseChangedError.
    """
    case = evidence.case
    refuse_final(case)
    audience = acting_as(case, actor, frozenset({Audience.CUSTOMER}))
    pending = Evidence.objects.filter(pk=evidence.pk, status=Evidence.Status.PENDING)
    if not pending.update(measurements={**evidence.measurements, KEPT: True}):
        raise CaseChangedError(case)
    return record(case, event_by(actor, audience, kind=Event.Kind.EVIDENCE, subject=f"{evidence.item_id}: {KEPT}"))


def _has_accepted(page: GuidePage, item: str) -> bool:
    return any(row.status == Evidence.Status.ACCEPTED for row in page.progress.evidence.get(item, ()))
