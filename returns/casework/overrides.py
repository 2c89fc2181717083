"""When an override has to be confirmed by a lead, and what waits until it is."""

from __future__ import annotations

from returns.models.case import ReturnCase
from returns.models.override import RefundLimit
from returns.workflow import DECIDING, RESOLVING

REFUND = "refund"


def exceeds_limit(case: ReturnCase) -> bool:
    """Tell whether refunding the order needs a lead; where staff set no limit for its currency, it does."""
    limit = RefundLimit.objects.filter(currency=case.order.currency).first()
    return limit is None or case.order.price > limit.amount


def waiting_for_a_lead(case: ReturnCase) -> frozenset[str]:
    """Return the transitions that wait until a lead has confirmed an override.

    Of an override that named another resolution a refund waits too: else it would be the way round the limit.
    """
    if case.override_pending:
        return DECIDING | RESOLVING
    if case.override is None or case.override.needs_confirmation or case.override.resolution == REFUND:
        return frozenset()
    return frozenset({REFUND}) if exceeds_limit(case) else frozenset()
