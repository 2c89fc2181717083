"""The demo's file: used again, or set aside when it is another version's, unfinished or no database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from returns.demo.database import fingerprint, is_demo_database, set_stale_aside


def make(path: Path, mark: int) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA user_version = {mark}")
        file.execute("CREATE TABLE kept (id)")
        file.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo.sqlite3"


def test_there_is_nothing_to_set_aside_at_first(path: Path) -> None:
    assert set_stale_aside(path) is None
    assert not path.exists()


def test_a_file_of_this_version_is_used_again(path: Path) -> None:
    make(path, fingerprint())
    assert set_stale_aside(path) is None
    assert path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [0, 1])
def test_another_versions_or_unfinished_file_is_kept_under_another_name(path: Path, mark: int) -> None:
    make(path, mark)
    Path(f"{path}-wal").write_bytes(b"")
    for leftover in ("", "-wal", "-shm"):
        Path(f"{path}.old{leftover}").write_bytes(b"the one before")
    old = set_stale_aside(path)
    assert old == Path(f"{path}.old")
    assert sorted(file.name for file in path.parent.iterdir()) == ["demo.sqlite3.old", "demo.sqlite3.old-wal"]
    with closing(sqlite3.connect(old)) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]


@pytest.mark.django_db
def test_a_file_that_is_no_database_is_set_aside_too(path: Path) -> None:
    path.write_bytes(b"nonsense" * 1000)
    assert set_stale_aside(path) is not None
    assert not path.exists()


def test_the_fingerprint_stays_the_same_and_fits_the_file() -> None:
    assert fingerprint() == fingerprint()
    assert 0 < fingerprint() < 2**31


def test_a_tests_database_is_not_the_demos() -> None:
    assert not is_demo_database()
