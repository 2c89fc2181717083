"""Takes in the files that customers, sellers and agents hand in: verified, rebuilt, measured, stored."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import uuid
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.evidence import StoredFile, accept_evidence, give_evidence
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.permissions import Actor, acting_as
from returns.photos import checks, duplicates
from returns.uploads import mp4, store
from returns.uploads.formats import HEADER, Format, sniff
from returns.uploads.refusals import UploadRefusedError
from returns.uploads.refused import Code, RefusedError
from returns.uploads.sandbox import Picture, rebuild
from returns.workflow import Audience, State

logger = logging.getLogger(__name__)

__all__ = ["Code", "UploadRefusedError", "take_in", "take_in_read", "withdraw"]

_FILES = frozenset({EvidenceItem.Kind.PHOTO, EvidenceItem.Kind.DOCUMENT, EvidenceItem.Kind.VIDEO})
_OF_FILMS = {
    Code.TOO_LARGE: Code.FILM_TOO_LARGE,
    Code.TOO_MANY_PIXELS: Code.FILM_TOO_LARGE,
    Code.FORMAT: Code.NO_VIDEO,
    Code.UNREADABLE: Code.FILM_DAMAGED,
    Code.TOO_SLOW: Code.FILM_DAMAGED,
}
"""What is said of a video where something else would be said of a photo."""
_BEFORE_SHIPPING = frozenset({State.OPENED, State.PREPARING, State.READY})


def take_in(*, case: ReturnCase, item: str, upload: UploadedFile[bytes], actor: Actor) -> Evidence:
    """Take in a file for an item: a photo, a document or a video, as the catalogue says.

    The file is rebuilt from its pixels in a process of its own, measured, and stored beside a thumbnail; a video is
    stored without what its camera noted, beside a still of it. It replaces one of the same item that waits to be
    looked at. One that passes every check is accepted at once, where staff
    allow it. Raises UploadRefusedError with what to tell whoever sent it, PermissionDenied, CaseFinalError;
    EvidenceItem.DoesNotExist for an item that is not in the catalogue.
    """
    slot = _open_slot(case, item, actor)
    try:
        with tempfile.TemporaryFile() as file:
            picture = _read(upload, slot, file)
            return _store(case, slot, picture, actor, file)
    except RefusedError as error:
        code = _OF_FILMS.get(error.code, error.code) if slot.kind == EvidenceItem.Kind.VIDEO else error.code
        raise UploadRefusedError(code) from error
    except OSError as error:
        raise UploadRefusedError(_no_room(error).code) from error


def take_in_read(*, case: ReturnCase, item: str, picture: Picture, actor: Actor) -> Evidence:
    """Take in a picture that ``returns.uploads.sandbox.rebuild`` has read already, as ``take_in`` does.

    For whoever has many, and reads them side by side before the cases are there. Raises as ``take_in`` does.
    """
    slot = _open_slot(case, item, actor)
    try:
        return _store(case, slot, picture, actor)
    except RefusedError as error:
        raise UploadRefusedError(error.code) from error


def _open_slot(case: ReturnCase, item: str, actor: Actor) -> EvidenceItem:
    """Return the item that the actor may give a file for."""
    refuse_final(case)
    acting_as(case, actor, frozenset(Audience))
    slot = EvidenceItem.objects.get(code=item)
    if slot.kind not in _FILES:
        raise UploadRefusedError(Code.NO_FILE_ITEM)
    _refuse_over_quota(case)
    return slot


@transaction.atomic
def withdraw(*, evidence: Evidence, actor: Actor) -> Event:
    """Take back a piece of evidence that nobody has looked at, before the parcel leaves; its file is deleted.

    Whoever gave it may, in the same name. Raises UploadRefusedError once it is too late, PermissionDenied,
    CaseFinalError, CaseChangedError.
    """
    case = _locked(evidence.case)
    audience = acting_as(case, actor, frozenset({Audience(evidence.given_by)}))
    pending = Evidence.objects.filter(pk=evidence.pk, status=Evidence.Status.PENDING)
    gone = {"status": Evidence.Status.WITHDRAWN, "measurements": {}, "file_name": ""}
    if case.state not in _BEFORE_SHIPPING or not pending.update(**gone):
        raise UploadRefusedError(Code.TOO_LATE)
    duplicates.forget(evidence)
    transaction.on_commit(lambda: store.discard([evidence.public_id]), robust=True)
    subject = f"{evidence.item_id}: {Evidence.Status.WITHDRAWN}"
    event = record(case, event_by(actor, audience, kind=Event.Kind.EVIDENCE, subject=subject))
    evidence.refresh_from_db()
    return event


def _locked(case: ReturnCase) -> ReturnCase:
    """Return the case as it is now, unchanged by anybody else until the transaction ends."""
    fresh = ReturnCase.objects.select_for_update().get(pk=case.pk)
    refuse_final(fresh)
    return fresh


def _refuse_over_quota(case: ReturnCase) -> None:
    given = Evidence.objects.filter(case=case).exclude(sha256="")
    if given.count() >= settings.UPLOAD_CASE_FILES:
        raise UploadRefusedError(Code.TOO_MANY_FILES)
    stored = given.aggregate(bytes=Coalesce(Sum("stored_bytes"), 0))["bytes"]
    if stored >= settings.UPLOAD_CASE_BYTES:
        raise UploadRefusedError(Code.TOO_MANY_FILES)


def _read(upload: UploadedFile[bytes], slot: EvidenceItem, file: IO[bytes]) -> Picture:
    """Return the picture of an upload; only what passed the limits of size and format reaches the other process.

    A video is left in ``file``, blanked as the other process says.
    """
    is_film = slot.kind == EvidenceItem.Kind.VIDEO
    if not upload.size:
        raise RefusedError(Code.EMPTY)
    if upload.size > (settings.UPLOAD_VIDEO_MAX_BYTES if is_film else settings.UPLOAD_MAX_BYTES):
        raise RefusedError(Code.TOO_LARGE)
    _copy(upload, file)
    _refuse_format(file, slot)
    picture = rebuild(file, settings.UPLOAD_VIDEO_SECONDS if is_film else settings.UPLOAD_SECONDS)
    if picture.plan is not None:
        mp4.apply(file, picture.plan)
    return picture


def _no_room(error: OSError) -> RefusedError:
    """Tell whoever runs the site what it is; whoever sent the file can do nothing about it."""
    logger.error("An upload could not be stored: %s", error)
    return RefusedError(Code.NO_ROOM)


def _copy(upload: UploadedFile[bytes], file: IO[bytes]) -> None:
    for chunk in upload.chunks():
        file.write(chunk)
    file.flush()


def _refuse_format(file: IO[bytes], slot: EvidenceItem) -> None:
    # Past Python's buffer: the other process shares the file's position, not the buffer.
    kind = sniff(os.pread(file.fileno(), HEADER, 0))
    if kind is None:
        raise RefusedError(Code.FORMAT)
    if kind.is_video != (slot.kind == EvidenceItem.Kind.VIDEO):
        raise RefusedError(Code.FILM_NOT_HERE if kind.is_video else Code.NO_VIDEO)
    if kind is Format.PDF and slot.kind != EvidenceItem.Kind.DOCUMENT:
        raise RefusedError(Code.PDF_NOT_HERE)


def _store(
    case: ReturnCase, slot: EvidenceItem, picture: Picture, actor: Actor, content: IO[bytes] | None = None
) -> Evidence:
    """Write file, row and event, or none of them; ``content`` is what a film's still was taken from."""
    film = content if picture.plan is not None else None
    file = _described(picture, film)
    store.write_aside(file.file_name, picture.file, picture.thumbnail, film)
    try:
        evidence = _give(case, slot, picture, file, actor)
    except BaseException:
        store.drop(file.file_name)
        raise
    case.refresh_from_db(fields=("revision", "state"))
    return evidence


