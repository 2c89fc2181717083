"""Who edits the catalogue, who only reads it, and rows to do it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation

from returns.catalogue.fixtures_loading import load_roles
from returns.models import Reason, User

Enter = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def enter(db: None) -> Enter:
    """A browser of somebody in a role, in English."""
    load_roles()

    def log_in(role: str) -> Client:
        user, _created = User.objects.get_or_create(
            email=f"{role.replace(' ', '.')}@example.org", defaults={"display_name": role, "is_staff": True}
        )
        user.groups.add(Group.objects.get(name=role))
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def editor(enter: Enter) -> Client:
    return enter("catalogue editor")


@pytest.fixture
def auditor(enter: Enter) -> Client:
    return enter("auditor")


def reason(code: str, position: int = 1, **texts: str) -> Any:
    """A reason for a return with texts in both languages."""
    filled = {"label_fr": f"{code} (fr)", "label_en": f"{code} (en)", "explanation_fr": "Oui", "explanation_en": "Yes"}
    return Reason.objects.create(code=code, position=position, **filled | texts)


def stored() -> Any:
    """The only reason there is; modeltranslation's columns and the history are unknown to type checkers."""
    return Reason.objects.get()


def content(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
