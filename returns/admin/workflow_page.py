"""The page that shows the workflow: its diagram, and the same as a table with who may do what."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from returns.telling.diagram import svg
from returns.workflow import TRANSITIONS, Audience, State, Transition


@dataclass(frozen=True, slots=True)
class Line:
    """One transition in words."""

    label: str
    code: str
    sources: str
    target: str
    people: str
    needs: str


def workflow_urls() -> list[URLPattern]:
    """Return the address of the page."""
    return [path("returns/workflow/", admin.site.admin_view(workflow), name="returns_workflow")]


def workflow(request: HttpRequest) -> TemplateResponse:
    """Show every state and transition to whoever may log in to the admin."""
    context = {
        **admin.site.each_context(request),
        "title": _("Workflow of a return"),
        "lines": [_line(row) for row in TRANSITIONS.values()],
        "diagram": diagram(),
    }
    return TemplateResponse(request, "returns/workflow.html", context)


def diagram() -> SafeString:
    """Return the diagram in the active language, to put into a page."""
    return mark_safe(svg(_("Workflow of a return"), _("Every step stands in the table below, too.")))  # noqa: S308 (escaped there)


def _line(row: Transition) -> Line:
    needs = ((row.needs_items, _("every required item accepted")), (row.needs_reason, _("a reason")))
    return Line(
        label=str(row.label),
        code=row.code,
        sources=", ".join(str(state.label) for state in State if state in row.sources),
        target=str(row.target.label),
        people=", ".join(str(audience.label) for audience in Audience if audience in row.audience),
        needs=", ".join(words for needed, words in needs if needed),
    )
