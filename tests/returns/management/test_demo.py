"""The demo command, run as `make demo` runs it: what it builds, prints and serves, once, twice and after a kill."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.conftest import SOURCE
from tests.returns.management.conftest import RunCommand


def environment(path: Path, **others: str) -> dict[str, str]:
    demo = {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "tests.demo_settings", "DEBUG": "1"}
    return {**os.environ, **demo, **others}


def demo(path: Path, *options: str, **others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-photos", "--language", "en", *options],
        cwd=SOURCE,
        env=environment(path, **others),
        capture_output=True,
        text=True,
        check=False,
    )


def counted(path: Path) -> list[int]:
    tables = ("returns_returncase", "returns_decision", "returns_event", "returns_user", "rules_version")
    with closing(sqlite3.connect(path)) as file:
        return [file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


@pytest.mark.django_db
def test_it_refuses_any_database_but_its_own(run: RunCommand) -> None:
    ended = run("demo", "--no-serve")
    assert ended.code == 2
    assert "it needs DEBUG=1 and DATABASE_URL=sqlite:///" in ended.error


def test_it_refuses_to_run_outside_debug(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite3"
    ended = demo(path, "--no-serve", DEBUG="0", SECRET_KEY="x" * 50, ALLOWED_HOSTS="constat.example")
    assert (ended.returncode, path.exists()) == (2, False)


def test_it_builds_prints_and_serves_and_again_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite3"
    interrupt_while_it_loads(path)
    ended = demo(path, "--no-serve")
    assert ended.returncode == 0, ended.stderr
    assert "The demo is made anew" in ended.stdout
    for printed in (
        "R-2026-000001",
        "The commercial warranty does not cover",
        "The ledger is whole, and every decision was decided again alike.",
        "http://127.0.0.1:8000/admin/",
        "agent@example.org",
        "constat-demo",
    ):
        assert printed in ended.stdout
    before = counted(path)
    port = free_port()
    with serving(path, port):
        assert [status(port, page) for page in ("/", "/account/login/")] == [200, 200]
    assert counted(path) == before
    again = demo(path, "--no-serve", "--language", "fr").stdout
    assert "La garantie commerciale ne couvre pas" in again
    assert path.with_name("demo.sqlite3.old").exists()
    assert counted(path) == before


def interrupt_while_it_loads(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--no-photos", "--no-serve"],
        cwd=SOURCE,
        env=environment(path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout
        # The first case is there, the others are not.
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class serving:  # noqa: N801
    """The demo's server, until the end of the block."""

    def __init__(self, path: Path, port: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=SOURCE,
            env=environment(path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.port = port

    def __enter__(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        raise AssertionError("nothing is served")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait()


def status(port: int, page: str) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("GET", page)
        return client.getresponse().status
