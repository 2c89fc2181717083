"""The table of transitions, and which doors an outcome opens."""

from typing import Any

import pytest

from returns.workflow import (
    FINAL_STATES,
    TRANSITIONS,
    Audience,
    Refusal,
    RefusalCode,
    Situation,
    State,
    allowed,
    blocked_by,
    lacking,
    refusals,
)

EVERYBODY = frozenset(Audience)
STAFF = {"agent", "lead"}
TRADE = STAFF | {"seller"}

TABLE = {
    # code: (from, to, who may, needs items, needs a reason)
    "invite": ({"opened"}, "preparing", TRADE | {"system"}, False, False),
    "complete": ({"preparing"}, "ready", STAFF | {"customer", "system"}, True, False),
    "ship": ({"ready"}, "in_transit", TRADE | {"customer", "system"}, False, False),
    "receive": ({"in_transit", "ready", "preparing"}, "received", TRADE, False, False),
    "inspect": ({"received"}, "inspected", TRADE, False, False),
    "accept": ({"inspected"}, "accepted", STAFF | {"system"}, False, False),
    "refuse": ({"inspected", "preparing", "ready"}, "refused", STAFF | {"system"}, False, True),
    "repair": ({"accepted"}, "resolved", TRADE, False, False),
    "replace": ({"accepted"}, "resolved", TRADE, False, False),
    "refund": ({"accepted"}, "resolved", TRADE, False, False),
    "advise": ({"accepted"}, "resolved", TRADE, False, False),
    "send_back": ({"refused"}, "resolved", TRADE, False, False),
    "close": ({"resolved"}, "closed", STAFF | {"system"}, False, False),
    "contest": ({"accepted", "refused", "resolved"}, "inspected", TRADE | {"customer"}, False, True),
    "reopen": ({"closed"}, "inspected", {"lead"}, False, True),
    "cancel": (
        {"opened", "preparing", "ready", "in_transit"},
        "cancelled",
        STAFF | {"customer", "system"},
        False,
        False,
    ),
}


def outcome(**parts: Any) -> dict[str, Any]:
    return {"blocks": [], "items": {}, "reviews": [], **parts}


def block(
    transition: str, rule: str | None = "rule", *, ground: str = "ground", pending: bool = False
) -> dict[str, Any]:
    return {"transition": transition, "ground": ground, "rule": rule, "pending": pending}


def situation(state: str, **more: Any) -> Situation:
    return Situation(**{"state": state, "audiences": EVERYBODY, "outcome": outcome(), **more})


def test_the_table_is_the_design() -> None:
    assert {
        row.code: (set(row.sources), row.target, set(row.audience), row.needs_items, row.needs_reason)
        for row in TRANSITIONS.values()
    } == TABLE


def test_every_state_is_reached_and_only_the_final_ones_end() -> None:
    reached = {row.target for row in TRANSITIONS.values()} | {State.OPENED}
    left = {source for row in TRANSITIONS.values() for source in row.sources}
    assert reached == set(State)
    assert set(State) - left == {State.CANCELLED}
    assert {State.CLOSED, State.CANCELLED} == FINAL_STATES


@pytest.mark.parametrize("code", TABLE)
@pytest.mark.parametrize("state", State.values)
def test_a_transition_opens_from_its_states_only(code: str, state: str) -> None:
    found = refusals(code, situation(state))
    assert found == (() if state in TABLE[code][0] else (Refusal(RefusalCode.STATE),))


@pytest.mark.parametrize("code", TABLE)
@pytest.mark.parametrize("audience", Audience.values)
def test_a_transition_opens_to_its_audience_only(code: str, audience: str) -> None:
    row = TRANSITIONS[code]
    found = refusals(code, situation(min(row.sources), audiences=frozenset({Audience(audience)})))
    assert found == (() if audience in TABLE[code][2] else (Refusal(RefusalCode.AUDIENCE),))


@pytest.mark.parametrize("code", TABLE)
def test_nothing_opens_before_the_rules_have_spoken(code: str) -> None:
    row = TRANSITIONS[code]
    assert refusals(code, situation(min(row.sources), outcome=None)) == (Refusal(RefusalCode.UNDECIDED),)


