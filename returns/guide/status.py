"""How a return goes on once the parcel has left, as its customer reads it: what happened, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.casework.closing import closes_at
from returns.casework.transitions import allowed
from returns.guide.progress import Progress, standing_rows
from returns.guide.task_list import item_name
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.telling.labels import catalogue_labels
from returns.telling.verdicts import Chip, state_chip
from returns.workflow import Audience, State

MOST_PAIRS = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What a state means to the customer, and what they can expect."""

    headline: str | Promise
    text: str | Promise
    next: str | Promise = ""


STATES: Mapping[str, Told] = {
    State.OPENED: Told(
        _("Your return has been asked for"),
        _("The seller looks at it first, and then sends you a link with everything to prepare."),
        _("The seller’s answer"),
    ),
    State.IN_TRANSIT: Told(
        _("Your parcel is on its way"),
        _("The carrier takes it to the seller. You have nothing to do; keep the receipt until the end."),
        _("The seller receives the parcel"),
    ),
    State.RECEIVED: Told(
        _("The seller has your parcel"),
        _("The device is examined. What is found is compared with what you told us."),
        _("The examination"),
    ),
    State.INSPECTED: Told(
        _("Your device has been examined"),
        _("The rules have been applied to what was found. One of our agents settles what is left open."),
        _("The decision"),
    ),
    State.ACCEPTED: Told(
        _("Your return is accepted"),
        _("The seller carries out what was decided."),
        _("What was decided is carried out"),
    ),
    State.REFUSED: Told(
        _("Your return is refused"),
        _("The reasons stand below. If you do not agree, say so: an agent looks at it again."),
        _("The device is sent back to you"),
    ),
    State.RESOLVED: Told(
        _("Your return is settled"),
        _("What was decided has been carried out. If something is wrong with it, say so below."),
        _("The return is closed"),
    ),
    State.CLOSED: Told(_("Your return is closed"), _("Nothing more is expected of you.")),
    State.CANCELLED: Told(
        _("Your return is cancelled"), _("Do not send the parcel. You may ask for a new return at any time.")
    ),
}

TRANSITIONS_TOLD: Mapping[str, str | Promise] = {
    "invite": _("Invitation sent"),
    "complete": _("Preparation complete"),
    "ship": _("Parcel handed over"),
    "receive": _("Parcel received by the seller"),
    "inspect": _("Device examined"),
    "accept": _("Return accepted"),
    "refuse": _("Return refused"),
    "repair": _("Device repaired"),
    "replace": _("Device replaced"),
    "refund": _("Refunded"),
    "advise": _("Helped remotely"),
    "send_back": _("Device sent back"),
    "close": _("Return closed"),
    "contest": _("Decision contested"),
    "reopen": _("Return opened again"),
    "cancel": _("Return cancelled"),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened, on a day."""

    label: str | Promise
    at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """The same side photographed by both."""

    label: str
    mine: Evidence
    theirs: Evidence


@dataclass(frozen=True, slots=True)
class Course:
    """Where the return is; ``closes_at``: until when what was carried out can be contested."""

    told: Told
    chip: Chip
    milestones: list[Milestone]
    resolution: str
    refusal: str
    pairs: list[Pair]
    can_contest: bool
    closes_at: datetime | None


def read_status(case: ReturnCase, progress: Progress) -> Course:
    """Return how the return goes on."""
    events = list(case.events.filter(kind__in=(Event.Kind.OPENED, Event.Kind.TRANSITION)).order_by("pk"))
    resolutions = catalogue_labels().resolutions
    return Course(
        told=STATES.get(case.state, STATES[State.OPENED]),
        chip=state_chip(case.state),
        milestones=[_milestone(event) for event in events],
        resolution=resolutions.get(case.resolution, case.resolution),
        refusal=_last_refusal(case),
        pairs=_pairs(case, progress),
        can_contest=any(row.code == "contest" for row in allowed(case=case, actor=case.customer)),
        closes_at=closes_at(case),
    )


def _milestone(event: Event) -> Milestone:
    if event.kind == Event.Kind.OPENED:
        return Milestone(_("Return asked for"), event.at)
    return Milestone(TRANSITIONS_TOLD.get(event.transition, event.transition), event.at)


def _last_refusal(case: ReturnCase) -> str:
    """What whoever refused the return wrote to the customer; nothing once it was decided otherwise."""
    last = case.events.filter(transition__in=("refuse", "accept")).select_related("note").order_by("pk").last()
    if last is None or last.transition != "refuse" or not hasattr(last, "note"):
        return ""
    return str(last.note.text)


def _pairs(case: ReturnCase, progress: Progress) -> list[Pair]:
    theirs = Evidence.objects.filter(case=case, given_by=Audience.SELLER, status=Evidence.Status.ACCEPTED).exclude(
        file_name=""
    )
    found = []
    for photo in theirs.order_by("pk"):
        mine = [row for row in standing_rows(progress.evidence.get(photo.item_id, ())) if row.file_name]
        if mine:
            found.append(Pair(item_name(photo.item_id, progress), mine[-1], photo))
    return found[:MOST_PAIRS]
