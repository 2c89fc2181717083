"""The rules accept by themselves: where staff let them, once, and nothing that a person should look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from returns.adjudication import decide_case
from returns.casework.assignment import assign
from returns.casework.automatic import accept_by_rules, due_for_acceptance
from returns.casework.changes import CaseChangedError
from returns.casework.conversation import send_message, write_to_agents
from returns.casework.deciding import accept_proposal, decide_otherwise, withdraw_override
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.resolving import propose_resolution
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import DeviceCategory, Event, OutboxMessage, ReturnCase, Statement
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import publish
from tests.returns.books import rule
from tests.returns.casework.deciding import deciding_book, inspected, version, whole
from tests.returns.conftest import OpenCase

__all__ = ["version"]

pytestmark = pytest.mark.django_db

Committed = Callable[..., AbstractContextManager[list[Any]]]
Deed = Callable[[ReturnCase, Cast], object]


@pytest.fixture
def ready(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A case that the rules would repair, of a category in which they may."""
    DeviceCategory.objects.update(accepts_by_rules=True)
    return whole(case, cast)


def fresh(case: ReturnCase) -> ReturnCase:
    return ReturnCase.objects.select_related("order", "device", "override", "current_decision__record").get(pk=case.pk)


def test_what_the_rules_decide_alone_is_accepted_in_their_name(ready: ReturnCase, cast: Cast) -> None:
    events, mails = Event.objects.count(), OutboxMessage.objects.count()
    assert accept_by_rules(ready.pk)
    case = fresh(ready)
    assert (case.state, case.resolution, case.needs_person) == ("accepted", "repair", False)
    event = Event.objects.latest("pk")
    assert Event.objects.count() == events + 1
    assert (event.transition, event.audience, event.actor, event.subject) == (
        "accept",
        Audience.SYSTEM,
        None,
        "repair",
    )
    told = OutboxMessage.objects.order_by("pk")[mails:]
    assert [(mail.template, mail.to) for mail in told] == [
        ("return_accepted", case.customer.email),
        ("decision_to_seller", case.seller.email),
    ]
    assert stored_chain.verify() == []
    assert not accept_by_rules(ready.pk)


def test_no_category_is_accepted_unless_staff_say_so(case: ReturnCase, cast: Cast) -> None:
    case = whole(case, cast)
    assert not accept_by_rules(case.pk)
    assert not due_for_acceptance().exists()


def _undecide(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="seller", values={"shock": None}, actor=cast.seller)
    state_facts(case=case, source="customer", values={"shock": None}, actor=case.customer)
    decide_case(case=case, actor=None)


def _dispute(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": True}, actor=case.customer)
    decide_case(case=case, actor=None)


def _block(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"account_active": True}, actor=case.customer)
    decide_case(case=case, actor=None)


def _recommend_two(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="agent", values={"device.lost": True}, actor=cast.agent)
    decide_case(case=case, actor=None)


def _leave_open(case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="agent", values={"device.lost": None}, actor=cast.agent)
    decide_case(case=case, actor=None)


def _withdraw(case: ReturnCase, cast: Cast) -> None:
    decide_otherwise(case=case, actor=cast.agent, resolution="refund", reason="A gesture.")
    if fresh(case).override_pending:
        withdraw_override(case=fresh(case), actor=cast.lead, reason="No.")


def _contest(case: ReturnCase, cast: Cast) -> None:
    accept_proposal(case=case, actor=cast.agent)
    perform(case=case, transition="contest", actor=case.customer, reason="I want my money back.")


FOR_A_PERSON: dict[str, Deed] = {
    "a guarantee is undetermined": _undecide,
    "a rule asks for a person": _dispute,
    "a step is blocked": _block,
    "two resolutions are recommended": _recommend_two,
    "something could still change it": _leave_open,
    "an agent decided otherwise": lambda case, cast: decide_otherwise(
        case=case, actor=cast.agent, resolution="replace", reason="Kindness."
    ),
    "an agent did, and took it back": _withdraw,
    "it was contested": _contest,
    "the seller would do something else": lambda case, cast: propose_resolution(
        case=case, actor=cast.seller, resolution="refund"
    ),
    "an agent is at it": lambda case, cast: assign(case=case, to=cast.agent, actor=cast.agent),
    "the customer waits for an answer": lambda case, _cast: write_to_agents(
        case=case, actor=case.customer, text="I would rather have my money back."
    ),
    "evidence waits to be looked at": lambda case, cast: give_evidence(
        case=case, item="photo.back", actor=case.customer
    ),
}


@pytest.mark.parametrize("why", FOR_A_PERSON)
def test_what_a_person_has_to_look_at_is_left_to_one(ready: ReturnCase, cast: Cast, why: str) -> None:
    FOR_A_PERSON[why](ready, cast)
    state, decisions = fresh(ready).state, ready.decisions.count()
    assert not accept_by_rules(ready.pk)
    assert (fresh(ready).state, ready.decisions.count()) == (state, decisions)


def test_the_sellers_own_proposal_of_the_same_is_no_hindrance(ready: ReturnCase, cast: Cast) -> None:
    propose_resolution(case=ready, actor=cast.seller, resolution="repair")
    assert accept_by_rules(ready.pk)


