"""Return cases in the admin: the list is the queue, the page is the case desk's; functions change cases, not forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from returns.admin.casedesk import case, queue_page
from returns.admin.casedesk.urls import desk_urls
from returns.admin.reading import CaseReading
from returns.models import ReturnCase


@admin.register(ReturnCase)
class ReturnCaseAdmin(CaseReading, admin.ModelAdmin[ReturnCase]):
    """Where the admin leads to the case desk."""

    search_fields = ("reference",)

    def get_urls(self) -> list[URLPattern]:
        """Put the pages of the case desk before those of the admin, whose last takes any address."""
        return [*desk_urls(self.admin_site.admin_view), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the queue; nothing is posted here."""
        self._refuse(request)
        return queue_page.show(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the case; nothing is posted here."""
        self._refuse(request)
        return case.show(request, object_id)

    def _refuse(self, request: HttpRequest) -> None:
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
