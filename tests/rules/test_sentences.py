"""Conditions and rules in words: literal sentences in both languages for every operator and type, and for gaps."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Vocabulary, parse_condition
from rules.operators import OPERATORS
from rules.parts import Part
from rules.sentences import condition_sentence, sentence
from rules.values import TYPES
from rules.vocabulary import Choice, Fact
from tests.rules import generators

Json = dict[str, Any]

CODES = (
    Choice("phone", {"fr": "Téléphone", "en": "Phone"}),
    Choice("tablet", {"fr": "Tablette", "en": "Tablet"}),
    Choice("watch", {"fr": "Montre", "en": "Watch"}),
)
VOCABULARY = Vocabulary(
    [
        Fact("decision.on", "date", {"fr": "Date de la décision", "en": "Date of the decision"}),
        Fact("shock", "boolean", {"fr": "Choc", "en": "Shock"}),
        Fact("seen", "boolean", {"fr": "Choc constaté", "en": "Shock seen"}),
        Fact("months", "integer", {"fr": "Âge", "en": "Age"}, unit="month"),
        Fact("granted", "integer", {"fr": "Garantie", "en": "Warranty"}, unit="month"),
        Fact("late", "integer", {"fr": "Retard", "en": "Delay"}, unit="business_day"),
        Fact("weight", "decimal", {"fr": "Poids", "en": "Weight"}, unit="kg"),
        Fact("price", "decimal", {"fr": "Prix payé", "en": "Price paid"}, unit="EUR"),
        Fact("refunded", "decimal", {"fr": "Remboursé", "en": "Refunded"}, unit="EUR"),
        Fact("bought", "date", {"fr": "Achat", "en": "Purchase"}),
        Fact("sent", "date", {"fr": "Envoi", "en": "Dispatch"}),
        Fact("category", "choice", {"fr": "Catégorie", "en": "Category"}, choices=CODES),
        Fact("sold", "choice", {"fr": "Catégorie vendue", "en": "Category sold"}, choices=CODES),
        Fact("parts", "choices", {"fr": "Contenu", "en": "Contents"}, choices=CODES),
        Fact("found", "choices", {"fr": "Contenu reçu", "en": "Contents received"}, choices=CODES),
        Fact("brand", "text", {"fr": "Marque", "en": "Brand"}),
        Fact("maker", "text", {"fr": "Fabricant", "en": "Maker"}),
    ],
    guarantees=["commercial", "legal"],
    grounds=["shock"],
    items=["imei"],
    transitions=["accept", "repair"],
    resolutions=["repair"],
)
DAY, OTHER_DAY = "2026-05-31", "2026-12-01"
SENTENCES = [
    ("shock equal", True, "“Shock” is yes", "« Choc » est oui"),
    ("shock notEqual", True, "“Shock” is no", "« Choc » est non"),
    ("months equal", 12, "“Age” is 12 months", "« Âge » est de 12 mois"),
    ("months notEqual", 1, "“Age” is not 1 month", "« Âge » n’est pas de 1 mois"),
    ("months lessThan", 12, "“Age” is below 12 months", "« Âge » est inférieur à 12 mois"),
    ("months lessThanInclusive", 12, "“Age” is at most 12 months", "« Âge » est d’au plus 12 mois"),
    ("months greaterThan", 12, "“Age” is above 12 months", "« Âge » dépasse 12 mois"),
    ("months greaterThanInclusive", 12, "“Age” is at least 12 months", "« Âge » est d’au moins 12 mois"),
    ("months in", [6, 12], "“Age” is one of 6 months or 12 months", "« Âge » est de 6 mois ou 12 mois"),
    ("months notIn", [6, 12], "“Age” is none of 6 months or 12 months", "« Âge » n’est pas de 6 mois ou 12 mois"),
    ("late greaterThan", 1, "“Delay” is above 1 business day", "« Retard » dépasse 1 jour ouvré"),
    ("late greaterThan", 3, "“Delay” is above 3 business days", "« Retard » dépasse 3 jours ouvrés"),
    ("weight greaterThan", "30.5", "“Weight” is above 30.5 kg", "« Poids » dépasse 30,5 kg"),
    ("price equal", "100", "“Price paid” is €100.00", "« Prix payé » est de 100,00 €"),
    ("price notEqual", "0.5", "“Price paid” is not €0.50", "« Prix payé » n’est pas de 0,50 €"),
    ("price lessThan", "1234.5", "“Price paid” is below €1,234.50", "« Prix payé » est inférieur à 1 234,50 €"),
    ("price lessThanInclusive", "12.5001", "“Price paid” is at most €12.5001", "« Prix payé » est d’au plus 12,5001 €"),
    ("price greaterThan", "100", "“Price paid” is above €100.00", "« Prix payé » dépasse 100,00 €"),
    ("price greaterThanInclusive", "100", "“Price paid” is at least €100.00", "« Prix payé » est d’au moins 100,00 €"),
    ("price in", ["1", "2"], "“Price paid” is one of €1.00 or €2.00", "« Prix payé » est de 1,00 € ou 2,00 €"),
    ("price notIn", ["1"], "“Price paid” is none of €1.00", "« Prix payé » n’est pas de 1,00 €"),
    ("bought equal", DAY, "“Purchase” is May 31, 2026", "« Achat » est le 31 mai 2026"),
    ("bought notEqual", DAY, "“Purchase” is not May 31, 2026", "« Achat » n’est pas le 31 mai 2026"),
    ("bought lessThan", DAY, "“Purchase” is before May 31, 2026", "« Achat » est avant le 31 mai 2026"),
    (
        "bought lessThanInclusive",
        DAY,
        "“Purchase” is May 31, 2026 at the latest",
        "« Achat » est au plus tard le 31 mai 2026",
    ),
    ("bought greaterThan", DAY, "“Purchase” is after May 31, 2026", "« Achat » est après le 31 mai 2026"),
    (
        "bought greaterThanInclusive",
        DAY,
        "“Purchase” is May 31, 2026 at the earliest",
        "« Achat » est au plus tôt le 31 mai 2026",
    ),
    (
        "bought in",
        [DAY, OTHER_DAY],
        "“Purchase” is one of these days: May 31, 2026 or December 1, 2026",
        "« Achat » est l’un de ces jours : 31 mai 2026 ou 1 décembre 2026",
    ),
    (
        "bought notIn",
        [DAY],
        "“Purchase” is none of these days: May 31, 2026",
        "« Achat » n’est aucun de ces jours : 31 mai 2026",
    ),
    ("category equal", "phone", "“Category” is Phone", "« Catégorie » est Téléphone"),
    ("category notEqual", "phone", "“Category” is not Phone", "« Catégorie » n’est pas Téléphone"),
    (
        "category in",
        ["phone", "tablet", "watch"],
        "“Category” is one of Phone, Tablet, or Watch",
        "« Catégorie » est Téléphone, Tablette ou Montre",
    ),
    (
        "category notIn",
        ["phone", "tablet"],
        "“Category” is none of Phone or Tablet",
        "« Catégorie » n’est pas Téléphone ou Tablette",
    ),
    (
        "parts equal",
        ["tablet", "phone"],
        "“Contents” is exactly Phone and Tablet",
        "« Contenu » est exactement Téléphone et Tablette",
    ),
    ("parts equal", [], "“Contents” is exactly nothing", "« Contenu » est exactement rien"),
    ("parts notEqual", ["phone"], "“Contents” is not exactly Phone", "« Contenu » n’est pas exactement Téléphone"),
    ("parts contains", "phone", "“Contents” contains Phone", "« Contenu » contient Téléphone"),
    (
        "parts doesNotContain",
        "phone",
        "“Contents” does not contain Phone",
        "« Contenu » ne contient pas Téléphone",
    ),
    ("brand equal", "apple", "“Brand” is “apple”", "« Marque » est « apple »"),
    ("brand notEqual", "apple", "“Brand” is not “apple”", "« Marque » n’est pas « apple »"),
    ("brand in", ["a", "b"], "“Brand” is one of “a” or “b”", "« Marque » est « a » ou « b »"),
    ("brand notIn", ["a"], "“Brand” is none of “a”", "« Marque » n’est pas « a »"),
    ("brand contains", "{x}", "“Brand” contains “{x}”", "« Marque » contient « {x} »"),
    ("brand doesNotContain", "x", "“Brand” does not contain “x”", "« Marque » ne contient pas « x »"),
    ("brand startsWith", "x", "“Brand” starts with “x”", "« Marque » commence par « x »"),
    ("brand matches", "^x", "“Brand” matches the pattern “^x”", "« Marque » répond au motif « ^x »"),
    ("shock isKnown", None, "“Shock” is known", "« Choc » est connu"),
    ("shock isUnknown", None, "“Shock” is not known", "« Choc » n’est pas connu"),
]
BETWEEN_FACTS = [
    ("shock equal", "seen", "“Shock” is the same as “Shock seen”", "« Choc » est identique à « Choc constaté »"),
    ("brand notEqual", "maker", "“Brand” differs from “Maker”", "« Marque » diffère de « Fabricant »"),
    ("months lessThan", "granted", "“Age” is below “Warranty”", "« Âge » est inférieur à « Garantie »"),
    ("months lessThanInclusive", "granted", "“Age” is not above “Warranty”", "« Âge » ne dépasse pas « Garantie »"),
    ("price greaterThan", "refunded", "“Price paid” is above “Refunded”", "« Prix payé » dépasse « Remboursé »"),
    (
        "price greaterThanInclusive",
        "refunded",
        "“Price paid” is not below “Refunded”",
        "« Prix payé » n’est pas inférieur à « Remboursé »",
    ),
    ("bought lessThan", "sent", "“Purchase” is before “Dispatch”", "« Achat » est avant « Envoi »"),
    ("bought lessThanInclusive", "sent", "“Purchase” is not after “Dispatch”", "« Achat » n’est pas après « Envoi »"),
    ("bought greaterThan", "sent", "“Purchase” is after “Dispatch”", "« Achat » est après « Envoi »"),
    (
        "bought greaterThanInclusive",
        "sent",
        "“Purchase” is not before “Dispatch”",
        "« Achat » n’est pas avant « Envoi »",
    ),
]
ALL_KNOWN = [(name, value, english, french) for name, value, english, french in SENTENCES]
ALL_KNOWN += [(name, {"fact": other}, english, french) for name, other, english, french in BETWEEN_FACTS]


def leaf(name: str, value: Any = None) -> Json:
    fact, operator = name.split()
    return {"fact": fact, "operator": operator, **({} if value is None else {"value": value})}


def words(condition: Any, language: str = "en") -> str:
    return str(condition_sentence(condition, VOCABULARY, language)).replace("\xa0", " ").replace("\u202f", " ")


SHOCK, PRICE, PHONE = leaf("shock equal", True), leaf("price lessThan", "100"), leaf("category equal", "phone")
KNOWN = leaf("months isKnown")


@pytest.mark.parametrize(("name", "value", "english", "_french"), ALL_KNOWN)
def test_a_comparison_in_english(name: str, value: Any, english: str, _french: str) -> None:
    assert words(parse_condition(leaf(name, value), VOCABULARY)) == english


@pytest.mark.parametrize(("name", "value", "_english", "french"), ALL_KNOWN)
def test_a_comparison_in_french(name: str, value: Any, _english: str, french: str) -> None:
    assert words(parse_condition(leaf(name, value), VOCABULARY), "fr") == french


def test_the_tables_hold_every_operator_with_every_type_that_it_compares() -> None:
    tried = {(VOCABULARY[name.split()[0]].type, name.split()[1]) for name, *_rest in SENTENCES}
    pairs = {(type_name, row.name) for row in OPERATORS.values() for type_name in row.types if row.operand != "none"}
    assert pairs - tried == set()
    assert {operator for _type, operator in tried} == set(OPERATORS)
    assert {type_name for type_name, _operator in tried} == set(TYPES)


def test_unequal_booleans_and_their_negation() -> None:
    assert words({"not": SHOCK}) == words(leaf("shock notEqual", True)) == "“Shock” is no"
    assert words({"not": leaf("shock notEqual", False)}) == "“Shock” is no"
    assert words(leaf("shock equal", False)) == "“Shock” is no"
    assert words({"not": {"not": SHOCK}}) == words(SHOCK)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (leaf("price lessThan", "100"), "“Price paid” is at least €100.00"),
        (leaf("bought greaterThan", DAY), "“Purchase” is May 31, 2026 at the latest"),
        (leaf("category in", ["phone"]), "“Category” is none of Phone"),
        (leaf("brand startsWith", "x"), "“Brand” does not start with “x”"),
        (leaf("brand matches", "x"), "“Brand” does not match the pattern “x”"),
        (leaf("parts contains", "phone"), "“Contents” does not contain Phone"),
        (leaf("shock isKnown"), "“Shock” is not known"),
        (leaf("months lessThan", {"fact": "granted"}), "“Age” is not below “Warranty”"),
    ],
)
def test_not_of_a_comparison_is_said_by_its_opposite(condition: Json, expected: str) -> None:
    assert words({"not": condition}) == expected


@pytest.mark.parametrize(
    ("condition", "english", "french"),
    [
        (
            {"all": [PHONE, SHOCK]},
            "“Category” is Phone, and “Shock” is yes",
            "« Catégorie » est Téléphone, et « Choc » est oui",
        ),
        (
            {"any": [PHONE, SHOCK]},
            "“Category” is Phone, or “Shock” is yes",
            "« Catégorie » est Téléphone, ou « Choc » est oui",
        ),
        (
            {"all": [PHONE, {"any": [SHOCK, KNOWN]}]},
            "“Category” is Phone, and at least one of these is true: (“Shock” is yes · “Age” is known)",
            "« Catégorie » est Téléphone, et l’un au moins est vrai : (« Choc » est oui · « Âge » est connu)",
        ),
        (
            {"all": [PHONE, {"not": {"all": [SHOCK, KNOWN]}}]},
            "“Category” is Phone, unless all of this is true: (“Shock” is yes · “Age” is known)",
            "« Catégorie » est Téléphone, sauf si tout ceci est vrai : (« Choc » est oui · « Âge » est connu)",
        ),
        (
            {"all": [{"not": {"all": [SHOCK, KNOWN]}}, PHONE]},
            "not all of this is true: (“Shock” is yes · “Age” is known) and “Category” is Phone",
            "ceci n’est pas vrai à la fois : (« Choc » est oui · « Âge » est connu) et « Catégorie » est Téléphone",
        ),
        (
            {"any": [PHONE, {"not": {"any": [SHOCK, KNOWN]}}]},
            "“Category” is Phone, or none of these is true: (“Shock” is yes · “Age” is known)",
            "« Catégorie » est Téléphone, ou rien de ceci n’est vrai : (« Choc » est oui · « Âge » est connu)",
        ),
        (
            {"any": [PHONE, {"all": [SHOCK, {"any": [KNOWN, SHOCK]}]}]},
            (
                "“Category” is Phone, or all of this is true: "
                "(“Shock” is yes · at least one of these is true: (“Age” is known · “Shock” is yes))"
            ),
            (
                "« Catégorie » est Téléphone, ou tout ceci est vrai : "
                "(« Choc » est oui · l’un au moins est vrai : (« Âge » est connu · « Choc » est oui))"
            ),
        ),
    ],
)
class TestNesting:
    def test_in_english(self, condition: Json, english: str, french: str) -> None:
        assert words(parse_condition(condition, VOCABULARY)) == english

    def test_in_french(self, condition: Json, english: str, french: str) -> None:
        assert words(parse_condition(condition, VOCABULARY), "fr") == french


def test_groups_that_change_nothing_are_not_said() -> None:
    assert words({"all": [{"any": [SHOCK]}]}) == words(SHOCK)
    assert words({"all": [PHONE, {"all": [SHOCK, KNOWN]}]}) == words({"all": [PHONE, SHOCK, KNOWN]})
    assert words({"not": {"all": [SHOCK]}}) == words({"not": SHOCK})


def test_parts_say_what_a_template_marks_up() -> None:
    parts = condition_sentence({"all": [PHONE, {"any": [SHOCK, {"fact": "price"}]}]}, VOCABULARY, "en").parts
    assert [(part.kind, part.text) for part in parts] == [
        ("text", "“"),
        ("fact", "Category"),
        ("text", "” is "),
        ("value", "Phone"),
        ("text", ", "),
        ("strong", "and"),
        ("text", " "),
        ("text", "at least one of these is true: "),
        ("any", ""),
    ]
    assert parts[-1].lines[1][-1] == Part("missing", "comparison to choose")


@pytest.mark.parametrize(
    ("condition", "expected", "missing"),
    [
        (None, "condition to add", ["condition to add"]),
        ({}, "condition to add", ["condition to add"]),
        ({"all": []}, "condition to add", ["condition to add"]),
        ({"all": "phone"}, "condition to add", ["condition to add"]),
        ({"not": None}, "condition to add", ["condition to add"]),
        ({"fact": ""}, "fact to choose", ["fact to choose"]),
        ({"fact": ["shock"], "operator": 3}, "fact to choose", ["fact to choose"]),
        ({"fact": "price"}, "“Price paid” comparison to choose", ["comparison to choose"]),
        (leaf("shock lessThan", True), "“Shock” comparison to choose", ["comparison to choose"]),
        (leaf("price lessThan"), "“Price paid” is below amount to write", ["amount to write"]),
        (leaf("price lessThan", "cent"), "“Price paid” is below amount to write", ["amount to write"]),
        (leaf("months in", []), "“Age” is one of number to write", ["number to write"]),
        (leaf("category in", ["phone", ""]), "“Category” is one of Phone, choice to make", ["choice to make"]),
        (leaf("parts contains", 3), "“Contents” contains choices to make", ["choices to make"]),
        (leaf("shock equal"), "“Shock” is yes or no, to choose", ["yes or no, to choose"]),
        (leaf("bought equal", "soon"), "“Purchase” is date to write", ["date to write"]),
        (leaf("brand matches"), "“Brand” matches the pattern text to write", ["text to write"]),
        (
            leaf("bought equal", {"fact": "price"}),
            "“Purchase” is the same as “other fact to choose”",
            ["other fact to choose"],
        ),
        ({"any": [SHOCK, {}]}, "“Shock” is yes, or condition to add", ["condition to add"]),
    ],
)
def test_an_unfinished_condition_says_what_it_lacks(condition: Any, expected: str, missing: list[str]) -> None:
    found = condition_sentence(condition, VOCABULARY, "en")
    assert str(found) == expected
    assert list(found.missing) == missing


def test_nesting_without_end_is_cut() -> None:
    condition: Json = SHOCK
    for _depth in range(5000):
        condition = {"all": [condition, KNOWN]}
    assert set(condition_sentence(condition, VOCABULARY, "en").missing) == {"condition to add"}


@given(st.randoms(use_true_random=False), st.sampled_from(["fr", "en"]))
def test_any_condition_gives_a_sentence_without_gaps(random: Random, language: str) -> None:
    types = {**generators.INPUTS, "decision.on": "date"}
    facts = [generators.fact(random, name, type_name) for name, type_name in types.items()]
    vocabulary = Vocabulary(
        Fact(entry["name"], entry["type"], choices=tuple(map(Choice, generators.CODES)) if "choices" in entry else ())
        for entry in facts
    )
    condition = generators.condition(random, types)
    found = condition_sentence(parse_condition(condition, vocabulary), vocabulary, language)
    assert str(found).strip()
    assert found.missing == ()
    assert found == condition_sentence(condition, vocabulary, language)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["price", "lessThan", "in", "x"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "fact", "operator", "value", "when", "effect", "kind"]), below
        )
    ),
    max_leaves=12,
)


@given(junk, st.sampled_from(["fr", "en"]))
def test_whatever_stands_in_a_form_gives_a_sentence(tree: Any, language: str) -> None:
    assert str(condition_sentence(tree, VOCABULARY, language))
    kinds = ("derivation", "exclusion", "requirement", "blocker", "review", "recommendation")
    assert all(str(sentence({"kind": kind, "when": tree, "effect": tree}, VOCABULARY, language)) for kind in kinds)
