"""A return that its customer leaves alone before the parcel leaves is cancelled, and what is kept of it is erased."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.closing import cancel_abandoned
from returns.casework.conversation import write_to_agents
from returns.casework.shipping import send_label
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Deadline, Event, MessageTemplate, OutboxMessage, ReturnCase
from returns.privacy.customer_data import RETENTION, cases_to_erase, kept_until
from returns.timing.deadlines import ABANDON
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import CarrierFactory
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def period(db: None) -> Deadline:
    """Ten days to go on."""
    MessageTemplate.objects.create(
        code="return_abandoned", label_fr="x", label_en="x", subject_fr="x", subject_en="x", body_fr="x", body_en="x"
    )
    texts = {"label_fr": "x", "label_en": "x", "source_fr": "x", "source_en": "x"}
    Deadline.objects.create(code=RETENTION, amount=1, unit="month", **texts)
    return Deadline.objects.create(code=ABANDON, amount=10, unit="day", **texts)


@pytest.fixture
def waiting(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A return whose label has been sent: the next step is the customer's."""
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.seller)
    send_label(case=case, actor=cast.seller, carrier=CarrierFactory.create())
    return case


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_what_is_left_alone_is_cancelled_told_and_erased_in_its_time(waiting: ReturnCase) -> None:
    assert list(cancel_abandoned(in_days(9))) == []
    [found] = cancel_abandoned(in_days(11))
    assert (found.case, found.problem) == (waiting, "")
    case = ReturnCase.objects.get(pk=waiting.pk)
    event = Event.objects.latest("pk")
    assert (case.state, event.transition, event.audience, event.actor) == ("cancelled", "cancel", Audience.SYSTEM, None)
    assert OutboxMessage.objects.filter(case=case, template="return_abandoned", to=case.customer.email).count() == 1
    assert stored_chain.verify() == []
    assert list(cancel_abandoned(in_days(99))) == []
    until = kept_until(case)
    assert until is not None
    assert cases_to_erase(until) == [case]


def test_whoever_goes_on_has_the_whole_period_again(waiting: ReturnCase, cast: Cast) -> None:
    last = waiting.events.latest("pk")
    state_facts(case=waiting, source="customer", values={"damage.shock": False}, actor=cast.customer)
    assert waiting.events.latest("pk").at > last.at
    assert list(cancel_abandoned(last.at + timedelta(days=10))) == []


def test_nobody_is_cancelled_for_what_others_owe(case: ReturnCase, cast: Cast, waiting: ReturnCase) -> None:
    write_to_agents(case=waiting, actor=cast.customer, text="Where do I find the IMEI?")
    assert list(cancel_abandoned(in_days(99))) == []


def test_whoever_comes_back_while_others_are_cancelled_goes_on(
    waiting: ReturnCase, new_case: OpenCase, cast: Cast
) -> None:
    second = new_case("40-2")
    decide_case(case=second, actor=None)
    perform(case=second, transition="invite", actor=cast.seller)
    send_label(case=second, actor=cast.seller, carrier=CarrierFactory.create())
    cancelling = cancel_abandoned(in_days(11))
    assert next(cancelling).case == waiting
    ReturnCase.objects.filter(pk=second.pk).update(revision=99, attention_at=timezone.now())
    assert list(cancelling) == []


@pytest.mark.parametrize("column", ["due_at", "attention_at"])
def test_nor_while_a_label_is_owed_or_a_person_is_asked_for(waiting: ReturnCase, column: str) -> None:
    ReturnCase.objects.filter(pk=waiting.pk).update(**{column: timezone.now()})
    assert list(cancel_abandoned(in_days(99))) == []


@pytest.mark.parametrize("state", ["opened", "in_transit", "received", "accepted"])
def test_nor_before_it_was_agreed_to_nor_once_the_parcel_has_left(waiting: ReturnCase, state: str) -> None:
    ReturnCase.objects.filter(pk=waiting.pk).update(state=state)
    assert list(cancel_abandoned(in_days(99))) == []


def test_without_a_period_nothing_is_cancelled(waiting: ReturnCase, period: Deadline) -> None:
    period.delete()
    assert list(cancel_abandoned(in_days(99))) == []


def test_the_command_says_how_many(waiting: ReturnCase, period: Deadline, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for now in (timezone.now(), in_days(11)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        call_command("close_due", stdout=(out := StringIO()))
        counts.append([int(number) for number in re.findall(r"[0-9]+", out.getvalue())])
    assert counts == [[0, 0, 0], [0, 1, 0]]
