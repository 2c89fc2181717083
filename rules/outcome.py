"""What a decision says: value objects, the same for the same rulebook and facts, whatever their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .values import Value, to_json

if TYPE_CHECKING:
    from .case import DecidedCase
    from .trace import RuleTrace

Verdict = Literal["covered", "excluded", "undetermined"]
ItemState = Literal["required", "waived", "undetermined"]
Status = Literal["decided", "undetermined", "needs_review"]
TIE, DISAGREEMENT, FAILURE = "tie", "disagreement", "failure"


class Ground(NamedTuple):
    """Why a guarantee is excluded, and the rule that says so."""

    ground: str
    rule: str


class Guarantee(NamedTuple):
    """The verdict on one guarantee; ``missing`` are the facts that could still change it."""

    verdict: Verdict
    grounds: tuple[Ground, ...] = ()
    missing: tuple[str, ...] = ()


COVERED, UNGUARDED = Guarantee("covered"), Guarantee("undetermined")


class Item(NamedTuple):
    """Whether a step or a piece of evidence is asked for, and the rule that says so."""

    status: ItemState
    rule: str


class Block(NamedTuple):
    """A transition that the case may not take; ``pending``: only because something is not known.

    ``rule`` is None where no rule but a failure of the engines blocks.
    """

    transition: str
    ground: str
    rule: str | None
    pending: bool


class Review(NamedTuple):
    """A question for an agent; ``rule`` is None where not a rule but a tie or the engines raise it."""

    ground: str
    rule: str | None


class Recommendation(NamedTuple):
    """A resolution that the rules propose."""

    resolution: str
    rule: str
    pending: bool


class Missing(NamedTuple):
    """A fact that could still change the outcome; ``asked``: somebody was asked and does not know."""

    fact: str
    asked: bool
    rules: tuple[str, ...]


class Remedy(NamedTuple):
    """Sets of facts, smallest first, each of which can be changed so that the rule no longer applies."""

    rule: str
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, init=False)
class Outcome:
    """The decision on one case.

    ``missing``, ``remedies`` and ``trace`` are worked out when they are asked for: deciding stays fast.
    """

    rulebook: str
    hash: str
    decision_on: date
    status: Status
    guarantees: Mapping[str, Guarantee]
    items: Mapping[str, Item]
    blocks: tuple[Block, ...]
    reviews: tuple[Review, ...]
    recommendations: tuple[Recommendation, ...]
    derived: Mapping[str, Value | None]
    case: "DecidedCase" = field(repr=False, compare=False)

    def __init__(  # noqa: PLR0913, PLR0917 - its fields
        self,
        rulebook: str,
        hash: str,  # noqa: A002
        decision_on: date,
        status: Status,
        guarantees: Mapping[str, Guarantee],
        items: Mapping[str, Item],
        blocks: tuple[Block, ...],
        reviews: tuple[Review, ...],
        recommendations: tuple[Recommendation, ...],
        derived: Mapping[str, Value | None],
        case: "DecidedCase",
    ) -> None:
        # What a frozen dataclass writes for itself takes three times as long: it sets the fields one by one.
        self.__dict__.update(
            rulebook=rulebook,
            hash=hash,
            decision_on=decision_on,
            status=status,
            guarantees=guarantees,
            items=items,
            blocks=blocks,
            reviews=reviews,
            recommendations=recommendations,
            derived=derived,
            case=case,
        )

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The undecided facts of every pending rule that could still change the outcome, by name."""
        from .missing import find_missing

        return find_missing(self.case)

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """For each blocker and exclusion that applies, what somebody could still change to stop it."""
        from .remedies import find_remedies

        return find_remedies(self.case)

    @cached_property
    def trace(self) -> "tuple[RuleTrace, ...]":
        """Every rule with its truth, every comparison with its truth and the value it saw."""
        from .trace import trace_case

        return trace_case(self.case)

    def explain(self, language: str = "fr", labels: Mapping[str, str] | None = None) -> list[str]:
        """Sentences that a customer or an agent understands; ``labels`` names codes better than we can."""
        from .explain import explain_outcome

        return explain_outcome(self, language, labels or {})

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types in a fixed order; the trace is not in it."""
        return {
            "rulebook": self.rulebook,
            "hash": self.hash,
            "decision_on": self.decision_on.isoformat(),
            "status": self.status,
            "guarantees": {name: _guarantee_json(self.guarantees[name]) for name in sorted(self.guarantees)},
            "items": {
                name: {"status": self.items[name].status, "rule": self.items[name].rule} for name in sorted(self.items)
            },
            "blocks": [
                {"transition": b.transition, "ground": b.ground, "rule": b.rule, "pending": b.pending}
                for b in self.blocks
            ],
            "reviews": [{"ground": review.ground, "rule": review.rule} for review in self.reviews],
            "recommendations": [
                {"resolution": r.resolution, "rule": r.rule, "pending": r.pending} for r in self.recommendations
            ],
            "derived": {name: _value_json(self.derived[name]) for name in sorted(self.derived)},
            "missing": [{"fact": m.fact, "asked": m.asked, "rules": list(m.rules)} for m in self.missing],
            "remedies": [{"rule": r.rule, "sets": [list(names) for names in r.sets]} for r in self.remedies],
        }


def _guarantee_json(guarantee: Guarantee) -> dict[str, Any]:
    return {
        "verdict": guarantee.verdict,
        "grounds": [{"ground": ground.ground, "rule": ground.rule} for ground in guarantee.grounds],
        "missing": list(guarantee.missing),
    }


def _value_json(value: Value | None) -> Any:
    return None if value is None else to_json(value)
