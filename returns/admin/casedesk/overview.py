"""The overview for leads and auditors: figures of a period as plots and tables, and the same tables as files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from returns.admin.casedesk.figures import PERIODS, STANDINGS, Figures
from returns.admin.casedesk.frame import page, reader
from returns.admin.casedesk.plots import time_plot, verdict_plot
from returns.catalogue.exchange.cells import guarded
from returns.models import User
from returns.permissions import is_agent, is_lead
from returns.telling.verdicts import GUARANTEE_CHIPS, TO_REVIEW

DEFAULT = 30


def may_oversee(user: User) -> bool:
    """Tell whether the user looks at the work of all: leads, and auditors, who handle no case themselves."""
    return is_lead(user) or not is_agent(user)


def _overseer(request: HttpRequest) -> User:
    user = reader(request)
    if not may_oversee(user):
        raise PermissionDenied
    return user


def _figures(request: HttpRequest) -> Figures:
    days = request.GET.get("days", "")
    return Figures(int(days) if days in map(str, PERIODS) else DEFAULT)


def words() -> dict[str, str]:
    """Return what each standing is called."""
    return {**{name: str(chip.word) for name, chip in GUARANTEE_CHIPS.items()}, "review": str(TO_REVIEW.word)}


@dataclass(frozen=True, slots=True)
class Part:
    """A standing with its share of the period, in whole percents."""

    name: str
    word: str
    count: int
    percent: int


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the figures of the last days (``?days=``); 404 for strangers, 403 for agents."""
    _overseer(request)
    figures = _figures(request)
    named = words()
    total = figures.decided
    context = {
        "figures": figures,
        "periods": PERIODS,
        "parts": [
            Part(name, named[name], count, round(100 * count / total) if total else 0)
            for name, count in figures.totals.items()
        ],
        "verdict_plot": verdict_plot(figures.verdicts, named),
        "time_plot": time_plot(figures.times),
        "most": max((row.count for row in figures.grounds), default=1),
    }
    return page(request, "overview", title=_("Overview"), context=context)


Row = Sequence[object]
Table = Callable[[Figures], Iterable[Row]]


def _verdicts(figures: Figures) -> Iterable[Row]:
    named = words()
    yield (_("Day"), *(named[name] for name in STANDINGS))
    for bar in figures.verdicts:
        yield (bar.day.isoformat(), *(bar.counts[name] for name in STANDINGS))


def _grounds(figures: Figures) -> Iterable[Row]:
    yield _("Ground"), _("Cases")
    yield from ((row.label, row.count) for row in figures.grounds)


def _rules(figures: Figures) -> Iterable[Row]:
    yield _("Rule"), _("Key"), _("Decisions"), _("Decided otherwise")
    yield from ((row.title, row.key, row.decisions, row.overridden) for row in figures.rules)


def _times(figures: Figures) -> Iterable[Row]:
    yield _("Day"), _("Decisions"), _("Median in hours")
    yield from ((row.day.isoformat(), row.count, f"{row.median_hours:.1f}") for row in figures.times)


def _sellers(figures: Figures) -> Iterable[Row]:
    yield _("Seller"), _("Steps done"), _("Of these late"), _("Mean delay in hours"), _("Late now")
    for row in figures.sellers:
        delay = f"{row.mean_delay.total_seconds() / 3600:.1f}" if row.mean_delay else ""
        yield row.seller.name, row.done, row.late, delay, row.late_now


TABLES: Mapping[str, Table] = {
    "verdicts": _verdicts,
    "grounds": _grounds,
    "rules": _rules,
    "times": _times,
    "sellers": _sellers,
}


@require_safe
def export(request: HttpRequest, table: str) -> HttpResponse:
    """Return a table of the period as CSV; no cell of it is taken for a formula by a spreadsheet."""
    _overseer(request)
    rows = TABLES.get(table)
    if rows is None:
        raise Http404
    figures = _figures(request)
    name = f"constat-{table}-{figures.days}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    # So that spreadsheets read it as UTF-8.
    response.write("\ufeff")
    writer: Any = csv.writer(response)
    writer.writerows([guarded(str(cell)) for cell in row] for row in rows(figures))
    return response
