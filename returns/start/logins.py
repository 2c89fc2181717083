"""The demo's logins, which everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.models import SellerMember, User

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


SELLERS: Mapping[str, str | Promise] = {
    SellerMember.Role.OWNER: _("Seller, owner"),
    SellerMember.Role.MEMBER: _("Seller, member"),
}
"""What the members of sellers are called here; whose they are is not for everybody."""


def demo_logins() -> list[Login]:
    """Return everybody who can log in: to the administration first, then to the sellers' portal."""
    users = User.objects.filter(is_staff=True, is_active=True).prefetch_related("groups").order_by("pk")
    members = SellerMember.objects.filter(user__is_staff=False, user__is_active=True).select_related("user")
    return [
        *(Login(_role(user), user.email) for user in users),
        *(Login(str(SELLERS[member.role]), member.user.email) for member in members.order_by("pk")),
    ]


def _role(user: User) -> str:
    return ", ".join(str(ROLES.get(group.name, group.name)) for group in user.groups.all()) or str(user)
