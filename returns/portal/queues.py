"""The queues of a seller's cases, and how a list of them is narrowed: pure conditions on the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.casework.finding import keys, newest_since, numbered, opened_since
from returns.models.case import ReturnCase, Verdict
from returns.models.user import User
from returns.workflow import FINAL_STATES, State

TO_RECEIVE = frozenset({State.READY, State.IN_TRANSIT})
HERE = frozenset({State.RECEIVED, State.INSPECTED, State.ACCEPTED, State.REFUSED})
"""The states in which the device is the seller's to deal with: a block before that is the customer's preparation."""
URGENCY = (F("due_at").asc(nulls_last=True), "opened_at", "pk")
"""The order of what is open: what is owed first, then what was asked for first."""
NEWEST = ("-opened_at", "-pk")
"""The order of lists that hold closed cases, to which nothing is owed."""
LONGEST_QUERY = 120
SEARCHED = 10_000
"""Among how many of a seller's newest cases words are looked for; a whole number finds any."""
MOST_FOUND = 500

_OPEN = Q(state__in=sorted(set(State) - FINAL_STATES))
"""Named one by one, so that an index finds them whatever the number of closed ones."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One pile of work, as a tile of the first page."""

    code: str
    label: str | Promise
    hint: str | Promise
    icon: str = ""
    tone: str = ""


QUEUES = (
    Queue("open", pgettext_lazy("queue", "Open"), _("in all")),
    Queue("receive", pgettext_lazy("queue", "To receive"), _("on the way"), "box"),
    Queue("inspect", pgettext_lazy("queue", "To inspect"), _("at yours"), "look"),
    Queue("blocked", pgettext_lazy("queue", "Blocked"), _("waiting"), "lock", "blocked"),
    Queue("late", pgettext_lazy("queue", "Late"), _("to do first"), "clock", "undetermined"),
)
"""In the order of the page; ``tone`` is a verdict's."""


def condition(queue: str, now: datetime) -> Q:
    """Return which cases are in a queue; every one for a name that there is not, closed ones too for ``all``."""
    match queue:
        case "receive":
            return Q(state__in=sorted(TO_RECEIVE))
        case "inspect":
            return Q(state=State.RECEIVED)
        case "blocked":
            return Q(state__in=sorted(HERE), is_blocked=True)
        case "late":
            return _OPEN & Q(due_at__lt=now)
        case "all":
            return Q()
    return _OPEN


def counts(cases: QuerySet[ReturnCase], now: datetime) -> dict[str, int]:
    """Return how many cases each queue holds (one query, of open cases only: no queue holds others)."""
    found: dict[str, int] = cases.filter(_OPEN).aggregate(
        **{queue.code: Count("pk", filter=condition(queue.code, now)) for queue in QUEUES}
    )
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to, as the address says; what makes no sense there narrows nothing."""

    queue: str = "open"
    state: str = ""
    verdict: str = ""
    category: str = ""
    handler: str = ""
    query: str = ""

    def apply(self, cases: QuerySet[ReturnCase], user: User, now: datetime | None = None) -> QuerySet[ReturnCase]:
        """Return the cases that are left, the most urgent first, or the newest where closed ones are among them."""
        found = searched(cases, self.query) if self.query else cases
        found = found.filter(condition(self._queue, now or timezone.now()))
        if self.state in State:
            found = found.filter(state=self.state)
        if self.verdict == "review":
            found = found.filter(needs_review=True)
        elif self.verdict in Verdict:
            found = found.filter(verdict=self.verdict)
        if self.category:
            found = found.filter(device__category__code=self.category)
        if self.handler:
            found = found.filter(handled_by=user if self.handler == "me" else None)
        return found.order_by(*(URGENCY if self.is_by_urgency else NEWEST))

    @property
    def is_by_urgency(self) -> bool:
        """Whether the list holds open cases only."""
        return self._queue != "all"

    @property
    def _queue(self) -> str:
        # Whoever looks for something, or for a state that ends a case, means closed ones too.
        wants_all = self.query or self.state in FINAL_STATES
        return "all" if wants_all and self.queue == "open" else self.queue

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the queue narrows the list."""
        return bool(self.state or self.verdict or self.category or self.handler or self.query)


def read_filters(given: Mapping[str, Any]) -> Filters:
    """Return the filters of an address; NULs, which no database of ours can look for, are dropped."""
    texts = {name: str(given.get(name, "")).replace("\0", "").strip()[:LONGEST_QUERY] for name in _NAMES}
    known = {queue.code for queue in QUEUES} | {"all"}
    return Filters(
        queue=texts["queue"] if texts["queue"] in known else "open",
        state=texts["state"] if texts["state"] in State else "",
        verdict=texts["verdict"] if texts["verdict"] in {*Verdict.values, "review"} else "",
        category=texts["category"],
        handler=texts["handler"] if texts["handler"] in ("me", "nobody") else "",
        query=texts["q"],
    )


_NAMES = ("queue", "state", "verdict", "category", "handler", "q")
_SEARCHED = (
    "reference",
    "external_reference",
    "order__number",
    "tracking_number",
    "outbound_tracking_number",
    "device__imei",
    "device__serial_number",
    "device__brand",
    "device__model",
    "customer__last_name",
)


def searched(cases: QuerySet[ReturnCase], text: str) -> QuerySet[ReturnCase]:
    """Keep what goes by the text, if it is a whole number; else, of the newest, what has to do with every word."""
    if found := keys(numbered(cases, text), MOST_FOUND):
        return cases.filter(pk__in=found)
    return opened_since(cases, searched_since(cases)).filter(_matching(text))


def searched_since(cases: QuerySet[ReturnCase]) -> datetime | None:
    """Return from when on words are looked for, where not all cases are searched."""
    return newest_since(cases, SEARCHED)


def _matching(text: str) -> Q:
    found = Q()
    for word in text.split():
        found &= reduce(or_, (Q(**{f"{column}__icontains": word}) for column in _SEARCHED))
    return found
