"""The admin site that every ModelAdmin registers on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _


class ConstatAdminSite(admin.AdminSite):
    """The desk of rule staff and agents."""

    site_title = _("Constat")
    site_header = _("Constat")
    index_title = _("Desk")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add which environment this is, for the badge in the header."""
        return {**super().each_context(request), "environment": settings.ENVIRONMENT}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Greet each reader with their own work."""
        from admin_site import home
        from returns.models import User

        mine = home.context(request.user) if isinstance(request.user, User) else {}
        return super().index(request, {**mine, **(extra_context or {})})
