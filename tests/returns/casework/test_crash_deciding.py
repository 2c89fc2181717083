"""Killed after any SQL statement, a decision is there with its event and its mails, or not at all."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.db import connection

from returns.models import OutboxMessage, ReturnCase, Statement
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.returns.casework.crash_deciding import DECISIONS, Report
from tests.returns.casework.deciding import version, whole
from tests.returns.crash import LIMIT
from tests.returns.management.conftest import shell_environment

__all__ = ["version"]

pytestmark = pytest.mark.django_db(transaction=True)
DECIDED = {"accept": 0, "override": 0, "correct": 1, "by rules": 1}
MAILS = {"accept": 2, "override": 1, "correct": 0, "by rules": 2}


def reports() -> dict[str, Report]:
    environment = shell_environment()
    # A template or a file to copy has nobody connected to it.
    connection.close()
    command = [sys.executable, "-m", "tests.returns.casework.crash_deciding"]
    ended = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Report] = json.loads(ended.stdout)
    return found


def test_a_decision_is_whole_or_not_there(case: ReturnCase, cast: Cast) -> None:
    whole(case, cast)
    # A word that nobody has decided on yet: the rules write a decision before they accept.
    Statement.objects.create(case=case, source="seller", fact="wear", value=False)
    OutboxMessage.objects.all().delete()
    found = reports()
    assert set(found) == set(DECISIONS)
    for name, report in found.items():
        before, after, killed = report["before"], report["after"], report["killed"]
        assert before != after
        assert (after["unbound"], after["defects"], len(after["mails"])) == (0, [], MAILS[name])
        assert len(after["decisions"]) - len(before["decisions"]) == DECIDED[name]
        # Otherwise too few statements were seen, or the end of the decision was not.
        assert 15 < len(killed) < LIMIT
        complete = after | {"sent": MAILS[name], "lost": []}
        assert [seen for seen in killed if seen not in (before, complete)] == [], name
        # Kills in the decision leave nothing, kills while its mails are sent leave all of it.
        assert killed[0] == before
        assert (killed[-1] == complete) == (MAILS[name] > 0)