def test_what_lacks_an_item_is_left_to_a_person(case: ReturnCase, cast: Cast) -> None:
    DeviceCategory.objects.update(accepts_by_rules=True)
    assert not accept_by_rules(inspected(case, cast).pk)


def test_the_rules_never_refuse_by_themselves(new_case: OpenCase, cast: Cast) -> None:
    case = new_case()
    DeviceCategory.objects.update(accepts_by_rules=True)
    case = whole(case, cast, shock=True)
    assert not accept_by_rules(case.pk)
    assert fresh(case).state == "inspected"


@pytest.mark.parametrize(("amount", "is_accepted"), [("300.00", True), ("300.01", False)])
def test_a_refund_above_the_limit_is_left_to_a_person(
    new_case: OpenCase, cast: Cast, amount: str, is_accepted: bool
) -> None:
    book = deciding_book()
    book["rules"] = [row for row in book["rules"] if row["kind"] != "recommendation"]
    book["rules"].append(rule("refund-all", "recommendation", None, {"resolution": "refund"}, "ignore"))
    publish(book)
    case = new_case()
    DeviceCategory.objects.update(accepts_by_rules=True)
    case.order.price = Decimal(amount)
    case.order.save()
    case = whole(case, cast)
    assert accept_by_rules(case.pk) is is_accepted


def test_no_failure_of_the_engines_is_accepted(ready: ReturnCase) -> None:
    """The stored decision is sound, and the one for today fails."""
    # Past state_facts, which refuses it.
    Statement.objects.create(case=ready, source="customer", fact="motor.noise", value="loud")
    assert not accept_by_rules(ready.pk)
    case = fresh(ready)
    assert (case.state, case.needs_review) == ("inspected", True)
    assert not accept_by_rules(ready.pk)


def test_an_agent_who_is_slower_than_the_rules_is_told(ready: ReturnCase, cast: Cast) -> None:
    stale = fresh(ready)
    assert accept_by_rules(ready.pk)
    with pytest.raises(CaseChangedError):
        accept_proposal(case=stale, actor=cast.agent)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_accept_once(case: ReturnCase, cast: Cast) -> None:
    whole(case, cast)
    DeviceCategory.objects.update(accepts_by_rules=True)
    barrier = Barrier(8)
    results: list[bool] = []

    def work() -> None:
        barrier.wait()
        results.append(accept_by_rules(case.pk))
        connection.close()

    threads = [Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert Event.objects.filter(transition="accept").count() == 1
    assert OutboxMessage.objects.filter(template="return_accepted").count() == 1
    assert stored_chain.verify() == []


def test_whatever_leads_there_asks_the_rules(
    case: ReturnCase, cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    DeviceCategory.objects.update(accepts_by_rules=True)
    with django_capture_on_commit_callbacks(execute=True):
        whole(case, cast)
    assert fresh(case).state == "accepted"


def test_the_last_thing_that_was_missing_lets_the_rules_decide(
    case: ReturnCase, cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    DeviceCategory.objects.update(accepts_by_rules=True)
    inspected(case, cast)
    state_facts(case=case, source="agent", values={"device.lost": False}, actor=cast.agent)
    decide_case(case=case, actor=None)
    photo = give_evidence(case=case, item="photo.front_on", actor=case.customer)
    with django_capture_on_commit_callbacks(execute=True):
        accept_evidence(evidence=photo, actor=cast.agent)
    assert fresh(case).state == "accepted"


def test_what_a_customer_wrote_about_is_left_to_a_person_who_answered_it_too(
    ready: ReturnCase, cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write_to_agents(case=ready, actor=ready.customer, text="I would rather have my money back.")
        send_message(case=fresh(ready), actor=cast.agent, whom=Audience.CUSTOMER, text="I am looking into it.")
    assert fresh(ready).state == "inspected"


def test_what_was_missed_is_done_by_the_command(new_case: OpenCase, cast: Cast) -> None:
    first, second = new_case("40-1"), new_case("40-2")
    DeviceCategory.objects.update(accepts_by_rules=True)
    whole(first, cast)
    inspected(second, cast)
    call_command("accept_due", stdout=(out := StringIO()))
    assert [int(word) for word in out.getvalue().split() if word.isdigit()] == [1, 1]
    assert (fresh(first).state, fresh(second).state) == ("accepted", "inspected")
    decisions = second.decisions.count()
    call_command("accept_due", stdout=(out := StringIO()))
    assert [int(word) for word in out.getvalue().split() if word.isdigit()] == [0, 1]
    # Nothing is stored of what is left, however often the command runs.
    assert second.decisions.count() == decisions


def test_both_sides_read_that_the_rules_did_it(ready: ReturnCase, cast: Cast) -> None:
    accept_by_rules(ready.pk)
    english = {"accept-language": "en"}
    agent, seller = Client(headers=english), Client(headers=english)
    agent.force_login(cast.agent)
    seller.force_login(cast.seller)
    page = agent.get(f"/admin/returns/returncase/{ready.pk}/change/").content.decode()
    assert "(the rules)" in page
    assert "· the rules" in seller.get(f"/portal/case/{ready.reference}/").content.decode()
