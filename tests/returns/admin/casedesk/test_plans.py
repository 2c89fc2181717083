"""How the database answers the queue: by an index, whatever the view, the filter or the key that is searched."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from returns.adjudication import decide_case
from returns.admin.casedesk.queue import VIEWS, Mark
from returns.models import ReturnCase, User
from tests.cast import Cast
from tests.factories import VALID_IMEI, CustomerFactory
from tests.returns.admin.casedesk.conftest import Open, url
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db

LIST = reverse("admin:returns_returncase_changelist")
LARGE = ("returncase", "order", "device", "customer", "caseground", "evidence", "event", "decision", "decisionrecord")
"""The tables that grow with the cases."""
FILTERS = {
    "seller": "seller_1",
    "category": "phone",
    "verdict": "covered",
    "ground": "shock",
    "state": "inspected",
    "age": "3",
}
KEYS = ("R-2026-000001", "40-1", VALID_IMEI, "Martin", "Camille Martin", "6A15602676300", "MKT-9", "SN-1")


def plans(queries: CaptureQueriesContext) -> Iterator[tuple[str, str]]:
    """Each query that reads a large table, and how the database would answer it if the table were large."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A test has a handful of rows, which it is quickest to read whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries.captured_queries:
            sql = query["sql"]
            if sql.startswith("SELECT") and any(f'"returns_{table}"' in sql for table in LARGE):
                prefix = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{prefix} {sql}")
                yield sql, "\n".join(str(row[-1]) for row in cursor.fetchall())


def scans(plan: str) -> list[str]:
    """The large tables that a plan reads from end to end, without an index."""
    if connection.vendor == "postgresql":
        found = re.findall(r"Seq Scan on returns_(\w+)", plan)
    else:
        found = re.findall(r"SCAN returns_(\w+)(?! USING)", re.sub(r"SCAN returns_\w+ USING [^\n]*", "", plan))
    return [table for table in found if table in LARGE]


def scanned(client: Client, address: str, **query: str) -> dict[str, list[str]]:
    """What a page reads whole, by the query that does."""
    client.get(address, query)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, query).status_code == 200
    found = {sql: scans(plan) for sql, plan in plans(queries)}
    assert found
    return {sql: tables for sql, tables in found.items() if tables}


@pytest.fixture
def stocked(new_case: OpenCase, cast: Cast) -> ReturnCase:
    """Some cases, one of which is in every view."""
    cases = [new_case(f"40-{number}") for number in range(3)]
    for case in cases:
        decide_case(case=case, actor=None)
    CustomerFactory.create()
    flags = {"needs_person": True, "needs_review": True, "is_disputed": True, "override_pending": True}
    ReturnCase.objects.update(**flags, attention_at=timezone.now(), assigned_to=cast.lead)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return cases[0]


@pytest.fixture
def lead(as_user: Open, cast: Cast) -> Client:
    return as_user(cast.lead)


@pytest.mark.parametrize("view", list(VIEWS))
def test_no_view_reads_a_table_whole(lead: Client, stocked: ReturnCase, view: str) -> None:
    assert scanned(lead, LIST, view=view) == {}


@pytest.mark.parametrize("view", list(VIEWS))
def test_nor_does_a_page_further_on(lead: Client, stocked: ReturnCase, cast: Cast, view: str) -> None:
    user: User = cast.lead
    for stream in VIEWS[view].streams(ReturnCase.objects.all(), timezone.now(), user):
        mark = Mark(stream.code, tuple(timezone.now() for _key in stream.keys), 1)
        assert scanned(lead, LIST, view=view, after=str(mark)) == {}


@pytest.mark.parametrize(("name", "value"), FILTERS.items())
@pytest.mark.parametrize("view", ["all", "mine", "late", "review", "every"])
def test_no_filter_reads_a_table_whole(lead: Client, stocked: ReturnCase, view: str, name: str, value: str) -> None:
    assert scanned(lead, LIST, view=view, **{name: value}) == {}


@pytest.mark.parametrize("key", KEYS)
def test_no_search_reads_a_table_whole(lead: Client, stocked: ReturnCase, key: str) -> None:
    assert scanned(lead, LIST, q=key) == {}


def test_neither_does_the_page_of_a_case(lead: Client, stocked: ReturnCase) -> None:
    assert scanned(lead, reverse("admin:returns_returncase_change", args=[stocked.pk])) == {}


def test_nor_the_next_one_to_take(lead: Client, stocked: ReturnCase) -> None:
    ReturnCase.objects.update(assigned_to=None)
    with CaptureQueriesContext(connection) as queries:
        assert lead.post(url("next")).status_code == 302
    assert {sql: scans(plan) for sql, plan in plans(queries) if scans(plan)} == {}


@pytest.mark.parametrize("key", ["R-2026-000001", "40-1", VALID_IMEI, "SN-1", "nothing like it"])
def test_nor_does_a_parcel_that_a_seller_scans(as_user: Open, cast: Cast, stocked: ReturnCase, key: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert as_user(cast.seller).get(reverse("portal:scan"), {"code": key}).status_code == 302
    assert {sql: scans(plan) for sql, plan in plans(queries) if scans(plan)} == {}
