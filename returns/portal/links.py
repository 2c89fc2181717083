"""The addresses in mails to sellers: the case that a mail is about, or the signed link of an invitation.

The token is worked out from the invitation as the mail leaves: what is stored opens nothing without the site's key.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from returns.mailing import outbox
from returns.mailing.mails import INVITATION, PORTAL_LINK
from returns.models.invitation import SellerInvitation
from returns.models.message import OutboxMessage

SALT = "returns.portal.join"


def token_of(invitation: SellerInvitation) -> str:
    """Return the token of an invitation's link."""
    return Signer(salt=SALT).sign(invitation.public_id.hex)


def find_invitation(token: str) -> SellerInvitation | None:
    """Return the invitation of a token, whatever became of it; None where nobody ever sent this token."""
    try:
        public_id = UUID(hex=Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    return SellerInvitation.objects.select_related("seller", "invited_by").filter(public_id=public_id).first()


def address_in_mail(message: OutboxMessage) -> str:
    """Return the address that a mail to a seller leads to."""
    if message.template == INVITATION:
        invitation = SellerInvitation.objects.filter(message=message).first()
        path = reverse("portal:join", args=[token_of(invitation)]) if invitation else reverse("portal:home")
    else:
        path = reverse("portal:case", args=[message.case.reference]) if message.case else reverse("portal:home")
    return settings.SITE_URL + path


def register() -> None:
    """Have mails to sellers lead to the portal."""
    outbox.supply(PORTAL_LINK, address_in_mail)
