"""The photos of a case, slot by slot: the customer's before the parcel left, the seller's beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from returns.guide.steps import PHOTOS
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.models.evidence import Evidence
from returns.workflow import Audience

PARCEL = ("photo.parcel_outside", "photo.parcel_inside")
"""What a seller photographs of a parcel, besides the sides of the device."""
GONE = (Evidence.Status.SUPERSEDED, Evidence.Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Slot:
    """One side of the device or parcel, as both photographed it."""

    item: str
    label: str
    theirs: list[Evidence]
    mine: list[Evidence]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or screenshot that was handed in."""

    label: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Shots:
    """Every file of a case that stands."""

    slots: list[Slot]
    papers: list[Paper]

    @property
    def taken(self) -> list[Slot]:
        """The slots of which the customer sent a photo."""
        return [slot for slot in self.slots if slot.theirs]

    @property
    def mine(self) -> list[tuple[str, Evidence]]:
        """The seller's own photos, with what they show."""
        return [(slot.label, photo) for slot in self.slots for photo in slot.mine]


def read_shots(case: ReturnCase) -> Shots:
    """Return the files of a case by what they show (3 queries)."""
    files: dict[str, list[Evidence]] = {}
    for row in Evidence.objects.filter(case=case).exclude(file_name="").exclude(status__in=GONE).order_by("pk"):
        files.setdefault(row.item_id, []).append(row)
    labels = _slot_labels(case)
    named = dict(EvidenceItem.objects.filter(code__in={*files} - {*labels}).values_list("code", "label"))
    slots = [_slot(item, label, files.get(item, [])) for item, label in labels.items()]
    papers = [Paper(named.get(item, item), row) for item, rows in files.items() if item not in labels for row in rows]
    return Shots(slots, papers)


def _slot_labels(case: ReturnCase) -> dict[str, str]:
    """What each photo shows: the slots of the category, or else every side of a device without any; then the parcel."""
    found = {row.item.code: row.label for row in case.device.category.photo_slots.select_related("item")}
    of_any_device = Q(step__code=PHOTOS, takes_several=True)
    others = {row.code: row.label for row in EvidenceItem.objects.filter(of_any_device | Q(code__in=PARCEL))}
    return {
        **(found or {code: label for code, label in others.items() if code not in PARCEL}),
        **{code: others[code] for code in PARCEL if code in others},
    }


def _slot(item: str, label: str, rows: list[Evidence]) -> Slot:
    theirs = [row for row in rows if row.given_by != Audience.SELLER]
    return Slot(item, label, theirs, [row for row in rows if row.given_by == Audience.SELLER])
