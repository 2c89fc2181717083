"""The first page: the piles of work, and the list of cases, narrowed and searched."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from returns.casework.finding import capped
from returns.models.case import ReturnCase, Verdict
from returns.models.catalogue import DeviceCategory
from returns.portal.base import PortalPage
from returns.portal.queues import QUEUES, SEARCHED, Filters, counts, read_filters, searched_since
from returns.portal.rows import listed, row_of
from returns.telling.verdicts import GUARANTEE_CHIPS, UNDER_REVIEW, state_chip
from returns.workflow import State

PER_PAGE = 25
CAP = 10_000
"""As far as cases are counted and pages lead: more are "10,000+", and are found by filters or a search."""


class CappedPaginator(Paginator[ReturnCase]):
    """Pages of a list that is counted to the cap only."""

    @cached_property
    def found(self) -> int:
        """How many cases there are, up to one more than the cap."""
        return capped(cast("QuerySet[ReturnCase]", self.object_list).order_by(), CAP)

    @cached_property
    def count(self) -> int:
        """How many cases the pages hold."""
        return min(self.found, CAP)

    @property
    def is_capped(self) -> bool:
        """Whether there are more."""
        return self.found > CAP


class Home(PortalPage):
    """What there is to do."""

    template_name = "returns/portal/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the piles and one page of the list."""
        now = timezone.now()
        filters = read_filters(request.GET)
        shown = self._page(filters)
        found = counts(self.cases, now)
        return self.show(
            tiles=[(queue, found[queue.code], _address(queue=queue.code)) for queue in QUEUES],
            filters=filters,
            rows=[row_of(case, now) for case in shown],
            shown=shown,
            states=[(state.value, state_chip(state.value).word) for state in State],
            verdicts=[*((code, GUARANTEE_CHIPS[code].word) for code in Verdict.values), ("review", UNDER_REVIEW.word)],
            categories=[(row.code, row.label) for row in DeviceCategory.objects.all()],
            handlers=("me", "nobody"),
            export=_address(request.GET),
            turn={number: _address(request.GET, page=str(number)) for number in _neighbours(shown)},
            missed=request.GET.get("missed") == "1",
            among=SEARCHED if filters.query and searched_since(self.cases) else 0,
        )

    def _page(self, filters: Filters) -> Page[ReturnCase]:
        cases = listed(filters.apply(self.cases, self.user))
        return CappedPaginator(cases, PER_PAGE).get_page(self.request.GET.get("page"))


def _neighbours(shown: Page[ReturnCase]) -> list[int]:
    before = [shown.previous_page_number()] if shown.has_previous() else []
    return before + ([shown.next_page_number()] if shown.has_next() else [])


def _address(given: QueryDict | None = None, **changes: str) -> str:
    """Return the query of the same list with something else in it."""
    query = given.copy() if given is not None else QueryDict(mutable=True)
    for name in ("page", "missed"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()
