"""The queue as a page: views as tabs, filters, search, the cases, and what can be done with those that are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from returns.admin.casedesk import queue_filters
from returns.admin.casedesk.frame import page, reader
from returns.admin.casedesk.queue import CAP, NARROWED_CAP, NEWEST, VIEWS, Mark, View, read_page
from returns.admin.casedesk.queue_rows import lines
from returns.casework.finding import capped, keys, named, newest_since, numbered, opened_since
from returns.models import ReturnCase, User
from returns.models.case import CaseQuerySet
from returns.permissions import is_agent, is_lead, visible_cases

SHOWN = 50
"""As many cases as a search shows; a name that more people have wants another word."""
ROWS = ("seller", "device__category", "order", "assigned_to", "override", "current_decision__record")


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with its count, "10,000+" past the cap."""

    code: str
    label: str | Promise
    count: int
    is_current: bool
    is_late: bool

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > CAP

    @property
    def shown(self) -> str:
        """As many as were counted, the cap at most."""
        return _written(min(self.count, CAP))


def show(request: HttpRequest) -> HttpResponse:
    """Show a view of the queue (``?view=``), filtered, from a mark on (``?after=``); or what a search finds."""
    user = reader(request)
    words = request.GET.get("q", "").strip()
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["all"])
    filters = queue_filters.chosen(request.GET)
    now = timezone.now()
    tabs = _tabs(user, view)
    found = _found(user, words) if words else _listed(request, user, view, filters, tabs)
    context = {
        **found.shown,
        "lines": lines(found.cases, user, now),
        "view": view,
        "tabs": tabs,
        "q": words,
        "filters": queue_filters.offered(filters),
        "is_filtered": bool(filters),
        "may_act": is_agent(user),
        "may_lead": is_lead(user),
        "now": now,
        "address": _address(request),
    }
    return page(request, "queue", title=_("Queue"), context=context)


def _visible(user: User) -> CaseQuerySet:
    return cast("CaseQuerySet", visible_cases(user))


def _tabs(user: User, current: View) -> list[Tab]:
    now = timezone.now()
    cases = _visible(user)
    shown = [view for view in VIEWS.values() if view.code != "confirm" or is_lead(user)]
    return [
        Tab(view.code, view.label, capped(view.counted(cases, now, user), CAP), view.code == current.code, view.is_late)
        for view in shown
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """The cases of a page, and what its foot says of them."""

    cases: list[ReturnCase]
    shown: dict[str, object]


def _written(count: int) -> str:
    """A number with its thousands apart, as the reader's language has them."""
    return number_format(count, force_grouping=True)


def _found(user: User, words: str) -> Found:
    cases = _visible(user)
    found = keys(chain(numbered(cases, words), named(cases, words)), SHOWN + 1)
    shown = list(cases.filter(pk__in=found).select_related(*ROWS).order_by("-opened_at", "-pk")[: SHOWN + 1])
    return Found(shown[:SHOWN], {"is_search": True, "more": len(shown) > SHOWN})


def _listed(request: HttpRequest, user: User, view: View, filters: dict[str, str], tabs: Sequence[Tab]) -> Found:
    now = timezone.now()
    cases = queue_filters.narrowed(_visible(user), filters, now)
    among = NEWEST if view.code == "every" and filters else 0
    if among:
        # So that a filter that few pass never reads them all.
        cases = opened_since(cases, newest_since(ReturnCase.objects.all(), NEWEST))
    found = read_page(view.streams(cases, now, user), Mark.read(request.GET.get("after", "")), ROWS)
    shown = {"next": found.next, "is_first": not request.GET.get("after"), "among": among and _written(among)}
    # Unfiltered, the tab has counted them.
    same = None if filters else next((tab for tab in tabs if tab.is_current), None)
    cap = CAP if same else NARROWED_CAP
    total = same.count if same else capped(view.counted(cases, now, user), cap)
    return Found(
        found.cases,
        {**shown, "total": min(total, cap), "total_words": _written(min(total, cap)), "is_capped": total > cap},
    )


def _address(request: HttpRequest) -> str:
    """What stands in the address besides the mark, for the link to the next page."""
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()
