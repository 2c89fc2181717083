"""Settled cases are closed once the time to contest them is over; those left alone: ``test_abandoned.py``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from returns.casework.closing import close_due, closes_at
from returns.casework.conversation import write_to_agents
from returns.casework.deciding import accept_proposal, decide_otherwise
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Deadline, Event, Order, OutboxMessage, ReturnCase
from returns.privacy.customer_data import RETENTION, cases_to_erase, kept_until
from returns.timing.deadlines import CONTEST
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import publish
from tests.returns.books import rule
from tests.returns.casework.deciding import deciding_book, inspected, version
from tests.returns.conftest import OpenCase

__all__ = ["version"]

pytestmark = pytest.mark.django_db

Settle = Callable[..., ReturnCase]


@pytest.fixture(autouse=True)
def period(db: None) -> Deadline:
    """Ten days to contest."""
    texts = {"label_fr": "x", "label_en": "x", "source_fr": "x", "source_en": "x"}
    Deadline.objects.create(code=RETENTION, amount=60, unit="month", **texts)
    return Deadline.objects.create(code=CONTEST, amount=10, unit="day", **texts)


@pytest.fixture
def settle(new_case: OpenCase, cast: Cast) -> Settle:
    """Repairs what a customer sent."""

    def settled(number: str = "40-1") -> ReturnCase:
        case = inspected(new_case(number), cast)
        accept_proposal(case=case, actor=cast.agent)
        perform(case=case, transition="repair", actor=cast.seller)
        return case

    return settled


def after(case: ReturnCase, **time: int) -> datetime:
    """A moment after the last day on which the case can be contested."""
    until = closes_at(case)
    assert until is not None
    return until + timedelta(**time)


def states() -> list[str]:
    return list(ReturnCase.objects.order_by("pk").values_list("state", flat=True))


def test_a_case_is_closed_the_day_after_it_can_be_contested(settle: Settle) -> None:
    case = settle()
    until = closes_at(case)
    assert until is not None
    assert (timezone.localtime(until).date() - timezone.localdate()).days == 10
    mails = OutboxMessage.objects.count()
    assert list(close_due(until)) == []
    [found] = close_due(until + timedelta(seconds=1))
    assert (found.case, found.problem) == (case, "")
    assert states() == ["closed"]
    event = Event.objects.latest("pk")
    assert (event.transition, event.audience, event.actor) == ("close", Audience.SYSTEM, None)
    assert OutboxMessage.objects.count() == mails
    assert stored_chain.verify() == []
    assert list(close_due(after(settle("40-2"), days=0))) == []
    assert closes_at(ReturnCase.objects.get(pk=case.pk)) is None


def test_run_again_nothing_is_closed_twice_and_a_new_one_is_found(settle: Settle) -> None:
    first = settle()
    late = after(first, days=1)
    assert len(list(close_due(late))) == 1
    events = Event.objects.count()
    assert list(close_due(late)) == []
    assert Event.objects.count() == events
    settle("40-2")
    assert len(list(close_due(late))) == 1
    assert states() == ["closed", "closed"]


def test_what_was_contested_counts_from_when_it_was_settled_again(settle: Settle, cast: Cast) -> None:
    case = settle()
    first = after(case, seconds=1)
    perform(case=case, transition="contest", actor=case.customer, reason="It broke again.")
    assert list(close_due(first)) == []
    accept_proposal(case=case, actor=cast.agent)
    perform(case=case, transition="repair", actor=cast.seller)
    again = Event.objects.filter(to_state="resolved").latest("pk")
    assert after(case, days=0) >= again.at + timedelta(days=10)


def test_where_a_person_has_something_to_do_the_case_stays_open(settle: Settle, cast: Cast) -> None:
    case = settle()
    Order.objects.filter(pk=case.order_id).update(price=900)
    case = ReturnCase.objects.select_related("order", "device", "current_decision__record").get(pk=case.pk)
    decide_otherwise(case=case, actor=cast.agent, resolution="refund", reason="It failed twice.")
    assert case.override_pending
    assert list(close_due(after(case, days=1))) == []
    assert states() == ["resolved"]


def test_what_a_customer_writes_while_others_are_closed_keeps_the_case_open(settle: Settle) -> None:
    settle()
    last = settle("40-2")
    closing = close_due(after(last, days=1))
    next(closing)
    write_to_agents(case=last, actor=last.customer, text="It broke again.")
    assert list(closing) == []
    assert states() == ["closed", "resolved"]


def test_a_rule_may_keep_one_open_and_others_are_closed(settle: Settle) -> None:
    book = deciding_book()
    book["rules"].append(
        rule("keep", "blocker", None, {"block": ["close"], "ground": "account_active"}, "apply")
        | {"when": {"fact": "order.price", "operator": "greaterThan", "value": "1"}}
    )
    free = settle()
    publish(book)
    held = settle("40-2")
    found = {entry.case: entry.problem for entry in close_due(after(free, days=1))}
    assert found[free] == ""
    assert "keep" in found[held]
    assert states() == ["closed", "resolved"]


def test_without_a_period_nothing_is_closed(settle: Settle, period: Deadline) -> None:
    case = settle()
    late = after(case, days=1)
    period.delete()
    assert closes_at(case) is None
    assert list(close_due(late)) == []


def test_closed_by_the_command_a_case_is_erased_when_its_time_has_come(settle: Settle, period: Deadline) -> None:
    case = settle()
    assert kept_until(case) is None
    call_command("close_due", stdout=(out := StringIO()))
    assert out.getvalue().split()[0] == "0"
    period.amount, period.unit = 0, "day"
    period.save()
    [_closed] = close_due(timezone.now() + timedelta(days=1))
    closed = ReturnCase.objects.get(pk=case.pk)
    until = kept_until(closed)
    assert until is not None
    assert cases_to_erase(until - timedelta(days=1)) == []
    assert cases_to_erase(until) == [closed]
