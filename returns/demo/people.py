"""Who is in the demo: staff in every role, two sellers, their owners and members, all with one known password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from returns.models import Seller, SellerMember, User
from returns.start.logins import PASSWORD

STAFF = (
    ("redaction@example.org", "Inès Caradec", "rule editor"),
    ("validation@example.org", "Marc Aubry", "rule approver"),
    ("catalogue@example.org", "Lucie Hamel", "catalogue editor"),
    ("agent@example.org", "Yanis Morel", "agent"),
    ("responsable@example.org", "Hélène Roux", "agent lead"),
    ("audit@example.org", "Simon Petit", "auditor"),
)
"""E-mail, name and role of each."""
SELLERS = (
    ("reboot", "Reboot Mobile", "atelier@reboot.example.org", "Nadia Benali"),
    ("second_souffle", "Second Souffle", "sav@second-souffle.example.org", "Olivier Kerr"),
)
"""Code, name, e-mail, and the name of the owner who logs in with it."""
COLLEAGUES = (("reboot", "reception@reboot.example.org", "Sami Cherif"),)
"""The seller's code, e-mail and name of each member who is no owner."""


@dataclass(frozen=True, slots=True)
class Troupe:
    """The people by what they do; sellers and their members by the seller's code."""

    editor: User
    approver: User
    agent: User
    lead: User
    sellers: dict[str, Seller]
    members: dict[str, User]


@transaction.atomic
def assemble_troupe() -> Troupe:
    """Create whoever is missing; the roles must have been loaded."""
    staff = {role: _staff(email, name, role) for email, name, role in STAFF}
    sellers = {code: _seller(code, name, email) for code, name, email, _member in SELLERS}
    for code, email, name in COLLEAGUES:
        _member(sellers[code], email, name, SellerMember.Role.MEMBER)
    return Troupe(
        editor=staff["rule editor"],
        approver=staff["rule approver"],
        agent=staff["agent"],
        lead=staff["agent lead"],
        sellers=sellers,
        members={
            code: _member(sellers[code], email, name, SellerMember.Role.OWNER) for code, _seller, email, name in SELLERS
        },
    )


def _user(email: str, name: str, *, is_staff: bool) -> User:
    user, created = User.objects.get_or_create(email=email, defaults={"display_name": name, "is_staff": is_staff})
    if created:
        user.set_password(PASSWORD)
        user.save()
    return user


def _staff(email: str, name: str, role: str) -> User:
    user = _user(email, name, is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


def _seller(code: str, name: str, email: str) -> Seller:
    seller, _created = Seller.objects.get_or_create(code=code, defaults={"name": name, "email": email})
    return seller


def _member(seller: Seller, email: str, name: str, role: str) -> User:
    user = _user(email, name, is_staff=False)
    SellerMember.objects.get_or_create(seller=seller, user=user, defaults={"role": role})
    return user
