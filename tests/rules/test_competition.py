"""Which rule wins an item, against the words of the design read literally."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.competition import compete, could_change
from rules.document import Rule

from .building import Json, decide, document, fact, is_, read, require, waive

FACTS = [fact("a"), fact("b"), fact("c")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        # nothing speaks of it
        ([require("r", is_("a", False))], None),
        ([waive("w", is_("b"))], None),
        # fired
        ([require("r")], ("required", "r")),
        ([waive("w")], ("waived", "w")),
        ([require("r"), waive("w")], ("required", "r")),
        ([require("r"), waive("w", priority=101)], ("waived", "w")),
        ([require("r", priority=101), waive("w", priority=100)], ("required", "r")),
        ([require("r2"), require("r1")], ("required", "r1")),
        ([require("r1", priority=-5), require("r2", priority=5), waive("w", priority=0)], ("required", "r2")),
        # pending, and applying while it is
        ([require("r", is_("b"))], ("required", "r")),
        ([require("r", is_("b"), priority=200), waive("w")], ("required", "r")),
        ([require("r", is_("b")), waive("w", priority=200)], ("waived", "w")),
        ([require("a", is_("b")), require("r")], ("required", "r")),
        # pending and ignored
        ([require("r"), waive("w", is_("b"), priority=200)], ("required", "r")),
        # waiting
        ([require("r", is_("b"), pending="wait")], ("undetermined", "r")),
        ([waive("w", is_("b"), pending="wait")], ("undetermined", "w")),
        ([require("r"), waive("w", is_("b"), pending="wait")], ("required", "r")),
        ([require("r"), waive("w", is_("b"), pending="wait", priority=200)], ("undetermined", "w")),
        ([waive("w"), require("r", is_("b"), pending="wait")], ("undetermined", "r")),
        ([waive("w", priority=200), require("r", is_("b"), pending="wait")], ("waived", "w")),
        ([require("r"), require("s", is_("b"), pending="wait", priority=200)], ("required", "r")),
        (
            [
                require("r", is_("b"), pending="wait"),
                waive("w", is_("b"), pending="wait", priority=200),
                require("q", is_("c"), pending="wait", priority=200),
            ],
            ("undetermined", "q"),
        ),
    ],
)
def test_an_item(rules: list[Json], expected: tuple[str, str] | None) -> None:
    for order in (rules, rules[::-1]):
        outcome = decide(document(FACTS, order), a=True)
        assert outcome.items.get("imei") == expected


def test_items_do_not_compete_with_one_another() -> None:
    outcome = decide(document(FACTS, [require("r"), waive("w", item="photo", priority=200)]))
    assert outcome.items == {"imei": ("required", "r"), "photo": ("waived", "w")}


def _rules(random: Random) -> list[Rule]:
    rules = []
    for number in range(random.randint(0, 4)):
        make = random.choice((require, waive))
        policies = ("apply", "wait") if make is require else ("ignore", "wait")
        priority = random.choice((100, 200, 300))
        rules.append(make(f"k{random.randrange(10**6)}-{number}", priority=priority, pending=random.choice(policies)))
    return [*read(document([], rules)).rules]


def _status(fired: list[Rule], pending: list[Rule]) -> str | None:
    """The design, word for word: the highest priority that applies wins, a tie resolves to required."""
    applying = [*fired, *(rule for rule in pending if rule.pending == "apply")]
    top = max((rule.priority for rule in applying), default=None)
    senses = {rule.effect.waives for rule in applying if rule.priority == top}
    return None if not senses else "waived" if senses == {True} else "required"


@given(st.randoms(use_true_random=False))
def test_undetermined_where_a_rule_that_waits_would_change_it_by_firing(random: Random) -> None:
    fired, pending = _rules(random), _rules(random)
    now = _status(fired, pending)
    waiting = [rule for rule in pending if rule.pending == "wait"]
    changes = any(_status([*fired, rule], [other for other in pending if other is not rule]) != now for rule in waiting)
    found = compete(fired, pending)
    assert (found.status if found else None) == ("undetermined" if changes else now)


@given(st.randoms(use_true_random=False))
def test_a_rule_is_open_if_some_turn_of_the_others_makes_it_matter(random: Random) -> None:
    fired, pending = _rules(random), _rules(random)
    matters = set()
    for rule in pending:
        others = [other for other in pending if other is not rule]
        for turn in range(2 ** len(others)):
            true = [*fired, *(other for place, other in enumerate(others) if turn >> place & 1)]
            if _status([*true, rule], []) != _status(true, []):
                matters.add(rule.key)
    assert {rule.key for rule in could_change(fired, pending)} == matters
