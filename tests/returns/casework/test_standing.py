"""How a case stands, as the queue's columns have it: worked out at every change, whoever makes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from returns.adjudication import decide_case
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.resolving import propose_resolution
from returns.casework.standing import Standing, standing_of
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import ReturnCase
from returns.workflow import FINAL_STATES, State
from tests.cast import Cast
from tests.factories import DeadlineFactory
from tests.returns.casework.deciding import inspected, version

__all__ = ["version"]


def outcome(**changes: Any) -> dict[str, Any]:
    """A quiet outcome: covered, nothing missing."""
    quiet: dict[str, Any] = {
        "status": "decided",
        "guarantees": {"commercial": {"verdict": "covered", "grounds": [], "missing": []}},
        "items": {},
        "blocks": [],
        "reviews": [],
        "recommendations": [],
        "missing": [],
    }
    return {**quiet, **changes}


def guarantee(verdict: str, *grounds: str) -> dict[str, Any]:
    return {"verdict": verdict, "grounds": [{"ground": ground, "rule": f"{ground}-rule"} for ground in grounds]}


def standing(state: str = "preparing", **changes: Any) -> Standing:
    given: dict[str, Any] = {"outcome": outcome(), "verdicts": {}, "suppliers": {}}
    return Standing(state=state, **{**given, **changes})


def missing(fact: str, *, asked: bool = False) -> dict[str, Any]:
    return {"fact": fact, "asked": asked, "rules": ["a-rule"]}


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({"a": guarantee("covered"), "b": guarantee("undetermined")}, "covered"),
        ({"a": guarantee("excluded", "shock"), "b": guarantee("undetermined")}, "undetermined"),
        ({"a": guarantee("excluded", "shock"), "b": guarantee("excluded", "not_claimed")}, "excluded"),
        ({"a": guarantee("excluded", "not_claimed")}, "excluded"),
    ],
)
def test_the_verdict_is_the_best_there_is(verdicts: dict[str, Any], expected: str) -> None:
    assert standing(outcome=outcome(guarantees=verdicts)).verdict == expected


def test_an_override_counts_instead_of_the_rules() -> None:
    excluded = outcome(guarantees={"a": guarantee("excluded", "shock"), "b": guarantee("excluded", "not_claimed")})
    assert standing(outcome=excluded, verdicts={"a": "covered"}).verdict == "covered"
    assert standing(outcome=excluded, verdicts={"b": "covered"}).verdict == "covered"
    assert standing(outcome=None, verdicts={}).verdict == ""


BLOCK = {"transition": "inspect", "ground": "account_active", "rule": "account-blocks", "pending": False}
REVIEW = {"ground": "high_value", "rule": "high-value"}
UNDETERMINED = {"status": "undetermined", "guarantees": {"a": guarantee("undetermined")}}


@pytest.mark.parametrize(
    ("state", "changes", "expected"),
    [
        ("preparing", {}, False),
        ("inspected", {}, True),
        ("accepted", {}, False),
        ("closed", {"override_pending": True}, False),
        ("accepted", {"override_pending": True}, True),
        ("accepted", {"has_proposal": True}, True),
        # The customer can still sign out; once the parcel is here, somebody has to ask.
        ("preparing", {"outcome": outcome(blocks=[BLOCK])}, False),
        ("received", {"outcome": outcome(blocks=[BLOCK])}, True),
        ("refused", {"outcome": outcome(blocks=[BLOCK])}, False),
        ("opened", {"outcome": outcome(reviews=[REVIEW])}, True),
        ("opened", {"outcome": outcome(reviews=[REVIEW]), "answered": frozenset({"high-value"})}, False),
        ("accepted", {"outcome": outcome(reviews=[REVIEW])}, False),
        ("opened", {"outcome": outcome(reviews=[{"ground": "failure", "rule": None}])}, True),
        ("preparing", {"has_pending_evidence": True}, True),
        ("accepted", {"has_pending_evidence": True}, False),
        (
            "preparing",
            {"outcome": outcome(**UNDETERMINED, missing=[missing("x")]), "suppliers": {"x": "customer"}},
            False,
        ),
        ("preparing", {"outcome": outcome(**UNDETERMINED, missing=[missing("x")]), "suppliers": {"x": "agent"}}, True),
        (
            "preparing",
            {"outcome": outcome(**UNDETERMINED, missing=[missing("x", asked=True)]), "suppliers": {"x": "customer"}},
            True,
        ),
        ("preparing", {"outcome": None}, False),
    ],
)
def test_when_a_person_is_needed(state: str, changes: dict[str, Any], expected: bool) -> None:
    assert standing(state, **changes).needs_person is expected


@given(
    state=st.sampled_from(sorted(FINAL_STATES)),
    flags=st.fixed_dictionaries({name: st.booleans() for name in ("has_pending_evidence", "override_pending")}),
)
def test_nobody_is_needed_for_what_is_finished(state: str, flags: dict[str, bool]) -> None:
    found = standing(state, outcome=outcome(blocks=[BLOCK], reviews=[REVIEW]), **flags)
    assert (found.needs_person, found.is_blocked, found.needs_review) == (False, False, False)


@pytest.mark.django_db
def test_the_columns_follow_every_change(case: ReturnCase, cast: Cast) -> None:
    def columns() -> tuple[Any, ...]:
        row = ReturnCase.objects.get(pk=case.pk)
        found = standing_of(row)
        assert (row.verdict, row.is_blocked, row.needs_review, row.needs_person) == (
            found.verdict,
            found.is_blocked,
            found.needs_review,
            found.needs_person,
        )
        return row.verdict, row.is_blocked, row.needs_person

    assert columns() == ("", False, False)
    decide_case(case=case, actor=None)
    assert columns() == ("undetermined", True, False)
    evidence = give_evidence(case=case, item="photo.front_on", actor=case.customer)
    assert columns() == ("undetermined", True, True)
    accept_evidence(evidence=evidence, actor=cast.agent)
    assert columns() == ("undetermined", True, False)
    state_facts(case=case, source="customer", values={"shock": True, "account_active": False}, actor=case.customer)
    decide_case(case=case, actor=None)
    assert columns() == ("excluded", False, False)
    assert set(case.grounds.values_list("ground", flat=True)) == {"shock"}
    state_facts(case=case, source="agent", values={"shock": False}, actor=cast.agent)
    decide_case(case=case, actor=None)
    assert columns() == ("covered", False, False)
    assert not case.grounds.exists()


@pytest.mark.django_db
def test_attention_is_due_when_a_step_is_late_or_since_a_person_is_needed(case: ReturnCase, cast: Cast) -> None:
    DeadlineFactory.create(code="return_label", amount=1, unit="business_day")
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.agent)
    assert case.due_at is not None
    assert case.attention_at == case.due_at
    assert not ReturnCase.objects.needing_attention(case.due_at - timedelta(seconds=1)).exists()
    assert ReturnCase.objects.needing_attention(case.due_at).get() == case
    assert ReturnCase.objects.late(case.due_at + timedelta(seconds=1)).get() == case
    evidence = give_evidence(case=case, item="photo.front_on", actor=case.customer)
    since = case.attention_at
    assert since <= timezone.now()
    state_facts(case=case, source="customer", values={"motor.noise": True}, actor=case.customer)
    # Who waits does not wait anew because something happens.
    assert case.attention_at == since
    accept_evidence(evidence=evidence, actor=cast.agent)
    assert case.attention_at == case.due_at


@pytest.mark.django_db
def test_a_contest_is_a_dispute_until_somebody_decides(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    perform(case=case, transition="accept", actor=cast.agent, resolution="repair")
    perform(case=case, transition="contest", actor=cast.seller, reason="It was opened.")
    case.refresh_from_db()
    assert (case.state, case.is_disputed, case.resolution, case.needs_person) == (State.INSPECTED, True, "", True)
    perform(case=case, transition="refuse", actor=cast.agent, reason="So it was.")
    assert not case.is_disputed


@pytest.mark.django_db
def test_a_sellers_proposal_brings_an_accepted_case_back(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    perform(case=case, transition="accept", actor=cast.agent, resolution="repair")
    assert not case.needs_person
    propose_resolution(case=case, actor=cast.seller, resolution="refund", reason="No spare part.")
    assert (case.needs_person, case.proposed_resolution) == (True, "refund")


def test_a_case_whose_rulebook_can_not_be_read_is_undetermined(case: ReturnCase) -> None:
    ReturnCase.objects.update(version_hash=f"sha256:{'0' * 64}")
    case.refresh_from_db()
    decide_case(case=case, actor=None)
    assert (case.verdict, case.needs_review, case.needs_person) == ("undetermined", True, True)
