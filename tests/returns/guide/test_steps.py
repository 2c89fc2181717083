"""The steps as they follow from an outcome: each standing, and laws that hold for any outcome."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from returns.guide.steps import (
    DATA,
    IN_HAND,
    PHOTOS,
    SHIPPING,
    SIGN_OUT,
    WARRANTY,
    Handed,
    Known,
    Standing,
    Step,
    compute,
    step_of_fact,
    step_of_rule,
)
from returns.workflow import blocked_by, lacking

STEPS = {
    "warranty": ("warranty_check", "invoice"),
    "photos": ("photo.front_on", "photo.back"),
    "imei": ("imei",),
    "data": ("backup", "erase"),
    "sign_out": ("sign_out_proof",),
    "slip": ("parcel_slip",),
    "packing": ("packing", "photo.parcel_inside"),
    "shipping": ("shipping", "tracking_number"),
}
ITEMS = tuple(item for items in STEPS.values() for item in items)
LATER = STEPS["shipping"]
READS = {
    "account": frozenset({"account.active", "evidence.sign_out_proof.accepted"}),
    "erased": frozenset({"data.erased"}),
    "blurred": frozenset({"evidence.photo.back.accepted"}),
    "number": frozenset({"shipping.tracking_valid"}),
    "answer": frozenset({"damage.shock"}),
    "agents": frozenset[str](),
}


def outcome(items: dict[str, str] | None = None, blocks: list[tuple[str, str, bool]] | None = None) -> dict[str, Any]:
    """Items by status; blocks as rule, transition and whether it only waits."""
    return {
        "items": {item: {"status": status, "rule": item} for item, status in (items or {}).items()},
        "blocks": [
            {"rule": rule, "transition": transition, "ground": "x", "pending": pending}
            for rule, transition, pending in blocks or []
        ],
        "reviews": [],
    }


def steps(found: dict[str, Any], **more: Any) -> dict[str, Step]:
    return {step.code: step for step in compute(Known(found, STEPS, reads=READS, **more))}


def test_what_the_rules_waive_or_never_ask_for_is_not_shown() -> None:
    found = steps(outcome({"backup": "waived", "erase": "waived", "imei": "required"}))
    assert {code for code, step in found.items() if step.is_shown} == {"imei"}
    assert found[DATA].waived == ("backup", "erase")


def test_what_is_undetermined_is_asked_for() -> None:
    assert steps(outcome({"imei": "undetermined"}))["imei"].items == ("imei",)


def test_a_question_alone_makes_a_step() -> None:
    found = steps(outcome(), questions=("account.active",))
    assert found[SIGN_OUT].standing is Standing.TODO
    assert found[SIGN_OUT].questions == ("account.active",)


def test_a_step_is_done_once_everything_is_in_hand_and_answered() -> None:
    asked = outcome({"photo.front_on": "required", "photo.back": "required"})
    one = {"photo.front_on": Handed.ACCEPTED}
    assert steps(asked)[PHOTOS].standing is Standing.TODO
    assert steps(asked, handed=one)[PHOTOS].standing is Standing.STARTED
    assert steps(asked, handed={**one, "photo.back": Handed.FLAWED})[PHOTOS].standing is Standing.CORRECT
    assert steps(asked, handed={**one, "photo.back": Handed.REFUSED})[PHOTOS].wrong == ("photo.back",)
    waiting = steps(asked, handed={**one, "photo.back": Handed.WAITING})[PHOTOS]
    assert (waiting.standing, waiting.looked_at) == (Standing.DONE, ("photo.back",))


def test_a_block_names_its_rule_in_the_step_it_is_about() -> None:
    found = steps(outcome({"sign_out_proof": "required"}, [("account", "inspect", False)]))
    assert (found[SIGN_OUT].standing, found[SIGN_OUT].blocks) == (Standing.BLOCKED, ("account",))


def test_a_block_that_only_waits_for_an_answer_is_no_alarm() -> None:
    found = steps(outcome({"erase": "required"}, [("erased", "ship", True)]), handed={"erase": Handed.ACCEPTED})
    assert (found[DATA].standing, found[DATA].blocks) == (Standing.STARTED, ())


def test_shipping_waits_for_the_others_and_says_for_which() -> None:
    asked = outcome({"photo.back": "required", "imei": "required", "shipping": "required"})
    found = steps(asked, handed={"imei": Handed.ACCEPTED})[SHIPPING]
    assert (found.standing, found.waits_for) == (Standing.LATER, (PHOTOS,))
    looked_at = steps(asked, handed={"imei": Handed.ACCEPTED, "photo.back": Handed.WAITING})[SHIPPING]
    assert (looked_at.standing, looked_at.waits_for, looked_at.looked_at) == (Standing.LATER, (), ("photo.back",))
    ready = steps(asked, handed=dict.fromkeys(("imei", "photo.back"), Handed.ACCEPTED))[SHIPPING]
    assert ready.standing is Standing.TODO


def test_what_is_blocked_for_later_only_may_travel() -> None:
    asked = outcome({"sign_out_proof": "required", "shipping": "required"}, [("account", "repair", False)])
    found = steps(asked, handed={"sign_out_proof": Handed.ACCEPTED})
    assert (found[SIGN_OUT].standing, found[SHIPPING].standing) == (Standing.BLOCKED, Standing.TODO)


def test_a_rule_that_no_step_settles_holds_the_parcel_and_says_so() -> None:
    found = steps(outcome({"shipping": "required"}, [("agents", "ship", False)]))[SHIPPING]
    assert (found.standing, found.blocks) == (Standing.BLOCKED, ("agents",))


def test_once_the_parcel_has_left_nothing_is_open() -> None:
    found = steps(outcome(dict.fromkeys(ITEMS, "required")), has_left=True)
    assert {step.standing for step in found.values()} == {Standing.DONE}


def test_every_fact_belongs_to_a_step() -> None:
    assert step_of_fact("account.find_my", STEPS) == SIGN_OUT
    assert step_of_fact("device.code_locked", STEPS) == "slip"
    assert step_of_fact("evidence.photo.back.sharp", STEPS) == PHOTOS
    assert step_of_fact("motor.noise", STEPS) == WARRANTY
    assert step_of_rule({"damage.shock", "data.erased"}, STEPS) == DATA
    assert step_of_rule((), STEPS) is None


known_cases = st.builds(
    Known,
    outcome=st.builds(
        outcome,
        st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(["required", "waived", "undetermined"])),
        st.lists(
            st.tuples(st.sampled_from(sorted(READS)), st.sampled_from(["complete", "ship", "repair"]), st.booleans()),
            max_size=4,
        ),
    ),
    steps=st.just(STEPS),
    handed=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(list(Handed))),
    questions=st.lists(st.sampled_from(["damage.shock", "account.active", "data.erased"]), unique=True).map(tuple),
    reads=st.just(READS),
)


@settings(max_examples=50)
@given(known_cases)
def test_nothing_that_is_asked_for_is_hidden_and_nothing_waived_is_shown(known: Known) -> None:
    shown = {item for step in compute(known) if step.is_shown for item in step.items}
    asked = {item for item, entry in known.outcome["items"].items() if entry["status"] != "waived"}
    assert shown == asked
    assert {fact for step in compute(known) if step.is_shown for fact in step.questions} == set(known.questions)


@settings(max_examples=50)
@given(known_cases)
def test_shipping_opens_exactly_when_the_workflow_would_let_the_parcel_leave(known: Known) -> None:
    shipping = next(step for step in compute(known) if step.code == SHIPPING)
    accepted = [item for item, state in known.handed.items() if state is Handed.ACCEPTED]
    barred = {rule for transition in ("complete", "ship") for rule in blocked_by(known.outcome, transition)} - {
        "number"
    }
    ready = not lacking(known.outcome, accepted, LATER) and not barred and not known.questions
    if shipping.standing is Standing.TODO:
        assert ready
        assert not shipping.blocks
    elif shipping.is_shown and ready:
        assert shipping.blocks or shipping.standing is Standing.LATER


@settings(max_examples=50)
@given(known_cases)
def test_there_is_always_something_to_do_somebody_to_wait_for_or_nothing_left(known: Known) -> None:
    found = [step for step in compute(known) if step.is_shown]
    open_to_customer = [step for step in found if step.standing not in (Standing.DONE, Standing.LATER)]
    later = [step for step in found if step.standing is Standing.LATER]
    for step in later:
        assert step.waits_for or step.looked_at
        assert all(any(other.code == code and not other.is_done for other in found) for code in step.waits_for)
    assert open_to_customer or not later or any(step.looked_at for step in later)


@settings(max_examples=50)
@given(known_cases)
def test_a_step_that_is_to_do_says_what(known: Known) -> None:
    for step in compute(known):
        if step.standing in (Standing.TODO, Standing.STARTED) and step.code != SHIPPING:
            assert step.open or step.questions or any(block["pending"] for block in known.outcome["blocks"])
        if step.standing is Standing.CORRECT:
            assert step.wrong
        if step.standing is Standing.BLOCKED:
            assert step.blocks
        assert all(known.handed.get(item) not in IN_HAND for item in step.open)
