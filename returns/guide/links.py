"""Customers' links: issued, found again by their token, revoked.

Opening a link changes nothing, for mail scanners open every link that they see.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from returns.models.case import ReturnCase
from returns.models.customer_link import CustomerLink

TOKEN_BYTES = 32
LIFETIME = timedelta(days=60)
"""Longer than a return takes from the invitation to the parcel; whoever comes later is sent a new one."""


def issue_link(*, case: ReturnCase) -> tuple[CustomerLink, str]:
    """Make a link to a case; return it with its token, which nobody can read again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    link = CustomerLink.objects.create(case=case, token_hash=_hash(token), issued_at=now, expires_at=now + LIFETIME)
    return link, token


def find_link(token: str) -> CustomerLink | None:
    """Return the link of a token while it is usable."""
    return CustomerLink.objects.usable().filter(token_hash=_hash(token)).first()


@transaction.atomic
def revoke_links(*, case: ReturnCase, but: CustomerLink | None = None) -> int:
    """Make the links of a case useless, all or all but one; return how many were."""
    links = CustomerLink.objects.filter(case=case, revoked_at=None)
    if but is not None:
        links = links.exclude(pk=but.pk)
    return links.update(revoked_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
