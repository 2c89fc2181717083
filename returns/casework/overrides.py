"""Refunds above the limit: which overrides a lead has to confirm, and what waits until that is done."""

from __future__ import annotations

from returns.models.case import ReturnCase
from returns.models.override import RefundLimit
from returns.workflow import DECIDING, RESOLVING, Outcome, State

REFUND = "refund"


def exceeds_limit(case: ReturnCase) -> bool:
    """Tell whether refunding the order needs a lead; where staff set no limit for its currency, it does."""
    limit = RefundLimit.objects.filter(currency=case.order.currency).first()
    return limit is None or case.order.price > limit.amount


def waiting_for_a_lead(case: ReturnCase) -> frozenset[str]:
    """Return the transitions that wait until a lead has confirmed an override."""
    return DECIDING | RESOLVING if case.override_pending else frozenset()


def refund_is_undecided(case: ReturnCase, outcome: Outcome | None) -> bool:
    """Tell whether refunding an accepted return would exceed the limit, and neither the rules nor an override say so.

    Else any other decision, and a step taken without one, would be the way round the limit. ``outcome`` is the current
    decision's.
    """
    if case.state != State.ACCEPTED:
        return False
    override = case.override
    is_decided = (
        override.needs_confirmation or override.resolution == REFUND
        if override is not None
        else REFUND in (case.resolution, *_recommended(outcome))
    )
    return not is_decided and exceeds_limit(case)


def _recommended(outcome: Outcome | None) -> set[str]:
    return {entry["resolution"] for entry in outcome["recommendations"]} if outcome else set()
