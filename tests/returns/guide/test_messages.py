"""What was written about a return: shown to its customer, who can write back; agents read it, the seller does not."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.casework.changes import CaseFinalError
from returns.casework.conversation import LONGEST, send_message, settle_message, write_to_agents
from returns.casework.deciding import DecisionRefusedError
from returns.casework.requesting import lacking_of, request_missing
from returns.casework.transitions import perform
from returns.models import Event, EventNote, OutboxMessage
from returns.privacy.customer_data import erase_for_customer
from returns.workflow import Audience
from tests.cast import Cast
from tests.returns.guide.conftest import Guest, NewReturn, guest_of

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script>"


def test_what_agents_write_is_shown_on_the_first_page_and_among_the_messages(guest: Guest, cast: Cast) -> None:
    send_message(case=guest.fresh(), actor=cast.agent, whom=Audience.CUSTOMER, text="Take the case off first.")
    send_message(case=guest.fresh(), actor=cast.agent, whom=Audience.SELLER, text="Between us.")
    for page in ("", "messages/"):
        html = guest.html(page)
        assert "Take the case off first." in html
        assert "Between us." not in html
    assert "/return/open/" not in guest.html("messages/")


def test_the_status_shows_them_too(guest: Guest, cast: Cast) -> None:
    perform(case=guest.fresh(), transition="refuse", actor=cast.agent, reason="The screen is broken.")
    mail = OutboxMessage.objects.filter(template="return_refused").get()
    html = guest.html()
    assert 'id="h-messages"' in html
    assert mail.subject in html


def test_a_customer_writes_and_the_case_needs_a_person_until_somebody_answers(guest: Guest, cast: Cast) -> None:
    assert guest.post("messages/", {"text": f" I have lost the charger. {MARKUP}\0"}).status_code == 302
    case = guest.fresh()
    assert (case.customer_wrote_at is not None, case.needs_person) == (True, True)
    event = case.events.latest("pk")
    assert (event.kind, event.audience, event.subject) == ("message", "customer", "agent")
    assert event.note.text == f"I have lost the charger. {MARKUP}"
    html = guest.html("messages/")
    assert "I have lost the charger." in html
    assert MARKUP not in html
    assert "reads your message" in html
    send_message(case=case, actor=cast.agent, whom=Audience.CUSTOMER, text="It is not needed.")
    case = guest.fresh()
    assert (case.customer_wrote_at is not None, case.needs_person) == (False, False)


def test_asking_for_something_is_an_answer_and_writing_to_the_seller_is_none(guest: Guest, cast: Cast) -> None:
    guest.post("messages/", {"text": "Hello"})
    send_message(case=guest.fresh(), actor=cast.agent, whom=Audience.SELLER, text="They wrote.")
    case = guest.fresh()
    assert case.customer_wrote_at
    wanted = lacking_of(case)[Audience.CUSTOMER]
    request_missing(case=case, whom=Audience.CUSTOMER, actor=cast.agent, items=wanted.items[:1])
    assert not guest.fresh().customer_wrote_at


def test_an_agent_reads_it_on_the_case_and_in_the_queue_and_may_say_that_it_needs_no_answer(
    guest: Guest, cast: Cast, client: Client
) -> None:
    guest.post("messages/", {"text": "Thank you."})
    client.force_login(cast.agent)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("admin:returns_returncase_change", args=[guest.case.pk])).content.decode()
    assert "The customer has written." in page
    assert "Thank you." in page
    assert "Answer the customer" in client.get(reverse("admin:returns_returncase_changelist")).content.decode()
    url = reverse("admin:returns_desk_settle", args=[guest.case.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"revision": guest.fresh().revision}).status_code == 302
    case = guest.fresh()
    assert (case.customer_wrote_at is not None, case.needs_person) == (False, False)
    assert client.post(url, {"revision": case.revision}).status_code == 409
    with pytest.raises(DecisionRefusedError):
        settle_message(case=case, actor=cast.agent)
    with pytest.raises(PermissionDenied):
        settle_message(case=case, actor=cast.seller)


def test_the_seller_does_not_read_it(guest: Guest, cast: Cast, client: Client) -> None:
    guest.post("messages/", {"text": "Only for the agents."})
    client.force_login(cast.seller)
    page = client.get(reverse("portal:case", args=[guest.case.reference]))
    assert page.status_code == 200
    assert "Only for the agents." not in page.content.decode()


@pytest.mark.parametrize(
    ("text", "told"), [("  ", "Write your message first."), ("x" * (LONGEST + 1), f"Keep it to {LONGEST} characters.")]
)
def test_what_can_not_be_taken_is_said_at_the_field_and_kept(guest: Guest, text: str, told: str) -> None:
    html = guest.post("messages/", {"text": text}).content.decode()
    assert told in html
    assert 'aria-describedby="text_hint text_error"' in html
    assert text.strip() in html
    assert not Event.objects.filter(kind=Event.Kind.MESSAGE).exists()
    with pytest.raises(DecisionRefusedError):
        write_to_agents(case=guest.fresh(), actor=guest.case.customer, text=text)


def test_who_writes_too_often_waits_and_loses_nothing(guest: Guest, new_return: NewReturn) -> None:
    for number in range(10):
        assert guest.post("messages/", {"text": f"Message {number}"}).status_code == 302
    refused = guest.post("messages/", {"text": "One more"})
    assert refused.status_code == 429
    assert "One more</textarea>" in refused.content.decode()
    assert Event.objects.filter(kind=Event.Kind.MESSAGE).count() == 10
    other = guest_of(new_return("tablet", number="40-2"))
    assert other.post("messages/", {"text": "Hello"}).status_code == 302
    assert "Message 1" not in other.html("messages/")


def test_nobody_else_writes_in_the_customers_name(guest: Guest, new_return: NewReturn, cast: Cast) -> None:
    other = new_return("tablet", number="40-2")
    with pytest.raises(PermissionDenied):
        write_to_agents(case=guest.fresh(), actor=cast.customer, text="Hello")
    assert Client().post("/return/messages/", {"text": "Hello"}).status_code == 302
    assert not other.events.filter(kind=Event.Kind.MESSAGE).exists()


def test_a_finished_return_takes_no_message_and_waits_for_none(guest: Guest) -> None:
    guest.post("messages/", {"text": "Hello"})
    perform(case=guest.fresh(), transition="cancel", actor=guest.case.customer)
    case = guest.fresh()
    assert not case.needs_person
    with pytest.raises(CaseFinalError):
        write_to_agents(case=case, actor=case.customer, text="Hello")
    assert guest.post("messages/", {"text": "Hello"}).status_code == 302
    assert "<textarea" not in guest.html("messages/")


def test_it_is_exported_and_erased_with_the_rest(guest: Guest) -> None:
    guest.post("messages/", {"text": "I have lost the charger."})
    found = json.loads(guest.get("data/export/").content)
    assert "I have lost the charger." in [event["note"] for event in found["events"]]
    perform(case=guest.fresh(), transition="cancel", actor=guest.case.customer)
    erase_for_customer(case=guest.fresh())
    assert not EventNote.objects.filter(text__contains="charger").exists()


def test_messages_cost_the_same_however_many_there_are(guest: Guest, cast: Cast) -> None:
    counts = {}
    for number in range(1, 4):
        guest.post("messages/", {"text": f"Message {number}"})
        send_message(case=guest.fresh(), actor=cast.agent, whom=Audience.CUSTOMER, text=f"Answer {number}")
        for page in ("", "messages/"):
            guest.get(page)
            with CaptureQueriesContext(connection) as captured:
                guest.get(page)
            counts[page, number] = len(captured)
    assert counts["", 1] == counts["", 3]
    assert (counts["messages/", 1], counts["messages/", 3]) == (9, 9)
