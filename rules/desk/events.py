"""The history of a version: who did what when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rules.desk.access import version_for
from rules.desk.edited_names import Names, edit_subject, edited_names
from rules.desk.frame import desk_link, page, signed_in
from rules.history import Edit, read_remark
from rules.models import EventKind, Version, VersionEvent

A_PAGE = 50
STEPS: dict[str, Promise] = {
    EventKind.CREATED: gettext_lazy("made the version"),
    EventKind.IMPORTED: gettext_lazy("imported the version"),
    EventKind.EDITED: gettext_lazy("edited the version"),
    EventKind.SUBMITTED: gettext_lazy("submitted the version"),
    EventKind.SENT_BACK: gettext_lazy("sent the version back"),
    EventKind.APPROVED: gettext_lazy("approved the version"),
    EventKind.PUBLISHED: gettext_lazy("published the version"),
    EventKind.SCHEDULED: gettext_lazy("scheduled the version"),
    EventKind.ROLLED_BACK: gettext_lazy("rolled back to the version"),
    EventKind.RETIRED: gettext_lazy("retired the version"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in words: ``who`` ``what`` ``subject`` (a rule, fact or example; ``url`` leads there), ``comment``."""

    at: datetime
    who: str
    what: str
    subject: str
    url: str
    comment: str
    is_step: bool
    version: Version


def all_events() -> QuerySet[VersionEvent]:
    """The events of all versions, the newest first, with what an entry shows, and not the versions' contents."""
    found = VersionEvent.objects.select_related("actor", "version__rulebook")
    events: QuerySet[VersionEvent] = found.defer("version__frame", "version__document").order_by("-pk")
    return events


def newest(count: int, version: Version | None = None) -> list[Entry]:
    """The newest events, of one version or of all."""
    events = all_events() if version is None else all_events().filter(version=version)
    return entries(events[:count])


def entries(events: Iterable[VersionEvent]) -> list[Entry]:
    """Events in words, each naming what it is about as people know it."""
    found = list(events)
    names = edited_names((event.version_id, edit) for event in found if (edit := _edit(event)))
    return [_entry(event, names) for event in found]


def _edit(event: VersionEvent) -> Edit | None:
    return read_remark(event.comment) if event.kind == EventKind.EDITED else None


def _entry(event: VersionEvent, names: Names) -> Entry:
    edit = _edit(event)
    link = desk_link(edit.kind.subject, event.version, edit.key) if edit and "deleted" not in edit.kind else ""
    return Entry(
        at=event.at,
        who=str(event.actor) if event.actor else _("The command line"),
        what=str(edit.kind.label if edit else STEPS[event.kind]),
        subject=names.get((event.version_id, *edit_subject(edit)), edit.key) if edit else "",
        url=link,
        comment="" if edit else event.comment,
        is_step=edit is None,
        version=event.version,
    )


@require_safe
def show(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show who did what to a version, and when it was in force."""
    version = version_for(signed_in(request), version_id)
    pages = Paginator(all_events().filter(version=version), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "entries": entries(shown),
        "activations": version.activations.select_related("activated_by"),
        "authors": version.authors.select_related("user"),
    }
    title = _("History of version %(number)s") % {"number": version.number}
    return page(request, "history", version=version, title=title, tab="history", context=context)
