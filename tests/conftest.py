"""What every test has at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from admin_interface.cache import del_cached_active_theme
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests.database import Migrated, see_off, sign

# A busy machine is no failure.
hypothesis_settings.register_profile("constat", deadline=None)
hypothesis_settings.load_profile("constat")

SOURCE = Path(settings.BASE_DIR)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put SQLite's test database in a file of this worker's.

    In memory, connections of two threads share one cache and fail where those of production wait.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty the tables our way after a test with real transactions; at the end, nobody is connected any more."""
    with django_db_blocker.unblock():
        migrated = Migrated(connection)
    connection_created.connect(sign)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: migrated.restore())
        yield
    with django_db_blocker.unblock():
        assert see_off(connection) == []


@pytest.fixture(scope="session", autouse=True)
def _uploads_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests upload out of the project's own folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _fresh_theme() -> Iterator[None]:
    """Forget the cached theme, which would outlive the rollback of the test that loaded it."""
    yield
    del_cached_active_theme()
