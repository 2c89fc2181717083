"""What a version would change: it and the version in force on the same stored cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rules import host
from rules.desk.access import in_force, version_for
from rules.desk.frame import desk_url, page, signed_in
from rules.desk.standing import remarks, standing
from rules.desk.verdicts import ITEMS, STATUSES, VERDICTS, OutcomeView
from rules.drafts import assemble
from rules.impact import LISTED, SAMPLE, Pair, may_start, start_impact, stop_impact
from rules.models import ImpactRun, Version
from rules.outcome_changes import KINDS, STANDINGS, Change, changes
from rules.people import Person
from rules.translation import DEFAULT_LANGUAGE
from rules.wording import code_name

A_PAGE = 50
SHOWN_CHANGES = 4
STANDING_WORDS: Mapping[str, Promise] = {
    "covered": VERDICTS["covered"],
    "excluded": VERDICTS["excluded"],
    "undetermined": VERDICTS["undetermined"],
    "review": STATUSES["needs_review"][1],
}
KIND_WORDS: Mapping[str, Promise] = {
    "status": gettext_lazy("Status"),
    "guarantee": gettext_lazy("Verdicts on guarantees"),
    "item": gettext_lazy("Steps and evidence"),
    "block": gettext_lazy("Blocked steps"),
    "review": gettext_lazy("Questions for an agent"),
    "recommendation": gettext_lazy("Proposed resolutions"),
}
_ABSENT = pgettext_lazy("change", "none")
_PRESENT = pgettext_lazy("change", "yes")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many changes of a kind there are, and in how many cases; ``query`` opens those."""

    label: str | Promise
    changes: int
    cases: int
    query: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases stood so and would stand so."""

    count: int
    query: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of how cases stood and would stand."""

    label: str | Promise
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case that differs."""

    reference: str
    before: tuple[str, str | Promise]
    after: tuple[str, str | Promise]
    changes: list[Told]
    more: int


class Words:
    """Changes in the reader's language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.labels = host.code_labels()

    def told(self, change: Change) -> Told:
        """What it is about, what it was, what it would be."""
        label = code_name(change.code, self.language, self.labels) if change.code else str(KIND_WORDS[change.kind])
        return Told(label, self._word(change.kind, change.before), self._word(change.kind, change.after))

    def _word(self, kind: str, word: str | None) -> str:
        if word is None:
            return str(_ABSENT)
        match kind:
            case "status":
                return str(STATUSES[word][1])
            case "guarantee":
                return str(VERDICTS[word])
            case "item":
                return str(ITEMS[word])
        return str(_PRESENT)

    def case(self, entry: Mapping[str, Any]) -> Case:
        """An entry of ``ImpactRun.differing``."""
        told = [self.told(Change(*change)) for change in entry["changes"]]
        return Case(
            entry["case"],
            (entry["before"], STANDING_WORDS[entry["before"]]),
            (entry["after"], STANDING_WORDS[entry["after"]]),
            told[:SHOWN_CHANGES],
            len(told[SHOWN_CHANGES:]),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Show the last trial of a version; start or stop one.

    Which cases differ is shown to who started it, for a trial tries the cases that its starter may see.
    """
    person = signed_in(request)
    version = version_for(person, version_id)
    against = in_force(version.rulebook)
    report = standing(version)
    can_start = may_start(person) and against not in (None, version) and not report.faults
    if request.method == "POST":
        return _do(request, version, person, can_start=can_start)
    run = _latest(version, person)
    language = get_language() or DEFAULT_LANGUAGE
    context = {
        "run": run,
        "against": against,
        "faults": remarks(report.faults, assemble(version), language) if report.faults else [],
        "can_start": can_start,
        "can_stop": may_start(person),
        "sample": number_format(SAMPLE, force_grouping=True),
        **({} if run is None else _shown(run, person, request, language)),
    }
    title = _("What version %(number)s would change") % {"number": version.number}
    return page(request, "impact", version=version, title=title, tab="impact", context=context)


def _latest(version: Version, person: Person) -> ImpactRun | None:
    """The reader's own last trial, else the last of anybody's."""
    runs = version.impact_runs.select_related("started_by", "against").defer("against__document", "against__frame")
    return runs.filter(started_by_id=person.pk).first() or runs.first()


def _do(request: HttpRequest, version: Version, person: Person, *, can_start: bool) -> HttpResponseBase:
    if not may_start(person):
        raise PermissionDenied
    run = _latest(version, person)
    if request.POST.get("do") == "stop" and run is not None:
        stop_impact(run=run, by=person)
        messages.info(request, _("Stopped. What was found so far is shown."))
    elif request.POST.get("do") == "start" and can_start:
        start_impact(version=version, by=person)
    return redirect(desk_url("impact", version))


def _shown(run: ImpactRun, person: Person, request: HttpRequest, language: str) -> dict[str, Any]:
    is_own = run.started_by_id == person.pk
    kind, flow = request.GET.get("kind", ""), request.GET.get("flow", "")
    wanted = [entry for entry in run.differing if is_own and _is_wanted(entry, kind, flow)]
    pages = Paginator(wanted, A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    words = Words(language)
    return {
        "is_own": is_own,
        "is_old": run.revision != run.version.revision,
        "figures": list(_figures(run.counts)),
        "rows": list(_rows(run.counts.get("flow", {}))),
        "columns": list(STANDING_WORDS.values()),
        "differ": run.counts.get("cases", 0),
        "narrowed": bool(kind or flow),
        "narrowing": f"kind={kind}&" if kind in KINDS else f"flow={flow}&" if _is_flow(flow) else "",
        "shown": shown,
        "cases": [words.case(entry) for entry in shown],
        "unlisted": max(0, run.counts.get("cases", 0) - LISTED),
    }


def _is_flow(flow: str) -> bool:
    return all(part in STANDINGS for part in flow.split("."))


def _is_wanted(entry: Mapping[str, Any], kind: str, flow: str) -> bool:
    return (not kind or any(change[0] == kind for change in entry["changes"])) and (
        not flow or flow == f"{entry['before']}.{entry['after']}"
    )


def _figures(counts: Mapping[str, Any]) -> Iterator[Figure]:
    for kind in KINDS:
        found = counts.get(kind, {"changes": 0, "cases": 0})
        yield Figure(KIND_WORDS[kind], found["changes"], found["cases"], f"kind={kind}")


def _rows(flow: Mapping[str, int]) -> Iterable[Row]:
    for before in STANDINGS:
        cells = (_cell(flow.get(f"{before}.{after}", 0), before, after) for after in STANDINGS)
        yield Row(STANDING_WORDS[before], tuple(cells))


def _cell(count: int, before: str, after: str) -> Cell:
    if not count or before == after:
        return Cell(count, "", "")
    return Cell(count, f"flow={before}.{after}", "is-hard" if (before, after) == ("covered", "excluded") else "is-move")


@require_safe
def case(request: HttpRequest, version_id: int, reference: str) -> HttpResponse:
    """One case side by side: by the version in force, and by this one. 404 for a case that the reader may not see."""
    person = signed_in(request)
    version = version_for(person, version_id)
    against = in_force(version.rulebook)
    if against is None or standing(version).faults:
        raise Http404
    pair = Pair.of(version, against)
    try:
        found = host.get().case_facts(reference=reference, reader=person, vocabulary=pair.vocabulary)
    except LookupError:
        raise Http404 from None
    language = get_language() or DEFAULT_LANGUAGE
    before, after = pair.decide(found.facts)
    words = Words(language)
    context = {
        "reference": found.reference,
        "against": against,
        "changes": [words.told(change) for change in changes(before, after)],
        "before": None if before is None else OutcomeView(before, language, words.labels),
        "after": None if after is None else OutcomeView(after, language, words.labels),
    }
    title = _("Case %(reference)s under both versions") % {"reference": found.reference}
    return page(request, "impact_case", version=version, title=title, tab="impact", context=context)
