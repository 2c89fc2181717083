"""Database triggers that make decisions, events and the ledger append-only, for SQLite and PostgreSQL.

The ORM refuses changes by itself (``rules.models.append_only``); these refuse them to plain SQL. SQLite's
``REPLACE`` deletes without firing DELETE triggers, so there every insert that would hit an existing key is
refused; PostgreSQL has ``TRUNCATE``. The texts beside a decision or an event can be deleted, but only once
their case counts as erased.

A migration that changes one of these tables calls ``install`` afterwards: Django rebuilds tables on SQLite,
and triggers do not survive that. ``returns.W001`` finds a database without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """What protects one table: its unique keys, and the SQL (of ``OLD``) under which a row may be deleted."""

    table: str
    keys: tuple[tuple[str, ...], ...]
    deletable: str = ""


def _erased(table: str, column: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {table} parent JOIN returns_returncase c ON c.id = parent.case_id"  # noqa: S608 (names of our own)
        f" WHERE parent.id = OLD.{column} AND c.erased_at IS NOT NULL)"
    )


GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        guard.table: guard
        for guard in (
            Guard("returns_decision", (("id",),)),
            Guard("returns_event", (("id",),)),
            Guard("returns_membershipevent", (("id",),)),
            Guard("returns_override", (("event_id",),)),
            Guard("returns_ledgerentry", (("position",), ("kind", "key"))),
            Guard("returns_decisionrecord", (("decision_id",),), _erased("returns_decision", "decision_id")),
            Guard("returns_eventnote", (("event_id",),), _erased("returns_event", "event_id")),
        )
    }
)


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Create the triggers of the tables; raises KeyError for a table without a guard."""
    for table in tables:
        _execute(connection, _STATEMENTS[connection.vendor](GUARDS[table]))


def remove(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Drop the triggers of the tables, for a migration that goes backwards."""
    for table in tables:
        names = _names(connection.vendor, GUARDS[table])
        if connection.vendor == "postgresql":
            _execute(connection, (f"DROP TRIGGER {name} ON {table}" for name in names))
            _execute(connection, [f"DROP FUNCTION {table}_refuse"])
        else:
            _execute(connection, (f"DROP TRIGGER {name}" for name in names))


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the triggers that a database lacks, or has disabled."""
    expected = {name for guard in GUARDS.values() for name in _names(connection.vendor, guard)}
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUES[connection.vendor])
        return sorted(expected - {name for (name,) in cursor.fetchall()})


def _names(vendor: str, guard: Guard) -> list[str]:
    if vendor == "postgresql":
        return [f"{guard.table}_no_change", f"{guard.table}_no_truncate"]
    inserts = [f"{guard.table}_no_replace_{number}" for number in range(len(guard.keys))]
    return [f"{guard.table}_no_update", f"{guard.table}_no_delete", *inserts]


def _sqlite(guard: Guard) -> Iterator[str]:
    table = guard.table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    no_update, no_delete, *no_replace = _names("sqlite", guard)
    yield f"CREATE TRIGGER {no_update} BEFORE UPDATE ON {table} {refuse}"
    unless = f"WHEN NOT {guard.deletable} " if guard.deletable else ""
    yield f"CREATE TRIGGER {no_delete} BEFORE DELETE ON {table} {unless}{refuse}"
    for name, key in zip(no_replace, guard.keys, strict=True):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names of our own)
        yield f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {taken} {refuse}"


def _postgresql(guard: Guard) -> Iterator[str]:
    table = guard.table
    no_change, no_truncate = _names("postgresql", guard)
    # OLD can't be read at all for a TRUNCATE, hence the nesting.
    let_pass = f"IF TG_OP = 'DELETE' THEN IF {guard.deletable} THEN RETURN OLD; END IF; END IF;"
    yield (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{let_pass if guard.deletable else ''} "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    call = f"EXECUTE FUNCTION {table}_refuse()"
    yield f"CREATE TRIGGER {no_change} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}"
    yield f"CREATE TRIGGER {no_truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
_CATALOGUES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
