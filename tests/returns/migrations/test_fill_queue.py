"""Cases that were stored before there was a queue have its columns after the migration, as any event would give them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from returns.adjudication import decide_case
from returns.casework.deciding import accept_proposal, decide_otherwise
from returns.casework.evidence import give_evidence
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import CaseGround, Event, ReturnCase
from tests.cast import Cast
from tests.factories import DeadlineFactory
from tests.returns.casework.deciding import inspected, version
from tests.returns.conftest import OpenCase

__all__ = ["version"]

pytestmark = pytest.mark.django_db

migration = import_module("returns.migrations.0016_fill_queue")
COLUMNS = ("reference", "verdict", "is_blocked", "needs_review", "needs_person", "attention_at")
EMPTY = {"verdict": "", "is_blocked": False, "needs_review": False, "needs_person": False, "attention_at": None}


@pytest.fixture
def cases(new_case: OpenCase, cast: Cast) -> list[ReturnCase]:
    """A case of each kind that the queue tells apart, the last things done to it being what it waits for."""
    DeadlineFactory.create(code="seller_answer", amount=24, unit="business_hour")
    numbers = (f"40-{number}" for number in range(1, 20))

    def case(*deeds: Callable[[ReturnCase], object]) -> ReturnCase:
        made = new_case(next(numbers))
        for deed in deeds:
            deed(made)
        return made

    def decide(case: ReturnCase) -> object:
        return decide_case(case=case, actor=None)

    def says(**values: Any) -> Callable[[ReturnCase], object]:
        return lambda case: state_facts(case=case, source="customer", values=values, actor=case.customer)

    return [
        case(),
        case(lambda case: give_evidence(case=case, item="photo.back", actor=case.customer)),
        case(decide),
        case(says(account_active=True, shock=True), decide),
        case(says(shock=False, account_active=False), decide),
        inspected(case(), cast),
        case(lambda case: inspected(case, cast), says(shock=True), decide),
        case(
            lambda case: inspected(case, cast),
            lambda case: decide_otherwise(case=case, actor=cast.agent, resolution="refund", reason="A gesture."),
        ),
        case(lambda case: inspected(case, cast), lambda case: accept_proposal(case=case, actor=cast.agent)),
        case(decide, lambda case: perform(case=case, transition="cancel", actor=cast.agent)),
    ]


def stored() -> list[dict[str, Any]]:
    return list(ReturnCase.objects.order_by("pk").values(*COLUMNS))


def grounds() -> list[tuple[int, str]]:
    return sorted(CaseGround.objects.values_list("case_id", "ground"))


def run() -> None:
    state = MigrationExecutor(connection).loader.project_state(migration.Migration.dependencies)
    # Not entered: SQLite would have foreign keys switched off, which a transaction of a test forbids.
    migration.fill(state.apps, connection.schema_editor())


def test_the_columns_are_those_that_an_event_gives(cases: list[ReturnCase], monkeypatch: pytest.MonkeyPatch) -> None:
    before, named, events = stored(), grounds(), Event.objects.count()
    assert {row["verdict"] for row in before} == {"", "covered", "excluded", "undetermined"}
    assert {row["needs_person"] for row in before} == {row["is_blocked"] for row in before} == {True, False}
    ReturnCase.objects.update(**EMPTY)
    CaseGround.objects.all().delete()
    monkeypatch.setattr(migration, "CHUNK", 3)
    run()
    after = stored()
    last = {case.reference: case.events.latest("pk").at for case in ReturnCase.objects.all()}
    for row, expected in zip(after, before, strict=True):
        if row["needs_person"]:
            assert row["attention_at"] == last[row["reference"]]
            row["attention_at"] = expected["attention_at"]
    assert after == before
    assert grounds() == named
    assert Event.objects.count() == events


def test_what_has_its_columns_keeps_them(cases: list[ReturnCase]) -> None:
    before, named = stored(), grounds()
    run()
    assert (stored(), grounds()) == (before, named)


def test_what_was_erased_stays_empty(cases: list[ReturnCase]) -> None:
    ReturnCase.objects.update(**EMPTY, erased_at=cases[0].opened_at)
    before = stored()
    run()
    assert stored() == before
