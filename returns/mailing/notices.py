"""Who is told of a step of a case by mail, and what."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from returns.mailing.outbox import send_later
from returns.mailing.recipients import tell_seller
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.telling.reasons import plain_reasons, resolution_name
from returns.workflow import DECIDING, Audience, State, Transition

TO_CUSTOMER: Mapping[str, str] = {
    "invite": "customer_link",
    "receive": "status_changed",
    "accept": "return_accepted",
    "refuse": "return_refused",
    "contest": "contest_received",
    "reopen": "status_changed",
    "cancel": "status_changed",
}
"""The mail that a customer gets for a transition."""
RESOLVED = "return_resolved"
ABANDONED = "return_abandoned"
TO_SELLER: Mapping[str, str] = {
    "accept": "decision_to_seller",
    "refuse": "decision_to_seller",
    "contest": "contest_to_seller",
    "reopen": "status_changed_seller",
    "cancel": "status_changed_seller",
    "ship": "status_changed_seller",
}
"""The mail that a seller gets for a transition."""


def tell(case: ReturnCase, row: Transition, event: Event, *, reason: str = "", tracking_number: str = "") -> None:
    """Write the mails about a transition; nobody is told of what they did themselves, a contest apart.

    Call it before the case changes: ``event`` says where it goes, and its subject to which resolution.
    """
    code = _to_customer(row, event)
    if code and (event.audience != Audience.CUSTOMER or row.code == "contest"):
        customer = case.customer
        context = _context(case, row, event, customer.language, reason, tracking_number)
        send_later(template=code, to=customer.email, language=customer.language, context=context, case=case)
    code = TO_SELLER.get(row.code)
    if code and event.audience != Audience.SELLER:
        tell_seller(
            case=case,
            template=code,
            context=lambda language: _context(case, row, event, language, reason, tracking_number),
        )


def _to_customer(row: Transition, event: Event) -> str | None:
    if row.target == State.RESOLVED:
        return RESOLVED
    if row.code == "contest" and event.audience == Audience.SELLER:
        # The objection is the seller's: its words are for the agents.
        return "status_changed"
    if row.code == "cancel" and event.audience == Audience.SYSTEM:
        return ABANDONED
    return TO_CUSTOMER.get(row.code)


def tell_refusal(evidence: Evidence) -> None:
    """Write to the customer why a piece of theirs was refused; sellers see to their own in the portal."""
    case, customer = evidence.case, evidence.case.customer
    if evidence.given_by not in ("", Audience.CUSTOMER):
        return
    with in_language(customer.language):
        context = {"item": evidence.item.label, "reason": evidence.refusal_reason}
    send_later(template="evidence_refused", to=customer.email, language=customer.language, context=context, case=case)


def tell_ready(evidence: Evidence) -> None:
    """Write to the customer that a piece was the last that their parcel waited for, and that it may leave."""
    case, customer = evidence.case, evidence.case.customer
    with in_language(customer.language):
        context = {"item": evidence.item.label}
    send_later(template="parcel_may_leave", to=customer.email, language=customer.language, context=context, case=case)


def _context(
    case: ReturnCase, row: Transition, event: Event, language: str, reason: str, tracking_number: str
) -> dict[str, str]:
    with in_language(language):
        reasons = plain_reasons(case, language) if row.code in DECIDING else ""
        parcel = _("Tracking number: {number}").format(number=tracking_number) if tracking_number else ""
        return {
            "state": str(State(row.target).label),
            # Whoever refuses by the rules gives their reasons as the reason.
            "reason": "" if reason == reasons else reason,
            "resolution": _next(row, event, language),
            "reasons": reasons,
            "tracking_number": parcel,
        }


def _next(row: Transition, event: Event, language: str) -> str:
    """What comes next, as a sentence may end with it: an acceptance may leave it open, and a refusal names none."""
    code = event.subject or ("send_back" if row.target == State.REFUSED else "")
    return resolution_name(code, language) if code else _("still to be settled")
