"""The demo's cases: read from ``fixtures/demo``, opened, and taken as far as each goes, by the functions that all use.

A file is a list of cases::

    {"key": "…", "title": "…", "seller": "…", "opened_on": "…", "decide_on": "…", "reason": "…",
     "customer": {…}, "order": {…}, "device": {…},           as ``returns.casework.opening`` takes them
     "customer_says": {…}, "agent_finds": {…},               statements by fact, null: asked, and not known
     "inspection": {…}, "inspected_imei": "…",               what the seller saw
     "evidence": [{"item": …, "status": …, "measurements": {…}, "reason": …}],
     "shipping": {"carrier": …, "drop_off": …, "tracking_number": …},
     "steps": ["decide", "invite", "receive", "inspection", "decide", …], "reasons": {"refuse": "…"}}

A step is ``decide``, ``inspection``, ``finding``, ``erasure``, a deed of ``returns.demo.deeds``, or a transition of the
workflow. Days are written down, so that the same cases are decided the same on any day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.casework.opening import CustomerData, DeviceData, OrderData, RequestData, open_case
from returns.casework.shipping import choose_shipping
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.demo.deeds import DEEDS, Scene
from returns.demo.people import Troupe
from returns.models import Carrier, DropOffOption, Evidence, ReturnCase
from returns.models.case import WARRANTY_MONTHS
from returns.permissions import Actor
from returns.privacy.erasure import erase_case

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
OPENING_HOUR = time(10)
BY_CUSTOMER = frozenset({"complete", "ship", "cancel", "contest"})
BY_SELLER = frozenset({"receive", "inspect"})
BY_LEAD = frozenset({"reopen"})


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One case as it stands in a file."""

    entry: Mapping[str, Any]

    @property
    def reference(self) -> str:
        """The marketplace's reference of the return."""
        return f"DEMO-{self.entry['key']}"

    @property
    def order_number(self) -> str:
        """The number of the order, by which the case is known again, also once it has been erased."""
        return f"FR-{self.entry['key']}"

    @property
    def decide_on(self) -> date:
        """The day on which the case is decided."""
        return date.fromisoformat(self.entry["decide_on"])


def demo_cases() -> list[DemoCase]:
    """Return all cases of the folder, the oldest return first."""
    entries = [entry for path in sorted(FOLDER.glob("*.json")) for entry in json.loads(path.read_text("utf-8"))]
    return [DemoCase(entry) for entry in sorted(entries, key=lambda entry: (entry["opened_on"], entry["key"]))]


def open_demo_cases(troupe: Troupe) -> list[tuple[DemoCase, ReturnCase]]:
    """Open those that are not known yet, with what customers say, give and ship; return them, undecided."""
    known = set(ReturnCase.objects.values_list("order__number", flat=True))
    return [(demo, _open(demo, troupe)) for demo in demo_cases() if demo.order_number not in known]


def _open(demo: DemoCase, troupe: Troupe) -> ReturnCase:
    entry = demo.entry
    opened_on = date.fromisoformat(entry["opened_on"])
    case = open_case(
        seller=troupe.sellers[entry["seller"]],
        customer=CustomerData(**entry["customer"]),
        order=_order(demo),
        device=_device(entry["device"]),
        request=RequestData(
            reason_id=entry["reason"],
            external_reference=demo.reference,
            opened_at=timezone.make_aware(datetime.combine(opened_on, OPENING_HOUR)),
        ),
        actor=None,
    )
    if says := entry.get("customer_says"):
        state_facts(case=case, source="customer", values=says, actor=case.customer)
    for given in entry.get("evidence", ()):
        _give(case, given, troupe)
    if shipping := entry.get("shipping"):
        _choose(case, shipping)
    return case


def _order(demo: DemoCase) -> OrderData:
    order = demo.entry["order"]
    delivered_on = order.get("delivered_on")
    return OrderData(
        number=demo.order_number,
        placed_on=date.fromisoformat(order["placed_on"]),
        delivered_on=date.fromisoformat(delivered_on) if delivered_on else None,
        price=Decimal(order["price"]),
        warranty_months=order.get("warranty_months", WARRANTY_MONTHS),
    )


def _device(entry: Mapping[str, Any]) -> DeviceData:
    device = dict(entry)
    return DeviceData(category_id=device.pop("category"), family_id=device.pop("family", None), **device)


def _give(case: ReturnCase, given: Mapping[str, Any], troupe: Troupe) -> None:
    evidence = give_evidence(case=case, item=given["item"], actor=case.customer, measurements=given.get("measurements"))
    if given["status"] == Evidence.Status.ACCEPTED:
        accept_evidence(evidence=evidence, actor=troupe.agent)
    elif given["status"] == Evidence.Status.REFUSED:
        refuse_evidence(evidence=evidence, actor=troupe.agent, reason=given["reason"])


def _choose(case: ReturnCase, shipping: Mapping[str, str]) -> None:
    drop_off = shipping.get("drop_off")
    choose_shipping(
        case=case,
        actor=case.customer,
        carrier=Carrier.objects.get(code=shipping["carrier"]),
        drop_off=DropOffOption.objects.get(code=drop_off) if drop_off else None,
        tracking_number=shipping.get("tracking_number", ""),
    )


def play_demo_cases(opened: list[tuple[DemoCase, ReturnCase]], troupe: Troupe) -> Iterator[ReturnCase]:
    """Take each case as far as it goes, deciding it on its day; yield it when it is there."""
    for demo, case in opened:
        for step in demo.entry["steps"]:
            _play(step, demo, case, troupe)
        yield case


def _play(step: str, demo: DemoCase, case: ReturnCase, troupe: Troupe) -> None:
    entry = demo.entry
    member = troupe.members[entry["seller"]]
    match step:
        case "decide":
            decide_case(case=case, actor=None, on=demo.decide_on)
        case "inspection":
            imei = entry.get("inspected_imei", "")
            record_inspection(case=case, values=entry["inspection"], actor=member, imei=imei)
        case "finding":
            state_facts(case=case, source="agent", values=entry["agent_finds"], actor=troupe.agent)
        case "erasure":
            erase_case(case=case, actor=troupe.lead)
        case deed if deed in DEEDS:
            DEEDS[deed](Scene(case, entry, member, troupe))
        case transition:
            reason = entry.get("reasons", {}).get(transition, "")
            perform(case=case, transition=transition, actor=_actor(transition, case, member, troupe), reason=reason)


def _actor(transition: str, case: ReturnCase, member: Actor, troupe: Troupe) -> Actor:
    if transition in BY_CUSTOMER:
        return case.customer
    if transition in BY_SELLER:
        return member
    return troupe.lead if transition in BY_LEAD else troupe.agent
