"""Moving a case: who may, when, and what is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from returns.adjudication import decide_case
from returns.casework import transitions
from returns.casework.changes import CaseChangedError
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.statements import state_facts
from returns.casework.transitions import TransitionRefusedError, perform
from returns.ledger import stored_chain
from returns.models import Event, ReturnCase, User
from returns.workflow import Refusal, RefusalCode
from tests.cast import Cast
from tests.factories import DeadlineFactory
from tests.returns.conftest import OpenCase


@pytest.fixture
def decided(case: ReturnCase) -> ReturnCase:
    """A case that the rules have been applied to."""
    decide_case(case=case, actor=None)
    return case


def provide(case: ReturnCase, item: str, cast: Cast) -> None:
    accept_evidence(evidence=give_evidence(case=case, item=item, actor=cast.customer), actor=cast.agent)
    case.refresh_from_db()


def answer(case: ReturnCase, cast: Cast, **values: bool | None) -> None:
    state_facts(case=case, source="customer", values=values, actor=cast.customer)
    decide_case(case=case, actor=None)


def test_a_transition_changes_the_state_and_writes_one_event(decided: ReturnCase, cast: Cast) -> None:
    before = Event.objects.count()
    event = perform(case=decided, transition="invite", actor=cast.seller)
    decided.refresh_from_db()
    assert decided.state == "preparing"
    assert Event.objects.count() == before + 1
    shown = (event.kind, event.transition, event.from_state, event.to_state, event.actor, event.audience)
    assert shown == ("transition", "invite", "opened", "preparing", cast.seller, "seller")
    assert stored_chain.verify() == []


def test_the_reason_is_kept_beside_the_event(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="invite", actor=None)
    event = perform(case=decided, transition="refuse", actor=cast.agent, reason="  opened by a repairer ")
    assert event.note.text == "opened by a repairer"


def test_a_customer_acts_without_being_a_user(decided: ReturnCase, cast: Cast) -> None:
    event = perform(case=decided, transition="cancel", actor=cast.customer)
    assert (event.actor, event.audience) == (None, "customer")


def test_refusals_come_all_together_and_change_nothing(case: ReturnCase, cast: Cast) -> None:
    with pytest.raises(TransitionRefusedError) as refused:
        perform(case=case, transition="refuse", actor=cast.outsider)
    codes = [refusal.code for refusal in refused.value.refusals]
    assert codes == [RefusalCode.STATE, RefusalCode.AUDIENCE, RefusalCode.UNDECIDED, RefusalCode.REASON]
    case.refresh_from_db()
    assert (case.state, case.revision) == ("opened", 1)


def test_a_refusal_says_why_in_the_readers_language() -> None:
    with override("en"):
        refusal = Refusal(RefusalCode.INCOMPLETE, items=("imei", "photo.back"))
        assert str(transitions.describe(refusal)) == "Required items are still missing. (imei, photo.back)"
        assert str(transitions.describe(Refusal(RefusalCode.AUDIENCE))) == "This is for somebody else to do."


def test_an_unknown_transition_is_refused(decided: ReturnCase, cast: Cast) -> None:
    with pytest.raises(TransitionRefusedError):
        perform(case=decided, transition="teleport", actor=cast.lead)


def test_completion_waits_for_the_accepted_items_of_the_outcome(decided: ReturnCase, cast: Cast) -> None:
    """Undetermined ones included; items that exist only once the parcel leaves are not waited for."""
    perform(case=decided, transition="invite", actor=cast.agent)
    answer(decided, cast, account_active=False, shock=None)

    def lacking() -> tuple[str, ...]:
        (refusal,) = transitions.refusals(case=decided, transition="complete", actor=cast.customer)
        return refusal.items

    assert lacking() == ("photo.back", "photo.front_on")
    give_evidence(case=decided, item="photo.front_on", actor=cast.customer)
    assert lacking() == ("photo.back", "photo.front_on")
    provide(decided, "photo.front_on", cast)
    assert lacking() == ("photo.back",)
    answer(decided, cast, shock=False)
    assert perform(case=decided, transition="complete", actor=cast.customer).to_state == "ready"


def test_a_rule_blocks_until_its_fact_changes(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="invite", actor=cast.agent)
    perform(case=decided, transition="receive", actor=cast.seller)
    assert transitions.refusals(case=decided, transition="inspect", actor=cast.seller) == (
        Refusal(RefusalCode.BLOCKED, rules=("account-blocks",)),
    )
    answer(decided, cast, account_active=True)
    assert "inspect" not in {row.code for row in transitions.allowed(case=decided, actor=cast.seller)}
    answer(decided, cast, account_active=False)
    assert perform(case=decided, transition="inspect", actor=cast.seller).to_state == "inspected"


def test_only_a_lead_reopens_and_says_why(decided: ReturnCase, cast: Cast) -> None:
    ReturnCase.objects.update(state="closed")
    decided.refresh_from_db()
    for actor, codes in {
        cast.agent: [RefusalCode.AUDIENCE, RefusalCode.REASON],
        cast.lead: [RefusalCode.REASON],
    }.items():
        found = transitions.refusals(case=decided, transition="reopen", actor=actor)
        assert [refusal.code for refusal in found] == codes
    perform(case=decided, transition="reopen", actor=cast.lead, reason="new evidence")
    assert decided.state == "inspected"


def test_a_case_is_not_reopened_beside_a_newer_one(decided: ReturnCase, new_case: OpenCase, cast: Cast) -> None:
    ReturnCase.objects.update(state="closed")
    decided.refresh_from_db()
    new_case()
    with pytest.raises(TransitionRefusedError) as refused:
        perform(case=decided, transition="reopen", actor=cast.lead, reason="new evidence")
    assert refused.value.refusals == (Refusal(RefusalCode.RIVAL),)


def test_what_is_open_to_each_of_the_cast(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="invite", actor=None)
    answer(decided, cast, account_active=False, shock=False)
    provide(decided, "photo.front_on", cast)
    staff = ["complete", "receive", "refuse", "cancel"]
    expected = {
        "agent": staff,
        "lead": staff,
        "seller": ["receive"],
        "other_seller": [],
        "rule_editor": [],
        "approver": [],
        "outsider": [],
    }
    found = {role: [row.code for row in transitions.allowed(case=decided, actor=user)] for role, user in cast.users()}
    assert found == expected
    assert [row.code for row in transitions.allowed(case=decided, actor=cast.customer)] == ["complete", "cancel"]


def test_a_deadline_begins_with_the_state_that_owes_something(decided: ReturnCase, cast: Cast) -> None:
    DeadlineFactory.create(code="return_label", amount=1, unit="business_day")
    perform(case=decided, transition="invite", actor=None)
    decided.refresh_from_db()
    assert decided.due_at is not None
    perform(case=decided, transition="receive", actor=cast.seller)
    decided.refresh_from_db()
    assert decided.due_at is None


def test_who_read_an_older_case_is_told_and_changes_nothing(decided: ReturnCase, cast: Cast) -> None:
    older = ReturnCase.objects.get(pk=decided.pk)
    perform(case=decided, transition="invite", actor=cast.agent)
    head = stored_chain.current_head()
    with pytest.raises(CaseChangedError) as told:
        perform(case=older, transition="invite", actor=cast.agent)
    assert decided.reference in str(told.value)
    assert stored_chain.current_head() == head


@pytest.mark.django_db(transaction=True)
def test_of_many_who_act_at_once_exactly_one_wins(decided: ReturnCase, cast: Cast) -> None:
    perform(case=decided, transition="invite", actor=None)
    people = 4
    together = Barrier(people)

    def act(user: User) -> str:
        try:
            case = ReturnCase.objects.get(pk=decided.pk)
            together.wait()
            perform(case=case, transition="refuse", actor=user, reason="mine")
        except CaseChangedError:
            return "told"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(people) as pool:
        outcomes = list(pool.map(act, [cast.agent, cast.lead] * (people // 2)))
    assert sorted(outcomes) == ["told"] * (people - 1) + ["won"]
    assert Event.objects.filter(transition="refuse").count() == 1
    assert stored_chain.verify() == []
