"""Who changed who works for a seller, written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.invitation import SellerInvitation
from returns.models.people import Seller, SellerMember
from rules.models.append_only import AppendOnlyModel


class MembershipEvent(AppendOnlyModel):
    """One change of a seller's members; an address that was invited stands with the invitation, not here."""

    class Kind(models.TextChoices):
        """What was changed."""

        INVITED = "invited", _("invited")
        REVOKED = "revoked", _("invitation revoked")
        JOINED = "joined", _("joined")
        ROLE = "role", _("role changed")
        REMOVED = "removed", _("removed")

    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="membership_events", verbose_name=_("seller")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
        help_text=_("Empty for an invitation."),
    )
    invitation = models.ForeignKey(
        SellerInvitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invitation"),
    )
    former_role = models.CharField(_("former role"), max_length=10, choices=SellerMember.Role.choices, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=SellerMember.Role.choices, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a seller’s members")
        verbose_name_plural = _("changes of sellers’ members")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("seller", "-id"), name="membership_event_of_seller"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) ^ models.Q(kind__in=("invited", "revoked")),
                name="membership_event_names_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(invitation__isnull=False),
                name="membership_event_has_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seller}, {self.get_kind_display()}"

    @property
    def whom(self) -> str:
        """The member by name, else the address that was invited."""
        return str(self.user) if self.user else self.invitation.email if self.invitation else ""

    @property
    def is_own(self) -> bool:
        """Whether somebody did it to themselves: who is removed so has left."""
        return self.user_id == self.actor_id
