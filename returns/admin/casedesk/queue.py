"""The queue: its views and filters as queries that indexes answer, page by page in the order of urgency.

Each view is one or more streams (``returns.casework.urgency``), which an index yields in their order, so that a page
costs the same whatever the number of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from returns.casework.urgency import Stream, urgent
from returns.models import ReturnCase, User
from returns.models.case import CaseQuerySet

PAGE = 25
CAP = 10_000
"""As far as cases are counted: more are "10,000+"."""
NARROWED_CAP = 1_000
"""As far as filtered ones are: whether a case passes is looked up case by case."""
NEWEST = 10_000
"""Among how many of all the cases filters look; search finds any."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The last case of a page: its stream, and its values in the stream's order."""

    stream: str
    values: tuple[datetime, ...]
    pk: int

    def __str__(self) -> str:
        return "~".join((self.stream, *(value.isoformat() for value in self.values), str(self.pk)))

    @classmethod
    def of(cls, stream: Stream, case: ReturnCase) -> Mark:
        """Return the mark of a case in a stream."""
        return cls(stream.code, tuple(getattr(case, key) for key in stream.keys), case.pk)

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Return the mark that stands in an address; None for anything else."""
        code, *moments, key = text.split("~") if text.count("~") >= 2 else ("", "", "")
        try:
            values = [parse_datetime(moment) for moment in moments]
            # In UTC, so that no moment lies beyond the calendar once the database has it.
            known = tuple(value.astimezone(UTC) for value in values if value is not None and value.tzinfo is not None)
            pk = int(key)
        except (ValueError, OverflowError):
            return None
        return cls(code, known, pk) if len(known) == len(values) and 0 < pk < 2**63 else None


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: which cases of the queue it keeps, and how many they are, by an index."""

    code: str
    label: str | Promise
    empty: str | Promise
    streams: Callable[[CaseQuerySet, datetime, User], Iterator[Stream]]
    counted: Callable[[CaseQuerySet, datetime, User], CaseQuerySet]
    is_late: bool = False


def _flagged(flag: str) -> Callable[[CaseQuerySet, datetime, User], Iterator[Stream]]:
    def streams(cases: CaseQuerySet, _now: datetime, _user: User) -> Iterator[Stream]:
        yield Stream("flag", cases.filter(attention_at__isnull=False, **{flag: True}), ("attention_at",))

    return streams


def _counted(flag: str) -> Callable[[CaseQuerySet, datetime, User], CaseQuerySet]:
    return lambda cases, _now, _user: cases.filter(attention_at__isnull=False, **{flag: True}).order_by()


def _newest(cases: CaseQuerySet) -> Stream:
    return Stream("new", cases, ("opened_at",), descending=True)


VIEWS: Mapping[str, View] = {
    view.code: view
    for view in (
        View(
            "all",
            pgettext_lazy("queue", "To do"),
            gettext_lazy("No case needs a person."),
            lambda cases, now, _user: urgent(cases, now),
            lambda cases, now, _user: cases.needing_attention(now).order_by(),
        ),
        View(
            "mine",
            pgettext_lazy("queue", "Mine"),
            gettext_lazy("None of your cases needs you now."),
            lambda cases, now, user: urgent(cases.filter(assigned_to=user), now),
            lambda cases, now, user: cases.needing_attention(now).filter(assigned_to=user).order_by(),
        ),
        View(
            "unassigned",
            pgettext_lazy("queue", "Unassigned"),
            gettext_lazy("Every case that needs a person has one."),
            lambda cases, now, _user: urgent(cases.filter(assigned_to=None), now),
            lambda cases, now, _user: cases.needing_attention(now).filter(assigned_to=None).order_by(),
        ),
        View(
            "late",
            pgettext_lazy("queue", "Late"),
            gettext_lazy("No case is late."),
            lambda cases, now, _user: iter((next(urgent(cases, now)),)),
            lambda cases, now, _user: cases.late(now).order_by(),
            is_late=True,
        ),
        View(
            "disputed",
            pgettext_lazy("queue", "Disputed"),
            gettext_lazy("Nobody contests a decision."),
            _flagged("is_disputed"),
            _counted("is_disputed"),
        ),
        View(
            "review",
            pgettext_lazy("queue", "To review"),
            gettext_lazy("No rule asks for a person."),
            _flagged("needs_review"),
            _counted("needs_review"),
        ),
        View(
            "confirm",
            pgettext_lazy("queue", "To confirm"),
            gettext_lazy("No override waits for a lead."),
            _flagged("override_pending"),
            _counted("override_pending"),
        ),
        View(
            "every",
            pgettext_lazy("queue", "Every case"),
            gettext_lazy("There is no case yet."),
            lambda cases, _now, _user: iter((_newest(cases),)),
            lambda cases, _now, _user: _newest(cases).ordered(),
        ),
    )
}
"""The views, in the order of their tabs."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page: its cases, and the mark that the next one begins after; empty on the last."""

    cases: list[ReturnCase]
    next: str


def read_page(streams: Iterator[Stream], after: Mark | None, related: Sequence[str] = ()) -> QueuePage:
    """Read one page from the streams, in at most as many queries, and the cases with what is ``related`` in one."""
    found: list[tuple[Stream, ReturnCase]] = []
    for stream in _from(streams, after):
        # Keys first: with the tables that a line shows beside them, the database would rather join these whole.
        rows = stream.ordered().only(*stream.keys)[: PAGE + 1 - len(found)]
        found += [(stream, case) for case in rows]
        if len(found) > PAGE:
            break
    shown = found[:PAGE]
    following = str(Mark.of(*shown[-1])) if len(found) > PAGE else ""
    whole = ReturnCase.objects.select_related(*related).in_bulk([case.pk for _stream, case in shown])
    return QueuePage([whole[case.pk] for _stream, case in shown if case.pk in whole], following)


def _from(streams: Iterator[Stream], after: Mark | None) -> Iterator[Stream]:
    """The streams from a mark on: what comes after it in its own, and those that follow whole."""
    reached = after is None
    for stream in streams:
        if reached or after is None:
            yield stream
        elif stream.code == after.stream and len(after.values) == len(stream.keys):
            reached = True
            yield _after(stream, after)


def _after(stream: Stream, mark: Mark) -> Stream:
    """Return what comes after a case in its stream."""
    beyond, reach = ("lt", "lte") if stream.descending else ("gt", "gte")
    columns = (*stream.keys, "pk")
    values = (*mark.values, mark.pk)
    later = Q()
    for i, column in enumerate(columns):
        same = dict(zip(columns[:i], values[:i], strict=True))
        later |= Q(**same, **{f"{column}__{beyond}": values[i]})
    # Said apart, so that the index is entered at the mark and not read up to it.
    rest = stream.cases.filter(later, **{f"{columns[0]}__{reach}": values[0]})
    return Stream(stream.code, rest, stream.keys, stream.descending)
