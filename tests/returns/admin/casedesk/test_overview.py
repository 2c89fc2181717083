"""The overview: what leads and auditors read of a period, as plots, tables and files."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.admin.casedesk.figures import Figures
from returns.casework.deciding import accept_proposal, decide_otherwise
from returns.models import Decision, ReturnCase, Seller
from tests.cast import Cast
from tests.returns.admin.casedesk.conftest import Open, fresh, text, url
from tests.returns.casework.deciding import inspected
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(as_user: Open, cast: Cast) -> Client:
    return as_user(cast.lead)


@pytest.fixture
def worked(new_case: OpenCase, cast: Cast) -> list[ReturnCase]:
    """Two cases covered and accepted, one shocked and decided otherwise."""
    cases = [inspected(new_case(f"40-{number}"), cast, shock=number == 2) for number in range(3)]
    for case in cases[:2]:
        accept_proposal(case=case, actor=cast.agent)
    decide_otherwise(case=cases[2], actor=cast.agent, reason="So.", verdicts={"commercial": "covered"})
    return [fresh(case) for case in cases]


def rows(client: Client, table: str, **query: int) -> list[list[str]]:
    answer = client.get(url("overview_csv", table), query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(text(answer).removeprefix("\ufeff").splitlines()))


def test_figures_of_a_period(worked: list[ReturnCase]) -> None:
    figures = Figures(30)
    assert figures.totals == {"covered": 3, "excluded": 0, "undetermined": 0, "review": 0}
    assert len(figures.verdicts) == 30
    assert figures.verdicts[-1].total == 3
    assert [(row.label, row.count) for row in figures.grounds] == [("Choc ou chute", 1)] or figures.grounds[
        0
    ].count == 1
    [rate] = figures.rules
    assert (rate.key, rate.overridden) == ("shock-excludes", 1)
    assert rate.decisions >= 1
    [times] = figures.times
    assert times.count == 2
    assert times.median_hours > 0


def test_what_is_older_is_left_out_and_long_periods_are_by_week(worked: list[ReturnCase]) -> None:
    figures = Figures(90)
    assert figures.is_by_week
    assert len(figures.verdicts) in (13, 14)
    assert all(bar.day.weekday() == 0 for bar in figures.verdicts)
    assert figures.decided == 3
    later = Figures(7)
    later.since = timezone.now() + timedelta(days=1)
    assert (later.decided, later.rules, later.times) == (0, [], [])


@pytest.mark.parametrize("days", ["7", "365", "", "x", "8"])
def test_the_page_draws_them_and_says_them(lead: Client, worked: list[ReturnCase], days: str) -> None:
    page = text(lead.get(url("overview"), {"days": days}))
    assert page.count('<svg class="d-chart') == 2
    assert "<title id=" in page
    assert "3 cases decided since" in page
    assert "shock-excludes" in page


def test_an_empty_period_says_so(lead: Client) -> None:
    page = text(lead.get(url("overview")))
    assert "Nobody decided otherwise in this period." in page
    assert "No seller owed a step in this period." in page


def test_each_table_is_a_file_that_no_spreadsheet_runs(lead: Client, worked: list[ReturnCase]) -> None:
    Seller.objects.filter(pk=worked[0].seller_id).update(name='=HYPERLINK("x")')
    ReturnCase.objects.filter(pk=worked[0].pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert rows(lead, "sellers")[1][0] == '\'=HYPERLINK("x")'
    assert rows(lead, "verdicts", days=7)[-1][1] == "3"
    assert len(rows(lead, "rules")) == 2
    assert len(rows(lead, "times")) == 2
    assert len(rows(lead, "grounds")) == 2
    assert lead.get(url("overview_csv", "no")).status_code == 404


def test_agents_do_not_oversee(as_user: Open, cast: Cast) -> None:
    for person, status in ((cast.agent, 403), (cast.rule_editor, 404), (cast.lead, 200)):
        assert as_user(person).get(url("overview")).status_code == status
        assert as_user(person).get(url("overview_csv", "rules")).status_code == status


def test_the_overview_costs_the_same_for_one_case_and_for_three(lead: Client, new_case: OpenCase, cast: Cast) -> None:
    counts = []
    for numbers in (["40-1"], ["40-2", "40-3"]):
        for number in numbers:
            accept_proposal(case=inspected(new_case(number), cast), actor=cast.agent)
        lead.get(url("overview"))
        with CaptureQueriesContext(connection) as captured:
            lead.get(url("overview"))
        counts.append(len(captured))
    assert Decision.objects.count() >= 3
    assert counts == [16, 16]
