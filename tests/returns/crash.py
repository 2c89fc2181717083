"""Kills a command after each of its SQL statements, and looks at what a second run makes of the rest.

Run as ``python -m tests.returns.crash COMMAND…`` with ``DATABASE_URL`` naming a prepared database, to which nobody is
connected; it prints a ``Report``. It is a process of its own because it forks: from here, where Django is loaded and
nothing is connected, a child takes a copy of the database and dies by SIGKILL, with no chance to tidy up.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypedDict

import django
import psycopg
from django.core.management import CommandError, call_command, load_command_class
from django.db import connection

LIMIT = 1_000
"""Statements; more than a small command has."""


class Report(TypedDict):
    """``expected``: what an uninterrupted run leaves; ``found``: a kill and a second run, by statement."""

    expected: dict[str, Any]
    found: list[dict[str, Any]]


class Killer:
    """Kills its own process once so many statements have run."""

    def __init__(self, statements: int) -> None:
        self.left = statements

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def run(arguments: list[str]) -> None:
    with suppress(CommandError):
        call_command(*arguments, stdout=io.StringIO(), stderr=io.StringIO())


def look() -> dict[str, Any]:
    """Everything that must not depend on the interruption: keys, moments and salts may."""
    from returns.casework.batches import replay_decisions, stored_decisions
    from returns.ledger import stored_chain
    from returns.models import CaseNumber, Customer, Decision, Device, Event, LedgerEntry, Order, ReturnCase

    event = ("case__reference", "kind", "to_state", "subject", "audience", "decision__status")
    decision = ("case__reference", "status", "decided_on", "version_hash", "record__facts", "record__outcome")
    case = ("reference", "external_reference", "state", "revision", "order__number", "device__imei")
    return {
        "customers": rows(Customer, "email", "first_name", "last_name"),
        "orders": rows(Order, "number", "placed_on", "delivered_on", "price", "customer__email"),
        "devices": rows(Device, "order__number", "category", "model", "imei"),
        "cases": rows(ReturnCase, *case, "current_decision__status", "version_hash"),
        "numbers": rows(CaseNumber, "year", "last"),
        "events": rows(Event, *event),
        "decisions": rows(Decision, *decision),
        "unbound": Event.objects.count() + Decision.objects.count() - LedgerEntry.objects.count(),
        "defects": [str(defect) for defect in stored_chain.verify()],
        "replayed": sorted(str(result) for _decision, result in replay_decisions(stored_decisions())),
    }


def rows(model: Any, *columns: str) -> list[str]:
    return sorted(map(str, model.objects.values_list(*columns)))


def in_child(database: str, work: Callable[[], Any]) -> tuple[int, Any]:
    """Run in a forked process on a database; return how it ended (0, or minus a signal) and what it gave."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        connection.settings_dict["NAME"] = database
        result = json.dumps(work()).encode()
        connection.close()
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(result)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        result = pipe.read()
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(result) if result else None


def ask(database: str, work: Callable[[], Any]) -> Any:
    """What work gives in a forked process on a database; raises RuntimeError unless it ends well."""
    ended, result = in_child(database, work)
    if ended != 0:
        raise RuntimeError(f"{work.__name__} ended with {ended}")
    return result


class SqliteCopies:
    """Copies of a SQLite database, files in a folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self.seed = folder / "seed.sqlite3"
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(self.seed)) as target:
            source.backup(target)

    def close(self) -> None:
        """Leave it to the folder's owner."""

    @contextmanager
    def copy(self, number: int) -> Iterator[str]:
        path = self.folder / f"{number}.sqlite3"
        shutil.copyfile(self.seed, path)
        yield str(path)
        for file in self.folder.glob(f"{number}.sqlite3*"):
            file.unlink()


class PostgresCopies:
    """A copy of a PostgreSQL database whose rows are put back each time: making a new one takes far longer."""

    def __init__(self, name: str) -> None:
        self.name = f"{name}_killed"
        with closing(self._connect("postgres")) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'.encode())
            server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"'.encode())
        self.database = self._connect(self.name)
        self.database.execute("CREATE SCHEMA seed")
        named = self.database.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'returns_%'")
        self.tables = [table for (table,) in named.fetchall()]
        for table in self.tables:
            self.database.execute(f"CREATE TABLE seed.{table} AS TABLE public.{table}".encode())
        # No trigger and no foreign key is in the way of putting rows back.
        self.database.execute("SET session_replication_role = replica")

    @contextmanager
    def copy(self, number: int) -> Iterator[str]:
        with self.database.transaction():
            for table in self.tables:
                self.database.execute(f"DELETE FROM public.{table}".encode())
                self.database.execute(f"INSERT INTO public.{table} SELECT * FROM seed.{table}".encode())
        yield self.name

    def close(self) -> None:
        self.database.close()
        with closing(self._connect("postgres")) as server:
            server.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)'.encode())

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        settings = connection.settings_dict
        names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        given = {names[key]: settings[key] for key in names if settings[key]}
        return psycopg.connect(dbname=name, autocommit=True, **given)


Copies = SqliteCopies | PostgresCopies


@contextmanager
def copies_in(folder: Path) -> Iterator[Copies]:
    """Copies of the prepared database."""
    name = connection.settings_dict["NAME"]
    copies = SqliteCopies(name, folder) if connection.vendor == "sqlite" else PostgresCopies(name)
    with closing(copies):
        yield copies


def kill_and_repeat(database: str, arguments: list[str], statements: int) -> dict[str, Any] | None:
    """What the second run leaves; None if the first one ended before so many statements."""

    def first() -> None:
        with connection.execute_wrapper(Killer(statements)):
            run(arguments)

    ended, _nothing = in_child(database, first)
    if ended == 0:
        return None
    if ended != -signal.SIGKILL:
        raise RuntimeError(f"the command ended with {ended}")
    return run_and_look(database, arguments)


def run_and_look(database: str, arguments: list[str]) -> dict[str, Any]:
    def second() -> dict[str, Any]:
        run(arguments)
        return look()

    seen: dict[str, Any] = ask(database, second)
    return seen


def main(arguments: list[str]) -> Report:
    django.setup()
    # What is imported here is not imported by hundreds of children.
    load_command_class("returns", arguments[0])
    import_module("returns.casework.batches")
    with tempfile.TemporaryDirectory() as folder, copies_in(Path(folder)) as copies:
        return kill_everywhere(copies, arguments)


def kill_everywhere(copies: Copies, arguments: list[str]) -> Report:
    with copies.copy(0) as database:
        expected = run_and_look(database, arguments)
    found: list[dict[str, Any]] = []
    for statements in range(1, LIMIT):
        with copies.copy(statements) as database:
            seen = kill_and_repeat(database, arguments, statements)
        if seen is None:
            break
        found.append(seen)
    return {"expected": expected, "found": found}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
