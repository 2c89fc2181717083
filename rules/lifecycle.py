"""The life of a version: draft → in review → approved → published → retired, and what is in force when.

Each function is one step: it checks who asks, does everything in one transaction, writes one event, and raises a
``LifecycleError`` that says why where it refuses. Nothing else changes a version.

Where a version is put in force at once, ``moves_open_cases`` binds the cases that are not closed to it, in the same
transaction; for a later moment the wish is kept on the activation, and ``rules.due`` carries it out then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from rules.document import canonical, document_hash
from rules.drafts import Content, Unstorable, assemble, content_hash, disassemble, store
from rules.due import leave_for_later, move_open_cases
from rules.models import Activation, EventKind, Rulebook, State, Version, VersionAuthor, VersionEvent
from rules.people import APPROVE, EDIT, Person
from rules.preflight import Report, preflight
from rules.references import unknown_codes
from rules.refusals import (
    AlreadyPublished,
    AuthorMayNotApprove,
    ChangedMeanwhile,
    CodesUnknown,
    DocumentRefused,
    NeverInForce,
    NotInTheFuture,
    NotPermitted,
    NotStorable,
    StillNeeded,
    WrongState,
)
from rules.registry import NoVersionInForce, version_in_force


def import_draft(*, document: Mapping[str, Any], by: Person | None, comment: str = "") -> Version:
    """Store a rulebook document as a new draft of its rulebook, which is made if there is none.

    Who imports is its author; ``by`` None is for a command that somebody with the machine's keys runs. Raises
    ``DocumentRefused`` for faults; examples that don't hold are for the draft's editors to mend.
    """
    if by is not None:
        _require(by, EDIT)
    report = preflight(document)
    if report.faults:
        raise DocumentRefused(report)
    content = _disassembled(document)
    with transaction.atomic():
        rulebook = _rulebook_of(document)
        version = _new_version(rulebook, content, parent=None, by=by)
        if by is not None:
            _add_author(version, by)
        _record(version, EventKind.IMPORTED, by, comment, content_hash(version))
    return version


def new_draft(*, version: Version, by: Person, comment: str = "") -> Version:
    """Make a draft from any version, whatever its state.

    The authors of a version that nobody approved are those of the draft too: else copying one's own work would be
    a way to approve it.
    """
    _require(by, EDIT)
    with transaction.atomic():
        rulebook = Rulebook.objects.select_for_update().get(pk=version.rulebook_id)
        parent = Version.objects.get(pk=version.pk)
        draft = _new_version(rulebook, disassemble(assemble(parent)), parent=parent, by=by)
        if not parent.is_frozen:
            for author in parent.authors.all():
                VersionAuthor.objects.create(version=draft, user_id=author.user_id)
        _record(draft, EventKind.CREATED, by, comment, content_hash(draft))
    return draft


def record_edit(*, version: Version, by: Person, comment: str, revision: int | None = None) -> Version:
    """Note an edit of a draft's rows, in the transaction that makes it: its author, and one more revision.

    ``revision`` is the one that the editor saw; raises ``ChangedMeanwhile`` if there is a newer one. The version
    stays locked until the transaction ends, so call this first, then change rows.
    """
    _require(by, EDIT)
    with transaction.atomic():
        draft = _locked(version, State.DRAFT)
        _require_revision(draft, revision)
        draft.revision += 1
        draft.save(update_fields=["revision"])
        _add_author(draft, by)
        _record(draft, EventKind.EDITED, by, comment)
    return draft


def submit(*, version: Version, by: Person, comment: str = "", revision: int | None = None) -> Version:
    """Ask for a review of a draft; it must have no fault, and its examples must hold (``DocumentRefused``).

    Raises ``CodesUnknown`` for what the application lacks; so does ``publish``.

    Here and below, ``revision`` is the one that the person saw; raises ``ChangedMeanwhile`` if there is a newer one.
    """
    _require(by, EDIT)
    report = _tried_out(version, State.DRAFT)
    with transaction.atomic():
        draft = _locked(version, State.DRAFT)
        _require_revision(draft, revision)
        _require_content(draft, report.hash)
        _require_known(assemble(draft))
        _add_author(draft, by)
        return _move(draft, State.IN_REVIEW, EventKind.SUBMITTED, by, comment, report.hash)


def approve(*, version: Version, by: Person, comment: str = "", revision: int | None = None) -> Version:
    """Approve what was submitted; who wrote or submitted it never may (``AuthorMayNotApprove``)."""
    _require(by, APPROVE)
    with transaction.atomic():
        reviewed = _locked(version, State.IN_REVIEW)
        _require_not_author(reviewed, by)
        _require_revision(reviewed, revision)
        submitted = _hash_at(reviewed, EventKind.SUBMITTED)
        _require_content(reviewed, submitted)
        return _move(reviewed, State.APPROVED, EventKind.APPROVED, by, comment, submitted)


def send_back(*, version: Version, by: Person, comment: str) -> Version:
    """Give a version back to its editors, also one that was approved already; the comment says what to change."""
    _require(by, APPROVE)
    with transaction.atomic():
        reviewed = _locked(version, State.IN_REVIEW, State.APPROVED)
        _require_not_author(reviewed, by)
        return _move(reviewed, State.DRAFT, EventKind.SENT_BACK, by, comment, content_hash(reviewed))


def publish(
    *,
    version: Version,
    by: Person,
    effective_from: datetime | None = None,
    reason: str = "",
    moves_open_cases: bool = False,
    revision: int | None = None,
) -> Activation:
    """Freeze an approved version for good, and put it in force now or, if ``effective_from`` says so, later.

    It is compiled and its examples are replayed first, in a process of its own. Of two who publish at once one
    wins, and the other gets ``WrongState``. Raises ``AlreadyPublished`` where an earlier version says the same.
    """
    _require(by, APPROVE)
    report = _tried_out(version, State.APPROVED)
    with transaction.atomic():
        approved = _locked(version, State.APPROVED)
        _require_revision(approved, revision)
        document = assemble(approved)
        if not document_hash(document) == report.hash == _hash_at(approved, EventKind.APPROVED):
            raise ChangedMeanwhile(version=approved)
        if twin := Version.objects.filter(hash=report.hash).first():
            raise AlreadyPublished(version=twin)
        _require_known(document)
        approved.document = canonical(document).decode("utf-8")
        approved.hash = report.hash
        _move(approved, State.PUBLISHED, EventKind.PUBLISHED, by, reason, report.hash)
        _retitle(approved.rulebook, document["title"])
        return _activate(approved, by, effective_from, reason, moves_open_cases=moves_open_cases)


def schedule(
    *, version: Version, by: Person, effective_from: datetime, reason: str = "", moves_open_cases: bool = False
) -> Activation:
    """Put a published version in force from a later moment on; the latest moment that has passed counts."""
    _require(by, APPROVE)
    with transaction.atomic():
        published = _locked(version, State.PUBLISHED)
        _record(published, EventKind.SCHEDULED, by, reason, published.hash)
        return _activate(published, by, effective_from, reason, moves_open_cases=moves_open_cases)


def roll_back(*, version: Version, by: Person, reason: str, moves_open_cases: bool = False) -> Activation:
    """Put a published version in force again, at once: an emergency, for which one approver suffices.

    Raises ``NeverInForce`` unless it was in force before and is not any more. What is scheduled for later stays.
    """
    _require(by, APPROVE)
    with transaction.atomic():
        published = _locked(version, State.PUBLISHED)
        now = timezone.now()
        if _is_in_force(published, now) or not published.activations.filter(effective_from__lte=now).exists():
            raise NeverInForce(version=published)
        _record(published, EventKind.ROLLED_BACK, by, reason, published.hash)
        return _activate(published, by, None, reason, moves_open_cases=moves_open_cases, is_rollback=True)


def retire(*, version: Version, by: Person, comment: str = "") -> Version:
    """Rule out that a published version is ever put in force again; what it decided can still be replayed."""
    _require(by, APPROVE)
    with transaction.atomic():
        published = _locked(version, State.PUBLISHED)
        now = timezone.now()
        if _is_in_force(published, now) or published.activations.filter(effective_from__gt=now).exists():
            raise StillNeeded(version=published)
        return _move(published, State.RETIRED, EventKind.RETIRED, by, comment, published.hash)


# Who may


def _require(by: Person, permission: str) -> None:
    if not by.has_perm(permission):
        raise NotPermitted


def _require_not_author(version: Version, by: Person) -> None:
    if version.authors.filter(user_id=by.pk).exists():
        raise AuthorMayNotApprove(version=version)


def _add_author(version: Version, by: Person) -> None:
    VersionAuthor.objects.get_or_create(version=version, user_id=by.pk)


# What it must be


def _locked(version: Version, *states: State) -> Version:
    """The version as it is stored now, locked with its rulebook until the transaction ends."""
    locked = Version.objects.select_for_update().select_related("rulebook").get(pk=version.pk)
    if locked.state not in states:
        raise WrongState(locked)
    return locked


def _tried_out(version: Version, state: State) -> Report:
    """The report on a version that is ready to go on; before the transaction, for it takes a while."""
    stored = Version.objects.select_related("rulebook").get(pk=version.pk)
    if stored.state != state:
        raise WrongState(stored)
    report = preflight(assemble(stored))
    if not report.holds:
        raise DocumentRefused(report)
    return report


def _require_revision(version: Version, seen: int | None) -> None:
    if seen is not None and seen != version.revision:
        raise ChangedMeanwhile(version=version)


def _require_content(version: Version, expected: str) -> None:
    if content_hash(version) != expected:
        raise ChangedMeanwhile(version=version)


def _require_known(document: Mapping[str, Any]) -> None:
    if codes := unknown_codes(document):
        raise CodesUnknown(codes)


def _hash_at(version: Version, kind: EventKind) -> str:
    """The content when this was last done to the version, empty if it never was."""
    hashes = version.events.filter(kind=kind).order_by("-pk").values_list("content_hash", flat=True)
    return hashes.first() or ""


def _is_in_force(version: Version, at: datetime) -> bool:
    try:
        return version_in_force(rulebook=version.rulebook.code, at=at).pk == version.pk
    except NoVersionInForce:
        return False


# What is written


def _disassembled(document: Mapping[str, Any]) -> Content:
    try:
        return disassemble(document)
    except Unstorable:
        raise NotStorable from None


def _rulebook_of(document: Mapping[str, Any]) -> Rulebook:
    rulebooks = Rulebook.objects.select_for_update()
    rulebook, created = rulebooks.get_or_create(code=document["rulebook"])
    if created:
        _retitle(rulebook, document["title"])
    return rulebook


def _retitle(rulebook: Rulebook, title: Mapping[str, str]) -> None:
    rulebook.title_fr, rulebook.title_en = title["fr"], title["en"]
    rulebook.save(update_fields=["title_fr", "title_en"])


def _new_version(rulebook: Rulebook, content: Content, *, parent: Version | None, by: Person | None) -> Version:
    """A draft with the next number; the rulebook is locked, so that no two take the same."""
    last = rulebook.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        rulebook=rulebook,
        number=last + 1,
        frame=content.frame,
        parent=parent,
        created_by_id=_key(by),
    )
    store(content, version)
    return version


def _move(version: Version, state: State, kind: EventKind, by: Person, comment: str, digest: str) -> Version:
    version.state = state
    version.save(update_fields=["state", "document", "hash"])
    _record(version, kind, by, comment, digest)
    return version


def _record(version: Version, kind: EventKind, by: Person | None, comment: str, digest: str = "") -> None:
    VersionEvent.objects.create(version=version, kind=kind, actor_id=_key(by), comment=comment, content_hash=digest)


def _key(person: Person | None) -> Any:
    return None if person is None else person.pk


def _activate(
    version: Version,
    by: Person,
    effective_from: datetime | None,
    reason: str,
    *,
    moves_open_cases: bool,
    is_rollback: bool = False,
) -> Activation:
    now = timezone.now()
    if effective_from is not None and effective_from <= now:
        raise NotInTheFuture
    activation: Activation = Activation.objects.create(
        rulebook=version.rulebook,
        version=version,
        effective_from=effective_from or now,
        at=now,
        activated_by_id=by.pk,
        reason=reason,
        moves_open_cases=moves_open_cases,
        is_rollback=is_rollback,
    )
    if moves_open_cases:
        (move_open_cases if effective_from is None else leave_for_later)(activation)
    return activation
