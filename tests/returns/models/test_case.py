"""What the database itself refuses of cases and of what hangs on them, and how it finds them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from returns.models import (
    Decision,
    Device,
    Event,
    Evidence,
    Inspection,
    LedgerEntry,
    LedgerHead,
    Order,
    ReturnCase,
    Statement,
)
from tests.factories import CaseFactory, ItemFactory, OrderFactory

HASH = "sha256:" + "0" * 64


@pytest.fixture
def case(db: None) -> ReturnCase:
    """A stored case."""
    return CaseFactory.create()


def refused(constraint: str, rows: models.QuerySet[Any], **columns: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**columns)


@pytest.mark.parametrize(
    ("constraint", "model", "columns"),
    [
        ("case_state_known", ReturnCase, {"state": "lost"}),
        ("case_reference_shape", ReturnCase, {"reference": "2026-1"}),
        ("case_version_is_a_hash", ReturnCase, {"version_hash": "sha256:0"}),
        ("case_version_is_a_hash", ReturnCase, {"version_hash": "x" * 71}),
        ("order_numbered", Order, {"number": ""}),
        ("order_price_not_negative", Order, {"price": -1}),
        ("order_delivered_after_placed", Order, {"delivered_on": date(2026, 1, 4)}),
        ("device_imei_of_15_digits", Device, {"imei": "4901542032375"}),
    ],
)
def test_a_case_its_order_and_its_device(
    case: ReturnCase, constraint: str, model: type[models.Model], columns: dict[str, Any]
) -> None:
    refused(constraint, model._default_manager.all(), **columns)


def test_statements_and_evidence(case: ReturnCase) -> None:
    inspection = Inspection.objects.create(case=case)
    Statement.objects.create(case=case, source="seller", fact="shock", value=True, inspection=inspection)
    Evidence.objects.create(case=case, item=ItemFactory.create())
    statements, evidence = Statement.objects.all(), Evidence.objects.all()
    refused("statement_source_known", statements, source="nobody", inspection=None)
    refused("statement_names_a_fact", statements, fact="")
    refused("statement_inspected_by_seller", statements, source="customer")
    refused("evidence_status_known", evidence, status="lost")
    refused("evidence_refused_for_a_reason", evidence, refusal_reason="blurred")


@pytest.mark.parametrize(
    "row",
    [
        lambda case: Decision(case=case, version_hash=HASH, status="perhaps", decided_on=date(2026, 3, 2)),
        lambda case: Event(case=case, kind="transition", audience="agent"),
        lambda case: Event(case=case, kind="opened", transition="invite", audience="agent"),
        lambda case: Event(case=case, kind="opened", audience="nobody"),
        lambda case: LedgerEntry(position=0, kind="event", key=1),
        lambda case: LedgerEntry(position=1, kind="rumour", key=1),
        lambda case: LedgerHead(id=2),
    ],
)
def test_decisions_events_and_the_ledger(case: ReturnCase, row: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(case).save()


def test_an_order_number_is_a_sellers_own(case: ReturnCase) -> None:
    OrderFactory.create(number=case.order.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderFactory.create(number=case.order.number, seller=case.seller)


def test_cases_are_called_by_their_references_and_devices_by_their_names(case: ReturnCase) -> None:
    assert str(case) == case.reference
    assert (str(case.device), str(Device(category_id="phone"))) == ("Apple iPhone 12", "phone")


def test_finished_cases_are_known_and_left_out(case: ReturnCase) -> None:
    finished = [CaseFactory.create(state=state) for state in ("closed", "cancelled")]
    assert [case.is_final, *(other.is_final for other in finished)] == [False, True, True]
    assert list(ReturnCase.objects.unfinished()) == [case]


def test_what_is_still_to_be_decided(case: ReturnCase) -> None:
    never_decided = CaseFactory.create(state="closed")
    decision = Decision(case=case, version_hash=HASH, status="decided", decided_on=date(2026, 3, 2))
    decision.save()
    CaseFactory.create(state="closed", current_decision=decision)
    CaseFactory.create(state="cancelled", erased_at=case.opened_at)
    assert set(ReturnCase.objects.adjudicable()) == {case, never_decided}


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda: ReturnCase.objects.filter(state="opened").order_by("due_at"), "case_queue"),
        (
            lambda: ReturnCase.objects.filter(seller=1, state="opened").order_by("due_at"),
            "case_queue_of_seller",
        ),
        (ReturnCase.objects.all, "case_newest"),
        (lambda: ReturnCase.objects.filter(version_hash=HASH).exclude(state="closed").order_by(), "case_version"),
        (lambda: ReturnCase.objects.filter(reference="R-2026-000001"), "reference"),
        (lambda: ReturnCase.objects.filter(tracking_number="3318810025").order_by(), "tracking_number"),
        (lambda: Device.objects.filter(imei="490154203237518"), "imei"),
        (lambda: Order.objects.filter(number="40-1").order_by(), "number"),
        (lambda: Decision.objects.order_by("-decided_at"), "decision_newest"),
        (lambda: Event.objects.filter(case=1), "case_id"),
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what a table holds")
@pytest.mark.django_db
def test_lists_and_searches_go_by_an_index(rows: Any, index: str) -> None:
    plan = rows()[:25].explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan
