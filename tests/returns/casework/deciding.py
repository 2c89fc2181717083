"""A rulebook that proposes resolutions, and cases taken as far as an agent decides them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from returns.adjudication import decide_case
from returns.casework.evidence import accept_evidence, give_evidence
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.models import ReturnCase
from returns.workflow import TRANSITION_OF
from rules.models import Version
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.factories import ItemFactory, StepFactory, publish
from tests.returns.books import fact, is_true, rule, small_book, text


def deciding_book() -> dict[str, Any]:
    """The small rulebook, with what is repaired, what is sent back, and a second opinion."""
    book = small_book()
    book["resolutions"] = list(TRANSITION_OF)
    book["grounds"] += ["high_value"]
    book["facts"] += [fact("device.lost", "boolean", "agent"), fact("fault.kind", "text", "seller")]
    unshocked = {"fact": "damage.shock", "operator": "equal", "value": False}
    book["rules"] += [
        rule("repair", "recommendation", unshocked, {"resolution": "repair"}, "ignore"),
        rule("send-back", "recommendation", is_true("damage.shock"), {"resolution": "send_back"}, "ignore"),
        {**rule("refund-lost", "recommendation", is_true("device.lost"), {"resolution": "refund"}, "ignore")}
        | {"priority": 200},
        rule(
            "high-value",
            "review",
            {"fact": "order.price", "operator": "greaterThan", "value": "1000"},
            {"ground": "high_value", "question": text("Vraiment ?")},
            "ignore",
        ),
    ]
    for row in book["rules"]:
        row["message"] = text(f"Because of {row['key']}.")
    return book


@pytest.fixture
def version(db: None) -> Version:
    """The rulebook, in force, with the catalogue rows and the texts that it takes to decide by it."""
    ItemFactory.create()
    ItemFactory.create(code="photo.back")
    ItemFactory.create(code="shipping", step=StepFactory.create(code="shipping"))
    for name in ("08_verdicts", "10_messages", "11_refund_limits"):
        call_command("loaddata", SOURCE / f"fixtures/catalogue/{name}.json", verbosity=0)
    return publish(deciding_book())


def inspected(case: ReturnCase, cast: Cast, *, shock: bool = False) -> ReturnCase:
    """Take a case to where somebody accepts or refuses it."""
    says = {"account_active": False, "shock": shock}
    state_facts(case=case, source="customer", values=says, actor=case.customer)
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=cast.agent)
    perform(case=case, transition="receive", actor=cast.seller)
    record_inspection(case=case, values={"shock": shock}, actor=cast.seller)
    decide_case(case=case, actor=None)
    perform(case=case, transition="inspect", actor=cast.seller)
    return case


def whole(case: ReturnCase, cast: Cast, *, shock: bool = False) -> ReturnCase:
    """Take a case there in which nothing is missing, so that the rules decide all of it."""
    photo = give_evidence(case=case, item="photo.front_on", actor=case.customer)
    accept_evidence(evidence=photo, actor=cast.agent)
    case.refresh_from_db()
    state_facts(case=case, source="agent", values={"device.lost": False}, actor=cast.agent)
    return inspected(case, cast, shock=shock)
