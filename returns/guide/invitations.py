"""Sends customers their links: on the invitation, and when they ask for a new one."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from returns.guide.links import issue_link
from returns.mailing import outbox
from returns.mailing.mails import LINK
from returns.models.case import ReturnCase
from returns.models.message import OutboxMessage
from returns.workflow import FINAL_STATES

TEMPLATE = "customer_link"
MOST = 5
"""Returns of one order that a single request sends links for."""


@transaction.atomic
def send_link(*, case: ReturnCase) -> OutboxMessage | None:
    """Write the mail that takes the customer to the return; None where staff have switched it off."""
    customer = case.customer
    return outbox.send_later(template=TEMPLATE, to=customer.email, language=customer.language, case=case)


def cases_to_find(*, order_number: str, email: str) -> list[ReturnCase]:
    """Return what somebody who knows an order and its address asks for: the returns that go on, else the last one."""
    found = ReturnCase.objects.filter(
        order__number__iexact=order_number, customer__email__iexact=email, erased_at=None
    ).order_by("-opened_at")[: 2 * MOST]
    cases = list(found)
    going_on = [case for case in cases if case.state not in FINAL_STATES]
    return going_on[:MOST] or cases[:1]


def link_in_mail(message: OutboxMessage) -> str:
    """Return the address of a new link for a mail that is leaving: no token ever waits in the database.

    A mail that is tried again takes another link; both work.
    """
    if message.case is None:
        return settings.SITE_URL + reverse("guide:find")
    return address_of(message.case)


def address_of(case: ReturnCase) -> str:
    """Issue a link and return its whole address."""
    _link, token = issue_link(case=case)
    return settings.SITE_URL + reverse("guide:open", args=[token])


def register() -> None:
    """Have mails to customers carry links."""
    outbox.supply(LINK, link_in_mail)
