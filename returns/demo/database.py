"""The demo's own SQLite file: used again while it was made by this very version of Constat, else made anew."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

OLD = ".old"
_PARTS = ("", "-wal", "-shm")
"""SQLite's file and the two beside it."""
_SOURCES = (
    ("fixtures/catalogue", "*.json"),
    ("fixtures/rulebook", "*.json"),
    ("fixtures/demo", "*.json"),
    ("fixtures", "roles.json"),
    ("admin_site/migrations", "*.py"),
    ("returns/migrations", "*.py"),
    ("rules/migrations", "*.py"),
    ("returns/demo", "*.py"),
)


def is_demo_database() -> bool:
    """Tell whether this process works on the demo's own file."""
    return connection.vendor == "sqlite" and str(connection.settings_dict["NAME"]) == str(settings.DEMO_DATABASE)


def fingerprint() -> int:
    """Return a number (31 bits) of all that the demo is made from: tables, rows, cases, how they are played."""
    found = 0
    for folder, pattern in _SOURCES:
        for path in sorted(Path(settings.BASE_DIR, folder).glob(pattern)):
            found = zlib.crc32(path.name.encode() + path.read_bytes(), found)
    # Never 0, which every new file has.
    return found & 0x7FFFFFFF or 1


def set_stale_aside(path: Path) -> Path | None:
    """Rename a file that was made by another version, or never finished; return its new name."""
    if not path.exists() or _mark_of(path) == fingerprint():
        return None
    connection.close()
    for part in _PARTS:
        file = Path(f"{path}{part}")
        if file.exists():
            file.replace(f"{path}{OLD}{part}")
        else:
            Path(f"{path}{OLD}{part}").unlink(missing_ok=True)
    return Path(f"{path}{OLD}")


def mark_finished() -> None:
    """Note in the file that everything is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version = {fingerprint()}")


def _mark_of(path: Path) -> int:
    try:
        with closing(sqlite3.connect(path)) as file:
            mark: int = file.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        # It is no database.
        return 0
    return mark
