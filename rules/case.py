"""One case while it is decided: its facts, which rules fired, and which wait for something unknown."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from .document import Rule
from .strata import Derivations
from .values import Value

if TYPE_CHECKING:
    from .plan import Plan

Failure = Literal["", "disagreement", "failure"]


class DecidedCase(NamedTuple):
    """``facts`` are canonical, derived ones included, the unknown ones absent; ``asked`` were asked in vain.

    ``fired_ranks`` and ``pending_ranks`` are the enabled rules in effect that are true or unknown, by their places in
    ``plan.ranked``, in order; ``ties`` the derived facts on which rules of one priority differ; ``failure`` says why
    no outcome is to be trusted.
    """

    plan: "Plan"
    on: date
    facts: Mapping[str, Value]
    asked: frozenset[str]
    fired_ranks: list[int]
    pending_ranks: list[int]
    ties: list[str]
    failure: Failure = ""

    @property
    def fired(self) -> tuple[Rule, ...]:
        """The rules that are true."""
        return tuple(map(self.plan.ranked.__getitem__, self.fired_ranks))

    @property
    def pending(self) -> tuple[Rule, ...]:
        """The rules that are unknown."""
        return tuple(map(self.plan.ranked.__getitem__, self.pending_ranks))


def settle(derivations: Derivations, fired: list[Rule], pending: list[Rule]) -> tuple[Value | None, bool]:
    """The value of a derived fact (None: unknown) and whether rules of the highest priority contradict each other.

    ``fired`` and ``pending`` hold this fact's derivations only. Unknown, too, if one that waits would change it.
    """
    top = max((rule.priority for rule in fired), default=None)
    values = {rule.effect.value for rule in fired if rule.priority == top}
    if len(values) > 1:
        return None, True
    value = values.pop() if values else derivations.default
    return (None if any(would_change(rule, value, top) for rule in pending) else value), False


def would_change(rule: Rule, value: Value | None, top: int | None) -> bool:
    """Whether a waiting derivation would change the value by firing; ``top``: the priority that gave the value."""
    return rule.effect.value != value and (top is None or rule.priority >= top)
