"""Taking down what people state."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.statements import record_inspection, state_facts
from returns.ledger import stored_chain
from returns.models import Event, Inspection, ReturnCase, Statement
from rules import FactError
from tests.cast import Cast
from tests.factories import VALID_IMEI


def stated(case: ReturnCase) -> list[tuple[str, str, Any]]:
    return list(Statement.objects.filter(case=case).values_list("source", "fact", "value"))


def test_a_statement_keeps_who_said_what_and_writes_one_event(case: ReturnCase, cast: Cast) -> None:
    event = state_facts(
        case=case,
        source="customer",
        values={"shock": True, "account_active": None},
        actor=cast.agent,
        reason="by telephone",
    )
    assert stated(case) == [("customer", "shock", True), ("customer", "account_active", None)]
    assert {row.stated_by for row in Statement.objects.all()} == {cast.agent}
    assert (event.kind, event.subject, event.audience, event.note.text) == (
        "stated",
        "customer",
        "agent",
        "by telephone",
    )
    assert Event.objects.filter(case=case).count() == 2
    assert stored_chain.verify() == []


def test_earlier_statements_stay_to_be_read(case: ReturnCase, cast: Cast) -> None:
    for value in (True, None, False):
        state_facts(case=case, source="customer", values={"shock": value}, actor=cast.customer)
    assert [value for _source, _fact, value in stated(case)] == [True, None, False]


MAY = {
    "customer": {"customer", "agent", "lead", "system"},
    "seller": {"seller"},
    "agent": {"agent", "lead"},
}


@pytest.mark.parametrize("source", MAY)
def test_each_side_has_its_own_people(case: ReturnCase, cast: Cast, source: str) -> None:
    people = {**dict(cast.users()), "customer": cast.customer, "system": None}
    able = set()
    for role, person in people.items():
        try:
            state_facts(case=case, source=source, values={"shock": True}, actor=person)
        except PermissionDenied:
            continue
        able.add(role)
    assert able == MAY[source]
    assert len(stated(case)) == len(able)


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        ({"shock": "yes"}, "damage.shock"),
        ({"shock": 1}, "damage.shock"),
        ({"motor.noise": True, "motor.smell": True}, "motor.smell"),
        ({"imei": 490154203237518}, "imei"),
        ({"imei": "49015420\x003237518"}, "imei"),
    ],
)
def test_wrong_facts_are_refused_by_name_and_nothing_is_kept(
    case: ReturnCase, cast: Cast, values: dict[str, Any], fact: str
) -> None:
    with pytest.raises(FactError) as refused:
        state_facts(case=case, source="customer", values=values, actor=cast.customer)
    assert refused.value.fact == fact
    assert stated(case) == []


def test_an_inspection_keeps_its_findings_together(case: ReturnCase, cast: Cast) -> None:
    inspection = record_inspection(
        case=case, values={"shock": False, "wear": True}, actor=cast.seller, imei=VALID_IMEI, note="scratches"
    )
    assert (inspection.imei, inspection.note, inspection.inspected_by) == (VALID_IMEI, "scratches", cast.seller)
    assert stated(case) == [("seller", "shock", False), ("seller", "wear", True)]
    assert inspection.statements.count() == 2
    event = Event.objects.latest("pk")
    assert (event.kind, event.audience, event.note.text) == ("inspected", "seller", "scratches")


def test_only_the_seller_inspects(case: ReturnCase, cast: Cast) -> None:
    for person in (cast.agent, cast.other_seller, cast.customer, None):
        with pytest.raises(PermissionDenied):
            record_inspection(case=case, values={}, actor=person)
    assert not Inspection.objects.exists()


def test_nothing_is_stated_of_a_finished_case(case: ReturnCase, cast: Cast) -> None:
    ReturnCase.objects.update(state="closed")
    case.refresh_from_db()
    with pytest.raises(CaseFinalError, match=case.reference):
        state_facts(case=case, source="agent", values={"shock": True}, actor=cast.agent)


def test_nothing_is_stated_of_a_case_read_before_it_changed(case: ReturnCase, cast: Cast) -> None:
    older = ReturnCase.objects.get(pk=case.pk)
    state_facts(case=case, source="customer", values={"shock": True}, actor=cast.customer)
    with pytest.raises(CaseChangedError):
        state_facts(case=older, source="agent", values={"shock": False}, actor=cast.agent)
    assert stated(case) == [("customer", "shock", True)]
