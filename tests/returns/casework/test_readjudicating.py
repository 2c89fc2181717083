"""What follows a new fact: the rules again, and what is otherwise since, in the same transaction."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from returns.adjudication import decide_case
from returns.casework.deciding import DecisionRefusedError
from returns.casework.evidence import give_evidence
from returns.casework.readjudicating import correct_fact, difference, judge_evidence, readjudicate
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import Decision, Event, Evidence, OutboxMessage, ReturnCase, Statement
from returns.privacy.erasure import erase_case
from rules import FactError
from rules.outcome_changes import Change
from tests.cast import Cast
from tests.returns.casework.deciding import version

__all__ = ["version"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(case: ReturnCase) -> ReturnCase:
    """A case whose customer says that nothing fell."""
    says = {"shock": False, "account_active": False}
    state_facts(case=case, source="customer", values=says, actor=case.customer)
    decide_case(case=case, actor=None)
    return case


def test_the_difference_is_told(decided: ReturnCase, cast: Cast) -> None:
    found = correct_fact(case=decided, fact="shock", value=True, reason="A dent on photo 3.", actor=cast.agent)
    assert found.is_new
    assert set(found.changes) == {
        Change("guarantee", "commercial", "covered", "excluded"),
        Change("item", "photo.back", None, "required"),
        Change("recommendation", "repair", "present", None),
        Change("recommendation", "send_back", None, "present"),
    }
    stated = Statement.objects.latest("pk")
    assert (stated.source, stated.reason, stated.stated_by) == ("agent", "A dent on photo 3.", cast.agent)
    kinds = Event.objects.order_by("-pk").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["decided", "stated"]


def test_the_same_again_changes_nothing(decided: ReturnCase, cast: Cast) -> None:
    before = Decision.objects.count()
    found = readjudicate(case=decided, actor=cast.agent)
    assert (found.is_new, found.changes, Decision.objects.count()) == (False, (), before)


def test_a_first_decision_changes_the_status_only(case: ReturnCase, cast: Cast) -> None:
    found = readjudicate(case=case, actor=cast.agent)
    assert found.changes == (Change("status", "", None, "undetermined"),)


def test_an_erased_decision_concludes_nothing(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="cancel", actor=cast.agent)
    decision = decided.current_decision
    erase_case(case=decided, actor=cast.lead)
    assert difference(Decision.objects.get(pk=decision.pk), None) == ()  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", [("shock", "yes"), ("colour", True)])
def test_a_wrong_correction_leaves_no_trace(decided: ReturnCase, cast: Cast, wrong: tuple[str, object]) -> None:
    events = Event.objects.count()
    with pytest.raises(FactError):
        correct_fact(case=decided, fact=wrong[0], value=wrong[1], reason="So.", actor=cast.agent)  # type: ignore[arg-type]
    with pytest.raises(DecisionRefusedError):
        correct_fact(case=decided, fact="shock", value=True, reason="  ", actor=cast.agent)
    with pytest.raises(PermissionDenied):
        correct_fact(case=decided, fact="shock", value=True, reason="So.", actor=cast.seller)
    assert (Event.objects.count(), Statement.objects.filter(source="agent").count()) == (events, 0)


def test_evidence_is_accepted_and_the_rules_apply_again(decided: ReturnCase, cast: Cast) -> None:
    evidence = give_evidence(case=decided, item="photo.front_on", actor=decided.customer)
    judge_evidence(evidence=evidence, actor=cast.agent, is_accepted=True)
    evidence.refresh_from_db()
    assert (evidence.status, OutboxMessage.objects.count()) == (Evidence.Status.ACCEPTED, 0)


def test_a_refusal_tells_the_customer_why(decided: ReturnCase, cast: Cast) -> None:
    evidence = give_evidence(case=decided, item="photo.front_on", actor=decided.customer)
    with pytest.raises(DecisionRefusedError):
        judge_evidence(evidence=evidence, actor=cast.agent, is_accepted=False, reason=" ")
    judge_evidence(evidence=evidence, actor=cast.agent, is_accepted=False, reason="Elle est floue.")
    evidence.refresh_from_db()
    told = OutboxMessage.objects.get()
    assert (evidence.refusal_reason, told.template, told.to) == (
        "Elle est floue.",
        "evidence_refused",
        decided.customer.email,
    )
    assert "Elle est floue." in told.body
    assert "photo.front_on (fr)" in told.body


def test_a_sellers_own_photo_is_no_business_of_the_customers(decided: ReturnCase, cast: Cast) -> None:
    evidence = give_evidence(case=decided, item="photo.front_on", actor=cast.seller)
    judge_evidence(evidence=evidence, actor=cast.agent, is_accepted=False, reason="It is blurred.")
    assert not OutboxMessage.objects.exists()


def test_the_customer_is_told_once_what_their_parcel_waited_for_is_accepted(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="invite", actor=cast.seller)
    OutboxMessage.objects.all().delete()
    pieces = [
        give_evidence(case=decided, item=item, actor=decided.customer) for item in ("photo.back", "photo.front_on")
    ]
    # The back is not asked for, so that nothing has waited for it.
    for piece in pieces:
        judge_evidence(evidence=piece, actor=cast.agent, is_accepted=True)
    [told] = OutboxMessage.objects.all()
    assert (told.template, told.to) == ("parcel_may_leave", decided.customer.email)
    assert f"acceptée : {pieces[1].item_id}" in told.body.replace("\u00a0", " ")
