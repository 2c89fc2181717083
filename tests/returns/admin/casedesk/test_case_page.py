"""The page of a case: what each side says, what was handed in, what is late, what came before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.evidence import give_evidence
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.models import Evidence, ReturnCase
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import OTHER_IMEI, VALID_IMEI, CaseFactory, DeviceFactory
from tests.returns.admin.casedesk.conftest import fresh, text, url

pytestmark = pytest.mark.django_db


def shown(client: Client, case: ReturnCase) -> str:
    return text(client.get(f"/admin/returns/returncase/{case.pk}/change/"))


@pytest.fixture
def received(opened: ReturnCase, cast: Cast) -> ReturnCase:
    """The customer saw no shock and read one IMEI; the seller says otherwise on both."""
    state_facts(case=opened, source="customer", values={"shock": False, "imei": VALID_IMEI}, actor=None)
    perform(case=opened, transition="invite", actor=cast.agent)
    perform(case=opened, transition="receive", actor=cast.seller)
    record_inspection(case=opened, values={"shock": True}, actor=cast.seller, imei=OTHER_IMEI)
    decide_case(case=opened, actor=None)
    return fresh(opened)


def test_differences_are_marked_and_counted(agent: Client, received: ReturnCase) -> None:
    page = shown(agent, received)
    assert page.count('class="is-diff"') == 2
    assert "2 differences" in page
    assert VALID_IMEI in page
    assert OTHER_IMEI in page
    assert "not the one of the order" in page
    assert "Qui a raison ?" in page


def test_what_the_agent_found_counts_and_says_why(agent: Client, received: ReturnCase, cast: Cast) -> None:
    why = "The photo shows none."
    state_facts(case=received, source="agent", values={"shock": False}, actor=cast.agent, reason=why)
    page = shown(agent, received)
    assert f"“{why}”" in page
    assert "agent, " in page


def test_evidence_stands_slot_by_slot_with_what_the_checks_found(agent: Client, received: ReturnCase) -> None:
    measured = {"sharp": False, "bright": True}
    give_evidence(case=received, item="photo.front_on", actor=received.customer, measurements=measured)
    page = shown(agent, received)
    assert "blurred" in page
    assert "bright enough" in page
    assert "1 to look at" in page
    assert "Accept: photo.front_on (en)" in page


def test_what_was_sent_and_what_arrived_stand_side_by_side(agent: Client, received: ReturnCase) -> None:
    for given_by in (Audience.CUSTOMER, Audience.SELLER):
        Evidence.objects.create(case=received, item_id="photo.front_on", file_name="evidence/x.jpg", given_by=given_by)
    before, after = Evidence.objects.order_by("pk")
    page = shown(agent, received)
    assert "Compare large: photo.front_on (en)" in page
    look = text(agent.get(url("look", received.pk, "photo.front_on")))
    for row in (before, after):
        assert f"/evidence/{row.public_id}/thumbnail/" in page
        assert f"/evidence/{row.public_id}/" in look
    assert look.index("Before shipping") < look.index("On reception")
    assert agent.get(url("look", received.pk, "no.such")).status_code == 404


def test_what_was_replaced_no_longer_counts(agent: Client, received: ReturnCase) -> None:
    for status in ("accepted", "superseded", "withdrawn"):
        Evidence.objects.create(case=received, item_id="photo.front_on", status=status)
    page = shown(agent, received)
    assert "1 accepted" in page
    assert "1 refused" not in page


def test_what_is_late_says_by_how_much(agent: Client, received: ReturnCase) -> None:
    ReturnCase.objects.filter(pk=received.pk).update(due_at=timezone.now() - timedelta(hours=16, minutes=5))
    assert "late by 16 h" in shown(agent, received)
    ReturnCase.objects.filter(pk=received.pk).update(due_at=timezone.now() + timedelta(days=9))
    page = shown(agent, received)
    assert "late by" not in page
    assert "due " in page


def test_other_returns_of_the_same_phone_are_linked(agent: Client, received: ReturnCase) -> None:
    earlier = CaseFactory.create(device=DeviceFactory.create(imei=received.device.imei), state="closed")
    page = shown(agent, received)
    assert "1 other return of the same IMEI" in page
    assert f"/admin/returns/returncase/{earlier.pk}/change/" in page


def test_a_case_that_is_not_there_is_not_found(agent: Client) -> None:
    for key in ("0", "9" * 40, "x", "²"):
        assert agent.get(f"/admin/returns/returncase/{key}/change/").status_code == 404


@pytest.mark.parametrize("since", ["0", "x", "9" * 40, ""])
def test_a_decision_that_never_was_changed_nothing(agent: Client, received: ReturnCase, since: str) -> None:
    answer = agent.get(f"/admin/returns/returncase/{received.pk}/change/", {"since": since})
    assert "What has just changed" not in text(answer)


def test_the_page_that_answers_questions_asks_them(agent: Client, received: ReturnCase) -> None:
    page = text(agent.get(url("reviewed", received.pk)))
    assert "Qui a raison ?" in page
    assert url("correct", received.pk) in page
