"""How often anybody may ask for a link, and customers may write; the rates stand in ``ACCOUNT_RATE_LIMITS``."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest

from returns.models.case import ReturnCase

FIND, SEND, WRITE = "find_return", "send_return_link", "customer_message"


def may_ask(request: HttpRequest) -> bool:
    """Tell whether this address of the network has not asked too often; counts the attempt."""
    return ratelimit.consume(request, action=FIND)


def may_send(request: HttpRequest, key: str) -> bool:
    """Tell whether links for the same order and address were not sent too often; counts the attempt."""
    return ratelimit.consume(request, action=SEND, key=key)


def may_write(request: HttpRequest, case: ReturnCase) -> bool:
    """Tell whether the customer of a return has not written too often; counts the attempt."""
    return ratelimit.consume(request, action=WRITE, key=str(case.pk))
