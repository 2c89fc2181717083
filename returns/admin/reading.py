"""What the admins of cases, decisions and events share: who may read cases reads them, and nobody writes here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from returns.models import User
from returns.permissions import sees_every_case
from rules.admin import ReadOnly

if TYPE_CHECKING:
    _Base = admin.options.BaseModelAdmin[Any]
else:
    _Base = object


def reader(request: HttpRequest) -> User | AnonymousUser:
    """Return who asks."""
    user: User | AnonymousUser = request.user
    return user


class CaseReading(ReadOnly, _Base):
    """Functions change cases, one event each (``returns.casework.transitions`` and its like); the admin shows them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those through who may read every case."""
        user = reader(request)
        return isinstance(user, User) and user.is_active and sees_every_case(user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the application to whoever may read cases."""
        return self.has_view_permission(request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuse: nothing is changed here, and what happened to a case stands on its page."""
        raise Http404
