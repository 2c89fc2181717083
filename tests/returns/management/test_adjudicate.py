"""The adjudicate command: which cases, what it stores, what it prints, how it ends."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from returns.casework.statements import state_facts
from returns.ledger import stored_chain
from returns.models import Decision, Event, ReturnCase
from returns.privacy.erasure import erase_case
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.returns.conftest import OpenCase
from tests.returns.management.conftest import RunCommand, shell_environment

ON = ("--on", "2026-03-20")


def finish(case: ReturnCase) -> None:
    ReturnCase.objects.filter(pk=case.pk).update(state="closed")
    case.refresh_from_db()


def test_all_cases_are_decided_and_then_left_alone(run: RunCommand, new_case: OpenCase, cast: Cast) -> None:
    state_facts(case=new_case("40-1"), source="customer", values={"shock": True}, actor=cast.customer)
    new_case("40-2")
    ended = run("adjudicate", "--all", *ON)
    assert (ended.code, ended.error) == (0, "")
    assert ended.lines == [
        "R-2026-000001: decided (new decision)",
        "R-2026-000002: undetermined (new decision)",
        "new decisions: 2, unchanged: 0",
        "decided: 1",
        "undetermined: 1",
    ]
    assert set(Decision.objects.values_list("decided_on", flat=True)) == {date(2026, 3, 20)}
    assert set(Event.objects.filter(kind="decided").values_list("audience", flat=True)) == {"system"}
    head = stored_chain.current_head()
    assert run("adjudicate", "--all", *ON).lines[2] == "new decisions: 0, unchanged: 2"
    assert (stored_chain.current_head(), stored_chain.verify()) == (head, [])


def test_a_finished_case_is_decided_once_only(run: RunCommand, new_case: OpenCase) -> None:
    finish(new_case())
    assert "new decisions: 1, unchanged: 0" in run("adjudicate", "--all", *ON).lines
    assert run("adjudicate", "--all", "--on", "2026-04-20").lines == ["new decisions: 0, unchanged: 0"]


def test_only_the_cases_asked_for_are_decided(run: RunCommand, new_case: OpenCase) -> None:
    first, _second, third = new_case("40-1"), new_case("40-2"), new_case("40-3")
    chosen = ("--case", str(third), "--case", str(first), "--case", str(third))
    assert "new decisions: 2, unchanged: 0" in run("adjudicate", *chosen, *ON).lines
    assert set(Decision.objects.values_list("case", flat=True)) == {first.pk, third.pk}


def test_an_erased_case_is_told_and_the_others_decided(run: RunCommand, new_case: OpenCase) -> None:
    erased, other = new_case("40-1"), new_case("40-2")
    finish(erased)
    erase_case(case=erased, actor=None)
    ended = run("adjudicate", "--case", str(erased), "--case", str(other), *ON)
    assert (ended.code, ended.error) == (1, "1 case was not decided.")
    assert ended.lines[0] == f"{erased}: {erased} has been erased: it can't be decided again."
    assert Decision.objects.get().case == other


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "one of the arguments --case --all is required"),
        (("--all", "--case", "R-1"), "not allowed with argument"),
        (("--case", "R-2026-999999"), "There is no case “R-2026-999999”."),
        (("--all", "--on", "2026-02-30"), "is no day"),
        (("--all", "--on", "20260220"), "is no day"),
    ],
)
@pytest.mark.django_db
def test_wrong_usage(run: RunCommand, arguments: tuple[str, ...], message: str) -> None:
    assert message in run("adjudicate", *arguments).error


@pytest.mark.django_db(transaction=True)
def test_from_a_shell(new_case: OpenCase) -> None:
    new_case()
    ended = subprocess.run(
        [sys.executable, "manage.py", "adjudicate", "--all", *ON, "--language", "en"],
        cwd=SOURCE,
        env=shell_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[1] == "new decisions: 1, unchanged: 0"
    assert ended.stderr == ""
    wrong = subprocess.run(
        [sys.executable, "manage.py", "adjudicate"],
        cwd=SOURCE,
        env=shell_environment(),
        capture_output=True,
        check=False,
    )
    assert wrong.returncode == 2
