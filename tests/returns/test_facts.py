"""Each fact, from the rows that it is read from."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from returns.facts import FACTS, RAW, collect
from returns.fixtures_loading import load_catalogue
from returns.models import (
    AccountFamily,
    Carrier,
    DeviceCategory,
    DeviceFamily,
    Evidence,
    Inspection,
    Order,
    Reason,
    ReturnCase,
    Statement,
)
from returns.snapshot import AGENT, CUSTOMER, SELLER, UNASKED, Snapshot
from rules import Choice, Fact, Rulebook, Vocabulary, load_rulebook
from tests.factories import (
    INVALID_IMEI,
    OTHER_IMEI,
    VALID_IMEI,
    AccountFamilyFactory,
    CarrierFactory,
    CaseFactory,
    CategoryFactory,
    DropOffFactory,
    FamilyFactory,
    ItemFactory,
)

ON = date(2026, 3, 20)
ABSENT = "absent"
BOOK = Path(settings.BASE_DIR) / "fixtures" / "rulebook" / "fr.json"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook(json.loads(BOOK.read_text(encoding="utf-8")))


@pytest.fixture
def case(db: None) -> ReturnCase:
    """A phone, delivered on 9 January, returned on 2 March, nothing said yet."""
    return CaseFactory.create()


def facts_of(case: ReturnCase, *names: str, on: date = ON, **types: str) -> Any:
    """The named facts of a case (all of the shipped type), or ABSENT; one alone if one is named."""
    vocabulary = Vocabulary([vocabulary_fact(name, types.get(name, "boolean")) for name in names])
    found = collect(case=case, on=on, vocabulary=vocabulary)
    values = [found.get(name, ABSENT) for name in names]
    return values[0] if len(values) == 1 else values


def vocabulary_fact(name: str, type_name: str = "boolean", supplier: str = "customer") -> Fact:
    type_name = FACTS[name][0] if name in FACTS else type_name
    choices = (Choice("a"), Choice("b")) if type_name == "choice" else ()
    return Fact(name, type_name, supplier=supplier, choices=choices)


def say(case: ReturnCase, source: str, fact: str, value: Any) -> None:
    Statement.objects.create(case=case, source=source, fact=fact, value=value)


def give(case: ReturnCase, status: str, item: str = "photo.front_on", **measurements: Any) -> None:
    ItemFactory.create(code=item)
    reason = "blurred" if status == "refused" else ""
    Evidence.objects.create(case=case, item_id=item, status=status, refusal_reason=reason, measurements=measurements)


def change(row: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()


# The table and the shipped vocabulary


def test_the_shipped_vocabulary_is_served_whole_and_with_the_same_types(book: Rulebook) -> None:
    shipped = {fact.name: fact.type for fact in book.vocabulary if not fact.is_derived}
    by_pattern = {name for name in shipped if name.startswith("evidence.")}
    assert set(shipped) - by_pattern == set(FACTS)
    assert len(shipped) >= 45
    assert {name: shipped[name] for name in FACTS} == {name: type_name for name, (type_name, _r) in FACTS.items()}


def test_the_shipped_choices_hold_every_code_of_the_catalogue(db: None, book: Rulebook) -> None:
    load_catalogue()
    for fact, model in {
        "device.category": DeviceCategory,
        "device.family": DeviceFamily,
        "account.family": AccountFamily,
        "return.reason": Reason,
        "shipping.carrier": Carrier,
    }.items():
        assert set(model.objects.values_list("code", flat=True)) <= set(book.vocabulary[fact].codes), fact


def test_the_rules_take_every_fact_as_it_is_collected(case: ReturnCase, book: Rulebook) -> None:
    for fact in book.vocabulary:
        if fact.supplier in {"customer", "seller", "agent"} and fact.type == "boolean":
            say(case, fact.supplier, fact.name, True)
    for raw in RAW:
        for source in (CUSTOMER, SELLER, AGENT):
            say(case, source, raw, True)
    say(case, CUSTOMER, "imei", VALID_IMEI)
    say(case, CUSTOMER, "return.wish", "repair")
    say(case, CUSTOMER, "fault.kind", "screen")
    Inspection.objects.create(case=case, imei=VALID_IMEI)
    carrier = CarrierFactory.create()
    change(case, carrier=carrier, drop_off=DropOffFactory.create(carrier=carrier), tracking_number="3318810025")
    give(case, "accepted", sharp=True)
    collected = collect(case=case, on=ON, vocabulary=book.vocabulary)
    known, asked = book.vocabulary.read_facts(collected)
    assert asked == set()
    assert set(FACTS) == {name for name in known if not name.startswith("evidence.")}


def test_only_names_of_the_vocabulary_come_and_none_that_rules_derive(case: ReturnCase) -> None:
    vocabulary = Vocabulary(
        [
            vocabulary_fact("order.price", supplier="order"),
            vocabulary_fact("device.holds_account", supplier="derived"),
            vocabulary_fact("weather.sunny", supplier="computed"),
        ]
    )
    assert collect(case=case, on=ON, vocabulary=vocabulary) == {"order.price": "349.00"}


def test_queries_do_not_depend_on_the_case(
    case: ReturnCase, book: Rulebook, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with django_assert_num_queries(5):
        collect(case=case, on=ON, vocabulary=book.vocabulary)
    for _repeat in range(3):
        give(case, "accepted", sharp=True)
        say(case, CUSTOMER, "shock", True)
        Inspection.objects.create(case=case, imei=VALID_IMEI)
        CaseFactory.create(customer=case.customer)
    with django_assert_num_queries(5):
        collect(case=case, on=ON, vocabulary=book.vocabulary)


# What several sides state


@pytest.mark.parametrize(("raw", "settled"), RAW.items())
def test_the_agent_settles_else_the_inspection_else_the_customer(case: ReturnCase, raw: str, settled: str) -> None:
    assert facts_of(case, settled) == ABSENT
    say(case, CUSTOMER, raw, True)
    assert facts_of(case, settled) is True
    say(case, SELLER, raw, False)
    assert facts_of(case, settled) is False
    say(case, AGENT, raw, True)
    assert facts_of(case, settled) is True


def test_each_side_keeps_its_own_word(case: ReturnCase) -> None:
    names = ("declared.shock", "inspected.shock", "found.shock")
    assert facts_of(case, *names) == [ABSENT, ABSENT, ABSENT]
    say(case, CUSTOMER, "shock", False)
    say(case, SELLER, "shock", True)
    say(case, AGENT, "shock", None)
    assert facts_of(case, *names) == [False, True, None]
    assert facts_of(case, "damage.shock") is True


def test_who_does_not_know_settles_nothing(case: ReturnCase) -> None:
    say(case, CUSTOMER, "shock", None)
    assert facts_of(case, "damage.shock", "damage.oxidation") == [None, ABSENT]
    say(case, SELLER, "shock", None)
    assert facts_of(case, "damage.shock") is None
    say(case, CUSTOMER, "shock", False)
    assert facts_of(case, "damage.shock") is False


def test_the_latest_word_of_a_side_stands(case: ReturnCase) -> None:
    say(case, CUSTOMER, "shock", True)
    say(case, CUSTOMER, "shock", None)
    assert facts_of(case, "declared.shock") is None
    say(case, CUSTOMER, "shock", False)
    assert facts_of(case, "declared.shock") is False


words = st.lists(st.tuples(st.sampled_from([CUSTOMER, SELLER, AGENT]), st.sampled_from([True, False, None])))


@given(words)
def test_settling_is_a_function_of_the_last_words(said: list[tuple[str, bool | None]]) -> None:
    last = dict(said)
    snapshot = Snapshot(
        case=ReturnCase(),
        on=ON,
        statements={(source, "shock"): value for source, value in last.items()},
        evidence={},
        inspected_imei="",
        returns_last_year=0,
    )
    known = [last[source] for source in (AGENT, SELLER, CUSTOMER) if last.get(source) is not None]
    expected = known[0] if known else (None if last else UNASKED)
    assert FACTS["damage.shock"][1](snapshot) is expected


@pytest.mark.parametrize("supplier", ["customer", "seller", "agent"])
def test_a_question_that_staff_made_up_is_read_by_its_name(case: ReturnCase, supplier: str) -> None:
    vocabulary = Vocabulary([Fact("motor.noise", "boolean", supplier=supplier)])
    assert collect(case=case, on=ON, vocabulary=vocabulary) == {}
    say(case, supplier, "motor.noise", None)
    assert collect(case=case, on=ON, vocabulary=vocabulary) == {"motor.noise": None}
    say(case, supplier, "motor.noise", True)
    assert collect(case=case, on=ON, vocabulary=vocabulary) == {"motor.noise": True}


# The device and its account


def test_the_device(case: ReturnCase) -> None:
    assert facts_of(case, "device.category", "device.family", "device.brand", "device.bulky") == [
        "phone",
        "iphone",
        "apple",
        False,
    ]
    assert facts_of(case, "device.stores_personal_data", "device.holds_account") == [True, True]
    change(case.device, brand="", is_bulky=True)
    assert facts_of(case, "device.brand", "device.bulky") == ["apple", True]
    change(case.device, family=None)
    assert facts_of(case, "device.family", "device.brand") == [ABSENT, ABSENT]


def test_the_account_is_that_of_the_family_else_what_is_stated(case: ReturnCase) -> None:
    assert facts_of(case, "account.family") == "icloud"
    change(case.device, family=FamilyFactory.create(code="other", account_family=None, brand=""))
    assert facts_of(case, "account.family") == ABSENT
    say(case, CUSTOMER, "account.family", None)
    assert facts_of(case, "account.family") is None
    say(case, CUSTOMER, "account.family", "google")
    assert facts_of(case, "account.family") == "google"


def test_what_can_hold_no_account_holds_none(case: ReturnCase) -> None:
    scooter = CategoryFactory.create(code="scooter", holds_account=False, stores_personal_data=False)
    change(case.device, category=scooter, family=None)
    assert facts_of(case, "account.family", "device.holds_account") == ["none", False]
    windows = FamilyFactory.create(
        code="windows", brand="", account_family=AccountFamilyFactory.create(code="microsoft")
    )
    change(case.device, family=windows)
    assert facts_of(case, "account.family") == "microsoft"


IMEI_FACTS = ("imei.given", "imei.valid", "imei.matches_order", "imei.matches_inspection")


@pytest.mark.parametrize(
    ("stated", "sold", "inspected", "expected"),
    [
        (..., VALID_IMEI, VALID_IMEI, [ABSENT, ABSENT, ABSENT, ABSENT]),
        (None, VALID_IMEI, VALID_IMEI, [False, ABSENT, ABSENT, ABSENT]),
        ("", VALID_IMEI, VALID_IMEI, [False, ABSENT, ABSENT, ABSENT]),
        (VALID_IMEI, "", "", [True, True, ABSENT, ABSENT]),
        (VALID_IMEI, VALID_IMEI, "", [True, True, True, ABSENT]),
        ("49 015420 323751 8", VALID_IMEI, "490154-203237518", [True, True, True, True]),
        (VALID_IMEI, OTHER_IMEI, OTHER_IMEI, [True, True, False, False]),
        (INVALID_IMEI, VALID_IMEI, INVALID_IMEI, [True, False, False, False]),
        ("0" * 15, VALID_IMEI, "", [True, False, False, ABSENT]),
        (VALID_IMEI[:14], VALID_IMEI, "", [True, False, False, ABSENT]),
        (490154203237518, VALID_IMEI, "", [True, ABSENT, ABSENT, ABSENT]),
    ],
)
def test_the_imei(case: ReturnCase, stated: Any, sold: str, inspected: str, expected: list[Any]) -> None:
    change(case.device, imei=sold)
    if stated is not ...:
        say(case, CUSTOMER, "imei", stated)
    Inspection.objects.create(case=case, imei=inspected)
    assert facts_of(case, *IMEI_FACTS) == expected


def test_the_imei_of_the_last_inspection_that_read_one_counts(case: ReturnCase) -> None:
    say(case, CUSTOMER, "imei", VALID_IMEI)
    for imei in (OTHER_IMEI, VALID_IMEI, ""):
        Inspection.objects.create(case=case, imei=imei)
    assert facts_of(case, "imei.matches_inspection") is True


# Time


ELAPSED = ("delivery.days", "delivery.months", "delivery.business_days")
AT_OPENING = (
    "return.days_after_delivery",
    "return.months_after_delivery",
    "return.business_days_after_delivery",
    "return.business_days_open",
)


@pytest.mark.parametrize(
    ("delivered", "on", "elapsed"),
    [
        (date(2026, 1, 9), date(2026, 1, 9), [0, 0, 0]),
        (date(2026, 1, 9), date(2026, 1, 12), [3, 0, 1]),
        (date(2026, 1, 9), date(2026, 2, 9), [31, 0, 21]),
        (date(2026, 1, 9), date(2026, 2, 10), [32, 1, 22]),
        # A period of months lasts until the end of its last day.
        (date(2025, 1, 9), date(2026, 1, 9), [365, 11, 251]),
        (date(2025, 1, 9), date(2026, 1, 10), [366, 12, 251]),
        # Neither delivered yet, nor on a day after this one.
        (None, date(2026, 1, 12), [ABSENT, ABSENT, ABSENT]),
        (date(2026, 1, 13), date(2026, 1, 12), [ABSENT, ABSENT, ABSENT]),
    ],
)
def test_what_has_elapsed_since_the_delivery(
    case: ReturnCase, delivered: date | None, on: date, elapsed: list[Any]
) -> None:
    change(case.order, placed_on=date(2025, 1, 2), delivered_on=delivered)
    assert facts_of(case, *ELAPSED, on=on) == elapsed


def test_what_had_elapsed_at_the_opening_does_not_depend_on_the_day_of_the_decision(case: ReturnCase) -> None:
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 2)) == [52, 1, 36, 0]
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 9)) == [52, 1, 36, 5]
    assert facts_of(case, *AT_OPENING, on=date(2026, 3, 1))[3] == ABSENT
    change(case.order, delivered_on=date(2026, 3, 3))
    assert facts_of(case, *AT_OPENING) == [ABSENT, ABSENT, ABSENT, 14]


def test_a_case_is_opened_on_the_local_day(case: ReturnCase) -> None:
    change(case, opened_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert facts_of(case, "return.opened_on") == "2026-03-02"


@pytest.mark.parametrize(
    ("placed", "delivered", "last", "holiday"),
    [
        (date(2026, 1, 5), date(2026, 1, 9), "2026-02-09", False),
        (date(2025, 11, 27), date(2025, 12, 1), "2025-12-31", False),
        (date(2025, 11, 28), date(2025, 12, 1), "2026-01-31", True),
        (date(2025, 12, 31), date(2026, 1, 9), "2026-02-09", True),
        (date(2026, 1, 5), None, ABSENT, False),
    ],
)
def test_the_last_day_to_change_ones_mind(
    case: ReturnCase, placed: date, delivered: date | None, last: str, holiday: bool
) -> None:
    change(case.order, placed_on=placed, delivered_on=delivered)
    assert facts_of(case, "withdrawal.last_day", "order.holiday_purchase") == [last, holiday]


def test_the_order(case: ReturnCase) -> None:
    names = ("decision.on", "order.price", "order.placed_on", "order.delivered_on", "order.warranty_months")
    assert facts_of(case, *names) == ["2026-03-20", "349.00", "2026-01-05", "2026-01-09", 12]
    Order.objects.update(delivered_on=None)
    assert facts_of(case, "order.delivered_on") == ABSENT


def test_earlier_returns_of_the_customer_within_a_year_count(case: ReturnCase) -> None:
    for days in (1, 364, 366, -1):
        CaseFactory.create(customer=case.customer, opened_at=case.opened_at - timedelta(days=days))
    CaseFactory.create(opened_at=case.opened_at)
    assert facts_of(case, "customer.returns_last_year") == 2


# Shipping


@pytest.mark.parametrize(
    ("number", "expected"),
    [("", [ABSENT, ABSENT]), ("3318810025", [True, True]), ("3318810010", [True, False])],
)
def test_the_tracking_number(case: ReturnCase, number: str, expected: list[Any]) -> None:
    change(case, carrier=CarrierFactory.create(), tracking_number=number)
    assert facts_of(case, "shipping.tracking_given", "shipping.tracking_valid") == expected


def test_the_parcel(case: ReturnCase) -> None:
    names = ("shipping.carrier", "shipping.gives_deposit_proof", "shipping.tracking_valid")
    assert facts_of(case, *names) == [ABSENT, ABSENT, ABSENT]
    change(case, tracking_number="3318810025")
    assert facts_of(case, *names) == [ABSENT, ABSENT, ABSENT]
    carrier = CarrierFactory.create()
    change(case, carrier=carrier, drop_off=DropOffFactory.create(carrier=carrier, deposit_proof=False))
    assert facts_of(case, *names) == ["dhl_express", False, True]


# Evidence


@pytest.mark.parametrize(
    ("statuses", "accepted", "given"),
    [
        ([], ABSENT, ABSENT),
        (["pending"], None, True),
        (["refused"], False, False),
        (["accepted"], True, True),
        (["refused", "pending"], None, True),
        (["accepted", "refused"], True, True),
        (["pending", "refused", "accepted"], True, True),
    ],
)
def test_evidence(case: ReturnCase, statuses: list[str], accepted: Any, given: Any) -> None:
    for status in statuses:
        give(case, status)
    give(case, "accepted", item="photo.back")
    names = ("evidence.photo.front_on.accepted", "evidence.photo.front_on.given")
    assert facts_of(case, *names) == [accepted, given]


def test_measurements_are_those_of_the_latest_evidence_not_refused(case: ReturnCase) -> None:
    name = "evidence.photo.front_on.sharp"
    give(case, "accepted", sharp=True)
    assert facts_of(case, name) is True
    give(case, "pending", sharp=False)
    assert facts_of(case, name) is False
    give(case, "refused", sharp=True)
    assert facts_of(case, name, "evidence.photo.front_on.bright") == [False, ABSENT]
