"""The mails that Constat sends, one row each: whom each is for, and what its text may be filled with.

What they say is staff's (``returns.models.MessageTemplate``); which there are is code, for code sends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.workflow import Audience

OF_CASE = frozenset({"case", "device", "order", "seller", "first_name"})
"""What every mail about a case may say of it."""
LINK = "link"
"""The customer's personal address of the return."""
PORTAL_LINK = "portal_link"
"""The seller's address of the case."""
DESK_LINK = "desk_link"
"""The agents' address of the case."""
LATE = frozenset({LINK, PORTAL_LINK, DESK_LINK})
"""Filled in as the mail leaves: a personal link is a secret, and no secret is stored."""
INVITATION = "member_invitation"
"""Of somebody who is to work for a seller: about no case."""
_ADDRESSES = {Audience.CUSTOMER: LINK, Audience.SELLER: PORTAL_LINK, Audience.AGENT: DESK_LINK}


@dataclass(frozen=True, slots=True)
class Mail:
    """One kind of mail; ``own`` are the placeholders that it has besides those of the case."""

    code: str
    audience: Audience
    own: frozenset[str]

    @property
    def placeholders(self) -> frozenset[str]:
        """Everything that its text may use."""
        return OF_CASE | self.own | {_ADDRESSES[self.audience]}


def _mail(code: str, audience: Audience, *own: str) -> Mail:
    return Mail(code, audience, frozenset(own))


_TABLE = (
    _mail("customer_link", Audience.CUSTOMER),
    _mail("items_missing_customer", Audience.CUSTOMER, "items", "message"),
    _mail("items_missing_seller", Audience.SELLER, "items", "message"),
    _mail("evidence_refused", Audience.CUSTOMER, "item", "reason"),
    _mail("parcel_may_leave", Audience.CUSTOMER, "item"),
    _mail("return_accepted", Audience.CUSTOMER, "resolution", "reasons"),
    _mail("return_refused", Audience.CUSTOMER, "reason", "reasons"),
    _mail("return_resolved", Audience.CUSTOMER, "resolution", "tracking_number"),
    _mail("return_abandoned", Audience.CUSTOMER),
    _mail("status_changed", Audience.CUSTOMER, "state"),
    _mail("status_changed_seller", Audience.SELLER, "state"),
    _mail("decision_to_seller", Audience.SELLER, "state", "resolution", "reasons"),
    _mail("contest_received", Audience.CUSTOMER, "reason"),
    _mail("contest_to_seller", Audience.SELLER, "reason"),
    _mail("override_to_confirm", Audience.AGENT, "agent", "amount", "reason"),
    _mail("override_answered", Audience.AGENT, "agent", "answer", "reason"),
    _mail("message_to_customer", Audience.CUSTOMER, "message"),
    _mail("message_to_seller", Audience.SELLER, "message"),
    _mail(INVITATION, Audience.SELLER, "inviter", "role", "days"),
)

MAILS: Mapping[str, Mail] = MappingProxyType({row.code: row for row in _TABLE})

SAMPLES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "case": "R-2026-000123",
        "device": "Apple iPhone 13",
        "order": "FR-40-1234",
        "seller": "Reboot Mobile",
        "first_name": "Camille",
        "items": _("– Photo of the back\n– Proof of sign-out"),
        "item": _("Photo of the back"),
        "message": _("The photo shows the case of the phone: take it off first."),
        "reason": _("The photo is blurred."),
        "resolution": _("repair"),
        "reasons": _("Commercial warranty: covered."),
        "state": _("received"),
        "tracking_number": "6A15602676300",
        "agent": "Yanis Morel",
        "amount": "649,00\u00a0€",
        "answer": pgettext_lazy("override", "confirmed"),
        "inviter": "Nadia Benali",
        "role": _("member"),
        "days": "7",
    }
)
"""Invented values, for whoever edits a text."""
