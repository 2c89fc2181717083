"""What every test has at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from admin_interface.cache import del_cached_active_theme
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from returns.ledger import append_only

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
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Lift the append-only triggers while Django empties the tables, after a test with real transactions."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # absent from the stubs

    def empty_without_triggers(case: TransactionTestCase) -> None:
        append_only.remove(connection, append_only.GUARDS)
        empty(case)
        append_only.install(connection, append_only.GUARDS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def _uploads_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests upload out of the project's own folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _fresh_theme() -> Iterator[None]:
    """Forget the cached theme, which would outlive the rollback of the test that loaded it."""
    yield
    del_cached_active_theme()
