"""A customer's link into the return: stored as a hash, so that the database opens no door."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.case import ReturnCase


class CustomerLinkQuerySet(models.QuerySet["CustomerLink"]):
    """Links, by whether they still open something."""

    def usable(self, at: datetime | None = None) -> CustomerLinkQuerySet:
        """Keep those that have neither expired nor been revoked."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())


class CustomerLink(models.Model):
    """One link that was sent to the customer of a case; it may be opened again and again until it ends."""

    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="links", verbose_name=_("case"))
    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = CustomerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer's link")
        verbose_name_plural = _("customers' links")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(Exact(Length("token_hash"), 64)), name="link_token_is_a_hash"),
        )

    def __str__(self) -> str:
        return f"{self.case}, {self.issued_at:%Y-%m-%d}"
