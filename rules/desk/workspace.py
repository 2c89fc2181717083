"""The workspace of a version: its rules by kind, and what comes next in its life."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules.desk.access import version_for
from rules.desk.frame import page, signed_in


@require_safe
def show(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show the rules of a version."""
    version = version_for(signed_in(request), version_id)
    title = _("Version %(number)s, %(rulebook)s") % {"number": version.number, "rulebook": version.rulebook.title}
    return page(
        request, "workspace", version=version, title=title, tab="workspace", context={"rules": version.rules.all()}
    )
