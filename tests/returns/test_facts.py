"""Each fact, from the rows that it is read from."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from returns.catalogue.fixtures_loading import load_catalogue
from returns.facts import FACTS, RAW, collect, stated_as
from returns.models import (
    AccountFamily,
    Carrier,
    DeviceCategory,
    DeviceFamily,
    Evidence,
    Inspection,
    Reason,
    ReturnCase,
)
from returns.snapshot import AGENT, CUSTOMER, SELLER, UNASKED, Snapshot
from rules import Fact, Rulebook, Vocabulary, load_rulebook
from tests.factories import (
    VALID_IMEI,
    CarrierFactory,
    CaseFactory,
    DropOffFactory,
)
from tests.returns.fact_tools import ABSENT, ON, change, facts_of, give, say, vocabulary_fact

BOOK = Path(settings.BASE_DIR) / "fixtures" / "rulebook" / "fr.json"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook(json.loads(BOOK.read_text(encoding="utf-8")))


@pytest.fixture
def case(db: None) -> ReturnCase:
    """A phone, delivered on 9 January, returned on 2 March, nothing said yet."""
    return CaseFactory.create()


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
        (["superseded"], ABSENT, ABSENT),
        (["withdrawn"], ABSENT, ABSENT),
        (["superseded", "pending"], None, True),
        (["refused", "withdrawn"], False, False),
    ],
)
def test_evidence(case: ReturnCase, statuses: list[str], accepted: Any, given: Any) -> None:
    for status in statuses:
        give(case, status)
    give(case, "accepted", item="photo.back")
    names = ("evidence.photo.front_on.accepted", "evidence.photo.front_on.given")
    assert facts_of(case, *names) == [accepted, given]


def test_what_the_seller_photographs_on_reception_is_no_evidence_of_the_customer(case: ReturnCase) -> None:
    give(case, "accepted", sharp=True)
    Evidence.objects.update(given_by="seller")
    assert facts_of(case, "evidence.photo.front_on.accepted", "evidence.photo.front_on.sharp") == [ABSENT, ABSENT]


def test_measurements_are_those_of_the_latest_evidence_not_refused(case: ReturnCase) -> None:
    name = "evidence.photo.front_on.sharp"
    give(case, "accepted", sharp=True)
    assert facts_of(case, name) is True
    give(case, "pending", sharp=False)
    assert facts_of(case, name) is False
    give(case, "refused", sharp=True)
    assert facts_of(case, name, "evidence.photo.front_on.bright") == [False, ABSENT]


@pytest.mark.parametrize(
    ("fact", "source", "name"),
    [
        ("damage.shock", AGENT, "shock"),
        ("damage.shock", CUSTOMER, "shock"),
        ("inspected.shock", SELLER, "shock"),
        ("inspected.shock", AGENT, None),
        ("found.original_defect", AGENT, "found.original_defect"),
        ("device.powers_on", AGENT, "device.powers_on"),
        ("order.price", AGENT, None),
        ("imei.given", AGENT, None),
        ("evidence.invoice.accepted", AGENT, None),
        ("damage.excluding", AGENT, None),
    ],
)
def test_a_fact_is_stated_under_one_name_by_those_whose_word_counts(
    book: Rulebook, fact: str, source: str, name: str | None
) -> None:
    assert stated_as(book.vocabulary[fact], source) == name