@pytest.mark.parametrize("code", TABLE)
@pytest.mark.parametrize("pending", [False, True])
def test_a_rule_blocks_what_it_names_and_nothing_else(code: str, pending: bool) -> None:
    row = TRANSITIONS[code]
    blocked = outcome(blocks=[block(code, "no", pending=pending)])
    assert refusals(code, situation(min(row.sources), outcome=blocked)) == (
        Refusal(RefusalCode.BLOCKED, rules=("no",)),
    )
    others = outcome(blocks=[block(other) for other in TABLE if other != code])
    assert refusals(code, situation(min(row.sources), outcome=others)) == ()


def test_every_rule_that_blocks_is_named() -> None:
    blocked = outcome(blocks=[block("repair", "a"), block("refund", "b"), block("repair", "c")])
    assert blocked_by(blocked, "repair") == ("a", "c")
    assert blocked_by(blocked, "accept") == ()


@pytest.mark.parametrize("ground", ["failure", "disagreement"])
@pytest.mark.parametrize("code", TABLE)
def test_a_failed_decision_opens_nothing_whatever_its_vocabulary(ground: str, code: str) -> None:
    """The outcome of failed engines requires no item and may not name every transition: that opens no door."""
    failed = outcome(reviews=[{"ground": ground, "rule": None}])
    row = TRANSITIONS[code]
    assert refusals(code, situation(min(row.sources), outcome=failed)) == (
        Refusal(RefusalCode.BLOCKED, rules=(ground,)),
    )


def test_a_tie_and_a_review_rule_block_nothing() -> None:
    reviewed = outcome(reviews=[{"ground": "tie", "rule": None}, {"ground": "failure", "rule": "r"}])
    assert refusals("accept", situation("inspected", outcome=reviewed)) == ()


ITEMS = {
    "a": {"status": "required", "rule": "r"},
    "b": {"status": "waived", "rule": "r"},
    "c": {"status": "undetermined", "rule": "r"},
    "d": {"status": "required", "rule": "r"},
}


@pytest.mark.parametrize(
    ("accepted", "later", "missing"),
    [
        (set(), set(), ("a", "c", "d")),
        ({"a"}, set(), ("c", "d")),
        ({"a"}, {"d"}, ("c",)),
        ({"a", "c"}, {"d"}, ()),
        ({"a", "b", "c", "d"}, set(), ()),
    ],
)
def test_completeness_counts_what_is_undetermined_as_required(
    accepted: set[str], later: set[str], missing: tuple[str, ...]
) -> None:
    given = {"outcome": outcome(items=ITEMS), "accepted": frozenset(accepted), "later": frozenset(later)}
    assert lacking(outcome(items=ITEMS), accepted, later) == missing
    expected = (Refusal(RefusalCode.INCOMPLETE, items=missing),) if missing else ()
    assert refusals("complete", situation("preparing", **given)) == expected
    assert refusals("receive", situation("preparing", **given)) == ()


def test_everything_in_the_way_is_told_at_once() -> None:
    found = refusals(
        "complete",
        situation(
            "opened",
            audiences=frozenset({Audience.SELLER}),
            outcome=outcome(items=ITEMS, blocks=[block("complete")]),
        ),
    )
    assert [refusal.code for refusal in found] == ["state", "audience", "blocked", "incomplete"]


def test_a_case_is_not_reopened_while_its_device_has_another() -> None:
    assert refusals("reopen", situation("closed", has_rival=True)) == (Refusal(RefusalCode.RIVAL),)
    assert refusals("contest", situation("resolved", has_rival=True)) == ()


def test_an_unknown_transition_is_no_transition() -> None:
    assert refusals("teleport", situation("opened")) == (Refusal(RefusalCode.UNKNOWN),)


def test_allowed_lists_what_is_open_in_the_order_of_the_table() -> None:
    assert [row.code for row in allowed(situation("accepted"))] == [
        "repair",
        "replace",
        "refund",
        "advise",
        "contest",
    ]
    seller = situation("ready", audiences=frozenset({Audience.SELLER}))
    assert [row.code for row in allowed(seller)] == ["ship", "receive"]
    assert allowed(situation("ready", audiences=frozenset())) == ()


@pytest.mark.parametrize("state", State.values)
def test_no_transition_that_is_refused_is_allowed(state: str) -> None:
    for held in ({Audience.CUSTOMER}, {Audience.SELLER}, {Audience.AGENT}, {Audience.LEAD}, {Audience.SYSTEM}):
        here = situation(state, audiences=frozenset(held))
        open_codes = {row.code for row in allowed(here)}
        assert open_codes == {code for code in TRANSITIONS if not refusals(code, here)}
