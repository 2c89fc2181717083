"""People who log in by password, and a clean count of attempts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from returns.models import User
from tests.factories import UserFactory

PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def with_password(user: User) -> User:
    """The same person, who now has the password."""
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def editor(db: None) -> User:
    """A member of staff."""
    return with_password(UserFactory.create(email="editor@example.org", is_staff=True))


@pytest.fixture
def member(db: None) -> User:
    """Somebody who works for a seller."""
    return with_password(UserFactory.create(email="member@example.org"))
