"""Videos taken in: stored without what the camera noted, handed out to be kept, and gone with the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from returns.evidence_intake import Code, UploadRefusedError, take_in, withdraw
from returns.models import Evidence, EvidenceItem, ImageHash, ReturnCase, Step
from returns.privacy.erasure import erase_case
from returns.uploads import store
from tests.cast import Cast
from tests.returns.uploads import films, hostile

OnCommit = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Where files of this test go."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_VIDEO_SECONDS = 60
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks: OnCommit) -> Iterator[None]:
    """A database that commits, as far as the files are concerned."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def filmed(kind: EvidenceItem.Kind) -> str:
    """Something that can be asked for, by its code."""
    step, _created = Step.objects.get_or_create(code="photos", defaults={"label": "Photos", "intro": "-"})
    return EvidenceItem.objects.create(code=f"{kind}.motor", kind=kind, step=step, label="-", instructions="-").code


@pytest.fixture
def item(case: ReturnCase) -> str:
    """Something that is to be filmed."""
    return filmed(EvidenceItem.Kind.VIDEO)


def give(case: ReturnCase, cast: Cast, item: str, content: bytes = films.H264) -> Evidence:
    file = SimpleUploadedFile("IMG_0001.MOV", content, content_type="text/html")
    return take_in(case=case, item=item, upload=file, actor=cast.customer)


def stored(media: Path) -> set[str]:
    return {path.name for path in media.rglob("*") if path.is_file()}


@pytest.mark.parametrize("film", films.FILMS.values(), ids=list(films.FILMS))
def test_a_video_is_kept_without_its_place_and_waits_for_a_person(
    film: bytes, case: ReturnCase, cast: Cast, item: str
) -> None:
    evidence = give(case, cast, item, films.with_in_index(film, films.PLACED))
    assert (evidence.status, evidence.has_video) == (Evidence.Status.PENDING, True)
    assert evidence.measurements["width"] == 320
    assert not ImageHash.objects.exists()
    with store.open_stored(store.video_name(evidence.file_name)) as file:
        content = file.read()
    assert films.PLACE not in content
    assert films.seen(content).file == films.seen(film).file
    assert evidence.stored_bytes > len(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (hostile.jpeg(), Code.NO_VIDEO),
        (b"%PDF-1.7", Code.NO_VIDEO),
        (b"MZ" + films.H264, Code.NO_VIDEO),
        (films.H264[:-300], Code.FILM_DAMAGED),
    ],
)
def test_what_is_no_video_is_refused_and_leaves_nothing(
    content: bytes, code: Code, case: ReturnCase, cast: Cast, item: str, media: Path
) -> None:
    with pytest.raises(UploadRefusedError) as caught:
        give(case, cast, item, content)
    assert caught.value.code is code
    assert not Evidence.objects.filter(case=case).exists()
    assert stored(media) == set()


def test_a_video_has_a_limit_of_its_own_and_is_no_photo(
    case: ReturnCase, cast: Cast, item: str, settings: Settings
) -> None:
    settings.UPLOAD_VIDEO_MAX_BYTES = len(films.H264) - 1
    with pytest.raises(UploadRefusedError) as caught:
        give(case, cast, item)
    assert caught.value.code is Code.FILM_TOO_LARGE
    with pytest.raises(UploadRefusedError) as caught:
        give(case, cast, filmed(EvidenceItem.Kind.PHOTO))
    assert caught.value.code is Code.FILM_NOT_HERE


def test_taking_it_back_and_erasing_delete_every_file(
    case: ReturnCase, cast: Cast, item: str, media: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        evidence = give(case, cast, item)
    assert len(stored(media)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(evidence=evidence, actor=cast.customer)
    assert stored(media) == set()
    with django_capture_on_commit_callbacks(execute=True):
        give(ReturnCase.objects.get(pk=case.pk), cast, item)
    assert len(stored(media)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        ReturnCase.objects.filter(pk=case.pk).update(state="closed")
        erase_case(case=ReturnCase.objects.get(pk=case.pk), actor=None)
    assert stored(media) == set()


def test_it_is_handed_out_to_be_kept_and_never_run(client: Client, case: ReturnCase, cast: Cast, item: str) -> None:
    url = reverse("evidence:video", args=[give(case, cast, item).public_id])
    assert client.get(url).status_code == 404
    client.force_login(cast.other_seller)
    assert client.get(url).status_code == 404
    client.force_login(cast.agent)
    answer = client.get(url)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (content[4:8], len(content)) == (b"ftyp", int(answer["Content-Length"]))
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"] == 'attachment; filename="video.motor.mp4"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    photo = Evidence.objects.create(case=case, item_id=item, file_name="evidence/00/none.jpg")
    assert client.get(reverse("evidence:video", args=[photo.public_id])).status_code == 404
