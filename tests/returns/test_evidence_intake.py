"""Uploads taken in: row, event and files together or not at all; what is refused says what to do."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from returns.casework.changes import CaseFinalError
from returns.casework.evidence import accept_evidence, refuse_evidence
from returns.catalogue.fixtures_loading import load_catalogue
from returns.evidence_intake import Code, UploadRefusedError, take_in, withdraw
from returns.models import Event, Evidence, EvidenceItem, ImageHash, PhotoCheck, ReturnCase
from returns.photos.findings import findings, known_checks
from returns.privacy.erasure import erase_case
from returns.uploads import store
from tests.cast import Cast
from tests.returns.conftest import OpenCase
from tests.returns.uploads import hostile
from tests.returns.uploads.rendered import good, jpeg
from tests.returns.uploads.tools import encoded, noise

OnCommit = Callable[..., AbstractContextManager[list[Any]]]
GOOD = {seed: jpeg(good(seed)) for seed in range(2)}


class FullStorage(FileSystemStorage):
    """A disk on which there is room for one file, and a little of the next."""

    def _save(self, name: str, content: Any) -> str:
        if "thumbnail" in name:
            Path(self.path(name)).write_bytes(b"\xff\xd8")
            raise OSError(errno.ENOSPC, "No space left on device")
        return str(super()._save(name, content))  # type: ignore[misc]  # absent from the stubs


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Where files of this test go."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def commits(django_capture_on_commit_callbacks: OnCommit) -> Iterator[None]:
    """A database that commits, as far as the files are concerned."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


@pytest.fixture
def catalogue(case: ReturnCase) -> None:
    """The items and checks that are shipped."""
    load_catalogue()


def upload(content: bytes, name: str = "IMG_0001.HEIC") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def give(case: ReturnCase, cast: Cast, content: bytes = b"", item: str = "photo.back") -> Evidence:
    return take_in(case=case, item=item, upload=upload(content or hostile.jpeg()), actor=cast.customer)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def refusal(case: ReturnCase, cast: Cast, content: bytes, item: str = "photo.back") -> Code:
    with pytest.raises(UploadRefusedError) as refused:
        take_in(case=case, item=item, upload=upload(content), actor=cast.customer)
    assert not Evidence.objects.exists()
    return refused.value.code


def stored(evidence: Evidence) -> set[str]:
    return {evidence.file_name, store.thumbnail_name(evidence.file_name)}


# Taken


