"""What the first page of the admin tells rule staff: what waits for them, what is in force, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from rules import host
from rules.desk.access import may_read
from rules.desk.events import newest
from rules.desk.frame import desk_link, desk_url
from rules.models import Activation, EventKind, Rule, Rulebook, State, Version, VersionEvent
from rules.models.version import OPEN
from rules.people import APPROVE, EDIT, Person

TASKS = 8
CHANGES = 6
DECISIONS = 500
"""The newest decisions that the count of firing rules looks at."""
RULES = 5


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the reader, and the button that leads to it."""

    icon: str
    title: str
    detail: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class InForce:
    """A rulebook: what put the version that decides in force, what is scheduled next, and the newest open version."""

    rulebook: Rulebook
    current: Activation | None
    scheduled: Activation | None
    coming: Version | None


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule of a version and how often it had a say."""

    title: str
    url: str
    count: int


def tasks(person: Person) -> list[Task]:
    """What waits for an editor or an approver, the oldest first."""
    if not (person.has_perm(EDIT) or person.has_perm(APPROVE)):
        return []
    versions = list(_open_versions(person).order_by("pk"))
    last = _last_steps(versions)
    found = (task for version in versions for task in _tasks_of(version, last.get(version.pk), person))
    return [task for _number, task in zip(range(TASKS), found, strict=False)]


def panels(person: Person) -> dict[str, Any]:
    """The panels for whoever reads rules; nothing for others."""
    if not may_read(person):
        return {}
    books = list(in_force())
    first = next((book.current.version for book in books if book.current is not None), None)
    return {
        "books": books,
        "changes": newest(CHANGES),
        "new_draft": _new_draft(books, person),
        **(_firings(first) if first is not None else {}),
    }


def _new_draft(books: list[InForce], person: Person) -> str:
    """Where an editor begins: the first rulebook whose rules nobody is changing; empty where there is none."""
    free = (book.current.version for book in books if book.current is not None and book.coming is None)
    version = next(free, None) if person.has_perm(EDIT) else None
    return desk_url("life", version, "new-draft") if version is not None else ""


def in_force() -> Iterator[InForce]:
    """Every rulebook with the version that decides and the one to come, in four queries."""
    now = timezone.now()
    activations = Activation.objects.filter(rulebook=OuterRef("pk"))
    past = activations.filter(effective_from__lte=now).order_by("-effective_from", "-pk")
    future = activations.filter(effective_from__gt=now).order_by("effective_from", "pk")
    coming = Version.objects.filter(rulebook=OuterRef("pk"), state__in=OPEN).order_by("-number")
    books = Rulebook.objects.annotate(
        current_id=Subquery(past.values("pk")[:1]),
        next_id=Subquery(future.values("pk")[:1]),
        open_id=Subquery(coming.values("pk")[:1]),
    )
    known = _activations(Q(pk__in=[key for book in books for key in (book.current_id, book.next_id)]))
    opened = _plain(Version.objects.all()).in_bulk([book.open_id for book in books if book.open_id])
    for book in books:
        yield InForce(book, known.get(book.current_id), known.get(book.next_id), opened.get(book.open_id))


def _activations(wanted: Q) -> dict[int | None, Activation]:
    found = Activation.objects.filter(wanted).select_related("version__rulebook")
    return {row.pk: row for row in found.defer("version__frame", "version__document")}


def _plain(versions: QuerySet[Version]) -> QuerySet[Version]:
    return versions.select_related("rulebook").defer("frame", "document")


def _open_versions(person: Person) -> QuerySet[Version]:
    """What the person wrote and is a draft, and what others wrote and waits for an approver."""
    wanted = Q(pk__in=())
    if person.has_perm(EDIT):
        wanted |= Q(state=State.DRAFT, authors__user=person.pk)
    if person.has_perm(APPROVE):
        others = Version.objects.filter(state=State.IN_REVIEW).exclude(authors__user=person.pk)
        wanted |= Q(state=State.APPROVED) | Q(pk__in=others.values("pk"))
    return _plain(Version.objects.filter(wanted)).distinct()


def _last_steps(versions: list[Version]) -> Mapping[int, VersionEvent]:
    """The last step of each version that was no edit."""
    events = VersionEvent.objects.filter(version__in=versions).exclude(kind=EventKind.EDITED)
    return {event.version_id: event for event in events.select_related("actor").order_by("pk")}


def _tasks_of(version: Version, last: VersionEvent | None, person: Person) -> Iterator[Task]:
    named = _("Version %(number)s, %(rulebook)s") % {"number": version.number, "rulebook": version.rulebook.title}
    workspace = desk_url("workspace", version)
    if version.state == State.IN_REVIEW:
        url = desk_link("difference", version) or workspace
        yield Task("eye", _("%(version)s waits for your review") % {"version": named}, _told(last), url, _("Read"))
    elif version.state == State.APPROVED:
        url = desk_url("life", version, "publish")
        yield Task("ok", _("%(version)s can be published") % {"version": named}, _told(last), url, _("Publish…"))
    elif last is not None and last.kind == EventKind.SENT_BACK:
        title = _("%(version)s came back to you") % {"version": named}
        yield Task("warn", title, _told(last), workspace, _("Correct"))
    else:
        yield Task("edit", _("%(version)s is your draft") % {"version": named}, _told(last), workspace, _("Go on"))


def _told(event: VersionEvent | None) -> str:
    """Who took a step, and with what words."""
    if event is None or event.actor is None:
        return ""
    words = {"who": event.actor, "what": event.get_kind_display(), "comment": event.comment}
    return (_("%(who)s, %(what)s: “%(comment)s”") if event.comment else _("%(who)s, %(what)s")) % words


def _firings(version: Version) -> dict[str, Any]:
    found = host.get().firings(version_hash=version.hash, limit=DECISIONS)
    most = sorted(found.rules.items(), key=lambda entry: (-entry[1], entry[0]))[:RULES]
    titles = {
        rule.key: rule.title for rule in Rule.objects.filter(version=version, key__in=[key for key, _count in most])
    }
    firings = [Firing(titles.get(key) or key, desk_link("rule", version, key), count) for key, count in most]
    return {"firings": firings, "decisions": found.decisions, "firing_version": version}
