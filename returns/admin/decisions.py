"""Decisions in the admin: read, with their whole reasoning."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.cells import case_link, device_cell, moment_cell, verdicts_cell
from returns.admin.decision_page import DecisionPage
from returns.admin.reading import CaseReading, reader
from returns.models import Decision
from returns.permissions import visible_decisions


@admin.register(Decision)
class DecisionAdmin(CaseReading, admin.ModelAdmin[Decision]):
    """What the rules concluded, case by case."""

    list_display = ("moment", "case_reference", "device", "verdicts", "actor")
    list_per_page = 50
    list_filter = ("status", "case__device__category", "case__seller", "decided_on")
    search_fields = ("case__reference", "version_hash")
    change_list_template = "returns/change_list.html"
    fieldsets = ((None, {"fields": ()}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """Fetch what a row shows in the same query."""
        related = ("record", "actor", "case__seller", "case__customer", "case__device__category")
        return visible_decisions(reader(request)).select_related(*related)

    @admin.display(description=_("decided at"), ordering="decided_at")
    def moment(self, decision: Decision) -> str:
        """Show when."""
        return moment_cell(decision.decided_at)

    @admin.display(description=_("case"), ordering="case__reference")
    def case_reference(self, decision: Decision) -> SafeString:
        """Link to the case."""
        return case_link(decision.case)

    @admin.display(description=_("device and seller"))
    def device(self, decision: Decision) -> SafeString:
        """Name the device, its category and the seller."""
        return device_cell(decision.case)

    @admin.display(description=_("verdicts"))
    def verdicts(self, decision: Decision) -> SafeString:
        """Show the verdicts as chips."""
        return verdicts_cell(decision)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Decision | None = None,
    ) -> HttpResponse:
        """Show the decision with its reasoning."""
        if obj is not None:
            context |= {"page": DecisionPage(obj), "title": str(obj), "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)
