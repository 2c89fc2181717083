"""What is kept on a customer: as a file to take away, until when, and erased on request."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from returns.models.case import ReturnCase
from returns.models.catalogue import Deadline
from returns.models.decision import Decision
from returns.models.event import STAFF_ONLY, Event
from returns.models.evidence import Evidence
from returns.models.message import OutboxMessage
from returns.models.people import Customer
from returns.privacy.erasure import erase_case
from returns.timing.calendar import add_months
from returns.workflow import FINAL_STATES, Audience

RETENTION = "data_retention"
"""The deadline of the catalogue after which a finished return is erased, in months."""


def kept_until(case: ReturnCase) -> date | None:
    """Return the day on which a finished return is erased; None while it goes on, or where no period is set."""
    months = _months_kept()
    last = case.events.order_by("pk").last() if case.is_final else None
    return add_months(timezone.localtime(last.at).date(), months) if last and months else None


def _months_kept() -> int | None:
    return Deadline.objects.filter(code=RETENTION, unit=Deadline.Unit.MONTH).values_list("amount", flat=True).first()


def export_case(case: ReturnCase) -> dict[str, Any]:
    """Return everything that is kept on the customer of a return, as plain JSON types; agents' own notes are theirs."""
    customer, order, device = case.customer, case.order, case.device
    return {
        "return": {
            "reference": case.reference,
            "state": case.state,
            "opened_at": case.opened_at.isoformat(),
            "reason": case.reason_id,
            "carrier": case.carrier_id,
            "tracking_number": case.tracking_number,
            "seller": case.seller.name,
        },
        "customer": {
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "email": customer.email,
            "language": customer.language,
        },
        "order": {
            "number": order.number,
            "placed_on": order.placed_on.isoformat(),
            "delivered_on": order.delivered_on.isoformat() if order.delivered_on else None,
            "price": str(order.price),
            "currency": order.currency,
        },
        "device": {
            "category": device.category_id,
            "brand": device.brand,
            "model": device.model,
            "imei": device.imei,
            "serial_number": device.serial_number,
        },
        "statements": [
            {"source": row.source, "fact": row.fact, "value": row.value, "at": row.stated_at.isoformat()}
            for row in case.statements.all()
        ],
        "evidence": [_evidence(row) for row in case.evidence.all()],
        "decisions": [_decision(row) for row in case.decisions.select_related("record")],
        "events": [_event(row) for row in _events(case)],
        "mails": [
            {"at": row.created_at.isoformat(), "to": row.to, "subject": row.subject, "body": row.body}
            for row in OutboxMessage.objects.filter(case=case, audience=Audience.CUSTOMER)
        ],
        "links": [
            {"issued_at": row.issued_at.isoformat(), "expires_at": row.expires_at.isoformat()}
            for row in case.links.all()
        ],
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    return {
        "item": row.item_id,
        "given_by": row.given_by,
        "status": row.status,
        "refusal_reason": row.refusal_reason,
        "measurements": row.measurements,
        "file": row.file_name,
        "sha256": row.sha256,
        "at": row.given_at.isoformat(),
    }


def _decision(row: Decision) -> dict[str, Any]:
    try:
        texts = {"facts": json.loads(row.record.facts), "outcome": json.loads(row.record.outcome)}
    except ObjectDoesNotExist:
        texts = {}
    return {"status": row.status, "rulebook": row.version_hash, "on": row.decided_on.isoformat(), **texts}


def _events(case: ReturnCase) -> QuerySet[Event]:
    """Leave out what agents keep among themselves, and what they write to the seller."""
    to_seller = Q(kind__in=(Event.Kind.MESSAGE, Event.Kind.REQUESTED), subject=Audience.SELLER)
    private = Q(kind__in=STAFF_ONLY) | to_seller
    found: QuerySet[Event] = Event.objects.filter(case=case).exclude(private).select_related("note")
    return found


def _event(row: Event) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "transition": row.transition,
        "subject": row.subject,
        "at": row.at.isoformat(),
        "by": row.audience,
        "note": row.note.text if hasattr(row, "note") else "",
    }


def cases_to_erase(on: date) -> list[ReturnCase]:
    """Return the finished returns whose time has come by a day."""
    months = _months_kept()
    if months is None:
        return []
    finished = ReturnCase.objects.filter(state__in=FINAL_STATES, erased_at=None).select_related("customer")
    ended = finished.order_by("pk").annotate(ended=Max("events__at")).values_list("pk", "ended")
    due = [pk for pk, at in ended if at and add_months(timezone.localdate(at), months) <= on]
    return list(finished.filter(pk__in=due).order_by("pk"))


@transaction.atomic
def erase_for_customer(*, case: ReturnCase) -> None:
    """Erase a finished return, at its customer's wish or in time, and who they are once no return of theirs is left.

    Their links open nothing any more. Raises NotFinalError while the return goes on, CaseChangedError.
    """
    erase_case(case=case, actor=None)
    case.links.update(revoked_at=timezone.now())
    if not ReturnCase.objects.filter(customer=case.customer_id, erased_at=None).exists():
        Customer.objects.filter(pk=case.customer_id).update(
            first_name="", last_name="", email="", erased_at=timezone.now()
        )
