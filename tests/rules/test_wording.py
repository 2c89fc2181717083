"""Values, units and codes as people write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules import Choice, Fact, Vocabulary
from rules.values import Value
from rules.wording import bare_value, code_name, fact_name, fact_question, fill, locale_of, unit_name, value_name

LABEL = {"fr": "Prix", "en": "Price"}
CODES = (Choice("box", {"fr": "Boîte", "en": "Box"}), Choice("cable"), Choice("manual", {"fr": "", "en": "Manual"}))


@pytest.mark.parametrize(
    ("type_name", "unit", "value", "french", "english"),
    [
        ("integer", "", 0, "0", "0"),
        ("integer", "", -1234567, "-1 234 567", "-1,234,567"),
        ("integer", "", 2**53, "9 007 199 254 740 992", "9,007,199,254,740,992"),
        ("decimal", "", Decimal("12.5000"), "12,5", "12.5"),
        ("decimal", "", Decimal("0.0001"), "0,0001", "0.0001"),
        ("decimal", "", Decimal("12.3456"), "12,3456", "12.3456"),
        ("decimal", "", Decimal("461168601842738.7904"), "461 168 601 842 738,7904", "461,168,601,842,738.7904"),
        ("decimal", "EUR", Decimal("12.5000"), "12,50 €", "€12.50"),
        ("decimal", "EUR", Decimal("-0.0050"), "-0,005 €", "-€0.005"),
        ("integer", "month", 1, "1 mois", "1 month"),
        ("integer", "month", 12, "12 mois", "12 months"),
        ("integer", "day", 30, "30 jours", "30 days"),
        ("decimal", "kg", Decimal("1.5000"), "1,5 kg", "1.5 kg"),
        ("integer", "{n}", 2, "2 {n}", "2 {n}"),
        ("date", "", date(2026, 5, 31), "31 mai 2026", "May 31, 2026"),
        ("choice", "", "box", "Boîte", "Box"),
        ("choice", "", "cable", "cable", "cable"),
        ("choice", "", "manual", "Manual", "Manual"),
        ("choices", "", frozenset({"cable", "box"}), "Boîte, cable", "Box, cable"),
        ("choices", "", frozenset(), "", ""),
        ("text", "", "{price} {0} {} %s", "{price} {0} {} %s", "{price} {0} {} %s"),
    ],
)
def test_values(type_name: str, unit: str, value: Any, french: str, english: str) -> None:
    fact = Fact("a", type_name, unit=unit, choices=CODES if type_name.startswith("choice") else ())
    found = [value_name(fact, value, language) for language in ("fr", "en")]
    assert [text.replace("\u202f", " ").replace("\xa0", " ") for text in found] == [french, english]


@pytest.mark.parametrize("value", [None, True, False])
def test_yes_no_and_not_known(value: bool | None) -> None:
    english = {None: "not known", True: "yes", False: "no"}[value]
    assert value_name(Fact("a", "boolean"), value, "en") == english
    assert value_name(Fact("a", "boolean", unit="EUR"), value, "en") == english


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fr", "1,5"), ("fr-FR", "1,5"), ("fr_CA", "1,5"), ("en-us", "1.5"), ("xx", "1.5"), ("", "1.5"), ("é", "1.5")],
)
def test_any_language_tag_is_taken(tag: str, expected: str) -> None:
    fact = Fact("a", "decimal", {"fr": "Prix", "en": "Price"}, unit="kg")
    assert bare_value(fact, Decimal("1.5000"), tag) == expected
    assert value_name(Fact("a", "date"), date(2026, 5, 31), tag)
    assert unit_name("month", tag) in ("mois", "months")
    assert fact_name(fact, tag) == ("Price" if tag.startswith("en") else "Prix")
    assert locale_of(tag) is locale_of(tag)


def test_a_row_without_the_language_has_its_french_text_else_another_else_its_name() -> None:
    assert fact_name(Fact("a", "text", LABEL), "de") == "Prix"
    assert fact_name(Fact("a", "text", {"en": "Price"}), "fr") == "Price"
    assert fact_name(Fact("a", "text"), "fr") == "a"
    assert fact_question(Fact("a", "text", LABEL), "en") == "Price"
    assert fact_question(Fact("a", "text", LABEL, {"fr": "Combien ?", "en": "How much?"}), "en") == "How much?"


def test_codes_are_called_by_the_callers_labels_first() -> None:
    assert code_name("commercial", "en", {}) == "Commercial warranty"
    assert code_name("commercial", "en", {"commercial": "Our warranty"}) == "Our warranty"
    assert code_name("rain", "en", {}) == "rain"


VOCABULARY = Vocabulary(
    [Fact("price", "decimal", unit="EUR"), Fact("brand", "text"), Fact("evidence.photo.front_on.accepted", "boolean")]
)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", ""),
        ("Nothing to fill", "Nothing to fill"),
        ("{price}/{price}", "12.5/12.5"),
        ("{evidence.photo.front_on.accepted}", "not known"),
        ("Made by {brand}.", "Made by {price} \\1 \\g<0> {0.__class__} %(x)s."),
    ],
)
def test_messages_are_filled_once_whatever_people_wrote(message: str, expected: str) -> None:
    facts: dict[str, Value] = {"price": Decimal("12.5000"), "brand": "{price} \\1 \\g<0> {0.__class__} %(x)s"}
    assert fill(message, VOCABULARY, facts, "en") == expected
