"""The database that tests share: emptied after whoever committed, and left by everybody before it is dropped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from returns.ledger import append_only

PATIENCE = 20
"""Seconds that whoever is on the way out has."""
NAME_LENGTH = 63
"""Characters that PostgreSQL keeps of a connection's name."""
OTHERS = (
    "SELECT format('%s (process %s, %s since %s): %s', application_name, pid, state, state_change, query)"
    " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


class Migrated:
    """What a database holds once it is migrated (content types, permissions, the theme), and nothing else.

    Django's own way, between tests with real transactions, is to empty each of some ninety tables, and to make content
    types and permissions anew: a second a test on PostgreSQL. Few tests fill more than twenty.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.models: dict[str, type[Model]] = {
            model._meta.db_table: model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        }
        self.rows = {table: self._read(table) for table in self._filled()}

    def restore(self) -> None:
        """Delete what tests committed, and put back what they changed; triggers of append-only tables are lifted."""
        strewn = set(self._filled()) - set(self.rows)
        changed = [table for table, rows in self.rows.items() if self._read(table) != rows]
        with self._lifted(strewn & set(append_only.GUARDS)), transaction.atomic(using=self.connection.alias):
            self._empty([*strewn, *changed])
            for table in changed:
                self.models[table]._base_manager.bulk_create([self.models[table](**row) for row in self.rows[table]])

    def _filled(self) -> list[str]:
        quote = self.connection.ops.quote_name
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in self.models)
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            return [table for (table,) in cursor.fetchall()]

    def _read(self, table: str) -> list[dict[str, Any]]:
        return list(self.models[table]._base_manager.order_by("pk").values())

    def _empty(self, tables: Iterable[str]) -> None:
        # Foreign keys are checked at the end of the transaction, so the order does not matter.
        quote = self.connection.ops.quote_name
        with self.connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DELETE FROM {quote(table)}")

    @contextmanager
    def _lifted(self, tables: set[str]) -> Iterator[None]:
        append_only.remove(self.connection, tables)
        try:
            yield
        finally:
            append_only.install(self.connection, tables)


_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()


def sign(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Write on a connection to PostgreSQL which test and thread opened it."""
    _opened.add(connection)
    if connection.vendor == "postgresql":
        test = os.environ.get("PYTEST_CURRENT_TEST", "no test").rpartition("/")[2]
        name = f"{threading.current_thread().name} {test}"[:NAME_LENGTH]
        # Not by a cursor of Django's: a test may be counting statements.
        connection.connection.execute("SELECT set_config('application_name', %s, false)", [name])


def see_off(connection: BaseDatabaseWrapper) -> list[str]:
    """Wait until nobody else is connected, as a database must be that is to be dropped; name who stays.

    While Playwright runs, this thread has an event loop, and Django gives it connections of its own: they are closed.
    """
    if connection.vendor != "postgresql":
        return []
    for other in list(_opened):
        if other._thread_ident == threading.get_ident():  # type: ignore[attr-defined]  # who opened it may close it
            other.close()
    end = time.monotonic() + PATIENCE
    while (staying := _others(connection)) and time.monotonic() < end:
        time.sleep(0.1)
    return staying


def _others(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return [line for (line,) in cursor.fetchall()]
