"""The demo's cases played, by the functions that all use: everything that happened, in the order in which it did.

A step of a case is ``decide``, ``inspection``, ``finding``, ``erasure``, a deed of ``returns.demo.deeds``, or a
transition of the workflow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from returns.adjudication import decide_case
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.casework.opening import CustomerData, DeviceData, OrderData, RequestData, open_case
from returns.casework.shipping import choose_shipping
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.demo.album import Album
from returns.demo.cases import DemoCase
from returns.demo.deeds import DEEDS, Scene
from returns.demo.people import Troupe
from returns.models import Carrier, DropOffOption, Evidence, ReturnCase
from returns.models.case import WARRANTY_MONTHS
from returns.permissions import Actor
from returns.privacy.erasure import erase_case
from returns.timing import clock

BY_CUSTOMER = frozenset({"complete", "ship", "cancel", "contest"})
BY_SELLER = frozenset({"receive", "inspect"})
BY_LEAD = frozenset({"reopen"})


@dataclass(frozen=True, slots=True)
class Stage:
    """What the cases are played with: who takes part, the photos that they took, and the cases that are open by now."""

    troupe: Troupe
    album: Album | None = None
    cases: dict[str, ReturnCase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened to a case at a moment; ``is_last`` where the case is as it stands after it."""

    at: datetime
    demo: DemoCase
    do: Callable[[DemoCase, Stage], None]
    is_last: bool


def acts(cases: Iterable[DemoCase]) -> list[Act]:
    """Return everything that happened to the cases, in the order in which it did."""
    found = [act for demo in cases for act in _of_case(demo)]
    return sorted(found, key=lambda act: act.at)


def play(acts: Iterable[Act], troupe: Troupe, album: Album | None = None) -> Iterator[tuple[Act, ReturnCase]]:
    """Do what happened, each act at its moment, and yield it with its case.

    With an ``album``, what is to be photographed has photos, and the photo checks judge them; else their word for it
    is taken from the files.
    """
    stage = Stage(troupe, album)
    for act in acts:
        with clock.telling(act.at):
            act.do(act.demo, stage)
        yield act, stage.cases[act.demo.key]


def _of_case(demo: DemoCase) -> Iterator[Act]:
    says = [*_says(demo)]
    talked = demo.span.talking(len(says) + 1)
    steps = demo.entry["steps"]
    done = demo.span.steps(steps, talked[-1])
    yield Act(demo.span.opened, demo, _open, is_last=False)
    for at, say in zip(talked, says, strict=False):
        yield Act(at, demo, say, is_last=False)
    for number, (at, step) in enumerate(zip(done, steps, strict=True), start=1):
        yield Act(at, demo, partial(_step, step), is_last=number == len(steps))


def _says(demo: DemoCase) -> Iterator[Callable[[DemoCase, Stage], None]]:
    """What the customer said, gave and sent, one after the other."""
    if demo.entry.get("customer_says"):
        yield _state
    for given in demo.entry.get("evidence", ()):
        yield partial(_give, given)
    if demo.entry.get("shipping"):
        yield _choose


def _open(demo: DemoCase, stage: Stage) -> None:
    entry = demo.entry
    stage.cases[demo.key] = open_case(
        seller=stage.troupe.sellers[entry["seller"]],
        customer=CustomerData(**entry["customer"]),
        order=_order(demo),
        device=_device(entry["device"]),
        request=RequestData(reason_id=entry["reason"], external_reference=demo.reference, opened_at=demo.span.opened),
        actor=None,
    )


def _order(demo: DemoCase) -> OrderData:
    order = demo.entry["order"]
    return OrderData(
        number=demo.order_number,
        placed_on=demo.placed_on,
        delivered_on=demo.delivered_on,
        price=Decimal(order["price"]),
        warranty_months=order.get("warranty_months", WARRANTY_MONTHS),
    )


def _device(entry: Mapping[str, Any]) -> DeviceData:
    device = dict(entry)
    return DeviceData(category_id=device.pop("category"), family_id=device.pop("family", None), **device)


def _state(demo: DemoCase, stage: Stage) -> None:
    case = stage.cases[demo.key]
    state_facts(case=case, source="customer", values=demo.entry["customer_says"], actor=case.customer)


def _give(given: Mapping[str, Any], demo: DemoCase, stage: Stage) -> None:
    case, item = stage.cases[demo.key], given["item"]
    photo = stage.album.photo(demo.key, item) if stage.album else None
    if photo is not None:
        evidence = photo.hand_in(case=case, actor=case.customer)
    else:
        evidence = give_evidence(case=case, item=item, actor=case.customer, measurements=given.get("measurements"))
    if evidence.status != Evidence.Status.PENDING:
        # The checks were content with the photo.
        return
    if given["status"] == Evidence.Status.ACCEPTED:
        accept_evidence(evidence=evidence, actor=stage.troupe.agent)
    elif given["status"] == Evidence.Status.REFUSED:
        refuse_evidence(evidence=evidence, actor=stage.troupe.agent, reason=given["reason"])


def _choose(demo: DemoCase, stage: Stage) -> None:
    case, shipping = stage.cases[demo.key], demo.entry["shipping"]
    drop_off = shipping.get("drop_off")
    choose_shipping(
        case=case,
        actor=case.customer,
        carrier=Carrier.objects.get(code=shipping["carrier"]),
        drop_off=DropOffOption.objects.get(code=drop_off) if drop_off else None,
        tracking_number=shipping.get("tracking_number", ""),
    )


def _step(step: str, demo: DemoCase, stage: Stage) -> None:
    entry, case, troupe = demo.entry, stage.cases[demo.key], stage.troupe
    member = troupe.members[entry["seller"]]
    match step:
        case "decide":
            decide_case(case=case, actor=None)
        case "inspection":
            _inspect(demo, stage)
        case "finding":
            state_facts(case=case, source="agent", values=entry["agent_finds"], actor=troupe.agent)
        case "erasure":
            erase_case(case=case, actor=troupe.lead)
        case deed if deed in DEEDS:
            DEEDS[deed](Scene(case, entry, member, troupe))
        case transition:
            reason = entry.get("reasons", {}).get(transition, "")
            perform(case=case, transition=transition, actor=_actor(transition, case, member, troupe), reason=reason)


def _inspect(demo: DemoCase, stage: Stage) -> None:
    case, member = stage.cases[demo.key], stage.troupe.members[demo.entry["seller"]]
    for photo in stage.album.received(demo.key) if stage.album else ():
        photo.hand_in(case=case, actor=member)
    imei = demo.entry.get("inspected_imei", "")
    record_inspection(case=case, values=demo.entry["inspection"], actor=member, imei=imei)


def _actor(transition: str, case: ReturnCase, member: Actor, troupe: Troupe) -> Actor:
    if transition in BY_CUSTOMER:
        return case.customer
    if transition in BY_SELLER:
        return member
    return troupe.lead if transition in BY_LEAD else troupe.agent
