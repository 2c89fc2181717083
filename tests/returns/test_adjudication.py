"""Deciding cases: what is stored, when nothing is, and what happens when the rules can't be applied."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from returns.adjudication import CaseErasedError, Replay, decide_case, replay_decision
from returns.casework.changes import CaseChangedError
from returns.casework.opening import rebind_case
from returns.casework.statements import state_facts
from returns.facts import collect
from returns.ledger import stored_chain
from returns.models import Decision, Event, ReturnCase, Statement
from rules.models import Version
from rules.registry import compiled_book
from tests.cast import Cast
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase

ON = date(2026, 3, 20)


def outcome_of(decision: Decision) -> Any:
    return json.loads(decision.record.outcome)


def test_a_decision_holds_its_facts_its_outcome_and_the_version(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": True}, actor=cast.customer)
    decision, is_new = decide_case(case=case, actor=cast.agent, on=ON)
    book = compiled_book(case.version_hash)
    facts = json.loads(decision.record.facts)
    assert is_new
    assert facts == collect(case=case, on=ON, vocabulary=book.vocabulary)
    assert outcome_of(decision) == book.decide(facts).as_json()
    assert outcome_of(decision)["guarantees"]["commercial"]["verdict"] == "excluded"
    shown = (decision.version_hash, decision.status, decision.decided_on, decision.actor)
    assert shown == (case.version_hash, "decided", ON, cast.agent)


def test_a_decision_is_an_event_and_the_current_one(case: ReturnCase, cast: Cast) -> None:
    decision, _is_new = decide_case(case=case, actor=cast.agent, on=ON)
    event = Event.objects.latest("pk")
    case.refresh_from_db()
    assert case.current_decision == decision
    assert (event.kind, event.decision, event.actor, event.audience) == ("decided", decision, cast.agent, "agent")
    assert stored_chain.verify() == []


def test_the_day_is_today_unless_it_is_named(case: ReturnCase) -> None:
    decision, _is_new = decide_case(case=case, actor=None)
    assert decision.decided_on == timezone.localdate()
    assert outcome_of(decision)["decision_on"] == timezone.localdate().isoformat()


def test_unknown_is_not_covered(case: ReturnCase) -> None:
    decision, _is_new = decide_case(case=case, actor=None, on=ON)
    guarantee = outcome_of(decision)["guarantees"]["commercial"]
    assert (decision.status, guarantee["verdict"], guarantee["missing"]) == (
        "undetermined",
        "undetermined",
        ["damage.shock"],
    )


def test_deciding_again_on_the_same_facts_stores_nothing(case: ReturnCase, cast: Cast) -> None:
    first, _is_new = decide_case(case=case, actor=None, on=ON)
    head = stored_chain.current_head()
    assert decide_case(case=case, actor=cast.agent, on=ON) == (first, False)
    assert decide_case(case=ReturnCase.objects.get(pk=case.pk), actor=None, on=ON) == (first, False)
    assert stored_chain.current_head() == head


def test_new_facts_another_day_or_another_version_give_a_new_decision(case: ReturnCase, cast: Cast) -> None:
    decisions = [decide_case(case=case, actor=None, on=ON)]
    state_facts(case=case, source="customer", values={"shock": None}, actor=cast.customer)
    decisions.append(decide_case(case=case, actor=None, on=ON))
    decisions.append(decide_case(case=case, actor=None, on=date(2026, 3, 21)))
    newer = publish(small_book(photo="photo.back"))
    rebind_case(case=case, version_hash=newer.hash, actor=cast.approver)
    decisions.append(decide_case(case=case, actor=None, on=date(2026, 3, 21)))
    assert [is_new for _decision, is_new in decisions] == [True] * 4
    assert case.current_decision == decisions[-1].decision
    assert "photo.back" in outcome_of(decisions[-1].decision)["items"]
    assert Decision.objects.count() == 4


def test_an_outsider_has_nothing_decided(case: ReturnCase, cast: Cast) -> None:
    for person in (cast.outsider, cast.other_seller, cast.rule_editor):
        with pytest.raises(PermissionDenied):
            decide_case(case=case, actor=person)
    assert not Decision.objects.exists()


def test_an_erased_case_is_not_decided(case: ReturnCase) -> None:
    case.erased_at = timezone.now()
    with pytest.raises(CaseErasedError, match=case.reference):
        decide_case(case=case, actor=None)


def _wrong_value(case: ReturnCase) -> None:
    # Past state_facts, which refuses it.
    Statement.objects.create(case=case, source="customer", fact="motor.noise", value="loud")


def _huge_value(case: ReturnCase) -> None:
    Statement.objects.create(case=case, source="customer", fact="motor.noise", value=10**40)


def _unknown_version(case: ReturnCase) -> None:
    case.version_hash = "sha256:" + "e" * 64
    case.save()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [(_wrong_value, "motor.noise"), (_huge_value, "motor.noise"), (_unknown_version, "UnknownHash")],
)
def test_whatever_goes_wrong_needs_review_covers_nothing_and_is_logged(
    case: ReturnCase, spoil: Any, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(case)
    with caplog.at_level(logging.ERROR, logger="returns.adjudication"):
        decision, is_new = decide_case(case=case, actor=None, on=ON)
    outcome = outcome_of(decision)
    assert is_new
    assert (decision.status, outcome["status"]) == ("needs_review", "needs_review")
    assert {entry["verdict"] for entry in outcome["guarantees"].values()} <= {"undetermined"}
    assert outcome["reviews"] == [{"ground": "failure", "rule": None}]
    assert {block["transition"] for block in outcome["blocks"]} >= {"accept", "repair", "complete", "cancel"}
    assert error in Event.objects.latest("pk").note.text
    (logged,) = caplog.records
    assert decision.record.facts in logged.getMessage()
    assert stored_chain.verify() == []


def test_a_failure_is_stored_once_and_ends_with_its_cause(case: ReturnCase, cast: Cast) -> None:
    _wrong_value(case)
    first, _is_new = decide_case(case=case, actor=None, on=ON)
    assert decide_case(case=case, actor=None, on=ON) == (first, False)
    assert replay_decision(first) is Replay.SAME
    state_facts(case=case, source="customer", values={"motor.noise": True}, actor=cast.customer)
    again, is_new = decide_case(case=case, actor=None, on=ON)
    assert is_new
    assert again.status == "undetermined"


def test_a_failure_has_the_keys_of_an_outcome(case: ReturnCase) -> None:
    well, _is_new = decide_case(case=case, actor=None, on=ON)
    _unknown_version(case)
    failed, _is_new = decide_case(case=case, actor=None, on=ON)
    assert list(outcome_of(failed)) == list(outcome_of(well))


def test_replay_finds_the_same(new_case: OpenCase, cast: Cast) -> None:
    for number in ("40-1", "40-2"):
        case = new_case(number)
        decide_case(case=case, actor=None)
        state_facts(case=case, source="customer", values={"shock": True, "account_active": None}, actor=cast.agent)
        decide_case(case=case, actor=None, on=ON)
    assert {replay_decision(decision) for decision in Decision.objects.all()} == {Replay.SAME}


def test_replay_finds_a_decision_that_its_rules_do_not_give(case: ReturnCase) -> None:
    decision, _is_new = decide_case(case=case, actor=None, on=ON)
    decision.record.outcome = decision.record.outcome.replace("undetermined", "covered")
    assert replay_decision(decision) is Replay.DIFFERENT


def test_who_read_an_older_case_decides_nothing(case: ReturnCase, cast: Cast) -> None:
    older = ReturnCase.objects.get(pk=case.pk)
    state_facts(case=case, source="customer", values={"shock": True}, actor=cast.customer)
    with pytest.raises(CaseChangedError):
        decide_case(case=older, actor=cast.agent)
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_exactly_one_stores(case: ReturnCase) -> None:
    people = 4
    together = Barrier(people)

    def decide(_number: int) -> str:
        try:
            mine = ReturnCase.objects.get(pk=case.pk)
            together.wait()
            decide_case(case=mine, actor=None, on=ON)
        except CaseChangedError:
            return "told"
        finally:
            connection.close()
        return "stored"

    with ThreadPoolExecutor(people) as pool:
        outcomes = list(pool.map(decide, range(people)))
    assert sorted(outcomes) == ["stored"] + ["told"] * (people - 1)
    assert Decision.objects.count() == 1
    assert stored_chain.verify() == []


@pytest.mark.django_db(transaction=True)
def test_cases_decided_at_once_share_one_chain(new_case: OpenCase, version: Version) -> None:
    cases = [new_case(f"40-{number}") for number in range(6)]

    def decide(case: ReturnCase) -> None:
        try:
            decide_case(case=case, actor=None, on=ON)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(decide, cases))
    assert Decision.objects.count() == 6
    assert stored_chain.verify() == []
