"""What agents decide: with the rules in one action, or otherwise, with a reason and sometimes a lead."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from returns.adjudication import decide_case
from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.deciding import (
    DecisionRefusedError,
    accept_proposal,
    answer_reviews,
    confirm_override,
    decide_otherwise,
    proposal,
    reject_override,
    withdraw_override,
)
from returns.casework.opening import rebind_case
from returns.casework.statements import state_facts
from returns.casework.transitions import TransitionRefusedError, perform
from returns.ledger import stored_chain
from returns.models import Event, OutboxMessage, OverriddenRule, Override, RefundLimit, ReturnCase
from returns.workflow import RefusalCode
from rules.models.append_only import AppendOnlyError
from tests.cast import Cast, staff
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.casework.deciding import deciding_book, inspected, version
from tests.returns.conftest import OpenCase

__all__ = ["version"]

pytestmark = pytest.mark.django_db
Mails = list[tuple[str, str]]


@pytest.fixture
def sound(case: ReturnCase, cast: Cast) -> ReturnCase:
    """An inspected case that the rules would repair."""
    return inspected(case, cast)


@pytest.fixture
def shocked(case: ReturnCase, cast: Cast) -> ReturnCase:
    """An inspected case that the rules would send back."""
    return inspected(case, cast, shock=True)


def mails(since: int = 0) -> Mails:
    return list(OutboxMessage.objects.filter(pk__gt=since).order_by("pk").values_list("template", "to"))


def newest_mail() -> int:
    return OutboxMessage.objects.latest("pk").pk


def price(case: ReturnCase, amount: str) -> None:
    case.order.price = Decimal(amount)
    case.order.save()


# With the rules


def test_an_acceptance_is_one_action(sound: ReturnCase, cast: Cast) -> None:
    found = proposal(sound)
    assert found is not None
    assert (found.resolution, found.transition, found.rules, found.is_override) == (
        "repair",
        "accept",
        ("repair",),
        False,
    )
    before, events = newest_mail(), Event.objects.count()
    event = accept_proposal(case=sound, actor=cast.agent)
    sound.refresh_from_db()
    assert (sound.state, sound.resolution, event.subject) == ("accepted", "repair", "repair")
    assert Event.objects.count() == events + 1
    assert mails(before) == [("return_accepted", sound.customer.email), ("decision_to_seller", sound.seller.email)]
    assert stored_chain.verify() == []


def test_the_customer_reads_the_reasons_in_plain_words(shocked: ReturnCase, cast: Cast) -> None:
    shocked.customer.language = "en"
    shocked.customer.save()
    with translation.override("fr"):
        accept_proposal(case=shocked, actor=cast.agent)
    assert (shocked.state, shocked.resolution) == ("refused", "send_back")
    refused = OutboxMessage.objects.get(template="return_refused")
    assert "Commercial warranty: excluded. Because of shock-excludes." in refused.body
    assert Event.objects.latest("pk").note.text.startswith("Commercial warranty: excluded.")


def test_a_refusal_in_an_agents_own_words_says_those(shocked: ReturnCase, cast: Cast) -> None:
    accept_proposal(case=shocked, actor=cast.agent, reason="The frame is bent.")
    assert Event.objects.latest("pk").note.text == "The frame is bent."


def test_what_was_accepted_is_carried_out_in_the_same_way(sound: ReturnCase, cast: Cast) -> None:
    accept_proposal(case=sound, actor=cast.agent)
    accept_proposal(case=sound, actor=cast.agent)
    assert (sound.state, sound.resolution) == ("resolved", "repair")
    assert mails()[-1] == ("return_resolved", sound.customer.email)
    assert proposal(sound) is None


def test_the_rule_of_the_highest_priority_is_proposed(sound: ReturnCase, cast: Cast) -> None:
    state_facts(case=sound, source="agent", values={"device.lost": True}, actor=cast.agent)
    decide_case(case=sound, actor=None)
    found = proposal(sound)
    assert found is not None
    assert (found.resolution, found.others) == ("refund", ("repair",))


def test_a_return_that_cannot_succeed_is_refused_early(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": True}, actor=case.customer)
    decide_case(case=case, actor=None)
    assert proposal(case) is None
    perform(case=case, transition="invite", actor=cast.agent)
    accept_proposal(case=case, actor=cast.agent)
    assert case.state == "refused"


def test_nothing_is_accepted_where_nothing_is_proposed(case: ReturnCase, cast: Cast) -> None:
    with pytest.raises(DecisionRefusedError):
        accept_proposal(case=case, actor=cast.agent)


@pytest.mark.parametrize("who", ["seller", "other_seller", "outsider", "rule_editor", "customer"])
def test_only_staff_decide(sound: ReturnCase, cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(TransitionRefusedError):
        accept_proposal(case=sound, actor=person)
    with pytest.raises(PermissionDenied):
        decide_otherwise(case=sound, actor=person, resolution="refund", reason="So.")
    with pytest.raises(PermissionDenied):
        answer_reviews(case=sound, actor=person, reason="So.")


# Otherwise


def test_an_override_names_the_rules_it_disagrees_with(shocked: ReturnCase, cast: Cast) -> None:
    price(shocked, "300.00")
    given = decide_otherwise(
        case=shocked,
        actor=cast.agent,
        verdicts={"commercial": "covered"},
        resolution="refund",
        reason="The dent was there when it was sold.",
    )
    shocked.refresh_from_db()
    assert (given.verdicts, given.resolution) == ({"commercial": "covered"}, "refund")
    assert given.rules == ["send-back", "shock-excludes"]
    assert sorted(OverriddenRule.objects.values_list("rule", flat=True)) == given.rules
    assert (shocked.override, shocked.override_pending, shocked.verdict) == (given, False, "covered")
    assert given.event.note.text == "The dent was there when it was sold."
    assert stored_chain.verify() == []
    found = proposal(shocked)
    assert found is not None
    assert (found.resolution, found.transition, found.is_override) == ("refund", "accept", True)
    accept_proposal(case=shocked, actor=cast.agent)
    told = OutboxMessage.objects.filter(template="return_accepted").get().body
    assert "commercial" in told
    assert "shock-excludes" not in told


def test_an_override_is_written_once_and_bound_to_the_chain(
    shocked: ReturnCase, cast: Cast, lifted_triggers: Callable[[], object]
) -> None:
    given = decide_otherwise(case=shocked, actor=cast.lead, resolution="repair", reason="So.")
    given.resolution = "refund"
    with pytest.raises(AppendOnlyError):
        given.save()
    with lifted_triggers():  # type: ignore[attr-defined]
        super(type(Override.objects.all()), Override.objects.all()).update(resolution="refund")
    assert [str(defect) for defect in stored_chain.verify()] != []


@pytest.mark.parametrize(
    ("amount", "currency", "waits"),
    [("300.00", "EUR", False), ("300.01", "EUR", True), ("1.00", "USD", True)],
)
def test_a_refund_above_the_limit_waits_for_a_lead(
    shocked: ReturnCase, cast: Cast, amount: str, currency: str, waits: bool
) -> None:
    price(shocked, amount)
    shocked.order.currency = currency
    shocked.order.save()
    before = newest_mail()
    given = decide_otherwise(case=shocked, actor=cast.agent, resolution="refund", reason="A gesture.")
    assert (given.needs_confirmation, shocked.override_pending, shocked.needs_person) == (waits, waits, True)
    assert mails(before) == ([("override_to_confirm", cast.lead.email)] if waits else [])


def test_while_a_lead_is_asked_the_case_waits(shocked: ReturnCase, cast: Cast) -> None:
    decide_otherwise(case=shocked, actor=cast.agent, resolution="refund", reason="A gesture.")
    for transition in ("accept", "refuse"):
        with pytest.raises(TransitionRefusedError) as caught:
            perform(case=shocked, transition=transition, actor=cast.lead, reason="Now.")
        assert [refusal.code for refusal in caught.value.refusals] == [RefusalCode.CONFIRMATION]
    confirm_override(case=shocked, actor=cast.lead, note="Agreed.")
    assert not shocked.override_pending
    assert mails()[-1] == ("override_answered", cast.agent.email)
    accept_proposal(case=shocked, actor=cast.agent)
    accept_proposal(case=shocked, actor=cast.agent)
    assert (shocked.state, shocked.resolution) == ("resolved", "refund")


def test_what_a_lead_rejects_is_gone_and_the_rules_count_again(shocked: ReturnCase, cast: Cast) -> None:
    decide_otherwise(
        case=shocked, actor=cast.agent, verdicts={"commercial": "covered"}, resolution="refund", reason="A gesture."
    )
    assert shocked.verdict == "covered"
    reject_override(case=shocked, actor=cast.lead, reason="Too much.")
    shocked.refresh_from_db()
    assert (shocked.override, shocked.override_pending, shocked.verdict) == (None, False, "excluded")
    assert Override.objects.count() == 1
    found = proposal(shocked)
    assert found is not None
    assert found.resolution == "send_back"


def test_a_lead_answers_and_never_their_own(shocked: ReturnCase, cast: Cast) -> None:
    author = staff("author", "returns.handle_returncase")
    decide_otherwise(case=shocked, actor=author, resolution="refund", reason="A gesture.")
    with pytest.raises(PermissionDenied):
        confirm_override(case=shocked, actor=cast.agent)
    from tests.cast import permit

    promoted = permit(author, "returns.lead_returncase")
    with pytest.raises(DecisionRefusedError):
        confirm_override(case=shocked, actor=promoted)
    confirm_override(case=shocked, actor=cast.lead)
    with pytest.raises(DecisionRefusedError):
        confirm_override(case=shocked, actor=cast.lead)


def test_a_leads_own_override_waits_for_nobody(shocked: ReturnCase, cast: Cast) -> None:
    given = decide_otherwise(case=shocked, actor=cast.lead, resolution="refund", reason="A gesture.")
    assert not given.needs_confirmation


def test_no_other_override_is_the_way_round_the_limit(shocked: ReturnCase, cast: Cast) -> None:
    decide_otherwise(case=shocked, actor=cast.agent, resolution="repair", reason="It can be repaired.")
    accept_proposal(case=shocked, actor=cast.agent)
    with pytest.raises(TransitionRefusedError) as caught:
        perform(case=shocked, transition="refund", actor=cast.agent)
    assert [refusal.code for refusal in caught.value.refusals] == [RefusalCode.LIMIT]
    RefundLimit.objects.update(amount=1000)
    perform(case=shocked, transition="refund", actor=cast.agent)


@pytest.mark.parametrize("who", ["agent", "lead"])
def test_a_step_that_nobody_decided_is_not_the_way_round_the_limit_either(
    sound: ReturnCase, cast: Cast, who: str
) -> None:
    price(sound, "900.00")
    accept_proposal(case=sound, actor=cast.agent)
    assert sound.resolution == "repair"
    with pytest.raises(TransitionRefusedError) as caught:
        perform(case=sound, transition="refund", actor=getattr(cast, who))
    assert [refusal.code for refusal in caught.value.refusals] == [RefusalCode.LIMIT]
    decide_otherwise(case=sound, actor=cast.agent, resolution="refund", reason="It can’t be repaired.")
    confirm_override(case=sound, actor=cast.lead)
    accept_proposal(case=sound, actor=cast.agent)
    assert (sound.state, sound.resolution) == ("resolved", "refund")


def test_a_refund_that_the_rules_propose_is_decided(sound: ReturnCase, cast: Cast) -> None:
    price(sound, "900.00")
    state_facts(case=sound, source="agent", values={"device.lost": True}, actor=cast.agent)
    decide_case(case=sound, actor=None)
    perform(case=sound, transition="accept", actor=cast.agent)
    perform(case=sound, transition="refund", actor=cast.agent)


def test_overrides_stand_when_the_version_moves_and_when_facts_change(shocked: ReturnCase, cast: Cast) -> None:
    decide_otherwise(case=shocked, actor=cast.lead, verdicts={"commercial": "covered"}, reason="So.")
    other = publish({**deciding_book(), "title": small_book()["title"] | {"en": "Another"}})
    rebind_case(case=shocked, version_hash=other.hash, actor=None)
    state_facts(case=shocked, source="agent", values={"device.lost": False}, actor=cast.agent)
    decide_case(case=shocked, actor=None)
    shocked.refresh_from_db()
    assert (shocked.verdict, shocked.override is not None) == ("covered", True)
    withdraw_override(case=shocked, actor=cast.agent, reason="Seen again.")
    shocked.refresh_from_db()
    assert (shocked.verdict, shocked.override) == ("excluded", None)
    with pytest.raises(DecisionRefusedError):
        withdraw_override(case=shocked, actor=cast.agent, reason="Seen again.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"resolution": "refund", "reason": " "},
        {"resolution": "", "reason": "So."},
        {"resolution": "send_back", "reason": "So."},
        {"resolution": "fly", "reason": "So."},
        {"verdicts": {"commercial": "excluded"}, "reason": "So."},
        {"verdicts": {"commercial": "maybe"}, "reason": "So."},
        {"verdicts": {"eternal": "covered"}, "reason": "So."},
    ],
)
def test_what_is_no_override_is_refused_and_nothing_written(
    shocked: ReturnCase, cast: Cast, wrong: dict[str, object]
) -> None:
    events = Event.objects.count()
    with pytest.raises(DecisionRefusedError):
        decide_otherwise(case=shocked, actor=cast.agent, **wrong)  # type: ignore[arg-type]
    assert (Event.objects.count(), Override.objects.count()) == (events, 0)


def test_a_finished_case_takes_no_override(case: ReturnCase, cast: Cast) -> None:
    decide_case(case=case, actor=None)
    perform(case=case, transition="cancel", actor=cast.agent)
    with pytest.raises(CaseFinalError):
        decide_otherwise(case=case, actor=cast.agent, resolution="refund", reason="So.")


def test_who_was_slower_is_told_and_leaves_no_trace(shocked: ReturnCase, cast: Cast) -> None:
    stale = ReturnCase.objects.get(pk=shocked.pk)
    accept_proposal(case=shocked, actor=cast.lead)
    before, events = newest_mail(), Event.objects.count()
    for act in (
        lambda: accept_proposal(case=stale, actor=cast.agent),
        lambda: decide_otherwise(case=stale, actor=cast.agent, resolution="refund", reason="So."),
    ):
        with pytest.raises(CaseChangedError):
            act()
    assert (mails(before), Event.objects.count(), Override.objects.count()) == ([], events, 0)


# Reviews


def test_a_review_that_is_answered_leaves_the_queue_until_another_asks(new_case: OpenCase, cast: Cast) -> None:
    case = new_case()
    price(case, "2000.00")
    decide_case(case=case, actor=None)
    assert (case.needs_review, case.needs_person) == (True, True)
    with pytest.raises(DecisionRefusedError):
        answer_reviews(case=case, actor=cast.agent, reason="")
    answer_reviews(case=case, actor=cast.agent, reason="The invoice is right.")
    case.refresh_from_db()
    assert (case.answered_reviews, case.needs_review, case.needs_person) == (["high-value"], False, False)
    state_facts(case=case, source="customer", values={"shock": True}, actor=case.customer)
    state_facts(case=case, source="agent", values={"shock": False}, actor=cast.agent)
    decide_case(case=case, actor=None)
    assert not case.needs_review
