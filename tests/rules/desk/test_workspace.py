"""The workspace of a version, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rules.lifecycle import import_draft
from rules.models import Version
from tests.cast import Cast, assemble_cast
from tests.conftest import SOURCE

pytestmark = pytest.mark.django_db


def shipped() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture
def cast() -> Cast:
    return assemble_cast()


@pytest.fixture
def draft(cast: Cast) -> Version:
    return import_draft(document=shipped(), by=cast.rule_editor)


def workspace(version: Version) -> str:
    return reverse("admin:rules_desk_workspace", args=(version.pk,))


def test_readers_see_the_rules(client: Client, cast: Cast, draft: Version) -> None:
    client.force_login(cast.approver)
    page = client.get(workspace(draft))
    assert page.status_code == 200
    assert draft.rules.all()[0].title in page.content.decode()


def test_strangers_find_nothing(client: Client, cast: Cast, draft: Version) -> None:
    client.force_login(cast.agent)
    assert client.get(workspace(draft)).status_code == 404
