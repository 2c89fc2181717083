"""Notes who changed who works for a seller, in the transaction of the change; and reads it to the seller's owners."""

from __future__ import annotations

from django.db.models import QuerySet

from returns.models.invitation import SellerInvitation
from returns.models.membership_event import MembershipEvent
from returns.models.people import Seller, SellerMember
from returns.models.user import User

Kind = MembershipEvent.Kind
MOST = 50
"""Changes that a page shows; auditors read all of them in the admin."""


def note_invitation(*, invitation: SellerInvitation, kind: Kind, actor: User) -> None:
    """Note that somebody was invited in a role, or that this was revoked."""
    MembershipEvent.objects.create(
        seller=invitation.seller, kind=kind, invitation=invitation, role=invitation.role, actor=actor
    )


def note_joined(*, member: SellerMember, actor: User, invitation: SellerInvitation | None = None) -> None:
    """Note that somebody works for the seller from now on: whoever accepted the invitation, or was added by staff."""
    MembershipEvent.objects.create(
        seller=member.seller, kind=Kind.JOINED, user=member.user, invitation=invitation, role=member.role, actor=actor
    )


def note_role(*, member: SellerMember, former: str, actor: User) -> None:
    """Note that a member has another role than the ``former`` one; nothing where it is the same."""
    if member.role != former:
        MembershipEvent.objects.create(
            seller=member.seller, kind=Kind.ROLE, user=member.user, former_role=former, role=member.role, actor=actor
        )


def note_change(*, before: SellerMember, after: SellerMember, actor: User) -> None:
    """Note what staff made of a membership, which may now be somebody else's."""
    if before.user_id == after.user_id:
        note_role(member=after, former=before.role, actor=actor)
    else:
        note_removed(member=before, actor=actor)
        note_joined(member=after, actor=actor)


def note_removed(*, member: SellerMember, actor: User) -> None:
    """Note that somebody no longer works for the seller; by themselves, they left."""
    MembershipEvent.objects.create(
        seller=member.seller, kind=Kind.REMOVED, user=member.user, former_role=member.role, actor=actor
    )


def membership_history(seller: Seller) -> QuerySet[MembershipEvent]:
    """Return the last changes of who works for a seller, the newest first (one query)."""
    found: QuerySet[MembershipEvent] = MembershipEvent.objects.filter(seller=seller)
    return found.select_related("user", "invitation", "actor").order_by("-pk")[:MOST]
