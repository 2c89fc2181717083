"""What changes from one outcome to another."""

from __future__ import annotations

from typing import Any

from rules import load_rulebook
from rules.outcome_changes import Change, changes, standing, stored_changes
from tests.rules.conftest import Document

FACTS: dict[str, Any] = {
    "decision.on": "2026-05-31",
    "device.category": "phone",
    "damage.shock": True,
    "declared.shock": False,
    "inspected.shock": True,
}


def without(document: Document, *keys: str) -> Document:
    return {**document, "rules": [rule for rule in document["rules"] if rule["key"] not in keys], "examples": []}


def test_nothing_changes_between_a_rulebook_and_itself(document: Document) -> None:
    outcome = load_rulebook(document).decide(FACTS)
    assert changes(outcome, outcome) == ()
    assert changes(None, None) == ()


def test_every_kind_of_change_is_told_both_ways(document: Document) -> None:
    before = load_rulebook(document).decide(FACTS)
    fewer = without(document, "shock-excludes", "photo-front-on", "account-blocks", "shock-contradiction")
    after = load_rulebook(without(fewer, "shock-send-back")).decide(FACTS)
    found = changes(before, after)
    assert found == (
        Change("status", "", "needs_review", "undetermined"),
        Change("guarantee", "commercial", "excluded", "undetermined"),
        Change("item", "photo.front_on", "required", None),
        Change("block", "inspect", "present", None),
        Change("block", "repair", "present", None),
        Change("block", "replace", "present", None),
        Change("review", "contradiction", "present", None),
        Change("recommendation", "send_back", "present", None),
    )
    assert changes(after, before) == tuple(Change(c.kind, c.code, c.after, c.before) for c in found)
    assert stored_changes(before.as_json(), after.as_json()) == found


def test_a_stored_outcome_that_is_gone_changes_the_status_only(document: Document) -> None:
    stored = load_rulebook(document).decide(FACTS).as_json()
    assert stored_changes(None, stored) == (Change("status", "", None, "needs_review"),)
    assert stored_changes(None, None) == ()


def test_without_an_outcome_a_person_decides(document: Document) -> None:
    outcome = load_rulebook(without(document, "shock-contradiction")).decide(FACTS)
    assert standing(None) == "review"
    assert changes(None, outcome) == (Change("status", "", "needs_review", "undetermined"),)


def test_how_a_case_stands(document: Document) -> None:
    book = load_rulebook(without(document, "shock-contradiction"))
    all_known = {
        **FACTS,
        "delivery.months": 3,
        "return.reason": "in_warranty",
        "account.family": "none",
        "device.powers_on": True,
        "account.active": False,
    }
    assert standing(book.decide(FACTS)) == "undetermined"
    assert standing(book.decide(all_known)) == "covered"
    assert standing(book.decide({**all_known, "delivery.months": 30})) == "excluded"
    assert standing(load_rulebook(document).decide(FACTS)) == "review"
