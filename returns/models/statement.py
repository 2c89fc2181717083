"""What people say of a device: customers' declarations, inspections, agents' findings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.case import ReturnCase


class Inspection(models.Model):
    """The seller's examination of a device that arrived; its findings are statements."""

    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("case"))
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("inspected by"),
    )
    inspected_at = models.DateTimeField(_("inspected at"), default=timezone.now)
    imei = models.CharField(_("IMEI"), max_length=40, blank=True, help_text=_("As read on the device, right or wrong."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case}, {self.inspected_at:%Y-%m-%d}"


class Statement(models.Model):
    """One fact as one side states it; the latest of a side stands, earlier ones stay to be read."""

    class Source(models.TextChoices):
        """Who states it."""

        CUSTOMER = "customer", _("customer")
        SELLER = "seller", _("seller")
        AGENT = "agent", _("agent")

    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="statements", verbose_name=_("case"))
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    fact = models.CharField(
        _("fact"),
        max_length=120,
        help_text=_("Short (shock) where several sides may state it; else its name in the rules."),
    )
    value = models.JSONField(_("value"), null=True, help_text=_("Empty: asked, and not known."))
    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("inspection"),
    )
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stated by"),
        help_text=_("Empty for the customer."),
    )
    stated_at = models.DateTimeField(_("stated at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(source__in=("customer", "seller", "agent")),
                name="statement_source_known",
            ),
            models.CheckConstraint(condition=~models.Q(fact=""), name="statement_names_a_fact"),
            models.CheckConstraint(
                condition=models.Q(inspection=None) | models.Q(source="seller"),
                name="statement_inspected_by_seller",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.fact}"
