"""The only map from cases to the facts that rules read: one table, each fact once.

A fact is *absent* while nobody was asked, and ``None`` once somebody was and did not know. What several sides may
state has three raw facts (``declared.shock``, ``inspected.shock``, ``found.shock``) and one that settles it
(``damage.shock``): the agent's finding, else the inspection's, else the customer's word.

Any other fact of a vocabulary that people supply, a question that staff made up, is the latest statement of that
name; ``evidence.<item>.<aspect>`` is read from the evidence given for the item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.core.exceptions import ValidationError

from returns.identifiers import clean_imei, clean_tracking_number
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.evidence import Evidence
from returns.snapshot import AGENT, CUSTOMER, SELLER, UNASKED, Answer, Snapshot, take_snapshot
from returns.timing import calendar
from returns.workflow import Audience
from rules import Fact, Vocabulary

Reader = Callable[[Snapshot], Answer]
Elapsed = Callable[[date, date], int]

IMEI = "imei"
"""The name under which an IMEI is stated: rules read whether it is given, valid and the right one."""
_PEOPLE = (AGENT, SELLER, CUSTOMER)

RAW: Mapping[str, str] = MappingProxyType(
    {
        "shock": "damage.shock",
        "oxidation": "damage.oxidation",
        "third_party_opening": "damage.third_party_opening",
        "wear": "damage.wear",
        "account_active": "account.active",
        "find_my": "account.find_my",
    }
)
"""The short names under which several sides state a fact, and the fact that settles each."""


@dataclass(frozen=True, slots=True)
class _Word:
    """Reads what was stated under a name: the word of the first of the sources that knows."""

    name: str
    sources: tuple[str, ...]

    def __call__(self, s: Snapshot) -> Answer:
        return s.stated(self.name, *self.sources)


def _said(fact: str, *sources: str) -> Reader:
    return _Word(fact, sources)


def _settled(fact: str) -> Reader:
    return _said(fact, *_PEOPLE)


def _known(value: Json) -> Answer:
    """Return a column's value, or UNASKED where the column is empty."""
    return UNASKED if value is None or value == "" else value


def _brand(s: Snapshot) -> Answer:
    device = s.case.device
    return _known((device.brand or (device.family.brand if device.family else "")).casefold())


def _account_family(s: Snapshot) -> Answer:
    device = s.case.device
    if device.family and device.family.account_family:
        return device.family.account_family.code
    stated = _settled("account.family")(s)
    return "none" if stated is UNASKED and not device.category.holds_account else stated


def _valid_imei(value: Answer) -> str | None:
    try:
        return clean_imei(value) if isinstance(value, str) else None
    except ValidationError:
        return None


def _given_imei(s: Snapshot) -> Answer:
    return s.stated(IMEI, *_PEOPLE)


def _imei_given(s: Snapshot) -> Answer:
    imei = _given_imei(s)
    return imei if imei is UNASKED else bool(imei)


def _imei_valid(s: Snapshot) -> Answer:
    imei = _given_imei(s)
    return _valid_imei(imei) is not None if isinstance(imei, str) and imei else UNASKED


def _imei_matches(other: Callable[[Snapshot], str]) -> Reader:
    def matches(s: Snapshot) -> Answer:
        imei = _given_imei(s)
        if not isinstance(imei, str) or not imei or not other(s):
            return UNASKED
        return _valid_imei(imei) is not None and _valid_imei(imei) == _valid_imei(other(s))

    return matches


def _since_delivery(elapsed: Elapsed, until: Callable[[Snapshot], date]) -> Reader:
    def count(s: Snapshot) -> Answer:
        delivered = s.case.order.delivered_on
        return elapsed(delivered, until(s)) if delivered and delivered <= until(s) else UNASKED

    return count


def _on(s: Snapshot) -> date:
    return s.on


def _opened_on(s: Snapshot) -> date:
    return s.opened_on


def _business_days_open(s: Snapshot) -> Answer:
    return calendar.elapsed_business_days(s.opened_on, s.on) if s.opened_on <= s.on else UNASKED


def _last_day_to_withdraw(s: Snapshot) -> Answer:
    order = s.case.order
    if order.delivered_on is None:
        return UNASKED
    return calendar.change_of_mind_limit(order.placed_on, order.delivered_on).isoformat()


