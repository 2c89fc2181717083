"""An invitation to work for a seller, sent by mail; its link is signed, and nothing stored here opens it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.message import OutboxMessage
from returns.models.people import Seller, SellerMember


class SellerInvitationQuerySet(models.QuerySet["SellerInvitation"]):
    """Invitations, by whether they still lead anywhere."""

    def open(self) -> SellerInvitationQuerySet:
        """Keep those that were neither accepted nor revoked, expired ones among them."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self, at: datetime | None = None) -> SellerInvitationQuerySet:
        """Keep those that can still be accepted."""
        return self.open().filter(expires_at__gt=at or timezone.now())


class SellerInvitation(models.Model):
    """One person invited to one seller; a new invitation to the same address revokes the one before."""

    public_id = models.UUIDField(_("public identifier"), unique=True, default=uuid.uuid4, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("seller"))
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"), max_length=10, choices=SellerMember.Role.choices, default=SellerMember.Role.MEMBER
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    message = models.OneToOneField(
        OutboxMessage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
        verbose_name=_("mail"),
    )
    created_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = SellerInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a seller")
        verbose_name_plural = _("invitations to sellers")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("seller", "email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="seller_invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} · {self.seller}"

    @property
    def is_usable(self) -> bool:
        """Whether it can be accepted now."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
