"""A video that staff ask for is filmed, sent and looked at: the step that asks for it can be completed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from returns.casework.evidence import accept_evidence
from returns.catalogue.items import add_item
from returns.models import Evidence, ReturnCase
from rules.host import NewItem
from tests.cast import Cast
from tests.factories import publish
from tests.returns.guide.conftest import DEVICES, SHIPPED, Guest, guest_of, open_return
from tests.returns.uploads import films, hostile

STEPS = {"photos": "photo/video.motor/", "packing": "step/packing/"}


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    """Where files of this test go."""
    settings.MEDIA_ROOT = tmp_path
    settings.UPLOAD_VIDEO_SECONDS = 60


def scooter(cast: Cast, step: str) -> Guest:
    """The customer of a scooter, of which staff ask for a video in a step."""
    texts = {"fr": "Le moteur filmé", "en": "The motor, filmed"}
    item = NewItem(code="video.motor", step=step, kind="video", labels=texts, instructions=texts)
    add_item(item=item, by=cast.rule_editor)
    document: dict[str, Any] = copy.deepcopy(SHIPPED)
    document["items"].append("video.motor")
    rule = next(rule for rule in document["rules"] if rule["kind"] == "requirement" and "require" in rule["effect"])
    when = {"fact": "device.category", "operator": "equal", "value": "scooter"}
    effect = {**rule["effect"], "require": "video.motor"}
    document["rules"].append({**rule, "key": "require-video-of-motor", "when": when, "effect": effect})
    publish(document)
    return guest_of(open_return(cast, DEVICES["scooter"]))


def film(content: bytes = films.H264) -> SimpleUploadedFile:
    return SimpleUploadedFile("VID_1.mp4", content)


@pytest.mark.parametrize("step", STEPS)
def test_the_step_can_be_completed(shipped: None, cast: Cast, step: str, client: Client) -> None:
    guest, page = scooter(cast, step), STEPS[step]
    assert 'name="video" accept="video/*"' in guest.html(page)
    assert "Choose a video first." in guest.post(page, {"item": "video.motor"}).content.decode()
    refused = guest.post(page, {"item": "video.motor", "video": film(hostile.jpeg())}).content.decode()
    assert "MP4 or MOV" in refused
    assert guest.post(page, {"item": "video.motor", "video": film()}).status_code == 302
    evidence = Evidence.objects.get(item__code="video.motor")
    assert evidence.has_video
    html = guest.html(page)
    address = f"file/{evidence.public_id}/video/"
    assert f"/return/{address}" in html
    answer: Any = guest.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    assert b"".join(answer.streaming_content)[4:8] == b"ftyp"
    client.force_login(cast.agent)
    desk = client.get(reverse("admin:returns_returncase_change", args=[guest.case.pk])).content.decode()
    assert reverse("evidence:video", args=[evidence.public_id]) in desk
    client.force_login(cast.seller)
    portal = client.get(reverse("portal:case", args=[guest.case.reference])).content.decode()
    assert reverse("portal:file", args=[evidence.public_id, "video"]) in portal
    evidence.case = ReturnCase.objects.get(pk=guest.case.pk)
    accept_evidence(evidence=evidence, actor=cast.agent)
    assert "video.motor" not in guest_of(guest.fresh()).html().replace("photo/video.motor", "")


def test_a_video_of_another_return_is_not_to_be_had(shipped: None, cast: Cast) -> None:
    guest = scooter(cast, "photos")
    guest.post("photo/video.motor/", {"video": film()})
    other = guest_of(open_return(cast, DEVICES["phone"], number="40-2"))
    evidence = Evidence.objects.get(item__code="video.motor")
    assert other.get(f"file/{evidence.public_id}/video/").status_code == 404
