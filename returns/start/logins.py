"""The demo's logins, which everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.models import User

PASSWORD = "constat-demo"  # noqa: S105  # everybody's, on a database that holds nothing else

ROLES: Mapping[str, str | Promise] = {
    "rule editor": _("Rule editor"),
    "rule approver": _("Rule approver"),
    "catalogue editor": _("Catalogue editor"),
    "agent": _("Agent"),
    "agent lead": _("Agent lead"),
    "auditor": _("Auditor"),
}
"""What the groups of ``fixtures/roles.json`` are called."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody whom a visitor of the demo may be."""

    role: str
    email: str


def demo_logins() -> list[Login]:
    """Return everybody who can log in to the administration, in the order in which they came."""
    users = User.objects.filter(is_staff=True, is_active=True).prefetch_related("groups").order_by("pk")
    return [Login(_role(user), user.email) for user in users]


def _role(user: User) -> str:
    return ", ".join(str(ROLES.get(group.name, group.name)) for group in user.groups.all()) or str(user)