def test_a_photo_is_stored_measured_and_noted(
    case: ReturnCase, cast: Cast, media: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        photo = give(case, cast)
    photo.refresh_from_db()
    assert (photo.status, photo.item_id, photo.given_by) == ("pending", "photo.back", "customer")
    assert files(media) == stored(photo)
    assert photo.stored_bytes == sum((media / name).stat().st_size for name in stored(photo))
    assert (photo.measurements["width"], photo.measurements["format"]) == (300, "JPEG")
    assert "IMG" not in photo.file_name
    assert (media / photo.file_name).stat().st_mode & 0o077 == 0
    event = Event.objects.latest("pk")
    assert (event.kind, event.subject, event.audience) == ("evidence", "photo.back", "customer")
    case.refresh_from_db()


def test_the_case_at_hand_can_be_used_again(case: ReturnCase, cast: Cast) -> None:
    stale = ReturnCase.objects.get(pk=case.pk)
    give(case, cast)
    give(case, cast, item="photo.front_on")
    # What others did meanwhile costs nobody their photo.
    give(stale, cast)
    assert stale.revision == ReturnCase.objects.get(pk=case.pk).revision


def test_a_new_photo_replaces_the_one_that_waits_and_no_other(case: ReturnCase, cast: Cast) -> None:
    EvidenceItem.objects.update(auto_accept=False)
    refused = give(case, cast)
    refuse_evidence(evidence=refused, actor=cast.agent, reason="blurred")
    case.refresh_from_db()
    give(case, cast)
    take_in(case=case, item="photo.back", upload=upload(hostile.jpeg()), actor=cast.seller)
    give(case, cast, item="photo.front_on")
    give(case, cast)
    rows = [(row.item_id, row.given_by, row.status) for row in Evidence.objects.all()]
    assert rows == [
        ("photo.back", "customer", "refused"),
        ("photo.back", "customer", "superseded"),
        ("photo.back", "seller", "pending"),
        ("photo.front_on", "customer", "pending"),
        ("photo.back", "customer", "pending"),
    ]


def test_an_item_of_several_photos_keeps_them_all(case: ReturnCase, cast: Cast) -> None:
    EvidenceItem.objects.update(takes_several=True)
    give(case, cast)
    give(case, cast)
    assert set(Evidence.objects.values_list("status", flat=True)) == {"pending"}


@pytest.mark.usefixtures("catalogue")
def test_a_photo_that_passes_every_check_is_accepted_by_the_system(case: ReturnCase, cast: Cast) -> None:
    photo = give(case, cast, GOOD[1])
    assert photo.status == "accepted"
    assert {code for code, passed in photo.measurements.items() if passed is True} == {
        *("sharp", "bright", "not_overexposed", "no_glare", "large_enough", "unique_in_case", "unique_elsewhere")
    }
    last = Event.objects.latest("pk")
    assert (last.subject, last.audience) == ("photo.back: accepted", "system")
    assert findings(photo) == ()


@pytest.mark.usefixtures("catalogue")
def test_where_staff_say_so_a_person_looks(case: ReturnCase, cast: Cast) -> None:
    EvidenceItem.objects.filter(code="photo.back").update(auto_accept=False)
    assert give(case, cast, GOOD[0]).status == "pending"
    # Any sharp photo would do as a proof otherwise.
    assert give(case, cast, GOOD[1], item="sign_out_proof").status == "pending"


@pytest.mark.usefixtures("catalogue")
def test_a_photo_that_fails_waits_and_its_customer_is_told_what_to_do(case: ReturnCase, cast: Cast) -> None:
    photo = give(case, cast)
    assert photo.status == "pending"
    with translation.override("en"), CaptureQueriesContext(connection) as queries:
        found = findings(photo, known_checks())
    assert len(queries) == 1
    assert [finding.code for finding in found] == ["large_enough"]
    assert found[0].needs_a_person
    assert found[0].message == "The photo is too small."
    with translation.override("fr"):
        assert findings(photo)[0].message == "La photo est trop petite."


@pytest.mark.usefixtures("catalogue")
def test_limits_are_read_when_a_photo_is_measured(case: ReturnCase, cast: Cast) -> None:
    PhotoCheck.objects.filter(code="large_enough").update(limit=100)
    PhotoCheck.objects.filter(code="bright").update(enabled=False)
    photo = give(case, cast)
    assert photo.measurements["large_enough"] is True
    assert "bright" not in photo.measurements
    PhotoCheck.objects.filter(code="large_enough").update(severity="advice", limit=5000)
    assert photo.measurements["large_enough"] is True
    assert give(case, cast, GOOD[0]).status == "accepted"


@pytest.mark.usefixtures("catalogue")
def test_a_photo_used_twice_is_noticed(new_case: OpenCase, cast: Cast) -> None:
    first, second = new_case("40-2"), new_case("40-3")
    give(first, cast, GOOD[0])
    again = give(first, cast, GOOD[0], item="photo.front_on")
    assert (again.status, again.measurements["unique_in_case"]) == ("pending", False)
    elsewhere = give(second, cast, jpeg(good(0), 50))
    assert (elsewhere.measurements["unique_in_case"], elsewhere.measurements["unique_elsewhere"]) == (True, False)
    assert give(second, cast, GOOD[1], item="photo.front_on").status == "accepted"


# Refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (hostile.FOREIGN["SVG"], Code.FORMAT),
        (hostile.FOREIGN["GIF"], Code.FORMAT),
        (hostile.pdf(hostile.CATALOGUE, hostile.PAGES, hostile.page()), Code.PDF_NOT_HERE),
        (hostile.png(100_000, 100_000), Code.TOO_MANY_PIXELS),
        (hostile.jpeg()[:500], Code.UNREADABLE),
    ],
)
def test_what_is_refused_leaves_nothing(case: ReturnCase, cast: Cast, media: Path, content: bytes, code: Code) -> None:
    assert refusal(case, cast, content) is code
    assert files(media) == set()
    assert Event.objects.filter(kind="evidence").count() == 0


