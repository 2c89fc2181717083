"""The queue: which cases each view keeps, in which order, page by page; filters, search, take the next, bulk deeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from returns.adjudication import decide_case
from returns.admin.casedesk import queue, queue_page
from returns.admin.casedesk.queue import Mark
from returns.casework.assignment import assign
from returns.catalogue.fixtures_loading import load_roles
from returns.models import OutboxMessage, ReturnCase
from tests.cast import Cast, staff
from tests.factories import OTHER_IMEI, CaseFactory, DeviceFactory
from tests.returns.admin.casedesk.conftest import Open, fresh, text, url
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db

LIST = reverse("admin:returns_returncase_changelist")


def shown(client: Client, **query: Any) -> list[str]:
    """The references of a page, in its order."""
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [line.case.reference for line in answer.context["lines"]]


def waiting(hours: float, due: float | None = None, **columns: Any) -> ReturnCase:
    """A case that has waited for some hours, and owes its next step in some."""
    now = timezone.now()
    columns = {"needs_person": True, "attention_at": now - timedelta(hours=hours), **columns}
    case: ReturnCase = CaseFactory.create(due_at=None if due is None else now + timedelta(hours=due), **columns)
    return case


def test_what_is_late_comes_first_then_deadlines_then_what_has_waited_longest(agent: Client) -> None:
    long, short_wait = waiting(50), waiting(1)
    later, soon = waiting(2, due=30), waiting(3, due=5)
    late, later_late = waiting(1, due=-20), waiting(9, due=-1, needs_person=False)
    CaseFactory.create(due_at=timezone.now() + timedelta(hours=9), attention_at=timezone.now() + timedelta(hours=9))
    wanted = [late, later_late, soon, later, long, short_wait]
    assert shown(agent) == [case.reference for case in wanted]
    assert shown(agent, view="late") == [late.reference, later_late.reference]
    assert len(shown(agent, view="every")) == 7


def test_each_view_keeps_its_own(agent: Client, cast: Cast) -> None:
    mine, free = waiting(1, assigned_to=cast.agent), waiting(2)
    disputed, review, confirm = (
        waiting(3, is_disputed=True, assigned_to=cast.lead),
        waiting(4, needs_review=True, assigned_to=cast.lead),
        waiting(5, override_pending=True, assigned_to=cast.lead),
    )
    found = {view: shown(agent, view=view) for view in ("mine", "unassigned", "disputed", "review", "confirm")}
    assert found == {
        "mine": [mine.reference],
        "unassigned": [free.reference],
        "disputed": [disputed.reference],
        "review": [review.reference],
        "confirm": [confirm.reference],
    }
    counts = {tab.code: tab.count for tab in agent.get(LIST).context["tabs"]}
    assert counts == {"all": 5, "mine": 1, "unassigned": 1, "late": 0, "disputed": 1, "review": 1, "every": 5}


@pytest.mark.parametrize("view", ["all", "every", "review"])
def test_pages_follow_one_another_and_leave_nothing_out(
    agent: Client, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    cases = [waiting(1, due=due, needs_review=True) for due in (-3, -2, -1, 3, 3, None, None)]
    found: list[str] = []
    query = {"view": view}
    while True:
        answer = agent.get(LIST, query)
        found += [line.case.reference for line in answer.context["lines"]]
        if not answer.context["next"]:
            break
        query = {"view": view, "after": answer.context["next"]}
    assert sorted(found) == sorted(case.reference for case in cases)
    assert len(found) == len(set(found))


BEYOND = ("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00")
"""Moments that the calendar has only where they are."""


@pytest.mark.parametrize(
    "mark",
    [
        *("", "x", "late~now~1", "late~2026-01-01T00:00:00+00:00~x", "late~1~2~3~4", "due~~1"),
        *(f"late~{moment}~{moment}~1" for moment in BEYOND),
    ],
)
def test_a_forged_mark_begins_at_the_first_page(agent: Client, mark: str) -> None:
    case = waiting(1)
    assert Mark.read(mark) is None
    assert shown(agent, after=mark) == [case.reference]


def test_totals_stop_at_the_cap(agent: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "CAP", 2)
    monkeypatch.setattr(queue_page, "CAP", 2)
    for _number in range(4):
        waiting(1)
    page = text(agent.get(LIST))
    assert "<b>2+</b> To do" in page
    assert "4 of 2+ cases" in page


def test_numbers_have_their_thousands_apart(agent: Client, case: ReturnCase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_page, "capped", lambda _cases, cap: cap + 1)
    waiting(1)
    page = text(agent.get(LIST))
    assert "<b>10,000+</b> To do" in page
    assert "1 of 10,000+ cases" in page
    # Whether a case passes a filter is looked up case by case.
    assert "1 of 1,000+ cases" in text(agent.get(LIST, {"state": "opened"}))


def test_filters_of_every_case_look_among_the_newest_and_say_so(agent: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (queue, queue_page):
        monkeypatch.setattr(module, "NEWEST", 2)
    cases = [waiting(1, state="closed", opened_at=timezone.now() - timedelta(days=days)) for days in (3, 2, 1)]
    query = {"view": "every", "state": "closed"}
    assert shown(agent, **query) == [cases[2].reference, cases[1].reference]
    page = text(agent.get(LIST, query))
    assert "2 of 2 cases" in page
    assert "Filters look among the newest 2 cases; a search finds any." in page
    assert "Filters look among" not in text(agent.get(LIST, {"view": "every"}))
    assert "Filters look among the newest 2" in text(agent.get(LIST, {"view": "every", "state": "opened"}))


def test_filters(agent: Client, new_case: OpenCase) -> None:
    case = new_case()
    decide_case(case=case, actor=None)
    ReturnCase.objects.filter(pk=case.pk).update(needs_person=True, attention_at=timezone.now(), due_at=None)
    case = fresh(case)
    ground = case.grounds.values_list("ground", flat=True).first() or "shock"
    kept = {
        "seller": case.seller.code,
        "category": "phone",
        "verdict": case.verdict,
        "state": "opened",
        "age": "30",
        "ground": ground,
    }
    for name, value in kept.items():
        for view in ("all", "every"):
            assert shown(agent, view=view, **{name: value}) == [case.reference], name
    others = {"seller": "no", "category": "watch", "verdict": "covered", "state": "closed", "age": "9", "ground": "no"}
    for name, value in others.items():
        assert shown(agent, **{name: value}) == [], name
        assert shown(agent, **{name: f"{value}\0"}) == [], name
    assert "No case passes these filters" in text(agent.get(LIST, {"state": "closed"}))


@pytest.mark.parametrize(
    "words",
    [
        "R-2026-900777",
        "r-2026-900777",
        "40-777",
        OTHER_IMEI,
        "35 693803 564380 9",
        "Quintillien",
        "quintillien",
        "Camille Quintillien",
        "Quintillien Camille",
        "MKT-9",
        "6A15602676300",
        "6a15 6026 76300",
        "SN-1888",
        "sn-1888",
        "XY 123 456 789 FR",
    ],
)
def test_a_case_is_found_by_what_people_know_of_it(agent: Client, case: ReturnCase, words: str) -> None:
    ordered = {"order__number": "40-777", "order__customer__last_name": "Quintillien"}
    device = DeviceFactory.create(imei=OTHER_IMEI, serial_number="SN-1888", **ordered)
    sent = {"tracking_number": "6A15602676300", "outbound_tracking_number": "XY123456789FR"}
    more = {"external_reference": "MKT-9", "state": "closed", **sent}
    CaseFactory.create(reference="R-2026-900777", device=device, **more)
    assert shown(agent, q=words) == ["R-2026-900777"]


@pytest.mark.parametrize("words", ["R-2026-9", "Quint", "nobody at all", "4", "0" * 300, "\x00"])
def test_nothing_else_is_found(agent: Client, case: ReturnCase, words: str) -> None:
    assert shown(agent, q=words) == []
    assert "A search finds whole references" in text(agent.get(LIST, {"q": words}))


@pytest.mark.parametrize("view", ["all", "every"])
def test_the_queue_costs_the_same_for_one_case_and_for_three(agent: Client, new_case: OpenCase, view: str) -> None:
    counts = []
    for numbers in (["40-1"], ["40-2", "40-3"]):
        for number in numbers:
            case = new_case(number)
            decide_case(case=case, actor=None)
        ReturnCase.objects.update(needs_person=True, attention_at=timezone.now(), due_at=None)
        agent.get(LIST, {"view": view})
        with CaptureQueriesContext(connection) as captured:
            agent.get(LIST, {"view": view})
        counts.append(len(captured))
    assert counts == [{"all": 24, "every": 22}[view]] * 2


def test_the_next_one_is_taken_the_most_urgent_first(agent: Client, cast: Cast) -> None:
    second, first = waiting(9), waiting(1, due=-1)
    for case in (first, second):
        assert agent.post(url("next"))["Location"].endswith(f"/{case.pk}/change/")
        assert fresh(case).assigned_to == cast.agent
    assert agent.post(url("next"))["Location"] == LIST
    assert "every case that needs a person has one" in text(agent.get(LIST))


def test_a_case_is_said_to_be_whose_it_is(agent: Client, cast: Cast, decided: ReturnCase) -> None:
    assign(case=decided, to=cast.lead, actor=cast.lead)
    [line] = agent.get(LIST, {"q": decided.reference}).context["lines"]
    assert (line.assignee.name, line.takes) == ("lead", "Accept the proposal: accept the return, then: Repair")


def test_ticked_cases_are_assigned_and_decided_again(agent: Client, new_case: OpenCase, cast: Cast) -> None:
    cases = [new_case(number) for number in ("40-1", "40-2")]
    keys = [case.pk for case in cases]
    back = "view=unassigned"
    answer = agent.post(url("bulk"), {"case": keys, "do": "mine", "back": back})
    assert answer["Location"] == f"{LIST}?{back}"
    assert all(fresh(case).assigned_to == cast.agent for case in cases)
    page = text(agent.post(url("bulk"), {"case": keys, "do": "give", "back": back}))
    assert 'name="to"' in page
    assert agent.post(url("bulk"), {"case": keys, "do": "give", "back": back, "to": ""}).status_code == 422
    agent.post(url("bulk"), {"case": keys, "do": "give", "back": back, "to": cast.lead.pk})
    assert all(fresh(case).assigned_to == cast.lead for case in cases)
    agent.post(url("bulk"), {"case": keys, "do": "again", "back": back})
    assert all(fresh(case).current_decision is not None for case in cases)


def test_customers_of_ticked_cases_are_asked_for_what_each_lacks(agent: Client, new_case: OpenCase) -> None:
    asked, closed = new_case("40-1"), new_case("40-2")
    for case in (asked, closed):
        decide_case(case=case, actor=None)
    ReturnCase.objects.filter(pk=closed.pk).update(state="cancelled")
    data = {"case": [asked.pk, closed.pk], "do": "ask", "back": ""}
    page = text(agent.post(url("bulk"), data))
    assert "Ask 1 customer" in page
    assert "Nothing is missing: no mail." in page
    assert agent.post(url("bulk"), {**data, "send": "1"}).status_code == 302
    assert [message.case for message in OutboxMessage.objects.all()] == [asked]
    assert "is finished" in text(agent.get(LIST))


def test_nothing_ticked_is_said(agent: Client) -> None:
    assert agent.post(url("bulk"), {"do": "mine", "case": ["x", "9" * 30]}).status_code == 302
    assert "Tick the cases first" in text(agent.get(LIST))


def test_who_only_reads_has_no_buttons(as_user: Open, cast: Cast, decided: ReturnCase) -> None:
    load_roles()
    auditor = staff("auditor")
    auditor.groups.add(Group.objects.get(name="auditor"))
    client = as_user(auditor)
    page = text(client.get(LIST, {"view": "every"}))
    assert decided.reference in page
    assert 'name="do"' not in page
    assert client.post(url("next")).status_code == 403
    assert client.post(url("bulk"), {"do": "mine", "case": [decided.pk]}).status_code == 403
    page = text(client.get(f"/admin/returns/returncase/{decided.pk}/change/"))
    assert "<form" not in page.partition('id="content"')[2]
