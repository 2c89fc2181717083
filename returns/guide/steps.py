"""The steps of a return, computed from what the rules concluded: which there are, and how each stands.

Pure: an outcome, what was handed in, the facts to ask and the codes of the catalogue go in, the steps come out. A step
is there because the outcome asks for one of its items, or because a fact of its own is still to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from returns.workflow import Outcome, blocked_by

WARRANTY, PHOTOS, IMEI, DATA, SIGN_OUT, SLIP, PACKING, SHIPPING = (
    "warranty",
    "photos",
    "imei",
    "data",
    "sign_out",
    "slip",
    "packing",
    "shipping",
)
"""The steps that the guide has pages of its own for; staff may add others."""

DEPARTURE = ("complete", "ship")
"""The transitions by which the parcel leaves."""

_FACTS = (
    ("account.", SIGN_OUT),
    ("declared.account", SIGN_OUT),
    ("device.code_locked", SLIP),
    ("data.", DATA),
    ("imei.", IMEI),
    ("packing.", PACKING),
    ("shipping.", SHIPPING),
)


class Standing(StrEnum):
    """How a step stands."""

    HIDDEN = "hidden"
    TODO = "todo"
    STARTED = "started"
    LATER = "later"
    DONE = "done"
    CORRECT = "correct"
    BLOCKED = "blocked"


class Handed(StrEnum):
    """What became of what was handed in for an item."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    FLAWED = "flawed"
    REFUSED = "refused"


IN_HAND = frozenset({Handed.ACCEPTED, Handed.WAITING})
"""Nothing more is expected of the customer for such an item."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``items`` that it asks for, ``open`` ones among them, ``questions`` by fact.

    ``wrong`` are items to hand in again; ``blocks`` the rules that hold up the return for something in this step;
    ``waits_for`` the steps that come first, ``looked_at`` items that a person still has to look at.
    """

    code: str
    standing: Standing
    items: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the customer sees it at all."""
        return self.standing is not Standing.HIDDEN

    @property
    def is_done(self) -> bool:
        """Whether the customer has nothing left to do in it."""
        return self.standing is Standing.DONE


@dataclass(frozen=True, slots=True)
class Known:
    """What the steps are computed from.

    ``steps``: the items of each step, in the catalogue's order; ``questions``: the facts to ask of the customer;
    ``reads``: the facts that each blocking rule reads; ``has_left``: whether the parcel is on its way.
    """

    outcome: Outcome
    steps: Mapping[str, Sequence[str]]
    handed: Mapping[str, Handed] = field(default_factory=dict)
    questions: Sequence[str] = ()
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    has_left: bool = False


def compute(known: Known) -> tuple[Step, ...]:
    """Return the steps in the catalogue's order, hidden ones included."""
    found = [_step(known, code) for code in known.steps if code != SHIPPING]
    if SHIPPING in known.steps:
        found.append(_shipping(known, found))
    return tuple(found)


def step_of_fact(fact: str, steps: Mapping[str, Sequence[str]]) -> str | None:
    """Return the step that a fact is settled in; None for what no customer settles by a step of its own."""
    if fact.startswith("evidence."):
        item = fact.removeprefix("evidence.").rsplit(".", 1)[0]
        return next((code for code, items in steps.items() if item in items), None)
    found = next((step for prefix, step in _FACTS if fact.startswith(prefix)), WARRANTY)
    return found if found in steps else WARRANTY


def step_of_rule(reads: Iterable[str], steps: Mapping[str, Sequence[str]]) -> str | None:
    """Return the step that a rule is about, by the facts it reads that a customer can settle; None without any.

    The warranty's questions are where every other fact ends up, so that a step of its own goes before it.
    """
    found = {step_of_fact(fact, steps) for fact in reads}
    return next((code for code in (*(code for code in steps if code != WARRANTY), WARRANTY) if code in found), None)


