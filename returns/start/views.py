"""The start page: what Constat is, and in the demo who may log in, what was decided last, and a way into a return."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from returns.guide.links import issue_link
from returns.start.demo_returns import open_returns
from returns.start.logins import PASSWORD, demo_logins
from returns.start.shown import last_decisions


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the page; decisions and logins only on the demo's own database."""
    context: dict[str, object] = {}
    if settings.DEMO:
        context = {
            "logins": demo_logins(),
            "password": PASSWORD,
            "decisions": last_decisions(),
            "returns": open_returns(),
        }
    return render(request, "returns/start/page.html", context)


@require_POST
def open_return(request: HttpRequest) -> HttpResponse:
    """Let a visitor of the demo be the customer of one of its returns, as the link of a mail would."""
    if not settings.DEMO:
        raise Http404
    case = get_object_or_404(open_returns(), reference=request.POST.get("reference", ""))
    _link, token = issue_link(case=case)
    return redirect("guide:open", token)
