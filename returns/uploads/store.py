"""The files of evidence: written aside first, moved to their place once their row is there, deleted for good.

A file is named after the public identifier of its row, so whatever is found aside can be told to be kept or not
(``manage.py sweep_uploads``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from returns.models.evidence import FORGOTTEN, Evidence

PENDING = "pending"
_FOLDER = "evidence"
_THUMBNAIL = "-thumbnail"
_VIDEO = "-video"


def file_name(public_id: UUID) -> str:
    """Return the name under which the file of a row is stored."""
    return f"{_FOLDER}/{public_id.hex[:2]}/{public_id.hex}.jpg"


def thumbnail_name(name: str) -> str:
    """Return the name of the thumbnail of a file."""
    return name.removesuffix(".jpg") + f"{_THUMBNAIL}.jpg"


def video_name(name: str) -> str:
    """Return the name of the film whose still a file is."""
    return name.removesuffix(".jpg") + f"{_VIDEO}.mp4"


def _parts(name: str) -> tuple[str, str, str]:
    """Return everything that a row may have; its own file last, for it is what others go by."""
    return thumbnail_name(name), video_name(name), name


def _aside(name: str) -> str:
    return f"{PENDING}/{Path(name).name}"


def write_aside(name: str, picture: bytes, thumbnail: bytes, video: IO[bytes] | None = None) -> None:
    """Write all files where ``keep`` finds them; leaves none behind if the disk is full (OSError)."""
    try:
        for target, content in ((name, picture), (thumbnail_name(name), thumbnail)):
            default_storage.save(_aside(target), ContentFile(content))
        if video is not None:
            default_storage.save(_aside(video_name(name)), File(video, name="video"))
    except BaseException:
        drop(name)
        raise


def keep(name: str) -> None:
    """Move all files to their place; nothing happens to what is there already."""
    for target in _parts(name):
        source, place = Path(default_storage.path(_aside(target))), Path(default_storage.path(target))
        if source.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            source.replace(place)


def drop(name: str) -> None:
    """Delete all files, wherever they are."""
    for target in _parts(name):
        default_storage.delete(_aside(target))
        default_storage.delete(target)


def open_stored(name: str) -> File[bytes]:
    """Open a file for reading, also one that its row came to before it was moved; raises FileNotFoundError."""
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        return default_storage.open(_aside(name))


def discard(keys: Iterable[UUID]) -> None:
    """Delete the files of rows that no longer name them, and note that they are gone."""
    for key in keys:
        drop(file_name(key))
        Evidence.objects.filter(public_id=key).update(stored_bytes=0)


def sweep(older_than: timedelta) -> tuple[int, int]:
    """Move or delete what a process that died left behind; return how many files were kept and how many deleted."""
    names = set(_left_aside(timezone.now() - older_than))
    keys = {key for name in names if (key := _public_id(name))}
    wanted = {row.file_name for row in Evidence.objects.filter(public_id__in=keys).exclude(file_name="")}
    kept = names & {Path(one).name for row in wanted for one in _parts(row)}
    for row in wanted:
        keep(row)
    for name in names - kept:
        default_storage.delete(f"{PENDING}/{name}")
    forgotten = Evidence.objects.filter(FORGOTTEN).values_list("public_id", flat=True)
    left = list(forgotten)
    discard(left)
    return len(kept), len(names - kept) + len(left)


def _left_aside(before: datetime) -> Iterator[str]:
    if default_storage.exists(PENDING):
        for name in default_storage.listdir(PENDING)[1]:
            if default_storage.get_modified_time(f"{PENDING}/{name}") < before:
                yield name


def _public_id(name: str) -> UUID | None:
    try:
        return UUID(hex=name.rpartition(".")[0].removesuffix(_THUMBNAIL).removesuffix(_VIDEO))
    except ValueError:
        return None