def test_the_largest_size_is_a_setting(case: ReturnCase, cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    assert refusal(case, cast, hostile.jpeg()) is Code.TOO_LARGE


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_says_something(language: str) -> None:
    with translation.override(language):
        messages = [UploadRefusedError(code).message for code in Code]
    assert len(set(messages)) == len(Code)
    assert not any("%" in message for message in messages)


def test_a_document_may_be_a_pdf(case: ReturnCase, cast: Cast) -> None:
    load_catalogue()
    content = hostile.pdf(hostile.CATALOGUE, hostile.PAGES, hostile.page())
    invoice = give(case, cast, content, item="invoice")
    assert (invoice.status, invoice.measurements["format"]) == ("pending", "PDF")
    with pytest.raises(UploadRefusedError) as refused:
        give(case, cast, item="imei")
    assert refused.value.code is Code.NO_FILE_ITEM


@pytest.mark.parametrize(("setting", "value"), [("UPLOAD_CASE_FILES", 2), ("UPLOAD_CASE_BYTES", 100)])
def test_a_case_holds_so_much(new_case: OpenCase, cast: Cast, settings: Settings, setting: str, value: int) -> None:
    case, other = new_case("40-1"), new_case("40-2")
    give(case, cast)
    give(case, cast)
    setattr(settings, setting, value)
    with pytest.raises(UploadRefusedError) as refused:
        give(case, cast)
    assert refused.value.code is Code.TOO_MANY_FILES
    give(other, cast)


def test_strangers_and_finished_cases_take_nothing(case: ReturnCase, cast: Cast, media: Path) -> None:
    for person in (cast.other_seller, cast.outsider, cast.rule_editor):
        with pytest.raises(PermissionDenied):
            take_in(case=case, item="photo.back", upload=upload(hostile.jpeg()), actor=person)
    ReturnCase.objects.update(state="closed")
    case.refresh_from_db()
    with pytest.raises(CaseFinalError):
        give(case, cast)
    assert files(media) == set()


def test_a_case_finished_while_the_photo_was_read_takes_nothing(case: ReturnCase, cast: Cast, media: Path) -> None:
    stale = ReturnCase.objects.get(pk=case.pk)
    ReturnCase.objects.update(state="closed")
    with pytest.raises(CaseFinalError):
        give(stale, cast)
    assert files(media) == set()
    assert not Evidence.objects.exists()


# Full disks, and processes that die


def test_a_full_disk_leaves_neither_file_nor_row(case: ReturnCase, cast: Cast, settings: Settings, media: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullStorage"}}
    assert refusal(case, cast, hostile.jpeg()) is Code.NO_ROOM
    assert files(media) == set()


@contextmanager
def no_file_longer_than(length: int) -> Iterator[None]:
    """What a disk quota does, to every file that this process writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_for_the_upload_itself_is_no_error_of_ours(case: ReturnCase, cast: Cast, media: Path) -> None:
    with no_file_longer_than(4000):
        assert refusal(case, cast, encoded(noise(), "PNG")) is Code.NO_ROOM
    assert files(media) == set()


def aged(folder: Path) -> None:
    for path in folder.rglob("*.jpg"):
        os.utime(path, (0, 0))


def test_files_whose_process_died_before_the_row_are_swept(case: ReturnCase, media: Path) -> None:
    store.write_aside(store.file_name(Evidence().public_id), b"1", b"2")
    (media / "pending" / "stray.jpg").write_bytes(b"3")
    assert store.sweep(timedelta(hours=1)) == (0, 0)
    aged(media)
    call_command("sweep_uploads", minutes=60)
    assert files(media) == set()


def test_files_whose_process_died_after_the_row_are_served_and_put_in_place(
    case: ReturnCase, cast: Cast, media: Path
) -> None:
    # Without a commit nothing is moved, as if the process had died there.
    photo = give(case, cast)
    assert all(name.startswith("pending/") for name in files(media))
    with store.open_stored(photo.file_name) as file:
        assert file.read(2) == b"\xff\xd8"
    aged(media)
    assert store.sweep(timedelta(hours=1)) == (2, 0)
    assert files(media) == stored(photo)


# Taken back, and erased


def test_a_photo_that_waits_can_be_taken_back(
    case: ReturnCase, cast: Cast, media: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        photo = give(case, cast)
        other = give(case, cast, item="photo.front_on")
        with pytest.raises(PermissionDenied):
            withdraw(evidence=photo, actor=cast.seller)
        withdraw(evidence=photo, actor=cast.customer)
    photo.refresh_from_db()
    assert (photo.status, photo.file_name, photo.measurements, photo.stored_bytes) == ("withdrawn", "", {}, 0)
    assert files(media) == stored(other)
    assert ImageHash.objects.count() == 1
    assert Event.objects.latest("pk").subject == "photo.back: withdrawn"


def test_it_can_be_too_late(case: ReturnCase, cast: Cast) -> None:
    photo, judged = give(case, cast), give(case, cast, item="photo.front_on")
    judged.case.refresh_from_db()
    accept_evidence(evidence=judged, actor=cast.agent)
    with pytest.raises(UploadRefusedError):
        withdraw(evidence=judged, actor=cast.customer)
    ReturnCase.objects.update(state="in_transit")
    photo.refresh_from_db()
    with pytest.raises(UploadRefusedError) as refused:
        withdraw(evidence=photo, actor=cast.customer)
    assert refused.value.code is Code.TOO_LATE


def test_erasing_a_case_deletes_its_files_and_what_was_measured(
    new_case: OpenCase, cast: Cast, media: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case, other = new_case("40-1"), new_case("40-2")
        photo, kept = give(case, cast), give(other, cast)
        ReturnCase.objects.filter(pk=case.pk).update(state="closed")
        case.refresh_from_db()
        erase_case(case=case, actor=cast.lead)
    photo.refresh_from_db()
    assert (photo.file_name, photo.sha256, photo.measurements, photo.stored_bytes) == ("", "", {}, 0)
    assert files(media) == stored(kept)
    assert list(ImageHash.objects.values_list("evidence", flat=True)) == [kept.pk]


def test_files_that_an_erasure_did_not_come_to_are_swept(case: ReturnCase, cast: Cast, media: Path) -> None:
    give(case, cast)
    ReturnCase.objects.update(state="closed")
    case.refresh_from_db()
    erase_case(case=case, actor=None)
    assert len(files(media)) == 2
    assert store.sweep(timedelta(hours=1)) == (0, 1)
    assert files(media) == set()
    assert store.sweep(timedelta(0)) == (0, 0)
