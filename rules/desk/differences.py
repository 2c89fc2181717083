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
from django.utils.translation import get_language, gettext_lazy, npgettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules import host
from rules.desk.access import base_of, in_force, version_for
from rules.desk.beside import siblings, wanted_version
from rules.desk.frame import desk_link, desk_url, page, signed_in
from rules.desk.narrowing import Narrowing
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
SUBJECT: Mapping[str, Promise] = {
    "fact": pgettext_lazy("singular", "Fact"),
    "code": pgettext_lazy("singular", "Code"),
    "example": pgettext_lazy("singular", "Example"),
}
ONE_RULE: Mapping[str, Promise] = {
    "added": pgettext_lazy("rule", "added"),
    "changed": pgettext_lazy("rule", "changed"),
    "disabled": pgettext_lazy("rule", "disabled"),
    "enabled": pgettext_lazy("rule", "enabled"),
    "removed": pgettext_lazy("rule", "removed"),
}
ONE_FACT: Mapping[str, Promise] = {
    "added": pgettext_lazy("fact", "added"),
    "changed": pgettext_lazy("fact", "changed"),
    "removed": pgettext_lazy("fact", "removed"),
}
"""A change in a word, as a rule's tag has it, and as that of a fact, a code or an example has it."""
RULES: Mapping[str, Any] = {
    "added": npgettext_lazy("rules", "%(n)s added", "%(n)s added", "n"),
    "changed": npgettext_lazy("rules", "%(n)s changed", "%(n)s changed", "n"),
    "disabled": npgettext_lazy("rules", "%(n)s disabled", "%(n)s disabled", "n"),
    "enabled": npgettext_lazy("rules", "%(n)s enabled", "%(n)s enabled", "n"),
    "removed": npgettext_lazy("rules", "%(n)s removed", "%(n)s removed", "n"),
}
FACTS: Mapping[str, Any] = {
    "added": npgettext_lazy("facts", "%(n)s added", "%(n)s added", "n"),
    "changed": npgettext_lazy("facts", "%(n)s changed", "%(n)s changed", "n"),
    "removed": npgettext_lazy("facts", "%(n)s removed", "%(n)s removed", "n"),
}
"""The same with how many."""
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
        names = ONE_RULE if self.difference.subject == "rule" else ONE_FACT
        return TAGS[self.difference.change], str(names[self.difference.change])

    @property
    def subject(self) -> str:
        """What it is, where it is no rule."""
        return str(SUBJECT.get(self.difference.subject, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Narrowing):
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
    title = _("From version %(old)s to version %(new)s") if other else _("Version %(new)s: nothing to compare it with")
    context = _context(request, version, other)
    numbers = {"old": other.number if other else "", "new": version.number}
    return page(request, "differences", version=version, title=title % numbers, tab="difference", context=context)


def _context(request: HttpRequest, version: Version, other: Version | None) -> dict[str, Any]:
    choices = {"other": other, "versions": siblings(version)}
    if other is None:
        return choices
    language = get_language() or DEFAULT_LANGUAGE
    found = compare_documents(assemble(other), assemble(version), language, host.code_labels())
    wanted = Wanted.from_query(request.GET)
    entries = list(_entries(found, version, wanted))
    shown = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return {
        **choices,
        "in_force": in_force(version.rulebook),
        "comparison": found,
        "rule_changes": sum(found.counts("rule").values()),
        "wanted": wanted,
        "narrowed": wanted.narrows,
        "found": len(entries),
        "shown": shown,
        "counts": _counts(found),
        "changes": ONE_RULE,
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


def _counts(found: Comparison) -> list[tuple[str, list[str]]]:
    """How many of each change, by subject; subjects without one left out."""
    counted = [(subject, found.counts(subject)) for subject in SUBJECTS]
    return [(str(SUBJECT_NAMES[subject]), list(_in_words(subject, each))) for subject, each in counted if each]


def _in_words(subject: str, counts: Mapping[Any, int]) -> Iterator[str]:
    names = RULES if subject == "rule" else FACTS
    for change, count in counts.items():
        yield names[change] % {"n": count}


def _kinds(found: Comparison, language: str) -> list[tuple[str, str]]:
    """What the reader can narrow to: the kinds of rule and the subjects that there are."""
    kinds = {difference.kind for difference in found.differences if difference.subject == "rule"}
    subjects = {difference.subject for difference in found.differences}
    rows = [(kind, translate(language, row.label)) for kind, row in KINDS.items() if kind in kinds]
    return [*rows, *((subject, str(name)) for subject, name in SUBJECT_NAMES.items() if subject in subjects)]
