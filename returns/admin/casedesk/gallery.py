"""The evidence of a case, slot by slot: what was asked for, what was handed in, what the checks found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from returns.admin.casedesk.moments import day
from returns.models import Evidence, EvidenceItem, PhotoSlot, ReturnCase
from returns.telling.retelling import Retelling
from returns.telling.verdicts import Chip
from returns.workflow import Audience

STATUS_CHIPS: Mapping[str, tuple[str, str]] = {
    Evidence.Status.ACCEPTED: ("covered", "ok"),
    Evidence.Status.REFUSED: ("excluded", "no"),
    Evidence.Status.PENDING: ("neutral", "clock"),
    Evidence.Status.SUPERSEDED: ("neutral", "dot"),
    Evidence.Status.WITHDRAWN: ("neutral", "dot"),
}
FINDINGS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "sharp": (gettext_lazy("sharp"), gettext_lazy("blurred")),
    "bright": (gettext_lazy("bright enough"), gettext_lazy("too dark")),
    "not_overexposed": ("", gettext_lazy("overexposed")),
    "no_glare": (gettext_lazy("no glare"), gettext_lazy("glare")),
    "large_enough": ("", gettext_lazy("too small")),
    "unique_in_case": ("", gettext_lazy("the same photo as another of this case")),
    "unique_elsewhere": ("", gettext_lazy("the same photo as in another case")),
}
"""What a check of ``returns.photos.checks`` found, where it passes (empty: nothing worth a word) and where it fails."""
_STANDING = frozenset({Evidence.Status.ACCEPTED, Evidence.Status.PENDING})
_PICTURES = frozenset({EvidenceItem.Kind.PHOTO, EvidenceItem.Kind.VIDEO})
DEMANDS: Mapping[str, str | Promise] = {
    "required": gettext_lazy("asked for"),
    "waived": gettext_lazy("not asked for"),
    "undetermined": gettext_lazy("perhaps needed"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of a photo found."""

    text: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was handed in."""

    evidence: Evidence
    chip: Chip
    when: str
    findings: tuple[Finding, ...]

    @property
    def has_file(self) -> bool:
        """Whether there is a picture to show."""
        return bool(self.evidence.file_name)

    @property
    def is_pending(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.evidence.status == Evidence.Status.PENDING


@dataclass(frozen=True, slots=True)
class Slot:
    """One item: whether it is asked for, and what was handed in for it, the newest first.

    ``received`` is what the seller photographed when the parcel arrived.
    """

    code: str
    label: str
    is_photo: bool
    demand: str
    demand_words: str
    pieces: tuple[Piece, ...]
    received: tuple[Piece, ...] = ()

    @property
    def current(self) -> Piece | None:
        """The piece that counts: the newest that stands, else the newest that was refused."""
        kept = [piece for piece in self.pieces if piece.evidence.status in _STANDING]
        return next(iter((*kept, *self.pieces)), None)

    @property
    def compared(self) -> Piece | None:
        """What the seller photographed, where both have a picture."""
        first = next((piece for piece in self.received if piece.has_file), None)
        return first if first and self.current and self.current.has_file else None


class Gallery:
    """The evidence of one case, in three queries."""

    def __init__(self, case: ReturnCase, told: Retelling | None) -> None:
        self.case = case
        self.told = told

    @cached_property
    def photos(self) -> list[Slot]:
        """The photos and videos, in the order of the category's slots."""
        return [slot for slot in self.slots if slot.is_photo]

    @cached_property
    def others(self) -> list[Slot]:
        """Documents, values and confirmations that came, in the order of the procedure."""
        return [slot for slot in self.slots if not slot.is_photo and slot.current]

    @cached_property
    def awaited(self) -> list[Slot]:
        """Those that are asked for and have not come."""
        return [slot for slot in self.slots if not slot.is_photo and not slot.current and slot.demand == "required"]

    @cached_property
    def slots(self) -> list[Slot]:
        """Everything that was asked for or handed in."""
        wanted = {code: entry["status"] for code, entry in (self.told.outcome["items"] if self.told else {}).items()}
        found = [item for item in self._items if item.code in wanted or item.code in self._given]
        return [self._slot(item, wanted.get(item.code, "")) for item in found]

    @property
    def summary(self) -> str:
        """How many pieces became what."""
        return ", ".join(_counts([slot.current for slot in self.slots if slot.current]))

    @cached_property
    def pending(self) -> int:
        """How many pieces wait to be looked at."""
        return sum(piece.is_pending for slot in self.slots for piece in (*slot.pieces, *slot.received))

    @cached_property
    def _given(self) -> Mapping[str, list[Evidence]]:
        given: dict[str, list[Evidence]] = defaultdict(list)
        for row in self.case.evidence.order_by("-pk"):
            given[row.item_id].append(row)
        return given

    @cached_property
    def _labels(self) -> Mapping[str, tuple[int, str]]:
        """The category's own words and order for its photos, by item."""
        rows = PhotoSlot.objects.filter(category__code=self.case.device.category_id).select_related("item")
        return {slot.item.code: (slot.position, slot.label) for slot in rows}

    @cached_property
    def _items(self) -> list[EvidenceItem]:
        rows = EvidenceItem.objects.select_related("step")
        return sorted(rows, key=lambda item: (item.step.position, self._labels.get(item.code, (999, ""))[0]))

    def _slot(self, item: EvidenceItem, demand: str) -> Slot:
        return Slot(
            code=item.code,
            label=self._labels[item.code][1] if item.code in self._labels else item.label,
            is_photo=item.kind in _PICTURES,
            demand=demand,
            demand_words=str(DEMANDS.get(demand, "")),
            pieces=tuple(_piece(row) for row in self._given.get(item.code, ()) if row.given_by != Audience.SELLER),
            received=tuple(_piece(row) for row in self._given.get(item.code, ()) if row.given_by == Audience.SELLER),
        )


def _piece(row: Evidence) -> Piece:
    tone, icon = STATUS_CHIPS[row.status]
    chip = Chip(tone, icon, row.get_status_display())
    return Piece(row, chip, day(row.given_at), tuple(_findings(row.measurements)))


def _findings(measurements: Mapping[str, object]) -> Iterator[Finding]:
    for name, (good, bad) in FINDINGS.items():
        value = measurements.get(name)
        if isinstance(value, bool) and (words := str(good if value else bad)):
            yield Finding(words, value)


def _counts(pieces: Iterable[Piece]) -> Iterator[str]:
    counts = dict.fromkeys(Evidence.Status, 0)
    for piece in pieces:
        counts[Evidence.Status(piece.evidence.status)] += 1
    status = Evidence.Status
    accepted, refused, pending = counts[status.ACCEPTED], counts[status.REFUSED], counts[status.PENDING]
    if accepted:
        yield ngettext("%(count)d accepted", "%(count)d accepted", accepted) % {"count": accepted}
    if refused:
        yield ngettext("%(count)d refused", "%(count)d refused", refused) % {"count": refused}
    if pending:
        yield ngettext("%(count)d to look at", "%(count)d to look at", pending) % {"count": pending}
