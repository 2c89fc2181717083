"""Batches: cases that others change meanwhile, decisions by day and by version."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from returns.adjudication import Replay, decide_case
from returns.casework.batches import ATTEMPTS, decide_cases, replay_decisions, stored_decisions
from returns.models import Decision, ReturnCase
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase

ON = date(2026, 3, 20)


class Meddler:
    """Changes the case between its being read and its being written, a number of times."""

    def __init__(self, case: ReturnCase, times: int) -> None:
        self.case = case
        self.left = times

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if self.left and sql.startswith("INSERT") and "returns_decision" in sql and "record" not in sql:
            self.left -= 1
            self.meddle()
        return execute(sql, params, many, context)

    def meddle(self) -> None:
        fresh = ReturnCase.objects.get(pk=self.case.pk)
        ReturnCase.objects.filter(pk=fresh.pk).update(revision=fresh.revision + 1)


@pytest.fixture
def two(new_case: OpenCase) -> list[ReturnCase]:
    return [new_case("40-1"), new_case("40-2")]


def keys() -> list[int]:
    return list(ReturnCase.objects.order_by("pk").values_list("pk", flat=True))


def test_a_case_that_keeps_changing_is_given_up_and_the_next_one_decided(two: list[ReturnCase]) -> None:
    # Its own transaction is rolled back with what meddled in it, so that the meddler never tires.
    with connection.execute_wrapper(Meddler(two[0], ATTEMPTS)):
        first, second = decide_cases(keys(), on=ON)
    assert first.adjudication is None
    assert str(first.case) in first.problem
    assert second.adjudication
    assert second.adjudication.is_new


def test_a_case_that_changed_once_is_read_again(two: list[ReturnCase]) -> None:
    with connection.execute_wrapper(Meddler(two[0], ATTEMPTS - 1)):
        first, _second = decide_cases(keys(), on=ON)
    assert first.adjudication
    assert first.adjudication.is_new


def test_decisions_are_those_since_the_beginning_of_a_local_day(two: list[ReturnCase]) -> None:
    list(decide_cases(keys(), on=ON))
    assert stored_decisions().count() == 2
    today = timezone.localdate()
    assert stored_decisions(today).count() == 2
    assert stored_decisions(date(today.year + 1, 1, 1)).count() == 0


def test_every_version_is_replayed_with_its_own_rules(two: list[ReturnCase]) -> None:
    list(decide_cases(keys(), on=ON))
    newer = publish(small_book(photo="photo.back"), since=datetime(2026, 3, 3, tzinfo=UTC))
    ReturnCase.objects.filter(pk=two[0].pk).update(version_hash=newer.hash)
    decide_case(case=ReturnCase.objects.get(pk=two[0].pk), actor=None, on=ON)
    replayed = list(replay_decisions(stored_decisions()))
    assert [result for _decision, result in replayed] == [Replay.SAME] * 3
    assert len({decision.version_hash for decision, _result in replayed}) == 2
    assert Decision.objects.count() == 3
