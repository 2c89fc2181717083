"""A customer's own data: exported whole, and erased for good."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from returns.adjudication import Replay
from returns.casework.batches import replay_decisions, stored_decisions
from returns.casework.changes import event_by, record
from returns.casework.transitions import perform
from returns.guide.links import issue_link
from returns.ledger import stored_chain
from returns.models import Customer, Event, OutboxMessage, Statement
from returns.privacy.customer_data import cases_to_erase, erase_for_customer, kept_until
from returns.privacy.erasure import NotFinalError
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import VALID_IMEI
from tests.returns.guide.conftest import Guest, NewReturn

pytestmark = pytest.mark.django_db


def answered(guest: Guest) -> Guest:
    guest.post("question/damage.shock/", {"answer": "false"})
    guest.post("imei/", {"imei": VALID_IMEI})
    return guest


def test_everything_is_exported_and_nothing_of_agents_among_themselves(guest: Guest, cast: Cast) -> None:
    from returns.casework.conversation import add_note

    answered(guest)
    add_note(case=guest.fresh(), actor=cast.agent, text="between ourselves")
    response = guest.get("data/export/")
    assert response.headers["Content-Disposition"].startswith("attachment")
    found = json.loads(response.content)
    assert found["customer"]["email"] == "camille@example.org"
    assert {"source": "customer", "fact": "shock", "value": False} in [
        {key: row[key] for key in ("source", "fact", "value")} for row in found["statements"]
    ]
    assert VALID_IMEI in response.content.decode()
    assert False in [decision["facts"].get("damage.shock") for decision in found["decisions"]]
    assert "between ourselves" not in response.content.decode()


@pytest.mark.parametrize("kind", [Event.Kind.MESSAGE, Event.Kind.REQUESTED])
@pytest.mark.parametrize(("whom", "is_told"), [(Audience.SELLER, False), (Audience.CUSTOMER, True)])
def test_what_agents_write_to_the_seller_is_not_exported(
    guest: Guest, cast: Cast, kind: str, whom: str, is_told: bool
) -> None:
    event = event_by(cast.agent, Audience.AGENT, kind=kind, subject=whom)
    record(guest.fresh(), event, note="Look twice.")
    assert ("Look twice." in guest.get("data/export/").content.decode()) is is_told


def test_nothing_is_erased_while_the_return_goes_on(guest: Guest) -> None:
    with pytest.raises(NotFinalError):
        erase_for_customer(case=guest.fresh())
    assert "Not yet" in guest.html("data/erase/")
    assert guest.post("data/erase/").headers["Location"] == "/return/data/erase/"
    assert Customer.objects.get(pk=guest.case.customer_id).email


def test_once_cancelled_everything_goes_and_the_link_with_it(guest: Guest, cast: Cast) -> None:
    answered(guest)
    assert guest.post("cancel/").status_code == 302
    assert "Your return is cancelled" in guest.html()
    response = guest.post("data/erase/")
    assert "Your data is erased" in response.content.decode()
    case = guest.fresh()
    customer = Customer.objects.get(pk=case.customer_id)
    assert (customer.first_name, customer.last_name, customer.email) == ("", "", "")
    assert not Statement.objects.filter(case=case).exists()
    assert not OutboxMessage.objects.filter(case=case).exclude(to="", body="").exists()
    assert case.device.imei == ""
    assert guest.get().headers["Location"] == "/return/find/"
    assert stored_chain.verify() == []
    assert {replay for _decision, replay in replay_decisions(stored_decisions())} == {Replay.ERASED}


def test_who_has_another_return_keeps_name_and_address(guest: Guest, new_return: NewReturn, cast: Cast) -> None:
    other = new_return("scooter", number="40-2")
    perform(case=guest.fresh(), transition="cancel", actor=cast.agent)
    guest.post("data/erase/")
    assert Customer.objects.get(pk=other.customer_id).email == "camille@example.org"


def test_links_are_made_useless_only_where_there_are_others(guest: Guest) -> None:
    assert "Keep only the link" not in guest.html("data/")
    issue_link(case=guest.case)
    assert "Keep only the link" in guest.html("data/")
    guest.post("data/links/")
    assert "1 link opens this return." in guest.html("data/")


def test_the_page_says_what_is_kept(guest: Guest) -> None:
    html = guest.html("data/")
    assert "While the return goes on" in html
    assert "link opens this return" in html


def test_a_finished_return_says_until_when_it_is_kept_and_goes_on_that_day(guest: Guest, cast: Cast) -> None:
    perform(case=guest.fresh(), transition="cancel", actor=cast.agent)
    until = kept_until(guest.fresh())
    assert until is not None
    assert until.year == timezone.localdate().year + 5
    assert str(until.year) in guest.html("data/")
    assert cases_to_erase(until - timedelta(days=1)) == []
    assert cases_to_erase(until) == [guest.case]
    call_command("erase_due", stdout=(out := StringIO()))
    assert out.getvalue().startswith("0 ")
    assert guest.fresh().erased_at is None
