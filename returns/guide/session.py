"""The cookie by which a browser that opened a link is known: it names the link, signed, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from returns.models.customer_link import CustomerLink

COOKIE = "return_link"
SALT = "returns.guide.session"


def remember(response: HttpResponse, link: CustomerLink) -> None:
    """Let the browser be known by this link for as long as the link lives."""
    left = int((link.expires_at - timezone.now()).total_seconds())
    response.set_signed_cookie(
        COOKIE,
        str(link.pk),
        salt=SALT,
        max_age=max(left, 0),
        path=reverse("guide:home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let the browser be a stranger again."""
    response.delete_cookie(COOKIE, path=reverse("guide:home"), samesite="Lax")


def link_of(request: HttpRequest) -> CustomerLink | None:
    """Return the usable link that the browser opened, with its case; None for a stranger or a forged cookie."""
    key = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    if key is None or not key.isdecimal():
        return None
    links = CustomerLink.objects.usable().select_related(
        "case__device__category",
        "case__device__family__account_family",
        "case__order",
        "case__customer",
        "case__seller",
        "case__reason",
        "case__carrier",
        "case__drop_off",
        "case__current_decision__record",
        "case__override",
    )
    return links.filter(pk=int(key)).first()
