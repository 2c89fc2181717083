"""Two documents compared in words: what differs, where, and nothing else."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.condition_difference import Edit, Head, condition_edits
from rules.difference import Comparison, Difference, compare_documents
from rules.marks import compared_texts
from tests.conftest import SOURCE
from tests.rules import generators

Json = dict[str, Any]

SHIPPED: Json = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))


def leaf(fact: str, value: Any = True) -> Json:
    return {"fact": fact, "operator": "equal", "value": value}


A, B, C, D = leaf("a"), leaf("b"), leaf("c"), leaf("d")


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        (A, A, []),
        (None, None, []),
        (None, A, [Edit("", None, A)]),
        (A, None, [Edit("", A, None)]),
        (A, leaf("a", False), [Edit("", A, leaf("a", False))]),
        ({"all": [A, B]}, {"all": [B, A]}, []),
        ({"all": [A, B]}, {"all": [B, A, C]}, [Edit("3", None, C)]),
        ({"all": [A, B, C]}, {"all": [C, A]}, [Edit("2", B, None)]),
        ({"all": [A, B]}, {"any": [A, B]}, [Edit("", Head("all", False), Head("any", False))]),
        ({"all": [A, B]}, {"not": {"all": [A, B]}}, [Edit("", Head("all", False), Head("all", True))]),
        (
            {"all": [A, {"any": [B, C]}]},
            {"all": [A, {"any": [leaf("b", False), C]}]},
            [Edit("2.1", B, leaf("b", False))],
        ),
        ({"all": [A, {"any": [B, C]}]}, {"all": [{"any": [B, C, D]}, A]}, [Edit("1.3", None, D)]),
        (A, {"any": [A, B]}, [Edit("", None, Head("any", False)), Edit("2", None, B)]),
        ({"any": [B, A]}, A, [Edit("", Head("any", False), None), Edit("1", B, None)]),
        ({"all": [A, B]}, {"all": [A, {"not": B}]}, [Edit("2", B, {"not": B})]),
        ({"all": [A, B]}, {"all": [A, C]}, [Edit("2", None, C), Edit("2", B, None)]),
    ],
)
def test_conditions_node_by_node(old: Json | None, new: Json | None, edits: list[Edit]) -> None:
    assert list(condition_edits(old, new)) == edits


@given(st.randoms(use_true_random=False))
def test_a_condition_differs_from_itself_in_no_order(random: Random) -> None:
    condition = generators.condition(random, generators.INPUTS)
    assert condition_edits(condition, _shuffled(condition, random)) == ()


@given(st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_what_one_way_adds_the_other_way_removes(one: Random, other: Random) -> None:
    old, new = generators.condition(one, generators.INPUTS), generators.condition(other, generators.INPUTS)
    there, back = condition_edits(old, new), condition_edits(new, old)
    assert bool(there) == bool(back)
    assert bool(there) == (_sorted(old) != _sorted(new))


def _shuffled(condition: Any, random: Random) -> Any:
    if isinstance(condition, dict):
        return {key: _shuffled(below, random) for key, below in condition.items()}
    if isinstance(condition, list) and all(isinstance(part, dict) for part in condition):
        return random.sample([_shuffled(part, random) for part in condition], len(condition))
    return condition


def _sorted(condition: Any) -> Any:
    """The condition with each group in one order."""
    if isinstance(condition, dict):
        return {key: _sorted(below) for key, below in condition.items()}
    if isinstance(condition, list) and condition and all(isinstance(part, dict) for part in condition):
        return sorted(map(_sorted, condition), key=lambda part: json.dumps(part, sort_keys=True))
    return condition


def changed(change: Callable[[Json], Any], language: str = "en", labels: dict[str, str] | None = None) -> Comparison:
    """The shipped rulebook compared with itself after a change."""
    document = copy.deepcopy(SHIPPED)
    change(document)
    return compare_documents(SHIPPED, document, language, labels)


def rule(document: Json, key: str) -> Json:
    found: Json = next(entry for entry in document["rules"] if entry["key"] == key)
    return found


def told(difference: Difference) -> dict[str, str]:
    """Each line in words: what is gone in brackets, what is new in braces."""
    marks = {"": "{}", "del": "[{}]", "ins": "{{{}}}"}
    return {
        line.label: "".join(marks[piece.mark].format(piece) for piece in line.pieces).replace("\xa0", " ")
        for line in difference.lines
    }


def only(comparison: Comparison) -> Difference:
    (difference,) = comparison.differences
    return difference


def test_the_same_document_differs_in_nothing() -> None:
    assert changed(lambda document: document["rules"].reverse()).differences == ()


def test_an_added_rule_is_told_whole() -> None:
    entry = {
        "key": "motor-video",
        "kind": "requirement",
        "title": {"fr": "Vidéo du moteur", "en": "Video of the motor"},
        "when": {
            "all": [
                {"fact": "device.category", "operator": "equal", "value": "scooter"},
                {"fact": "return.months_after_delivery", "operator": "lessThanInclusive", "value": 12},
            ]
        },
        "effect": {"require": "invoice"},
        "priority": 100,
        "pending": "apply",
        "message": {"fr": "", "en": ""},
    }
    found = only(changed(lambda document: document["rules"].append(entry), labels={"invoice": "Invoice"}))
    assert (found.subject, found.change, found.title) == ("rule", "added", "Video of the motor")
    assert (found.kind, found.never) == ("requirement", False)
    assert told(found) == {
        "When": "{“Category” is Electric scooter, and “Months from delivery to request” is at most 12 months}",
        "Effect": "{we ask for Invoice}",
        "If unknown": "{we ask all the same}",
    }


def test_a_removed_rule_is_told_too() -> None:
    found = only(changed(lambda document: document["rules"].remove(rule(document, "shock-excludes"))))
    assert found.change == "removed"
    assert told(found) == {
        "When": "[“Shock” is yes]",
        "Effect": "[we exclude Commercial warranty (ground: shock)]",
        "If unknown": "[it waits for the answer]",
    }


def test_a_changed_rule_tells_what_changed_and_nothing_else() -> None:
    def change(document: Json) -> None:
        entry = rule(document, "transit-report-period")
        entry["when"]["all"][1]["any"][0]["all"][1]["value"] = 5
        entry["priority"] = 200
        entry["title"]["en"] = "Transit damage, 5 business days"
        entry["valid_from"] = "2026-06-01"

    found = only(changed(change))
    assert found.change == "changed"
    assert told(found) == {
        "Title, in English": "Transit damage, [3 ]{5 }business days",
        "Condition 2.1.2": "“Business days from delivery to request” is above [3 business days]{5 business days}",
        "Priority": "[100]{200}",
        "From": "[no date]{June 1, 2026}",
    }


def test_effects_questions_and_policies() -> None:
    def change(document: Json) -> None:
        rule(document, "shock-excludes").update(
            effect={"exclude": ["commercial", "legal"], "ground": "loss"}, pending="apply"
        )
        rule(document, "shock-contradiction")["effect"]["question"]["en"] = "What do the photos show?"

    shock, contradiction = changed(change).differences
    assert told(shock) == {
        "Effect": (
            "we exclude [Commercial warranty]{Commercial warranty and Legal guarantee of conformity} "
            "(ground: [shock]{loss})"
        ),
        "If unknown": "[it waits for the answer]{we exclude all the same}",
    }
    assert told(contradiction) == {"Question, in English": "[Who is right about the shock?]{What do the photos show?}"}


def test_disabling_a_rule_takes_its_effect_away() -> None:
    found = only(changed(lambda document: rule(document, "shock-excludes").update(enabled=False)))
    assert found.change == "disabled"
    assert told(found) == {"Effect": "[we exclude Commercial warranty (ground: shock)]"}


def test_what_means_the_same_is_called_so() -> None:
    def change(document: Json) -> None:
        rule(document, "shock-excludes")["when"] = {"not": {**leaf("damage.shock"), "operator": "notEqual"}}
        rule(document, "wear-excludes")["when"]["all"].reverse()

    wear, shock = changed(change).differences
    assert told(wear) == {"When": "the same conditions, in another order"}
    assert told(shock) == {"When": "“Shock” is yes (written in another way, with the same meaning)"}


def test_a_rule_that_can_never_fire_is_marked() -> None:
    def change(document: Json) -> None:
        shock = {"fact": "damage.shock", "operator": "equal"}
        rule(document, "shock-excludes")["when"] = {"all": [{**shock, "value": True}, {**shock, "value": False}]}

    assert only(changed(change)).never


def test_a_condition_that_comes_or_goes() -> None:
    found = only(changed(lambda document: rule(document, "shock-excludes").update(when=None)))
    assert told(found)["When"] == "[“Shock” is yes]{in every case}"
    assert told(found)["If unknown"] == "[it waits for the answer]"


def test_facts_codes_and_examples() -> None:
    def change(document: Json) -> None:
        document["facts"].append(
            {
                "name": "motor.noise",
                "type": "choice",
                "label": {"fr": "Bruit", "en": "Noise"},
                "question": {"fr": "Quel bruit ?", "en": "Which noise?"},
                "choices": [{"code": "low", "label": {"fr": "Sourd", "en": "Low"}}, "high"],
                "supplier": "customer",
                "categories": ["scooter", "other"],
            }
        )
        opening = next(entry for entry in document["facts"] if entry["name"] == "damage.shock")
        opening["categories"] = ["phone"]
        document["items"].append("video.motor")
        document["grounds"].remove("depreciation")
        example = next(entry for entry in document["examples"] if entry["key"] == "phone-third-party-opening")
        example["facts"].update({"return.months_after_delivery": 6, "order.price": None})
        del example["facts"]["imei.valid"]
        example["expect"]["status"] = "needs_review"

    found = changed(change, labels={"video.motor": "Video of the motor"})
    fact, shock, ground, item, example = found.differences
    assert (fact.subject, fact.change, fact.title) == ("fact", "added", "Noise")
    assert told(fact) == {
        "Question": "{Which noise?}",
        "Answer": "{one choice}",
        "Choices": "{Low, high}",
        "Given by": "{customer}",
        "Asked of": "{Electric scooter, Other}",
    }
    assert (shock.change, told(shock)) == ("changed", {"Asked of": "[every category]{Phone}"})
    assert (item.title, item.change, told(item)) == ("Video of the motor", "added", {"List": "{item}"})
    assert (ground.change, told(ground)) == ("removed", {"List": "[ground]"})
    assert told(example) == {
        "Months from delivery to request": "[5 months]{6 months}",
        "Price paid": "{not known}",
        "IMEI valid": "[yes]",
        "Expected: status": "[decided]{for an agent}",
    }
    assert [found.counts(subject) for subject in ("rule", "fact", "code")] == [
        {},
        {"added": 1, "changed": 1},
        {"added": 1, "removed": 1},
    ]


def test_texts_are_compared_by_word_unless_they_share_too_little() -> None:
    assert [str(piece) for piece in compared_texts("at most 12 months", "at most 24 months")] == [
        "at most ",
        "12 ",
        "24 ",
        "months",
    ]
    assert [str(piece) for piece in compared_texts("Is it real?", "Who says so?")] == ["Is it real?", "Who says so?"]


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.sampled_from(["fr", "en"]))
def test_any_two_documents_are_told_apart(random: Random, language: str) -> None:
    old, new = generators.rulebook(random), generators.rulebook(random)
    found = compare_documents(old, new, language)
    same = {entry["key"] for entry in old["rules"] if entry in new["rules"]}
    keys = {entry["key"] for entry in (*old["rules"], *new["rules"])}
    assert {entry.key for entry in found.differences if entry.subject == "rule"} == keys - same
    assert all(entry.lines for entry in found.differences if entry.subject == "rule")
