"""What becomes of the device: sellers propose, carry out what was decided, and are measured by their deadlines."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.deciding import DecisionRefusedError, accept_proposal
from returns.casework.resolving import propose_resolution, resolve
from returns.casework.transitions import TransitionRefusedError, perform
from returns.models import DeadlineResult, OutboxMessage, ReturnCase
from returns.privacy.erasure import erase_case
from returns.timing.lateness import seller_lateness
from returns.workflow import RefusalCode
from tests.cast import Cast
from tests.factories import DeadlineFactory, SellerFactory
from tests.returns.casework.deciding import inspected, version
from tests.returns.conftest import OpenCase

__all__ = ["version"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A case whose device the seller is to repair."""
    accept_proposal(case=inspected(case, cast), actor=cast.agent)
    return case


def test_the_seller_carries_out_what_was_decided(accepted: ReturnCase, cast: Cast) -> None:
    resolve(case=accepted, actor=cast.seller, transition="repair", tracking_number=" 6A 15602676300 ")
    accepted.refresh_from_db()
    assert (accepted.state, accepted.resolution, accepted.outbound_tracking_number) == (
        "resolved",
        "repair",
        "6A 15602676300",
    )
    told = OutboxMessage.objects.latest("pk")
    assert (told.template, told.to) == ("return_resolved", accepted.customer.email)
    assert "6A 15602676300" in told.body


def test_the_seller_sends_back_what_was_refused(case: ReturnCase, cast: Cast) -> None:
    accept_proposal(case=inspected(case, cast, shock=True), actor=cast.agent)
    resolve(case=case, actor=cast.seller, transition="send_back", tracking_number="6A15602676300")
    assert (case.state, case.resolution) == ("resolved", "send_back")


@pytest.mark.parametrize("transition", ["refund", "replace", "advise"])
def test_anything_else_the_seller_proposes_first(accepted: ReturnCase, cast: Cast, transition: str) -> None:
    with pytest.raises(TransitionRefusedError) as caught:
        resolve(case=accepted, actor=cast.seller, transition=transition)
    assert [refusal.code for refusal in caught.value.refusals] == [RefusalCode.RESOLUTION]
    # An agent may, up to the limit of refunds.
    accepted.order.price = Decimal("300.00")
    accepted.order.save()
    resolve(case=accepted, actor=cast.agent, transition=transition)


@pytest.mark.parametrize("transition", ["accept", "refuse"])
def test_sellers_decide_nothing(case: ReturnCase, cast: Cast, transition: str) -> None:
    inspected(case, cast)
    with pytest.raises(TransitionRefusedError):
        perform(case=case, transition=transition, actor=cast.seller, reason="So.")


def test_another_seller_does_nothing(accepted: ReturnCase, cast: Cast) -> None:
    with pytest.raises(TransitionRefusedError):
        resolve(case=accepted, actor=cast.other_seller, transition="repair")
    with pytest.raises(PermissionDenied):
        propose_resolution(case=accepted, actor=cast.other_seller, resolution="refund")


def test_what_resolves_nothing_is_no_resolution(accepted: ReturnCase, cast: Cast) -> None:
    with pytest.raises(ValueError, match="close"):
        resolve(case=accepted, actor=cast.agent, transition="close")


def test_a_proposal_is_kept_until_somebody_decides(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    event = propose_resolution(case=case, actor=cast.seller, resolution="replace", reason="Beyond repair.")
    case.refresh_from_db()
    assert (case.proposed_resolution, event.kind, event.subject, event.note.text) == (
        "replace",
        "proposed",
        "replace",
        "Beyond repair.",
    )
    accept_proposal(case=case, actor=cast.agent)
    assert (case.proposed_resolution, case.resolution) == ("", "repair")


def test_what_cannot_be_proposed(new_case: OpenCase, cast: Cast) -> None:
    early, late = new_case("40-1"), inspected(new_case("40-2"), cast)
    for case, resolution in ((early, "repair"), (late, "fly")):
        with pytest.raises(DecisionRefusedError):
            propose_resolution(case=case, actor=cast.seller, resolution=resolution)


def test_erasure_takes_the_number_of_the_parcel_back(accepted: ReturnCase, cast: Cast) -> None:
    resolve(case=accepted, actor=cast.seller, transition="repair", tracking_number="6A15602676300")
    perform(case=accepted, transition="close", actor=cast.agent)
    erase_case(case=accepted, actor=cast.lead)
    accepted.refresh_from_db()
    assert accepted.outbound_tracking_number == ""


def test_each_step_that_was_owed_is_kept_or_missed(new_case: OpenCase, cast: Cast) -> None:
    DeadlineFactory.create(code="seller_answer", amount=24, unit="business_hour")
    kept, missed = new_case("40-1", opened_at=timezone.now()), new_case("40-2")
    for case in (kept, missed):
        decide_case(case=case, actor=None)
        perform(case=case, transition="invite", actor=cast.seller)
    results = {result.case_id: result.is_late for result in DeadlineResult.objects.all()}
    assert results == {kept.pk: False, missed.pk: True}
    (found,) = seller_lateness()
    assert (found.seller, found.done, found.late, found.share, found.late_now) == (cast.shop, 2, 1, 0.5, 0)
    assert found.mean_delay is not None
    assert found.mean_delay > timedelta(days=200)
    assert seller_lateness(since=timezone.now() + timedelta(days=1)) == []


def test_what_is_late_now_counts_for_its_seller(case: ReturnCase) -> None:
    case.due_at = timezone.now() - timedelta(hours=1)
    case.save()
    SellerFactory.create()
    (found,) = seller_lateness()
    assert (found.done, found.share, found.mean_delay, found.late_now) == (0, None, None, 1)


def test_the_figures_cost_the_same_for_one_seller_and_for_three() -> None:
    from tests.factories import CaseFactory

    counts = []
    for total in (1, 3):
        while ReturnCase.objects.count() < total:
            CaseFactory.create(due_at=timezone.now() - timedelta(hours=1))
        with CaptureQueriesContext(connection) as captured:
            assert len(seller_lateness()) == total
        counts.append(len(captured))
    assert counts == [3, 3]
