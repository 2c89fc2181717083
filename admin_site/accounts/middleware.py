"""Staff set up a second factor before they reach anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from admin_site.accounts.urls import urlpatterns

OPEN = frozenset(pattern.name for pattern in urlpatterns if pattern.name) | {
    "start:page",
    "set_language",
    "admin:logout",
    "admin:jsi18n",
}
"""What staff reach without a second factor: what everybody may see, and what sets one up."""

AFTERWARDS = "after_two_factor"
"""Where in the session the page stands that was asked for before."""


class TwoFactorMiddleware:
    """Lead members of staff without a second factor to its page, where the site demands one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: the address is known to ``process_view`` only."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer instead of the view, or leave it to the view."""
        if not settings.REQUIRE_TWO_FACTOR or _is_open(request) or not _lacks_second_factor(request):
            return None
        if request.method == "GET":
            request.session[AFTERWARDS] = request.get_full_path()
        messages.warning(request, _("Staff log in with a second factor. Set it up now; it takes two minutes."))
        return redirect(reverse("mfa_activate_totp"))


def _is_open(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in OPEN


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not user.is_staff:
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
