"""The page of a case: everything that bears on it on one screen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from returns.admin.casedesk.change import changed_since
from returns.admin.casedesk.frame import case_for, page, reader
from returns.admin.casedesk.sheet import CaseSheet


def show(request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a case; ``?since=`` names a decision before, to say what has changed. 404 for strangers."""
    user = reader(request)
    if not object_id.isascii() or not object_id.isdigit():
        raise Http404
    case = case_for(user, int(object_id))
    context = {
        "sheet": CaseSheet(case, user),
        "changed": changed_since(case, request.GET.get("since", "")),
        # Three columns need the width of the screen.
        "is_nav_sidebar_enabled": False,
    }
    return page(request, "case", title=case.reference, context=context)
