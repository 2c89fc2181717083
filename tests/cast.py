"""The fixed cast: everybody who may come across a case, and what each is to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Permission

from returns.models import Customer, Seller, User
from tests.factories import CustomerFactory, SellerFactory, SellerMemberFactory, UserFactory


def permit(user: User, *permissions: str) -> User:
    """Give a user permissions, written ``app.codename``."""
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


def staff(name: str, *permissions: str) -> User:
    """Create a member of staff with permissions."""
    user = UserFactory.create(email=f"{name}@example.org", display_name=name, is_staff=True)
    return permit(user, *permissions)


def member(seller: Seller) -> User:
    """Create a user who works for a seller."""
    user: User = SellerMemberFactory.create(seller=seller).user
    return user


@dataclass(frozen=True)
class Cast:
    """``seller`` and ``customer`` are those of the case that a test is about."""

    agent: User
    lead: User
    rule_editor: User
    approver: User
    seller: User
    other_seller: User
    customer: Customer
    outsider: User
    shop: Seller

    def users(self) -> Iterator[tuple[str, User]]:
        """Yield everybody who can log in, by role."""
        for role, person in vars(self).items():
            if isinstance(person, User):
                yield role, person


def assemble_cast() -> Cast:
    """Create everybody."""
    shop = SellerFactory.create()
    return Cast(
        agent=staff("agent", "returns.handle_returncase", "returns.view_returncase"),
        lead=staff("lead", "returns.lead_returncase", "returns.erase_returncase"),
        rule_editor=staff("rule_editor", "rules.change_version"),
        approver=staff("approver", "rules.approve_version"),
        seller=member(shop),
        other_seller=member(SellerFactory.create()),
        customer=CustomerFactory.create(),
        outsider=UserFactory.create(),
        shop=shop,
    )
