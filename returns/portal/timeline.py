"""What happened to a case, as its seller may read it: no note of the agents', no name of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.guide.status import TRANSITIONS_TOLD
from returns.models.case import ReturnCase
from returns.models.event import STAFF_ONLY, Event
from returns.models.people import SellerMember
from returns.workflow import Audience

Kind = Event.Kind
SHOWN = (
    Q(kind__in=(Kind.OPENED, Kind.TRANSITION, Kind.INSPECTED, Kind.PROPOSED, Kind.SHIPPING, Kind.HANDLED, Kind.ERASED))
    | Q(kind__in=(Kind.REQUESTED, Kind.MESSAGE), subject=Audience.SELLER)
    | Q(kind=Kind.REQUESTED, audience=Audience.SELLER)
)
"""The events that a seller follows; what the customer hands in stands on the page itself."""
TOLD: Mapping[str, str | Promise] = {
    Kind.OPENED: gettext_lazy("Return asked for"),
    Kind.INSPECTED: gettext_lazy("Inspection recorded"),
    Kind.SHIPPING: gettext_lazy("Carrier chosen"),
    Kind.REQUESTED: gettext_lazy("Something is asked of you"),
    Kind.MESSAGE: gettext_lazy("Message to you"),
    Kind.ERASED: gettext_lazy("Personal data erased"),
}
_READABLE = frozenset({"refuse", "contest"})
"""The transitions whose reason the other side is told anyway."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: what happened, when, by whom, and the words that went with it."""

    label: str
    at: datetime
    who: str
    note: str


def read_timeline(case: ReturnCase, members: list[SellerMember], resolutions: Mapping[str, str]) -> list[Moment]:
    """Return what happened, the last first (one query)."""
    names = {member.user_id: str(member.user) for member in members}
    events = case.events.filter(SHOWN).exclude(kind__in=STAFF_ONLY).select_related("note", "actor").order_by("-pk")
    return [_moment(event, names, resolutions) for event in events]


def _moment(event: Event, names: Mapping[int, str], resolutions: Mapping[str, str]) -> Moment:
    return Moment(label=_label(event, names, resolutions), at=event.at, who=_who(event), note=_note(event))


def _label(event: Event, names: Mapping[int, str], resolutions: Mapping[str, str]) -> str:
    if event.kind == Kind.TRANSITION:
        return str(TRANSITIONS_TOLD.get(event.transition, event.transition))
    if event.kind == Kind.REQUESTED and event.audience == Audience.SELLER:
        return _("Customer reminded")
    if event.kind == Kind.SHIPPING and event.audience != Audience.CUSTOMER:
        return _("Label sent")
    if event.kind == Kind.PROPOSED:
        return _("Proposed: %(resolution)s") % {"resolution": resolutions.get(event.subject, event.subject)}
    if event.kind == Kind.HANDLED:
        return _handled(event, names)
    return str(TOLD[event.kind])


def _handled(event: Event, names: Mapping[int, str]) -> str:
    number = event.subject.removeprefix("user:")
    if not number:
        return _("Handled by nobody in particular")
    name = names.get(int(number))
    return _("Handled by %(name)s") % {"name": name} if name else _("Handled by a former member")


def _who(event: Event) -> str:
    """The seller's own people by name, everybody else by what they are."""
    if event.audience == Audience.SELLER and event.actor:
        return str(event.actor)
    if event.audience in (Audience.AGENT, Audience.LEAD):
        return _("an agent")
    if event.is_by_rules:
        return _("the rules")
    return str(event.get_audience_display())


def _note(event: Event) -> str:
    is_told = (
        event.audience == Audience.SELLER
        or event.transition in _READABLE
        or event.kind
        in (
            Kind.REQUESTED,
            Kind.MESSAGE,
        )
    )
    try:
        return str(event.note.text) if is_told else ""
    except ObjectDoesNotExist:
        return ""
