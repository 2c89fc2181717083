"""The people who handle cases: whom a case can be given to, and how a list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from returns.models import User
from returns.permissions import HANDLE, LEAD


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who has a case: initials, and a name, which is "me" for the reader."""

    initials: str
    name: str


def agents() -> QuerySet[User]:
    """Return everybody who handles cases, by name, in one query."""
    codenames = [permission.partition(".")[2] for permission in (HANDLE, LEAD)]
    permissions = Permission.objects.filter(content_type__app_label="returns", codename__in=codenames)
    held = Q(user_permissions__in=permissions) | Q(groups__permissions__in=permissions) | Q(is_superuser=True)
    found: QuerySet[User] = User.objects.filter(held, is_staff=True, is_active=True)
    return found.distinct().order_by("display_name", "email")


def assignee(user: User | None, reader: User) -> Assignee | None:
    """Return how a reader sees who has a case; None where nobody does."""
    if user is None:
        return None
    name = _("Me") if user.pk == reader.pk else str(user)
    return Assignee("".join(part[:1] for part in str(user).split()[:2]).upper(), name)
