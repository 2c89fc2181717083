"""Events in the admin: what happened, in words, to read only."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.adjudication import decide_case
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import Event, ReturnCase
from tests.cast import Cast
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db

LIST = "admin:returns_event_changelist"
PAGE = "admin:returns_event_change"


@pytest.fixture
def agent(client: Client, cast: Cast) -> Client:
    client.force_login(cast.agent)
    client.cookies.load({"django_language": "en"})
    return client


def test_the_list_costs_the_same_for_one_case_and_for_three(agent: Client, new_case: OpenCase) -> None:
    counts = []
    for numbers in (["40-1"], ["40-2", "40-3"]):
        for number in numbers:
            new_case(number)
        agent.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            page = agent.get(reverse(LIST)).content.decode()
        assert page.count(">Opened<") == int(numbers[-1][-1])
        counts.append(len(captured))
    # Session, user, permissions, two counts, rows; the names of items, carriers, resolutions and colleagues.
    assert counts == [11, 11]


def test_an_event_says_what_happened_and_why(agent: Client, case: ReturnCase, cast: Cast) -> None:
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.agent)
    state_facts(case=case, source="agent", values={"shock": True}, actor=cast.agent, reason="A dent.")
    invited, stated = Event.objects.order_by("pk")[2:]
    assert "Invite the customer" in agent.get(reverse(PAGE, args=[invited.pk])).content.decode()
    assert "A dent." in agent.get(reverse(PAGE, args=[stated.pk])).content.decode()


def test_a_case_tells_its_events_by_the_names_of_what_they_are_about(agent: Client, case: ReturnCase) -> None:
    evidence = give_evidence(case=case, item="photo.front_on", actor=None)
    accept_evidence(evidence=evidence, actor=None)
    page = agent.get(reverse("admin:returns_returncase_change", args=[case.pk])).content.decode()
    assert "<b>Evidence accepted</b>: photo.front_on (en)" in page


def test_the_list_says_what_events_are_about_in_words(agent: Client, case: ReturnCase) -> None:
    accept_evidence(evidence=give_evidence(case=case, item="photo.front_on", actor=None), actor=None)
    page = agent.get(reverse(LIST)).content.decode()
    assert ">photo.front_on (en)<" in page
    assert ">Evidence accepted<" in page
    assert "photo.front_on: accepted" not in page


def test_who_does_not_read_cases_reads_no_event(client: Client, case: ReturnCase, cast: Cast) -> None:
    event = Event.objects.get()
    client.force_login(cast.rule_editor)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(PAGE, args=[event.pk])).status_code == 403


def test_nobody_adds_changes_or_deletes_an_event(admin_client: Client, case: ReturnCase) -> None:
    event = Event.objects.get()
    for name in (PAGE, "admin:returns_event_delete"):
        assert admin_client.post(reverse(name, args=[event.pk]), {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:returns_event_add")).status_code == 403