def _step(known: Known, code: str) -> Step:
    items = _asked(known.outcome, known.steps[code])
    questions = tuple(fact for fact in known.questions if step_of_fact(fact, known.steps) == code)
    blocks = _blocks(known, code)
    handed = {item: known.handed.get(item) for item in items}
    open_items = tuple(item for item, state in handed.items() if state not in IN_HAND)
    wrong = tuple(item for item, state in handed.items() if state in (Handed.REFUSED, Handed.FLAWED))
    return Step(
        code=code,
        standing=_standing(known, items, open_items, wrong, questions, blocks),
        items=items,
        open=open_items,
        wrong=wrong,
        waived=_waived(known.outcome, known.steps[code]),
        questions=questions,
        blocks=tuple(rule for rule, pending in blocks.items() if not pending),
        looked_at=tuple(item for item, state in handed.items() if state is Handed.WAITING),
    )


def _standing(
    known: Known,
    items: Sequence[str],
    open_items: Sequence[str],
    wrong: Sequence[str],
    questions: Sequence[str],
    blocks: Mapping[str, bool],
) -> Standing:
    if known.has_left:
        return Standing.DONE if items else Standing.HIDDEN
    if not all(blocks.values()):
        return Standing.BLOCKED
    if not items and not questions and not blocks:
        return Standing.HIDDEN
    if wrong:
        return Standing.CORRECT
    if not open_items and not questions and not blocks:
        return Standing.DONE
    return Standing.STARTED if len(open_items) < len(items) else Standing.TODO


def _shipping(known: Known, others: Sequence[Step]) -> Step:
    items = _asked(known.outcome, known.steps[SHIPPING])
    before = tuple(step.code for step in others if step.is_shown and _holds(known, step))
    looked_at = tuple(item for step in others for item in step.looked_at)
    blocks = tuple(rule for rule, pending in _blocks(known, SHIPPING).items() if not pending)
    blocks += _out_of_reach(known)
    return Step(
        code=SHIPPING,
        standing=_standing_of_shipping(known, items, bool(before or looked_at), bool(blocks)),
        items=items,
        open=tuple(item for item in items if known.handed.get(item) not in IN_HAND),
        blocks=blocks,
        waits_for=before,
        looked_at=looked_at,
    )


def _standing_of_shipping(known: Known, items: Sequence[str], waits: bool, blocked: bool) -> Standing:
    if not items:
        return Standing.HIDDEN
    if known.has_left:
        return Standing.DONE
    if waits:
        return Standing.LATER
    return Standing.BLOCKED if blocked else Standing.TODO


def _holds(known: Known, step: Step) -> bool:
    """Tell whether the parcel can't leave before a step; what is blocked only for later may travel."""
    if step.standing is Standing.BLOCKED:
        return bool(step.open or step.questions or _departure(known) & set(step.blocks))
    return not step.is_done


def _out_of_reach(known: Known) -> tuple[str, ...]:
    """Return the rules that keep the parcel back for something which no step of the customer's settles."""
    return tuple(
        sorted(rule for rule in _departure(known) if step_of_rule(known.reads.get(rule, ()), known.steps) is None)
    )


def _departure(known: Known) -> frozenset[str]:
    return frozenset(rule for transition in DEPARTURE for rule in blocked_by(known.outcome, transition))


def _asked(outcome: Outcome, items: Iterable[str]) -> tuple[str, ...]:
    """What is undetermined counts as asked for, as it does where the preparation is completed."""
    return tuple(item for item in items if item in outcome["items"] and outcome["items"][item]["status"] != "waived")


def _waived(outcome: Outcome, items: Iterable[str]) -> tuple[str, ...]:
    return tuple(item for item in items if item in outcome["items"] and outcome["items"][item]["status"] == "waived")


def _blocks(known: Known, code: str) -> dict[str, bool]:
    """Return the rules that block for something in the step: whether each only waits for an answer.

    A rule that waits and holds up nothing before the parcel arrives is no matter for the preparation.
    """
    departure = _departure(known)
    found: dict[str, bool] = {}
    for block in known.outcome["blocks"]:
        rule = block["rule"]
        if rule is None or step_of_rule(known.reads.get(rule, ()), known.steps) != code:
            continue
        if not block["pending"] or rule in departure:
            found[rule] = bool(block["pending"])
    return found
