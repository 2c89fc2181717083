"""The cast before versions in every state, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from returns.models import User
from rules import lifecycle
from rules.models import Version
from tests.cast import Cast, assemble_cast
from tests.rules.conftest import Document

Post = Callable[..., HttpResponse]


def url(page: str, version: Version, *rest: object) -> str:
    """The address of a page of a version."""
    return reverse(f"admin:rules_desk_{page}", args=(version.pk, *rest))


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return assemble_cast()


@pytest.fixture
def editor(cast: Cast) -> User:
    """Who wrote the versions."""
    return cast.rule_editor


@pytest.fixture
def approver(cast: Cast) -> User:
    """Who judged them."""
    return cast.approver


@pytest.fixture
def post(client: Client) -> Post:
    """Posts a step of a version's life as somebody, the version as it stands."""

    def take(person: User, version: Version, action: str, **fields: object) -> HttpResponse:
        client.force_login(person)
        seen = Version.objects.get(pk=version.pk).revision
        answer = client.post(url("life", version, action), {"revision": seen, **fields})
        assert isinstance(answer, HttpResponse)
        return answer

    return take


@pytest.fixture
def failing(document: Document, editor: User) -> Version:
    """A draft one of whose examples fails."""
    examples = [{**document["examples"][0], "expect": {"status": "nothing"}}]
    return lifecycle.import_draft(document={**document, "examples": examples}, by=editor)