def _tracking_valid(s: Snapshot) -> Answer:
    if not s.case.tracking_number or s.case.carrier is None:
        return UNASKED
    try:
        clean_tracking_number(s.case.tracking_number, s.case.carrier.tracking_format)
    except ValidationError:
        return False
    return True


def _delivered_on(s: Snapshot) -> Answer:
    delivered = s.case.order.delivered_on
    return delivered.isoformat() if delivered else UNASKED


def _is_holiday_purchase(s: Snapshot) -> Answer:
    placed = s.case.order.placed_on
    return placed >= calendar.black_friday(placed.year)


FACTS: Mapping[str, tuple[str, Reader]] = MappingProxyType(
    {
        "decision.on": ("date", lambda s: s.on.isoformat()),
        "device.category": ("choice", lambda s: s.case.device.category_id),
        "device.brand": ("text", _brand),
        "device.family": ("choice", lambda s: _known(s.case.device.family_id)),
        "device.stores_personal_data": ("boolean", lambda s: s.case.device.category.stores_personal_data),
        "device.holds_account": ("boolean", lambda s: s.case.device.category.holds_account),
        "device.bulky": ("boolean", lambda s: s.case.device.is_bulky),
        "device.powers_on": ("boolean", _settled("device.powers_on")),
        "device.screen_responds": ("boolean", _settled("device.screen_responds")),
        "device.code_locked": ("boolean", _settled("device.code_locked")),
        "device.lost": ("boolean", _settled("device.lost")),
        "device.repaired_under_warranty": ("boolean", _settled("device.repaired_under_warranty")),
        "account.family": ("choice", _account_family),
        **{settled: ("boolean", _settled(raw)) for raw, settled in RAW.items()},
        "declared.shock": ("boolean", _said("shock", CUSTOMER)),
        "declared.oxidation": ("boolean", _said("oxidation", CUSTOMER)),
        "declared.third_party_opening": ("boolean", _said("third_party_opening", CUSTOMER)),
        "declared.account_active": ("boolean", _said("account_active", CUSTOMER)),
        "inspected.shock": ("boolean", _said("shock", SELLER)),
        "inspected.oxidation": ("boolean", _said("oxidation", SELLER)),
        "inspected.third_party_opening": ("boolean", _said("third_party_opening", SELLER)),
        "inspected.account_active": ("boolean", _said("account_active", SELLER)),
        "inspected.wear": ("boolean", _said("wear", SELLER)),
        "inspected.fault_confirmed": ("boolean", _said("inspected.fault_confirmed", SELLER)),
        "inspected.device_matches": ("boolean", _said("inspected.device_matches", SELLER)),
        "inspected.complete": ("boolean", _said("inspected.complete", SELLER)),
        "inspected.data_present": ("boolean", _said("inspected.data_present", SELLER)),
        "found.shock": ("boolean", _said("shock", AGENT)),
        "found.oxidation": ("boolean", _said("oxidation", AGENT)),
        "found.third_party_opening": ("boolean", _said("third_party_opening", AGENT)),
        "found.wear": ("boolean", _said("wear", AGENT)),
        "found.original_defect": ("boolean", _said("found.original_defect", AGENT)),
        "imei.given": ("boolean", _imei_given),
        "imei.valid": ("boolean", _imei_valid),
        "imei.matches_order": ("boolean", _imei_matches(lambda s: s.case.device.imei)),
        "imei.matches_inspection": ("boolean", _imei_matches(lambda s: s.inspected_imei)),
        "data.backed_up": ("boolean", _settled("data.backed_up")),
        "data.erased": ("boolean", _settled("data.erased")),
        "data.cloud_copy": ("boolean", _settled("data.cloud_copy")),
        "return.reason": ("choice", lambda s: s.case.reason_id),
        "return.wish": ("choice", _settled("return.wish")),
        "return.opened_on": ("date", lambda s: s.opened_on.isoformat()),
        "return.days_after_delivery": ("integer", _since_delivery(calendar.elapsed_days, _opened_on)),
        "return.months_after_delivery": ("integer", _since_delivery(calendar.elapsed_months, _opened_on)),
        "return.business_days_after_delivery": ("integer", _since_delivery(calendar.elapsed_business_days, _opened_on)),
        "return.business_days_open": ("integer", _business_days_open),
        "fault.kind": ("choice", _settled("fault.kind")),
        "parcel.damaged_on_arrival": ("boolean", _settled("parcel.damaged_on_arrival")),
        "order.price": ("decimal", lambda s: str(s.case.order.price)),
        "order.placed_on": ("date", lambda s: s.case.order.placed_on.isoformat()),
        "order.delivered_on": ("date", _delivered_on),
        "order.warranty_months": ("integer", lambda s: s.case.order.warranty_months),
        "order.holiday_purchase": ("boolean", _is_holiday_purchase),
        "withdrawal.last_day": ("date", _last_day_to_withdraw),
        "delivery.days": ("integer", _since_delivery(calendar.elapsed_days, _on)),
        "delivery.months": ("integer", _since_delivery(calendar.elapsed_months, _on)),
        "delivery.business_days": ("integer", _since_delivery(calendar.elapsed_business_days, _on)),
        "shipping.carrier": ("choice", lambda s: _known(s.case.carrier_id)),
        "shipping.gives_deposit_proof": (
            "boolean",
            lambda s: s.case.drop_off.deposit_proof if s.case.drop_off else UNASKED,
        ),
        "shipping.tracking_given": ("boolean", lambda s: True if s.case.tracking_number else UNASKED),
        "shipping.tracking_valid": ("boolean", _tracking_valid),
        "packing.used_box": ("boolean", _settled("packing.used_box")),
        "customer.returns_last_year": ("integer", lambda s: s.returns_last_year),
    }
)
"""Each fact's type, and how it is read."""


