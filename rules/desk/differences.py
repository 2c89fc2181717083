"""What differs between two versions of a rulebook, in words: rule by rule, and condition by condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules import host
from rules.desk.access import base_of, in_force, version_for
from rules.desk.beside import siblings, wanted_version
from rules.desk.frame import desk_link, desk_url, page, signed_in
from rules.difference import SUBJECTS, Comparison, Difference, compare_documents
from rules.drafts import assemble
from rules.history import read_remark
from rules.kinds import KINDS
from rules.models import EventKind, Version
from rules.translation import DEFAULT_LANGUAGE, translate

A_PAGE = 100
SUBJECT_NAMES: Mapping[str, Promise] = {
    "rule": gettext_lazy("Rules"),
    "fact": gettext_lazy("Facts"),
    "code": gettext_lazy("Codes"),
    "example": gettext_lazy("Examples"),
}
CHANGE_NAMES: Mapping[str, Promise] = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "disabled": gettext_lazy("disabled"),
    "enabled": gettext_lazy("enabled"),
    "removed": gettext_lazy("removed"),
}
TAGS: Mapping[str, str] = {"added": "new", "changed": "mod", "enabled": "new", "disabled": "off", "removed": "off"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A difference with where it leads, and who made the last change to it when."""

    difference: Difference
    url: str
    who: str
    at: datetime | None

    @property
    def tag(self) -> tuple[str, str]:
        """The class of its tag, and the word."""
        return TAGS[self.difference.change], str(CHANGE_NAMES[self.difference.change])

    @property
    def subject(self) -> str:
        """What it is, where it is no rule."""
        return "" if self.difference.subject == "rule" else str(SUBJECT_NAMES[self.difference.subject])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader wants to see; what is empty does not narrow. ``kind`` is a rule's kind, or a subject."""

    change: str = ""
    kind: str = ""

    def finds(self, difference: Difference) -> bool:
        """Whether the difference is among it."""
        kinds = (difference.subject, difference.kind if difference.subject == "rule" else "")
        return self.change in ("", difference.change) and (not self.kind or self.kind in kinds)


@require_safe
def show(request: HttpRequest, version_id: int, other_id: int | None = None) -> HttpResponseBase:
    """Show what a version changes of another one: of what it replaces, if none is named."""
    person = signed_in(request)
    version = version_for(person, version_id)
    old, new = (wanted_version(person, request.GET.get(name, "")) for name in ("from", "to"))
    if old is not None and new is not None:
        return redirect(desk_url("compare", new, old.pk))
    other = base_of(version) if other_id is None else version_for(person, other_id)
    if other is not None and other.rulebook_id != version.rulebook_id:
        raise Http404
    title = _("From version %(old)s to version %(new)s") if other else _("Version %(new)s, compared with nothing")
    context = _context(request, version, other)
    numbers = {"old": other.number if other else "", "new": version.number}
    return page(request, "differences", version=version, title=title % numbers, tab="difference", context=context)


def _context(request: HttpRequest, version: Version, other: Version | None) -> dict[str, Any]:
    choices = {"other": other, "versions": siblings(version)}
    if other is None:
        return choices
    language = get_language() or DEFAULT_LANGUAGE
    found = compare_documents(assemble(other), assemble(version), language, host.code_labels())
    wanted = Wanted(request.GET.get("change", ""), request.GET.get("kind", ""))
    entries = list(_entries(found, version, wanted))
    shown = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return {
        **choices,
        "in_force": in_force(version.rulebook),
        "comparison": found,
        "rule_changes": sum(found.counts("rule").values()),
        "wanted": wanted,
        "narrowed": wanted != Wanted(),
        "found": len(entries),
        "shown": shown,
        "counts": _counts(found),
        "changes": CHANGE_NAMES,
        "kinds": _kinds(found, language),
        "impact": desk_link("impact", version),
    }


def _entries(found: Comparison, version: Version, wanted: Wanted) -> Iterator[Entry]:
    makers = _makers(version)
    for difference in found.differences:
        if wanted.finds(difference):
            who, at = makers.get((difference.subject, difference.key), ("", None))
            gone = difference.change == "removed" or difference.subject == "code"
            url = "" if gone else desk_link(difference.subject, version, difference.key)
            yield Entry(difference, url, who, at)


def _makers(version: Version) -> dict[tuple[str, str], tuple[str, datetime]]:
    """Who edited each rule, fact and example of the version last, and when."""
    found = {}
    for event in version.events.filter(kind=EventKind.EDITED).select_related("actor"):
        edit = read_remark(event.comment)
        if edit is not None:
            found[edit.kind.subject, edit.key] = (str(event.actor or ""), event.at)
    return found


def _counts(found: Comparison) -> list[tuple[str, list[tuple[int, str]]]]:
    """How many of each change, by subject; subjects without one left out."""
    counted = [(str(SUBJECT_NAMES[subject]), found.counts(subject)) for subject in SUBJECTS]
    return [
        (name, [(count, str(CHANGE_NAMES[change])) for change, count in each.items()]) for name, each in counted if each
    ]


def _kinds(found: Comparison, language: str) -> list[tuple[str, str]]:
    """What the reader can narrow to: the kinds of rule and the subjects that there are."""
    kinds = {difference.kind for difference in found.differences if difference.subject == "rule"}
    subjects = {difference.subject for difference in found.differences}
    rows = [(kind, translate(language, row.label)) for kind, row in KINDS.items() if kind in kinds]
    return [*rows, *((subject, str(name)) for subject, name in SUBJECT_NAMES.items() if subject in subjects)]
