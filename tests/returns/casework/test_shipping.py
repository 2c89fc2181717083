"""How a parcel travels, and the label that the seller owes: what the customer then takes is not held against them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.changes import CaseFinalError
from returns.casework.shipping import NoLabelOwedError, choose_shipping, owes_label, send_label
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Event, ReturnCase
from returns.models.queue import DeadlineResult
from tests.cast import Cast
from tests.factories import CarrierFactory, DropOffFactory

pytestmark = pytest.mark.django_db


def last_event() -> tuple[str, str, str]:
    event = Event.objects.latest("pk")
    return (event.kind, event.subject, event.audience)


@pytest.fixture
def preparing(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A return to which the seller agreed: they owe a label."""
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.seller)
    case.due_at = case.attention_at = timezone.now() + timedelta(days=1)
    case.save()
    return case


def test_the_parcel_gets_a_carrier_a_drop_off_and_a_number(case: ReturnCase, cast: Cast) -> None:
    drop_off = DropOffFactory.create()
    choose_shipping(
        case=case, actor=cast.customer, carrier=drop_off.carrier, drop_off=drop_off, tracking_number="33 1881 0025"
    )
    case.refresh_from_db()
    assert (case.carrier, case.drop_off, case.tracking_number) == (drop_off.carrier, drop_off, "33 1881 0025")
    assert last_event() == ("shipping", "dhl_express", "customer")


def test_a_drop_off_belongs_to_its_carrier(case: ReturnCase, cast: Cast) -> None:
    other = CarrierFactory.create(code="colissimo", tracking_format="colissimo")
    with pytest.raises(ValueError, match="dhl_service_point"):
        choose_shipping(case=case, actor=cast.customer, carrier=other, drop_off=DropOffFactory.create())
    with pytest.raises(PermissionDenied):
        choose_shipping(case=case, actor=cast.outsider, carrier=other)


def test_once_the_label_is_sent_the_seller_owes_nothing(preparing: ReturnCase, cast: Cast) -> None:
    assert owes_label(preparing)
    before, due = DeadlineResult.objects.count(), preparing.due_at
    send_label(case=preparing, actor=cast.seller, carrier=CarrierFactory.create(code="colissimo"))
    case = ReturnCase.objects.get(pk=preparing.pk)
    assert (case.carrier_id, case.due_at, case.attention_at, owes_label(case)) == ("colissimo", None, None, False)
    assert last_event() == ("shipping", "colissimo", "seller")
    result = DeadlineResult.objects.latest("pk")
    assert (DeadlineResult.objects.count() - before, result.state, result.due_at) == (1, "preparing", due)
    assert not result.is_late
    assert stored_chain.verify() == []


def test_a_label_that_comes_late_was_late(preparing: ReturnCase, cast: Cast) -> None:
    ReturnCase.objects.filter(pk=preparing.pk).update(due_at=timezone.now() - timedelta(hours=1))
    case = ReturnCase.objects.get(pk=preparing.pk)
    send_label(case=case, actor=cast.agent, carrier=CarrierFactory.create())
    assert DeadlineResult.objects.latest("pk").is_late


def test_a_customer_who_names_the_carrier_holds_the_label(preparing: ReturnCase, cast: Cast) -> None:
    choose_shipping(case=preparing, actor=cast.customer, carrier=CarrierFactory.create())
    case = ReturnCase.objects.get(pk=preparing.pk)
    assert (case.due_at, owes_label(case)) == (None, False)
    results = DeadlineResult.objects.count()
    choose_shipping(case=case, actor=cast.customer, carrier=CarrierFactory.create(code="colissimo"))
    assert DeadlineResult.objects.count() == results


def test_a_label_is_sent_once_by_the_seller_or_an_agent_and_while_it_is_owed(case: ReturnCase, cast: Cast) -> None:
    carrier = CarrierFactory.create()
    with pytest.raises(NoLabelOwedError):
        send_label(case=case, actor=cast.seller, carrier=carrier)
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.seller)
    for person in (cast.customer, cast.other_seller, cast.outsider):
        with pytest.raises(PermissionDenied):
            send_label(case=case, actor=person, carrier=carrier)
    send_label(case=case, actor=cast.seller, carrier=carrier)
    with pytest.raises(NoLabelOwedError):
        send_label(case=case, actor=cast.seller, carrier=carrier)
    perform(case=case, transition="cancel", actor=cast.agent)
    with pytest.raises(CaseFinalError):
        send_label(case=case, actor=cast.seller, carrier=carrier)
