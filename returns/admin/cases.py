"""Return cases in the admin: searched, filtered and read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.case_page import CasePage
from returns.admin.cells import device_cell, state_cell, verdicts_cell
from returns.admin.reading import CaseReading, reader
from returns.models import ReturnCase
from returns.permissions import visible_cases


@admin.register(ReturnCase)
class ReturnCaseAdmin(CaseReading, admin.ModelAdmin[ReturnCase]):
    """Every return, newest first."""

    list_display = ("reference", "device_name", "verdicts", "where", "opened")
    list_filter = ("state", "current_decision__status", "device__category", "seller")
    search_fields = (
        "reference",
        "external_reference",
        "order__number",
        "tracking_number",
        "device__imei",
        "customer__first_name",
        "customer__last_name",
    )
    search_help_text = _("Reference, order number, tracking number, IMEI or name")
    change_list_template = "returns/change_list.html"
    fieldsets = ((None, {"fields": ()}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReturnCase]:
        """Fetch what a row shows in the same query."""
        related = ("seller", "customer", "order", "reason", "device__category", "current_decision__record")
        return visible_cases(reader(request)).select_related(*related)

    @admin.display(description=_("device and seller"), ordering="device__category__position")
    def device_name(self, case: ReturnCase) -> SafeString:
        """Name the device, its category and the seller."""
        return device_cell(case)

    @admin.display(description=_("verdicts"), ordering="current_decision__status")
    def verdicts(self, case: ReturnCase) -> SafeString:
        """Show the verdicts that stand as chips."""
        return verdicts_cell(case.current_decision)

    @admin.display(description=_("state"), ordering="state")
    def where(self, case: ReturnCase) -> SafeString:
        """Show where the case stands."""
        return state_cell(case.state)

    @admin.display(description=_("opened on"), ordering="opened_at")
    def opened(self, case: ReturnCase) -> str:
        """Say on which day it was opened."""
        return date_format(timezone.localdate(case.opened_at), "SHORT_DATE_FORMAT")

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: ReturnCase | None = None,
    ) -> HttpResponse:
        """Show the case with everything that is known of it."""
        if obj is not None:
            context |= {"page": CasePage(obj), "title": str(obj), "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)
