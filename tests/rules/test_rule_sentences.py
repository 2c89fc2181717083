"""Rules in words: what each kind does, in both languages, and while an answer is missing."""

import pytest

from rules import Vocabulary
from rules.document import Rule
from rules.parse import parse_rule
from rules.sentences import effect_sentence, pending_sentence, sentence
from rules.shapes import Reader
from rules.vocabulary import Fact
from tests.rules.test_sentences import PHONE, VOCABULARY, Json

RULES = [
    (
        {"kind": "derivation", "effect": {"set": "shock", "to": True}},
        "then “Shock” is yes",
        "alors « Choc » est oui",
    ),
    (
        {"kind": "exclusion", "effect": {"exclude": ["commercial", "legal"], "ground": "shock"}},
        "then we exclude Commercial warranty and Legal guarantee of conformity (ground: Drop)",
        "alors on exclut Garantie commerciale et Garantie légale de conformité (motif : Drop)",
    ),
    (
        {"kind": "requirement", "effect": {"require": "imei"}},
        "then we ask for IMEI number",
        "alors on demande IMEI number",
    ),
    (
        {"kind": "requirement", "effect": {"waive": "imei"}},
        "then we do not ask for IMEI number",
        "alors on ne demande pas IMEI number",
    ),
    (
        {"kind": "blocker", "effect": {"block": ["accept"], "ground": "shock"}},
        "then we block accept (ground: Drop)",
        "alors on bloque accept (motif : Drop)",
    ),
    (
        {"kind": "review", "effect": {"ground": "shock", "question": {"fr": "Qui a raison ?", "en": "Who is right?"}}},
        "then the case goes to an agent, who is asked: “Who is right?”",
        "alors le dossier va à un agent, à qui l’on demande : « Qui a raison ? »",
    ),
    ({"kind": "recommendation", "effect": {"resolution": "repair"}}, "then we propose repair", None),
]
LABELS = {"shock": "Drop", "imei": "IMEI number"}


@pytest.mark.parametrize(("rule", "english", "_french"), RULES)
def test_a_rule_in_english(rule: Json, english: str, _french: str) -> None:
    found = sentence({**rule, "when": PHONE}, VOCABULARY, "en", LABELS)
    assert str(found) == f"If “Category” is Phone, {english}."
    assert found.missing == ()


@pytest.mark.parametrize(("rule", "_english", "french"), RULES[:-1])
def test_a_rule_in_french(rule: Json, _english: str, french: str) -> None:
    found = str(sentence({**rule, "when": PHONE}, VOCABULARY, "fr", LABELS)).replace("\xa0", " ")
    assert found == f"Si « Catégorie » est Téléphone, {french}."


def test_a_rule_without_condition_and_one_without_effect() -> None:
    assert str(sentence({"kind": "requirement", "when": None, "effect": {"require": "imei"}}, VOCABULARY, "en")) == (
        "In every case, we ask for imei."
    )
    assert sentence({"kind": "", "when": {}}, VOCABULARY, "en").missing == ("condition to add", "effect to choose")
    assert sentence({"kind": "blocker", "when": None, "effect": {"block": []}}, VOCABULARY, "en").missing == (
        "step to choose",
        "ground to choose",
    )


@pytest.mark.parametrize(("rule", "_english", "_french"), RULES)
def test_a_rule_that_was_read_reads_like_its_json(rule: Json, _english: str, _french: str) -> None:
    derived = Fact("shock", "boolean", {"fr": "Choc", "en": "Shock"}, supplier="derived")
    vocabulary = Vocabulary(
        [derived if fact.name == "shock" else fact for fact in VOCABULARY],
        **{name: VOCABULARY.codes(name) for name in ("guarantees", "grounds", "items", "transitions", "resolutions")},
    )
    pending = {"requirement": "wait", "blocker": "wait"}.get(rule["kind"], "wait")
    document = {**rule, "key": "k", "title": {"fr": "T", "en": "T"}, "when": PHONE, "priority": 1, "pending": pending}
    faults = Reader()
    parsed = parse_rule({**document, "message": {"fr": "", "en": ""}}, vocabulary, faults)
    assert faults.faults == []
    assert isinstance(parsed, Rule)
    assert sentence(parsed, vocabulary, "en") == sentence(document, vocabulary, "en")
    assert effect_sentence(parsed, vocabulary, "en") == effect_sentence(document, vocabulary, "en")


def test_what_a_rule_does_while_an_answer_is_missing() -> None:
    assert pending_sentence("requirement", "apply", "en") == "we ask all the same"
    assert pending_sentence("exclusion", "wait", "en") == "it waits for the answer"
    assert pending_sentence("recommendation", "ignore", "en") == "it is set aside"
