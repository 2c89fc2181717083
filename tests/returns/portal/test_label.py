"""The label that a customer waits for: the seller says in the portal that it is sent, and of which carrier."""

from __future__ import annotations

import pytest

from returns.adjudication import decide_case
from returns.casework.transitions import perform
from returns.models import ReturnCase
from tests.cast import Cast
from tests.factories import CarrierFactory
from tests.returns.portal.conftest import Browser, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparing(case: ReturnCase, cast: Cast) -> ReturnCase:
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.seller)
    CarrierFactory.create(code="colissimo", label="Colissimo")
    return case


def test_the_label_is_asked_for_until_it_is_sent(preparing: ReturnCase, owner: Browser, cast: Cast) -> None:
    path = f"case/{preparing.reference}/"
    assert "Send the label" in owner.html()
    assert "The customer waits for a label" in owner.html(path)
    page = owner.post(f"{path}label/", carrier="colissimo")
    assert "Noted: the customer has the label." in page
    assert "The customer waits for a label" not in page
    assert "Label sent" in page
    assert "Send the label" not in owner.html()
    case = fresh(preparing)
    assert (case.carrier_id, case.due_at, case.handled_by) == ("colissimo", None, cast.seller)
    assert "This return waits for no label." in owner.post(f"{path}label/", 409, carrier="colissimo")


@pytest.mark.parametrize("carrier", ["", "pigeon", "\0"])
def test_a_label_has_a_carrier(preparing: ReturnCase, owner: Browser, carrier: str) -> None:
    page = owner.post(f"case/{preparing.reference}/label/", 200, carrier=carrier)
    assert "Choose the carrier that is on the label." in page
    assert fresh(preparing).carrier is None
