"""An item of staff's own over HTTP: in the catalogue, in the draft, and then in a rule."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import EvidenceItem
from rules import lifecycle
from rules.models import Version
from tests.cast import Cast
from tests.rules.desk.conftest import url
from tests.rules.desk.forms import sent

MARKUP = "<script>alert(1)</script>"
VIDEO = {
    "labels_fr": "Vidéo du moteur",
    "labels_en": "Video of the motor",
    "instructions_fr": "Filmez le moteur en marche, dix secondes.",
    "instructions_en": "Film the running motor for ten seconds.",
    "step": "photos",
    "kind": "video",
    "code": "video",
}


@pytest.fixture
def editing(client: Client, cast: Cast) -> Client:
    load_catalogue()
    client.force_login(cast.rule_editor)
    client.cookies["django_language"] = "en"
    return client


def add(client: Client, version: Version, **changes: str) -> HttpResponse:
    answer = client.post(url("item_add", version), {**VIDEO, **changes})
    assert isinstance(answer, HttpResponse)
    return answer


def test_an_item_is_added_to_the_catalogue_and_to_the_draft(editing: Client, draft: Version, cast: Cast) -> None:
    assert add(editing, draft).headers["Location"] == url("workspace", draft)
    row: Any = EvidenceItem.objects.get(code="video")
    assert (row.label_fr, row.label_en, row.step.code, row.kind) == (
        "Vidéo du moteur",
        "Video of the motor",
        "photos",
        "video",
    )
    assert row.auto_accept is False
    assert row.history.get().history_user == cast.rule_editor
    draft.refresh_from_db()
    assert draft.frame["items"][-1] == "video"
    assert draft.events.latest("pk").comment == "code_added video"
    rule = editing.get(url("rule_add", draft), {"kind": "requirement"}).content.decode()
    assert '<option value="video">Video of the motor</option>' in rule
    assert f'href="{url("item_add", draft)}"' in rule


def test_it_stands_after_the_others_of_its_step(editing: Client, draft: Version) -> None:
    add(editing, draft, code="zoom")
    assert EvidenceItem.objects.filter(step__code="photos").last() == EvidenceItem.objects.get(code="zoom")


def test_a_code_is_made_of_the_name(editing: Client, draft: Version) -> None:
    add(editing, draft, code="")
    assert EvidenceItem.objects.filter(code="video_of_the_motor").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"labels_en": ""}, "This field is required"),
        ({"instructions_fr": " "}, "This field is required"),
        ({"code": "Video!"}, "lower-case letters"),
        ({"code": "imei"}, "already exists"),
        ({"code": "", "labels_en": "5"}, "lower-case letters"),
        ({"step": "nowhere"}, "Select a valid choice"),
        ({"kind": "song"}, "Select a valid choice"),
        ({"kind": "value"}, "Select a valid choice"),
        ({"step": "imei"}, "Select a valid choice"),
        ({"kind": "confirmation"}, "only a photo or a video"),
        ({"labels_fr": MARKUP, "code": MARKUP}, "lower-case letters"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored_nor_lost(
    changes: dict[str, str], told: str, editing: Client, draft: Version
) -> None:
    before = EvidenceItem.objects.count(), draft.events.count()
    answer = add(editing, draft, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert MARKUP not in page
    assert sent(page[page.index('id="item-form"') :])["labels_en"] == {**VIDEO, **changes}["labels_en"]
    assert (EvidenceItem.objects.count(), draft.events.count()) == before


def test_only_editors_add_and_only_to_a_draft(client: Client, cast: Cast, draft: Version) -> None:
    load_catalogue()
    for person, status in ((cast.approver, 403), (cast.agent, 404)):
        client.force_login(person)
        assert client.get(url("item_add", draft)).status_code == status
        assert add(client, draft).status_code == status
    lifecycle.submit(version=draft, by=cast.rule_editor)
    client.force_login(cast.rule_editor)
    assert add(client, draft).status_code == 403
    assert not EvidenceItem.objects.filter(code="video").exists()


@pytest.mark.parametrize("others", [1, 3])
def test_queries(
    others: int, editing: Client, draft: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(others):
        add(editing, draft, code=f"video{number}")
    editing.get(url("item_add", draft))
    with django_assert_num_queries(6):
        editing.get(url("item_add", draft))


def test_the_same_in_french(editing: Client, draft: Version) -> None:
    editing.cookies["django_language"] = "fr"
    options: Any = editing.get(url("item_add", draft)).context["form"].fields["step"].choices
    assert dict(options)["photos"] == "Photographier l’appareil"
