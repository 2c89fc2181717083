"""Verdicts as chips: the words and tones of the look, and what each stands for."""

from typing import Any

import pytest
from django.utils import translation

from returns.telling.verdicts import TO_REVIEW, UNDER_REVIEW, case_chips, guarantee_verdicts, state_chip
from returns.workflow import State

NAMES = {"commercial": "Commercial warranty", "legal": "Legal guarantee"}


def guarantee(verdict: str, *grounds: str, missing: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "grounds": [{"ground": ground, "rule": f"{ground}-rule"} for ground in grounds],
        "missing": list(missing),
    }


def outcome(**more: Any) -> dict[str, Any]:
    return {"status": "decided", "guarantees": {}, "blocks": [], "reviews": [], **more}


@pytest.mark.parametrize(
    ("entry", "tone", "word", "claimed"),
    [
        (guarantee("covered"), "covered", "Covered", True),
        (guarantee("excluded", "shock"), "excluded", "Excluded", True),
        (guarantee("undetermined", missing=("damage.shock",)), "undetermined", "To be determined", True),
        (guarantee("excluded", "not_claimed"), "neutral", "Not claimed", False),
        (guarantee("excluded", "not_claimed", "shock"), "neutral", "Not claimed", False),
    ],
)
def test_a_verdict_has_a_tone_and_a_word(entry: dict[str, Any], tone: str, word: str, claimed: bool) -> None:
    [verdict] = guarantee_verdicts(outcome(guarantees={"commercial": entry}), NAMES)
    with translation.override("en"):
        assert (verdict.name, verdict.chip.tone, str(verdict.chip.word)) == ("Commercial warranty", tone, word)
    assert verdict.is_claimed is claimed


def test_a_verdict_names_its_rules_and_what_is_missing() -> None:
    entries = {"commercial": guarantee("undetermined", missing=("a", "b")), "legal": guarantee("excluded", "shock")}
    first, second = guarantee_verdicts(outcome(guarantees=entries), NAMES)
    assert (first.missing, second.rules) == (("a", "b"), ("shock-rule",))


def test_guarantees_come_in_the_order_of_their_names_and_unknown_ones_last() -> None:
    entries = {code: guarantee("covered") for code in ("added_by_staff", "legal", "commercial")}
    verdicts = guarantee_verdicts(outcome(guarantees=entries), NAMES)
    assert [verdict.name for verdict in verdicts] == ["Commercial warranty", "Legal guarantee", "added_by_staff"]


def test_a_case_is_held_up_by_a_review_and_by_a_block() -> None:
    block = {"transition": "repair", "ground": "account_active", "rule": "account", "pending": True}
    assert case_chips(outcome()) == ()
    assert [chip.tone for chip in case_chips(outcome(status="needs_review", blocks=[block]))] == ["review", "blocked"]


def test_customers_read_another_word_for_a_review_than_agents() -> None:
    reviewed = outcome(status="needs_review")
    with translation.override("en"):
        words = [str(case_chips(reviewed, review=chip)[0].word) for chip in (UNDER_REVIEW, TO_REVIEW)]
    assert words == ["Under review", "To review"]


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_calm_chip(state: State) -> None:
    chip = state_chip(state)
    assert (chip.tone, str(chip.word).casefold()) == ("neutral", str(state.label).casefold())