def _described(picture: Picture, film: IO[bytes] | None) -> StoredFile:
    key = uuid.uuid4()
    size = len(picture.file) + len(picture.thumbnail)
    digest = hashlib.sha256(picture.file)
    if film is not None:
        size += film.seek(0, os.SEEK_END)
        film.seek(0)
        digest = hashlib.file_digest(film, "sha256")  # type: ignore[arg-type]  # any readable file will do
        film.seek(0)
    return StoredFile(
        public_id=key,
        file_name=store.file_name(key),
        stored_bytes=size,
        sha256=digest.hexdigest(),
        has_video=film is not None,
    )


@transaction.atomic
def _give(case: ReturnCase, slot: EvidenceItem, picture: Picture, file: StoredFile, actor: Actor) -> Evidence:
    fresh = _locked(case)
    # Again, for others may have sent files while this one was read.
    _refuse_over_quota(fresh)
    measurements = _compared(fresh, slot, picture.measured)
    evidence = give_evidence(case=fresh, item=slot.code, actor=actor, measurements=measurements, file=file)
    if "hash" in picture.measured:
        duplicates.remember(evidence, picture.measured["hash"])
    if slot.auto_accept and checks.passes_every_check(measurements):
        accept_evidence(evidence=evidence, actor=None)
    transaction.on_commit(lambda: store.keep(file.file_name), robust=True)
    return evidence


def _compared(case: ReturnCase, slot: EvidenceItem, measured: dict[str, Any]) -> dict[str, Any]:
    """Return measurements and verdicts, compared with the other photos there are; the hash is kept elsewhere."""
    found = {name: value for name, value in measured.items() if name != "hash"}
    if "hash" not in measured:
        # Of a film nothing is measured: a person looks at it.
        return found
    found["nearest_in_case"] = duplicates.nearest_in_case(case, slot.code, measured["hash"])
    found["nearest_elsewhere"] = duplicates.nearest_elsewhere(case, measured["hash"])
    return {**found, **checks.verdicts(found)}
