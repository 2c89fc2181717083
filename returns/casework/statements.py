"""Takes down what people state of a case: declarations, inspections, agents' findings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from returns.casework.changes import event_by, record, refuse_final
from returns.facts import IMEI, RAW
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.statement import Inspection, Statement
from returns.models.user import User
from returns.permissions import Actor, acting_as
from returns.timing import clock
from returns.workflow import Audience
from rules import FactError, Vocabulary
from rules.registry import compiled_book

MAY_STATE: Mapping[str, frozenset[Audience]] = MappingProxyType(
    {
        # Agents take down what a customer says on the telephone, imports what a marketplace was told.
        Statement.Source.CUSTOMER: frozenset({Audience.CUSTOMER, Audience.AGENT, Audience.LEAD, Audience.SYSTEM}),
        Statement.Source.SELLER: frozenset({Audience.SELLER}),
        Statement.Source.AGENT: frozenset({Audience.AGENT, Audience.LEAD}),
    }
)


def check_values(vocabulary: Vocabulary, values: Mapping[str, Json]) -> None:
    """Raise FactError for the first statement that names no fact, or has a value of the wrong type."""
    for fact, value in values.items():
        if isinstance(value, str) and "\0" in value:
            raise FactError(fact, "text_nul")
        if fact != IMEI:
            vocabulary.read_facts({RAW.get(fact, fact): value})
        elif not isinstance(value, str | None):
            raise FactError(IMEI, "not_text")


@transaction.atomic
def state_facts(*, case: ReturnCase, source: str, values: Mapping[str, Json], actor: Actor, reason: str = "") -> Event:
    """Take down what one side states: values by fact, None for asked and not known.

    What several sides may state goes by its short name (``returns.facts.RAW``). Raises FactError for a wrong
    fact or value, PermissionDenied, CaseFinalError, CaseChangedError.
    """
    audience = acting_as(case, actor, MAY_STATE[source])
    _store(case, source, values, actor, reason=reason)
    return record(case, event_by(actor, audience, kind=Event.Kind.STATED, subject=source), note=reason)


@transaction.atomic
def record_inspection(
    *, case: ReturnCase, values: Mapping[str, Json], actor: Actor, imei: str = "", note: str = ""
) -> Inspection:
    """Take down what the seller saw on the device, ``imei`` being the one read on it.

    Raises as ``state_facts`` does.
    """
    audience = acting_as(case, actor, MAY_STATE[Statement.Source.SELLER])
    inspection = Inspection.objects.create(
        case=case, inspected_by=_user(actor), inspected_at=clock.now(), imei=imei, note=note
    )
    _store(case, Statement.Source.SELLER, values, actor, inspection=inspection)
    record(case, event_by(actor, audience, kind=Event.Kind.INSPECTED), note=note)
    return inspection


def _store(
    case: ReturnCase,
    source: str,
    values: Mapping[str, Json],
    actor: Actor,
    *,
    inspection: Inspection | None = None,
    reason: str = "",
) -> None:
    refuse_final(case)
    check_values(compiled_book(case.version_hash).vocabulary, values)
    now = clock.now()
    Statement.objects.bulk_create(
        Statement(
            case=case,
            source=source,
            fact=fact,
            value=value,
            inspection=inspection,
            stated_by=_user(actor),
            stated_at=now,
            reason=reason,
        )
        for fact, value in values.items()
    )


def _user(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None
