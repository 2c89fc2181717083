"""Who works for a seller: invited by mail, given a role, removed; each change is one function and one transaction."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from returns.mailing.mails import INVITATION
from returns.mailing.outbox import send_later
from returns.models.invitation import SellerInvitation
from returns.models.message import OutboxMessage
from returns.models.people import Seller, SellerMember
from returns.models.user import User
from returns.sellers.handling import hand_over_handled
from returns.sellers.membership_history import Kind, note_invitation, note_joined, note_removed, note_role

LIFETIME = timedelta(days=7)
"""How long an invitation can be accepted; after that the seller sends another."""
OWNER = SellerMember.Role.OWNER


class MembershipRefusedError(Exception):
    """What was to be changed can't be; the message says why, and nothing was done."""


def is_owner(user: User, seller: Seller) -> bool:
    """Tell whether the user may change who works for the seller."""
    return user.is_active and seller.members.filter(user=user, role=OWNER).exists()


@transaction.atomic
def invite(*, seller: Seller, email: str, role: str, actor: User) -> SellerInvitation:
    """Invite somebody to work for a seller, by mail; an earlier invitation to the same address is revoked.

    Raises MembershipRefusedError for what is no address, or a member's; PermissionDenied unless an owner asks.
    """
    _need_owner(actor, seller)
    address = _address(email)
    if seller.members.filter(user__email=address).exists():
        message = _("%(email)s already works for %(seller)s.")
        raise MembershipRefusedError(message % {"email": address, "seller": seller})
    now = timezone.now()
    seller.invitations.open().filter(email=address).update(revoked_at=now)
    invitation = SellerInvitation(
        seller=seller, email=address, role=SellerMember.Role(role), invited_by=actor, expires_at=now + LIFETIME
    )
    invitation.message = _write(invitation)
    invitation.save()
    note_invitation(invitation=invitation, kind=Kind.INVITED, actor=actor)
    return invitation


def _address(email: str) -> str:
    address = User.objects.normalize_email(email)
    try:
        validate_email(address)
    except ValidationError:
        raise MembershipRefusedError(_("This is no e-mail address. Write it like name@example.com.")) from None
    return address


def _write(invitation: SellerInvitation) -> OutboxMessage | None:
    language = invitation.seller.language
    with in_language(language):
        context = {
            "inviter": str(invitation.invited_by),
            "seller": invitation.seller.name,
            "role": str(SellerMember.Role(invitation.role).label),
            "days": str(LIFETIME.days),
        }
    return send_later(template=INVITATION, to=invitation.email, language=language, context=context)


@transaction.atomic
def revoke_invitation(*, invitation: SellerInvitation, actor: User) -> None:
    """Make the link of an invitation useless; nothing happens to one that was accepted.

    Raises PermissionDenied unless an owner asks.
    """
    _need_owner(actor, invitation.seller)
    if SellerInvitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        note_invitation(invitation=invitation, kind=Kind.REVOKED, actor=actor)


@transaction.atomic
def accept_invitation(*, invitation: SellerInvitation, user: User) -> SellerMember:
    """Make whoever was invited a member; raises MembershipRefusedError for anybody else, or once it is too late."""
    if user.email != invitation.email or not user.is_active:
        raise MembershipRefusedError(_("This invitation is for somebody else."))
    now = timezone.now()
    if not SellerInvitation.objects.usable(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise MembershipRefusedError(_("This invitation can no longer be accepted."))
    member, is_new = SellerMember.objects.get_or_create(
        seller=invitation.seller, user=user, defaults={"role": invitation.role}
    )
    if is_new:
        note_joined(member=member, actor=user, invitation=invitation)
    return member


@transaction.atomic
def join_as_new(*, invitation: SellerInvitation, display_name: str, password: str, language: str) -> User:
    """Create the user who was invited, and make them a member; raises as ``accept_invitation`` does.

    Raises MembershipRefusedError for an address that somebody already logs in with.
    """
    if User.objects.filter(email=invitation.email).exists():
        raise MembershipRefusedError(_("Somebody already logs in with this address."))
    user = User.objects.create_user(invitation.email, password, display_name=display_name, language=language)
    accept_invitation(invitation=invitation, user=user)
    return user


@transaction.atomic
def change_role(*, member: SellerMember, role: str, actor: User) -> None:
    """Give a member another role.

    Raises MembershipRefusedError for the last owner and for whoever has left meanwhile, PermissionDenied.
    """
    _need_owner(actor, member.seller)
    if role != OWNER:
        _keep_an_owner(member)
    held = _held(member)
    former, held.role = held.role, SellerMember.Role(role)
    held.save(update_fields=["role"])
    note_role(member=held, former=former, actor=actor)


@transaction.atomic
def remove_member(*, member: SellerMember, actor: User, to: User | None = None) -> int:
    """Have somebody no longer work for the seller, and hand their cases over; return how many those were.

    Owners remove anybody, members themselves. Raises MembershipRefusedError for the last owner and for whoever has left
    meanwhile, NotAMemberError where cases can't go to ``to``, CaseChangedError, PermissionDenied.
    """
    if actor.pk != member.user_id:
        _need_owner(actor, member.seller)
    _keep_an_owner(member)
    held = _held(member)
    count = hand_over_handled(seller=held.seller, away=held.user, to=to, actor=actor)
    note_removed(member=held, actor=actor)
    held.delete()
    return count


def _held(member: SellerMember) -> SellerMember:
    """The membership as it is now, locked until the transaction ends."""
    rows = SellerMember.objects.select_for_update(of=("self",)).select_related("user", "seller")
    held = rows.filter(pk=member.pk).first()
    if held is None:
        message = _("%(name)s no longer works for %(seller)s.")
        raise MembershipRefusedError(message % {"name": member.user, "seller": member.seller})
    return held


def _keep_an_owner(member: SellerMember) -> None:
    # Locked: of two owners who leave at once, one stays.
    owners = SellerMember.objects.select_for_update().filter(seller=member.seller, role=OWNER)
    if {owner.pk for owner in owners} == {member.pk}:
        raise MembershipRefusedError(_("A seller keeps at least one owner: make somebody else one first."))


def _need_owner(actor: User, seller: Seller) -> None:
    if not is_owner(actor, seller):
        raise PermissionDenied
