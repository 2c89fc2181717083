"""The demo's logins, which everybody may know."""

from __future__ import annotations

from dataclasses import dataclass

from returns.models import User

PASSWORD = "constat-demo"  # noqa: S105  # everybody's, on a database that holds nothing else


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody whom a visitor of the demo may be."""

    role: str
    email: str


def demo_logins() -> list[Login]:
    """Return everybody who can log in to the administration, by role."""
    users = User.objects.filter(is_staff=True, is_active=True).prefetch_related("groups").order_by("pk")
    return [Login(_role(user), user.email) for user in users]


def _role(user: User) -> str:
    return ", ".join(group.name for group in user.groups.all()) or user.display_name
