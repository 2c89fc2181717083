"""What every page of the case desk shares: who may read and handle which case, and the frame around the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from returns.models import ReturnCase, User
from returns.permissions import is_agent, sees_every_case, visible_cases

RELATED = (
    "seller",
    "customer",
    "order",
    "reason",
    "device__category",
    "carrier",
    "assigned_to",
    "override__event__actor",
    "override__event__note",
    "current_decision__record",
)
"""What the page of a case reads besides the case itself."""


def reader(request: HttpRequest) -> User:
    """Return who asks; Http404 for whoever may not read every case."""
    user = request.user
    if not isinstance(user, User) or not sees_every_case(user):
        raise Http404
    return user


def agent(request: HttpRequest) -> User:
    """Return who acts; Http404 for strangers, PermissionDenied for who may read cases and not handle them."""
    user = reader(request)
    if not is_agent(user):
        raise PermissionDenied
    return user


def cases(user: User) -> QuerySet[ReturnCase]:
    """Return the cases that the user may read, with what their pages show."""
    return visible_cases(user).select_related(*RELATED)


def case_for(user: User, case_id: int) -> ReturnCase:
    """Return one case that the user may read; raises Http404."""
    case = cases(user).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def case_url(case: ReturnCase, anchor: str = "") -> str:
    """Return the address of the page of a case."""
    url = reverse("admin:returns_returncase_change", args=(case.pk,))
    return f"{url}#{anchor}" if anchor else url


def queue_url() -> str:
    """Return the address of the queue, which is the admin's list of cases."""
    return reverse("admin:returns_returncase_changelist")


def desk_url(page: str, *args: object, **query: object) -> str:
    """Return the address of another page of the desk."""
    return reverse(f"admin:returns_desk_{page}", args=args, query=query or None)


def page(
    request: HttpRequest, template: str, *, title: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Answer with ``returns/casedesk/<template>.html``, which extends ``returns/casedesk/base.html``."""
    frame = {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"returns/casedesk/{template}.html", {**frame, **(context or {})}, status=status)
