"""Everything of a case that facts are read from, fetched in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

from django.utils import timezone

from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.evidence import Evidence
from returns.models.statement import Inspection, Statement

CUSTOMER, SELLER, AGENT = Statement.Source.CUSTOMER, Statement.Source.SELLER, Statement.Source.AGENT

_RELATED = (
    "order",
    "device__category",
    "device__family__account_family",
    "carrier",
    "drop_off",
)


class Unasked(Enum):
    """The one value that says: nobody was asked (None says: asked, and not known)."""

    UNASKED = "unasked"


UNASKED = Unasked.UNASKED
Answer = Json | Unasked


@dataclass(frozen=True)
class Snapshot:
    """One case as it stands, and the day for which it is decided."""

    case: ReturnCase
    on: date
    statements: Mapping[tuple[str, str], Json]
    evidence: Mapping[str, tuple[Evidence, ...]]
    inspected_imei: str
    returns_last_year: int

    @cached_property
    def opened_on(self) -> date:
        """The local day on which the case was opened."""
        return timezone.localdate(self.case.opened_at)

    def stated(self, fact: str, *sources: str) -> Answer:
        """Return the word of the first source that knows; None if those asked don't."""
        answers = [self.statements.get((source, fact), UNASKED) for source in sources]
        known = [answer for answer in answers if answer is not UNASKED and answer is not None]
        if known:
            return known[0]
        return None if None in answers else UNASKED


def take_snapshot(case: ReturnCase, on: date) -> Snapshot:
    """Fetch a case anew, with all that is known of it (5 queries)."""
    fresh = ReturnCase.objects.select_related(*_RELATED).get(pk=case.pk)
    inspection = Inspection.objects.filter(case=fresh).exclude(imei="").last()
    return Snapshot(
        case=fresh,
        on=on,
        statements=_latest(Statement.objects.filter(case=fresh).order_by("pk")),
        evidence=_by_item(Evidence.objects.filter(case=fresh).order_by("pk")),
        inspected_imei=inspection.imei if inspection else "",
        returns_last_year=_returns_before(fresh),
    )


def _latest(statements: Iterable[Statement]) -> dict[tuple[str, str], Json]:
    return {(statement.source, statement.fact): statement.value for statement in statements}


def _by_item(rows: Iterable[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    items = defaultdict(list)
    for row in rows:
        items[row.item_id].append(row)
    return {item: tuple(given) for item, given in items.items()}


def _returns_before(case: ReturnCase) -> int:
    others = ReturnCase.objects.filter(customer=case.customer_id, opened_at__gt=case.opened_at - timedelta(days=365))
    return others.filter(opened_at__lte=case.opened_at).exclude(pk=case.pk).count()
