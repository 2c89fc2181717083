"""Killed after any SQL statement, a second run finishes the work: nothing lost, doubled or half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from returns.casework.statements import state_facts
from returns.models import ReturnCase, Seller
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.returns.conftest import OpenCase
from tests.returns.crash import LIMIT, Report
from tests.returns.imports.conftest import csv_of, row, seller
from tests.returns.management.conftest import Write, shell_environment, write

__all__ = ["seller", "write"]

pytestmark = pytest.mark.django_db(transaction=True)


def kill_everywhere(*arguments: str) -> Report:
    environment = shell_environment()
    # A template or a file to copy has nobody connected to it.
    connection.close()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.returns.crash", *arguments],
        cwd=SOURCE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    report: Report = json.loads(ended.stdout)
    return report


def assert_nothing_lost(report: Report, at_least: int) -> None:
    expected, found = report["expected"], report["found"]
    assert (expected["unbound"], expected["defects"]) == (0, [])
    assert set(expected["replayed"]) <= {"same"}
    # Otherwise too few statements were seen, or the end of the command was not.
    assert at_least < len(found) < LIMIT
    different = {number: seen for number, seen in enumerate(found, start=1) if seen != expected}
    assert different == {}


def test_adjudicate(new_case: OpenCase, cast: Cast) -> None:
    first = new_case("40-1")
    state_facts(case=first, source="customer", values={"shock": True}, actor=cast.customer)
    # One that was decided before, and is to be decided anew.
    call_command("adjudicate", "--case", str(first), "--on", "2026-03-10", stdout=StringIO())
    new_case("40-2")
    new_case("40-3")
    report = kill_everywhere("adjudicate", "--all", "--on", date(2026, 3, 20).isoformat())
    assert len(report["expected"]["decisions"]) == 4
    assert_nothing_lost(report, at_least=30)


def test_import_returns(seller: Seller, write: Write) -> None:
    rows = [
        row(),
        row(imei="1"),
        row(order_number="40-2", email="someone.else@example.org", category="earphones", family="", imei=""),
    ]
    path = write(csv_of(*rows), "orders.csv")
    report = kill_everywhere("import_returns", path, "--seller", "reboot")
    assert len(report["expected"]["cases"]) == 2
    assert_nothing_lost(report, at_least=30)
    assert not ReturnCase.objects.exists()
