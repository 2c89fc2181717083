"""The start page: what Constat is, and in the demo who may log in and what was decided last."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from returns.start.logins import PASSWORD, demo_logins
from returns.start.shown import last_decisions


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the page; decisions and logins only on the demo's own database."""
    context: dict[str, object] = {}
    if settings.DEMO:
        context = {"logins": demo_logins(), "password": PASSWORD, "decisions": last_decisions()}
    return render(request, "returns/start/page.html", context)
