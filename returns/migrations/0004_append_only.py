"""Decisions, events and the ledger become append-only for plain SQL too."""

from typing import Any

from django.db import migrations

from returns.ledger import append_only

TABLES = (
    "returns_decision",
    "returns_event",
    "returns_ledgerentry",
    "returns_decisionrecord",
    "returns_eventnote",
)


def install(_apps: Any, editor: Any) -> None:
    append_only.install(editor.connection, TABLES)


def remove(_apps: Any, editor: Any) -> None:
    append_only.remove(editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_case")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