def _standing(rows: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Leave out what was replaced or taken back, and what the seller photographed on reception."""
    gone = {Evidence.Status.SUPERSEDED, Evidence.Status.WITHDRAWN}
    return tuple(row for row in rows if row.status not in gone and row.given_by != Audience.SELLER)


def _unrefused(rows: tuple[Evidence, ...]) -> list[Evidence]:
    return [row for row in rows if row.status != Evidence.Status.REFUSED]


def _accepted(rows: tuple[Evidence, ...]) -> Answer:
    if any(row.status == Evidence.Status.ACCEPTED for row in rows):
        return True
    # What was given and not looked at yet may still be accepted.
    return None if _unrefused(rows) else False


def _of_evidence(name: str) -> Reader:
    item, aspect = name.removeprefix("evidence.").rsplit(".", 1)

    def read(s: Snapshot) -> Answer:
        rows = _standing(s.evidence.get(item, ()))
        if not rows:
            return UNASKED
        if aspect == "accepted":
            return _accepted(rows)
        if aspect == "given":
            return bool(_unrefused(rows))
        measured: Answer = _unrefused(rows)[-1].measurements.get(aspect, UNASKED) if _unrefused(rows) else UNASKED
        return measured

    return read


def _reader(fact: Fact) -> Reader | None:
    if fact.name in FACTS:
        return FACTS[fact.name][1]
    if fact.name.startswith("evidence.") and fact.name.count(".") > 1:
        return _of_evidence(fact.name)
    return _settled(fact.name) if fact.supplier in _PEOPLE else None


def stated_as(fact: Fact, source: str) -> str | None:
    """Return the name under which a side states a fact; None where the fact is not read from that side's word."""
    reader = None if fact.is_derived else _reader(fact)
    return reader.name if isinstance(reader, _Word) and source in reader.sources else None


def collect(*, case: ReturnCase, on: date, vocabulary: Vocabulary) -> dict[str, Json]:
    """Return the facts of a case as JSON values, for the day on which it is decided.

    Only names of the vocabulary, without those that rules derive: None for asked and not known, absent for never
    asked. The number of queries does not depend on the case. A value may be wrong for its fact's type; deciding
    tells.
    """
    snapshot = take_snapshot(case, on)
    facts = {}
    for fact in vocabulary:
        reader = None if fact.is_derived else _reader(fact)
        answer = reader(snapshot) if reader else UNASKED
        if answer is not UNASKED:
            facts[fact.name] = answer
    return facts
