"""System checks of the database that cases are stored in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from returns.ledger import append_only
from returns.models.ledger import LedgerEntry


@checks.register(checks.Tags.database)
def check_append_only(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """W001: the database lacks triggers (``check --database default``, and each ``migrate``).

    No error, which would keep the migration that brings them back from running.
    """
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        lacking = _lacking(alias)
        if lacking:
            found.append(
                checks.Warning(
                    f"The database “{alias}” lets decisions be changed: it lacks {', '.join(lacking)}.",
                    hint="Reinstall the triggers with returns.ledger.append_only.install, in a migration.",
                    id="returns.W001",
                )
            )
    return found


def _lacking(alias: str) -> list[str]:
    connection = connections[alias]
    try:
        migrated = LedgerEntry._meta.db_table in connection.introspection.table_names()
        return append_only.missing(connection) if migrated else []
    except DatabaseError:
        # A database that can't be reached is for other checks to report.
        return []
