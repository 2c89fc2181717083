"""Vocabularies: what a fact may say of itself, and the facts of a case as they are read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules import Choice, Fact, FactError, Vocabulary, VocabularyError
from rules.values import TYPES
from rules.vocabulary import CHOICE_TYPES, CODE_LISTS, MAX_CHOICES

from .building import codes, derived, document, fact, faults_of, read

VOCABULARY = Vocabulary(
    [
        Fact("decision.on", "date"),
        Fact("order.price", "decimal"),
        Fact("device.category", "choice", choices=codes("phone", "tablet")),
        Fact("device.parts", "choices", choices=(Choice("box", {"fr": "Boîte"}), Choice("cable"))),
    ],
    guarantees=["commercial"],
)


def refusals(*facts: Fact) -> list[tuple[str, str]]:
    with pytest.raises(VocabularyError) as raised:
        Vocabulary(facts)
    return [(fault.path, fault.code) for fault in raised.value.faults]


def test_a_vocabulary_is_looked_up_by_name_and_by_list() -> None:
    assert [entry.name for entry in VOCABULARY][:2] == ["decision.on", "order.price"]
    assert "order.price" in VOCABULARY
    assert "order" not in VOCABULARY
    assert VOCABULARY["device.parts"].codes == ("box", "cable")
    assert [VOCABULARY.codes(name) for name in CODE_LISTS] == [("commercial",), (), (), (), ()]


@pytest.mark.parametrize("name", ["a", "a1", "a-b_c", "evidence.photo.front_on.accepted", "a.1", "x" * 100])
def test_names(name: str) -> None:
    assert name in Vocabulary([Fact(name, "boolean")])


@pytest.mark.parametrize(
    "name",
    ["", "A", "1a", ".a", "a.", "a..b", "a b", "é", "a\n", "\ud800", "x" * 101, None, 5, True, ["x"], {}, {"fact": []}],
)
def test_what_is_no_name(name: Any) -> None:
    assert refusals(Fact(name, "boolean")) == [("$.facts[0].name", "bad_name")]


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (Fact("a", "number"), [("$.facts[0].type", "unknown_type")]),
        (Fact("a", "integer", supplier="weather"), [("$.facts[0].supplier", "unknown_supplier")]),
        (Fact("a", "integer", changeable_by=("seller", "me")), [("$.facts[0].changeable_by[1]", "unknown_changer")]),
        (Fact("a", "choice"), [("$.facts[0].choices", "choices_needed")]),
        (Fact("a", "text", choices=codes("x")), [("$.facts[0].choices", "choices_unused")]),
        (Fact("a", "choice", choices=codes("x", "y", "x")), [("$.facts[0].choices[2].code", "duplicate")]),
        (
            Fact("a", "choice", choices=codes("", "\ud800")),
            [(f"$.facts[0].choices[{n}].code", "bad_name") for n in (0, 1)],
        ),
        (Fact("a", "integer", default=1), [("$.facts[0].default", "default_unused")]),
        (Fact("a", "integer", supplier="derived", default="1"), [("$.facts[0].default", "not_integer")]),
    ],
)
def test_faulty_facts(found: Fact, faults: list[tuple[str, str]]) -> None:
    assert refusals(found) == faults


def test_codes_that_are_no_texts_are_named_before_a_default_is_read() -> None:
    choices: Any = ([], {"x": 1}, 5)
    found = Fact("a", "choice", choices=choices, supplier="derived", default="x")
    assert refusals(found) == [(f"$.facts[0].choices[{number}].code", "bad_name") for number in range(3)]


def test_every_fault_is_named_at_once() -> None:
    assert refusals(Fact("a", "x"), Fact("b", "integer"), Fact("b", "text"), Fact("C", "date")) == [
        ("$.facts[0].type", "unknown_type"),
        ("$.facts[2].name", "duplicate"),
        ("$.facts[3].name", "bad_name"),
    ]


@pytest.mark.parametrize("option", [{"choices": "phone"}, {"changeable_by": "customer"}, {"categories": "phone"}])
def test_a_text_in_place_of_several_is_refused(option: Any) -> None:
    with pytest.raises(VocabularyError, match="is not a list"):
        Fact("a", "choice", **option)


def test_choices_may_be_plain_codes() -> None:
    choices: Any = ("phone", Choice("tablet"))
    assert Fact("a", "choice", choices=choices).choices == codes("phone", "tablet")


def test_a_list_that_no_vocabulary_has() -> None:
    with pytest.raises(TypeError, match="colours"):
        Vocabulary([], colours=["red"])


@pytest.mark.parametrize(
    ("options", "path", "code"),
    [
        ({"changeable_by": "customer"}, ".changeable_by", "not_list"),
        ({"changeable_by": ["customer", "customer"]}, ".changeable_by[1]", "duplicate"),
        ({"choices": "phone"}, ".choices", "not_list"),
        ({"choices": {"phone": 1}}, ".choices", "not_list"),
        ({"choices": ["x"] * (MAX_CHOICES + 1)}, ".choices", "too_many"),
        ({"choices": [{"code": "x", "name": "y"}]}, ".choices[0]", "unknown_key"),
        ({"choices": [{"label": {"fr": "", "en": ""}}]}, ".choices[0]", "missing_key"),
        ({"choices": [None]}, ".choices[0]", "not_object"),
        ({"choices": [["x"]]}, ".choices[0]", "not_object"),
        ({"label": "Prix"}, ".label", "not_object"),
        ({"label": {"fr": "Prix"}}, ".label", "missing_key"),
        ({"label": {"fr": "Prix", "en": "Price", "de": "Preis"}}, ".label", "unknown_key"),
        ({"question": {"fr": None, "en": ""}}, ".question.fr", "not_string"),
        ({"label": {"fr": "\ud800", "en": ""}}, ".label.fr", "text_encoding"),
        ({"unit": 5}, ".unit", "not_string"),
        ({"unit": "\udfff"}, ".unit", "text_encoding"),
        ({"supplier": None}, ".supplier", "not_string"),
        ({"type": ["integer"]}, ".type", "unknown_type"),
        ({"name": ["a"]}, ".name", "bad_name"),
        ({"colour": 1}, "", "unknown_key"),
    ],
)
def test_faulty_entries_of_a_document(options: dict[str, Any], path: str, code: str) -> None:
    entry = fact("a", "choice", choices=["x"]) | options
    assert (f"$.facts[1]{path}", code) in faults_of(document([entry], []))


def test_the_facts_of_a_document() -> None:
    entry = derived("a", "choices", choices=["x", {"code": "y"}], default=["y", "x"], changeable_by=["seller"])
    found = read(document([entry], [])).vocabulary["a"]
    assert (found.codes, found.default, found.changeable_by) == (("x", "y"), {"x", "y"}, ("seller",))
    assert found.is_derived


def test_facts_are_read_into_canonical_form_and_null_is_kept_apart() -> None:
    facts = {"decision.on": "2026-05-31", "order.price": "12.50", "device.category": None}
    known, asked = VOCABULARY.read_facts(facts)
    assert known == {"decision.on": date(2026, 5, 31), "order.price": Decimal("12.5000")}
    assert asked == {"device.category"}


@pytest.mark.parametrize(
    ("facts", "name", "code"),
    [
        ({"device.colour": "red"}, "device.colour", "unknown_fact"),
        ({"device.colour": None}, "device.colour", "unknown_fact"),
        ({5: "red"}, "5", "unknown_fact"),
        ({None: "red"}, "None", "unknown_fact"),
        ({("a",): 1}, "('a',)", "unknown_fact"),
        ({"\ud800": 1}, "?", "unknown_fact"),
        ({"x" * 1000: 1}, "x" * 60, "unknown_fact"),
        pytest.param({10**5000: 1}, "<int>", "unknown_fact", id="5,000 digits"),
        ({"order.price": True}, "order.price", "not_decimal"),
        ({"device.category": ["phone"]}, "device.category", "not_code"),
        ([("order.price", 1)], "", "facts_not_object"),
        ("order.price", "", "facts_not_object"),
        (None, "", "facts_not_object"),
    ],
)
def test_refused_facts(facts: Any, name: str, code: str) -> None:
    with pytest.raises(FactError) as raised:
        VOCABULARY.read_facts(facts)
    assert (raised.value.fact, raised.value.code) == (name, code)
    assert str(raised.value).startswith(f"{name}: ")


ODD: tuple[Any, ...] = (
    True,
    0,
    7,
    -(2**60),
    1.5,
    "7",
    "0.12345",
    "x",
    "phone",
    "e\u0301",
    "é",
    "2026-02-30",
    ["phone"],
    ["x"],
    {},
    b"x",
)
EVERY_TYPE = [Fact(name, name, choices=codes("phone", "x") if name in CHOICE_TYPES else ()) for name in TYPES]


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("value", [None, date(2026, 5, 31), Decimal("1.5"), *ODD], ids=repr)
def test_what_reads_a_case_at_once_reads_and_refuses_the_same(name: str, value: Any) -> None:
    plain, ready = Vocabulary(EVERY_TYPE), Vocabulary(EVERY_TYPE)
    ready.make_ready()
    for facts in ({name: value}, {"boolean": True, "text": "é", "date": None, name: value}, {name: value, "y": 1}):
        assert _read_or_refused(ready, facts) == _read_or_refused(plain, facts)


def _read_or_refused(vocabulary: Vocabulary, facts: dict[str, Any]) -> Any:
    try:
        known, asked = vocabulary.read_facts(facts)
    except FactError as refused:
        return refused.fact, refused.code, refused.params
    return known, {name: type(value) for name, value in known.items()}, asked


# Which categories are asked

CATEGORY = fact("device.category", "choice", choices=["phone", "scooter"])


@pytest.mark.parametrize(
    ("categories", "faults"),
    [
        (["scooter"], []),
        (["scooter", "phone"], []),
        ([], [("$.facts[2].categories", "empty")]),
        ("scooter", [("$.facts[2].categories", "not_list")]),
        (["scooter", "scooter"], [("$.facts[2].categories[1]", "duplicate")]),
        (["scooter", "bicycle"], [("$.facts[2].categories[1]", "unknown_category")]),
        ([5], [("$.facts[2].categories[0]", "not_string")]),
        (["scooter"] * (MAX_CHOICES + 1), [("$.facts[2].categories", "too_many")]),
    ],
)
def test_the_categories_that_a_fact_is_asked_of(categories: Any, faults: list[tuple[str, str]]) -> None:
    assert faults_of(document([CATEGORY, fact("noise", categories=categories)], [])) == faults


def test_categories_are_choices_of_the_devices_category() -> None:
    noise = fact("noise", categories=["scooter"])
    for first in (fact("device.category", "text"), fact("kind", "choice", choices=["scooter"])):
        assert faults_of(document([first, noise], [])) == [("$.facts[2].categories[0]", "unknown_category")]
    assert refusals(Fact("noise", "boolean", categories=("scooter",))) == [
        ("$.facts[0].categories[0]", "unknown_category")
    ]


def test_nobody_is_asked_for_a_derived_fact() -> None:
    source = document([CATEGORY, derived("loud", categories=["scooter"])], [])
    assert faults_of(source) == [("$.facts[2].categories", "categories_unused")]


def test_who_is_asked_for_what() -> None:
    vocabulary = read(document([CATEGORY, fact("noise", categories=["scooter"]), fact("shock")], [])).vocabulary
    assert vocabulary.unasked == {"phone": {"noise"}, "scooter": frozenset()}
    assert read(document([CATEGORY, fact("shock")], [])).vocabulary.unasked == {}
    asked = [vocabulary["noise"].is_asked_of(category) for category in ("phone", "scooter", None)]
    assert asked == [False, True, True]
