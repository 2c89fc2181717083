"""The case desk as people use it: each logged in, the deciding rulebook in force, cases where an agent decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from returns.adjudication import decide_case
from returns.models import ReturnCase, User
from tests.cast import Cast
from tests.returns.casework.deciding import inspected, version
from tests.returns.conftest import OpenCase

__all__ = ["version"]

Open = Callable[[User], Client]


@pytest.fixture
def as_user() -> Open:
    """A client of somebody, who reads English."""

    def open_as(user: User) -> Client:
        client = Client()
        client.force_login(user)
        client.cookies.load({"django_language": "en"})
        return client

    return open_as


@pytest.fixture
def agent(as_user: Open, cast: Cast) -> Client:
    """The agent's client."""
    return as_user(cast.agent)


@pytest.fixture
def decided(new_case: OpenCase, cast: Cast) -> ReturnCase:
    """A case that has been inspected, and for which rules propose a repair."""
    return fresh(inspected(new_case(), cast))


@pytest.fixture
def opened(case: ReturnCase) -> ReturnCase:
    """A case that has been opened and decided once."""
    decide_case(case=case, actor=None)
    return fresh(case)


def fresh(case: ReturnCase) -> ReturnCase:
    """The case as it is stored."""
    return ReturnCase.objects.get(pk=case.pk)


def url(name: str, *args: object) -> str:
    """The address of a page of the desk."""
    return reverse(f"admin:returns_desk_{name}", args=args)


def press(client: Client, name: str, case: ReturnCase, *args: object, **data: object) -> Any:
    """Send the form of a deed as it stands on a page that was just looked at."""
    sent = {"revision": fresh(case).revision, **data}
    return client.post(url(name, case.pk, *args), sent)


def text(answer: Any) -> str:
    """What a page says."""
    return str(answer.content.decode())
