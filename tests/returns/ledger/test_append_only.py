"""Decisions, events and the ledger can't be changed: not through the ORM, not in plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import checks
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.ledger import append_only
from returns.models import Decision, DecisionRecord, Event, EventNote, LedgerEntry, MembershipEvent, ReturnCase
from returns.sellers.membership_history import note_joined
from rules.models import AppendOnlyError
from tests.cast import Cast

APPEND_ONLY: list[type[models.Model]] = [Decision, Event, LedgerEntry, DecisionRecord, EventNote, MembershipEvent]
COLUMNS: dict[type[models.Model], str] = {
    Decision: "status",
    Event: "to_state",
    LedgerEntry: "hash",
    DecisionRecord: "outcome",
    EventNote: "text",
    MembershipEvent: "role",
}
every_model = pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")


@pytest.fixture
def written(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A case with a row in each of the tables."""
    note_joined(member=cast.seller.seller_memberships.get(), actor=cast.seller)
    state_facts(case=case, source="customer", values={"shock": True}, actor=cast.agent, reason="by telephone")
    decide_case(case=case, actor=cast.agent)
    return case


def rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def refused(sql: str, *params: Any) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@every_model
def test_the_orm_changes_nothing(model: type[models.Model], written: ReturnCase) -> None:
    before = rows(model)
    row = model._default_manager.all()[0]
    attempts: list[Callable[[], Any]] = [
        row.save,
        row.delete,
        lambda: model._default_manager.update(**{COLUMNS[model]: "x"}),
        lambda: model._default_manager.all().delete(),
        lambda: model._default_manager.filter(pk=row.pk)._raw_delete("default"),
        lambda: model._default_manager.bulk_update([row], [COLUMNS[model]]),
        lambda: model._default_manager.bulk_create([row], ignore_conflicts=True),
        lambda: model._default_manager.update_or_create(pk=row.pk, defaults={COLUMNS[model]: "x"}),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError, match="append-only"):
            attempt()
    assert rows(model) == before


@every_model
def test_a_new_object_with_the_key_of_another_replaces_nothing(model: type[models.Model], written: ReturnCase) -> None:
    before = rows(model)
    row = model._default_manager.all()[0]
    copy = model(**{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields})
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    assert rows(model) == before


@every_model
def test_plain_sql_updates_and_deletes_nothing(model: type[models.Model], written: ReturnCase) -> None:
    before = rows(model)
    table, column = model._meta.db_table, COLUMNS[model]
    refused(f"UPDATE {table} SET {column} = 'x'")
    refused(f"UPDATE {table} SET {column} = {column}")
    refused(f"DELETE FROM {table}")
    key = model._meta.pk.column
    refused(f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = 'x'")
    assert rows(model) == before


@sqlite_only
@every_model
def test_sqlite_replaces_nothing(model: type[models.Model], written: ReturnCase) -> None:
    before = rows(model)
    table, column = model._meta.db_table, COLUMNS[model]
    refused(f"REPLACE INTO {table} SELECT * FROM {table}")
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    refused(f"UPDATE OR REPLACE {table} SET {column} = 'x'")
    assert rows(model) == before


@sqlite_only
def test_sqlite_replaces_no_entry_by_its_other_key(written: ReturnCase) -> None:
    before = rows(LedgerEntry)
    refused(
        "REPLACE INTO returns_ledgerentry (position, kind, key, row_digest, content_digest, previous, hash) "
        "SELECT position + 1000, kind, key, row_digest, content_digest, previous, hash FROM returns_ledgerentry"
    )
    assert rows(LedgerEntry) == before


@postgresql_only
@every_model
def test_postgresql_truncates_nothing(model: type[models.Model], written: ReturnCase) -> None:
    before = rows(model)
    for clause in ("CASCADE", "RESTART IDENTITY CASCADE"):
        # Foreign keys that are still to be checked would refuse it first.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(f"TRUNCATE {model._meta.db_table} {clause}")
    assert rows(model) == before


def test_texts_may_go_once_their_case_counts_as_erased(written: ReturnCase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE returns_returncase SET erased_at = %s", [timezone.now()])
        cursor.execute("DELETE FROM returns_decisionrecord")
        cursor.execute("DELETE FROM returns_eventnote")
    assert not DecisionRecord.objects.exists()
    assert not EventNote.objects.exists()
    refused("DELETE FROM returns_decision")


def test_no_case_can_be_deleted_from_under_its_decisions(written: ReturnCase) -> None:
    with pytest.raises(models.ProtectedError):
        written.delete()


@pytest.mark.django_db
def test_a_migrated_database_lacks_no_trigger() -> None:
    assert append_only.missing(connection) == []
    assert checks.run_checks(tags=[checks.Tags.database], databases=["default"]) == []


def test_a_database_without_triggers_is_found(
    db: None, lifted_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    with lifted_triggers():
        (warning,) = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert warning.id == "returns.W001"
    assert "returns_decision_no_" in warning.msg
    assert append_only.missing(connection) == []


def test_lifting_lets_everything_happen_and_ends(
    written: ReturnCase, lifted_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE returns_decision SET status = 'undetermined'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE returns_decision SET status = 'decided'")
