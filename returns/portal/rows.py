"""A case as one row of the list: where it stands, what it comes to, when the next step is owed and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from returns.casework.shipping import owes_label
from returns.models.case import ReturnCase
from returns.portal.queues import HERE
from returns.telling.verdicts import BLOCKED, GUARANTEE_CHIPS, UNDECIDED, UNDER_REVIEW, Chip, state_chip
from returns.templatetags.guide import hour, short_day
from returns.workflow import FINAL_STATES, State

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is owed, in words."""

    words: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Action:
    """What the seller does next: a word, the part of the case's page, and the key that leads there."""

    label: str | Promise
    part: str
    key: str = ""


ACTIONS: Mapping[str, Action] = {
    State.OPENED: Action(pgettext_lazy("next step", "Answer"), "answer"),
    State.READY: Action(pgettext_lazy("next step", "Receive"), "receive", "r"),
    State.IN_TRANSIT: Action(pgettext_lazy("next step", "Receive"), "receive", "r"),
    State.RECEIVED: Action(pgettext_lazy("next step", "Inspect"), "inspection", "i"),
    State.INSPECTED: Action(pgettext_lazy("next step", "Propose"), "propose"),
    State.ACCEPTED: Action(pgettext_lazy("next step", "Carry out"), "resolve"),
    State.REFUSED: Action(pgettext_lazy("next step", "Send back"), "resolve"),
}
"""By state; a case that is not there waits for somebody else."""
LABEL = Action(pgettext_lazy("next step", "Send the label"), "label")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: ReturnCase
    url: str
    chips: tuple[Chip, ...]
    verdict: Chip
    due: Due | None
    action: Action | None


def listed(cases: QuerySet[ReturnCase]) -> QuerySet[ReturnCase]:
    """Return cases with everything that a row reads, in one query."""
    return cases.select_related("order", "device", "reason", "handled_by")


def row_of(case: ReturnCase, now: datetime) -> Row:
    """Return a case as the list shows it."""
    return Row(
        case=case,
        url=reverse("portal:case", args=[case.reference]),
        chips=case_state(case),
        verdict=verdict_chip(case),
        due=due_of(case, now),
        action=_action(case),
    )


def _action(case: ReturnCase) -> Action | None:
    if owes_label(case):
        return LABEL
    return None if case.state == State.INSPECTED and case.proposed_resolution else ACTIONS.get(case.state)


def case_state(case: ReturnCase) -> tuple[Chip, ...]:
    """Return where a case stands, and that it is blocked while the device is with the seller."""
    is_blocked = case.is_blocked and case.state in HERE
    return (state_chip(case.state), *((BLOCKED,) if is_blocked else ()))


def verdict_chip(case: ReturnCase) -> Chip:
    """Return what a case comes to as a whole."""
    if case.needs_review:
        return UNDER_REVIEW
    return GUARANTEE_CHIPS.get(case.verdict, UNDECIDED)


def due_of(case: ReturnCase, now: datetime) -> Due | None:
    """Return when the next step of an unfinished case is owed; None where nothing is owed by a set time."""
    if case.due_at is None or case.state in FINAL_STATES:
        return None
    if case.due_at < now:
        return Due(_late(now - case.due_at), is_late=True)
    due, today = timezone.localtime(case.due_at), timezone.localtime(now).date()
    if due.date() == today:
        return Due(_("today, %s") % hour(due), is_late=False)
    return Due(short_day(due), is_late=False)


def _late(delay: timedelta) -> str:
    if delay >= _DAY:
        return ngettext("%(count)s day late", "%(count)s days late", delay.days) % {"count": delay.days}
    hours = max(delay // _HOUR, 1)
    return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
