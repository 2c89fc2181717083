"""Files of evidence over HTTP: who gets them, and how a browser is told to treat them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from returns.evidence_intake import take_in
from returns.models import Evidence, ReturnCase
from tests.cast import Cast
from tests.returns.test_evidence_intake import upload
from tests.returns.uploads import hostile

ADDRESSES = ("evidence:file", "evidence:thumbnail")


@pytest.fixture
def photo(case: ReturnCase, cast: Cast, settings: Settings, tmp_path: Path) -> Evidence:
    """A photo of the cast's customer, for the cast's seller."""
    settings.MEDIA_ROOT = tmp_path
    return take_in(case=case, item="photo.back", upload=upload(hostile.jpeg()), actor=cast.customer)


@pytest.mark.parametrize("address", ADDRESSES)
def test_readers_of_the_case_get_the_file_and_nobody_else_learns_of_it(
    client: Client, photo: Evidence, cast: Cast, address: str
) -> None:
    url = reverse(address, args=[photo.public_id])
    assert client.get(url).status_code == 404
    answers = {}
    for role, person in cast.users():
        client.force_login(person)
        answers[role] = client.get(url).status_code
    readers = {role for role, status in answers.items() if status == 200}
    assert readers == {"agent", "lead", "seller"}
    assert {answers[role] for role in set(answers) - readers} == {404}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_shows_it_and_does_nothing_else_with_it(
    client: Client, photo: Evidence, cast: Cast, address: str
) -> None:
    client.force_login(cast.agent)
    answer = client.get(reverse(address, args=[photo.public_id]))
    content = answer.content
    assert content.startswith(b"\xff\xd8\xff")
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("inline")


def test_only_reading_is_allowed(client: Client, photo: Evidence, cast: Cast) -> None:
    client.force_login(cast.agent)
    url = reverse("evidence:file", args=[photo.public_id])
    head = client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) > 0
    assert client.post(url).status_code == 405


def test_a_file_that_is_gone_is_not_there(client: Client, photo: Evidence, cast: Cast, tmp_path: Path) -> None:
    client.force_login(cast.agent)
    for path in tmp_path.rglob("*.jpg"):
        path.unlink()
    assert client.get(reverse("evidence:file", args=[photo.public_id])).status_code == 404
    Evidence.objects.update(file_name="")
    assert client.get(reverse("evidence:thumbnail", args=[photo.public_id])).status_code == 404
