"""The admin site that every ModelAdmin registers on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST


class ConstatAdminSite(admin.AdminSite):
    """The desk of rule staff and agents."""

    site_title = _("Constat")
    site_header = _("Constat")
    index_title = _("Desk")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add which environment this is, for the badge in the header."""
        return {**super().each_context(request), "environment": settings.ENVIRONMENT}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Arrange the lists by what people do with them; one application's own page stays Django's."""
        from admin_site.sections import by_section

        found = super().get_app_list(request, app_label)
        return found if app_label else by_section(found, request.user, request.path)

    def get_urls(self) -> list[Any]:
        """Put the pages of the whole catalogue, and of the workflow, before those of tables."""
        from returns.admin.catalogue_rows.exchange import catalogue_urls
        from returns.admin.workflow_page import workflow_urls

        return [*catalogue_urls(), *workflow_urls(), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Leave logging in to the accounts' page: a second login here would know no second factor and no limit."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def logout(  # type: ignore[override]  # it redirects
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """End the session, by POST only."""
        from allauth.account.views import logout

        response: HttpResponse = require_POST(logout)(request)
        return response

    def password_change(  # type: ignore[override]  # the same
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Lead to the accounts' page, which tells the person by mail."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]  # the same
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Lead to the page from which passwords are changed."""
        return redirect("mfa_index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Greet each reader with their own work."""
        from admin_site import home
        from returns.models import User

        mine = home.context(request.user) if isinstance(request.user, User) else {}
        return super().index(request, {**mine, **(extra_context or {})})
