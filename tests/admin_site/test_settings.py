"""Settings as a deployment and a developer get them, each in a process and an environment of its own."""

import json
import secrets
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.conftest import SOURCE

PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "constat.example",
    "EMAIL_URL": "smtp+tls://constat:secret@mail.example:587",
}

READ = """
import json, sys
from admin_site import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=SOURCE,
        env={"ENV_FILE": "/dev/null", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def read(*names: str, **environment: str) -> dict[str, Any]:
    result = run("-c", READ, *names, **environment)
    assert result.returncode == 0, result.stderr
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_production_refuses_to_start_without_a_secret_key() -> None:
    result = run("manage.py", "check", ALLOWED_HOSTS="constat.example")
    assert result.returncode == 2
    assert result.stderr.startswith("manage.py: Set the SECRET_KEY environment variable.")
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_environment_but_for_key_and_host_is_safe() -> None:
    assert read(
        "DEBUG",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_PROXY_SSL_HEADER",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "REQUIRE_TWO_FACTOR",
        **PRODUCTION,
    ) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["constat.example"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "REQUIRE_TWO_FACTOR": True,
    }


def test_production_passes_the_deployment_checks() -> None:
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_production_refuses_a_relaxed_second_factor() -> None:
    result = run("manage.py", "check", **PRODUCTION, REQUIRE_TWO_FACTOR="0")
    assert result.returncode != 0
    assert "admin_site.E003" in result.stderr


def test_development_needs_nothing_but_debug() -> None:
    result = run("manage.py", "check", DEBUG="1")
    assert result.returncode == 0, result.stderr


def test_a_file_of_settings_fills_what_the_environment_leaves_open(tmp_path: Any) -> None:
    file = tmp_path / "env"
    file.write_text("SECRET_KEY=from-the-file\nALLOWED_HOSTS=from.the.file\n")
    values = read("SECRET_KEY", "ALLOWED_HOSTS", ENV_FILE=str(file), ALLOWED_HOSTS="from.the.environment")
    assert values == {"SECRET_KEY": "from-the-file", "ALLOWED_HOSTS": ["from.the.environment"]}


def test_a_database_url_chooses_postgresql() -> None:
    values = read("DATABASES", **PRODUCTION, DATABASE_URL="postgres://constat:secret@db.example:5433/returns")
    database = values["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "returns")
    assert "transaction_mode" not in database.get("OPTIONS", {})


def test_uploads_lie_outside_what_is_served() -> None:
    assert not settings.MEDIA_ROOT.is_relative_to(settings.STATIC_ROOT)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_on_sqlite_holds_the_write_lock_from_its_start() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.django_db
def test_sqlite_lets_readers_read_while_one_writes_and_writers_wait() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
