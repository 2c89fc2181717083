"""The replay command: the same, different and erased decisions, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db.models import QuerySet

from returns.adjudication import decide_case
from returns.models import Decision, DecisionRecord, ReturnCase
from returns.privacy.erasure import erase_case
from tests.returns.conftest import OpenCase
from tests.returns.management.conftest import RunCommand

LiftTriggers = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def decisions(new_case: OpenCase) -> list[Decision]:
    days = [date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 22)]
    return [decide_case(case=new_case(f"40-{day}"), actor=None, on=day).decision for day in days]


@pytest.mark.usefixtures("decisions")
def test_what_nobody_touched_comes_out_the_same(run: RunCommand) -> None:
    ended = run("replay")
    assert (ended.code, ended.lines) == (0, ["same: 3, different: 0, erased: 0"])


def test_what_was_changed_comes_out_differently(
    run: RunCommand, decisions: list[Decision], lifted_triggers: LiftTriggers
) -> None:
    record = decisions[1].record
    with lifted_triggers():
        changed = record.outcome.replace('"undetermined"', '"covered"', 1)
        QuerySet(DecisionRecord).filter(pk=record.pk).update(outcome=changed)
    ended = run("replay")
    assert (ended.code, ended.error) == (1, "1 difference was found.")
    assert ended.lines == [
        f"decision {record.pk}, {decisions[1].case}: comes out differently",
        "same: 2, different: 1, erased: 0",
    ]


def test_what_was_erased_is_counted_apart(run: RunCommand, decisions: list[Decision]) -> None:
    case = decisions[0].case
    ReturnCase.objects.filter(pk=case.pk).update(state="closed")
    case.refresh_from_db()
    erase_case(case=case, actor=None)
    ended = run("replay")
    assert (ended.code, ended.lines) == (0, ["same: 2, different: 0, erased: 1"])


@pytest.mark.usefixtures("decisions")
def test_since_a_day(run: RunCommand) -> None:
    assert run("replay", "--since", "2026-01-01").lines == ["same: 3, different: 0, erased: 0"]
    assert run("replay", "--since", "2999-01-01").lines == ["same: 0, different: 0, erased: 0"]
    assert "is no day" in run("replay", "--since", "yesterday").error
