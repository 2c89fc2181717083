"""What people decide otherwise than the rules, and from which amount on a lead confirms it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.decision import Decision
from returns.models.event import Event
from rules.models.append_only import AppendOnlyModel


class Override(AppendOnlyModel):
    """One departure from a decision, bound to the chain with its event; the reason is the event's note."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="override", verbose_name=_("event")
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="overrides", verbose_name=_("decision disagreed with")
    )
    verdicts = models.JSONField(_("verdicts"), default=dict, help_text=_("By guarantee, those that are otherwise."))
    resolution = models.CharField(_("resolution"), max_length=60, blank=True)
    rules = models.JSONField(_("rules disagreed with"), default=list)
    needs_confirmation = models.BooleanField(_("a lead has to confirm it"), default=False)

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.event.case}, {self.resolution or ', '.join(self.verdicts)}"

    def chain_row(self) -> dict[str, Any]:
        """Return everything that the row shows, for the chain to bind."""
        return {
            "decision": self.decision_id,
            "verdicts": self.verdicts,
            "resolution": self.resolution,
            "rules": self.rules,
            "needs_confirmation": self.needs_confirmation,
        }


class OverriddenRule(models.Model):
    """One rule that an override disagrees with, as a row: which rule do people disagree with?"""

    override = models.ForeignKey(
        Override, on_delete=models.PROTECT, related_name="overridden_rules", verbose_name=_("override")
    )
    rule = models.CharField(_("rule"), max_length=120)

    class Meta:
        verbose_name = _("overridden rule")
        verbose_name_plural = _("overridden rules")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("rule", "override"), name="overridden_rule_once"),)

    def __str__(self) -> str:
        return self.rule


class RefundLimitManager(models.Manager["RefundLimit"]):
    """Finds a limit by its currency."""

    def get_by_natural_key(self, currency: str) -> RefundLimit:
        """Return the limit of this currency; raises RefundLimit.DoesNotExist."""
        return self.get(currency=currency)


class RefundLimit(models.Model):
    """The refund above which a lead confirms an agent's override; where a currency has none, a lead always does."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", _("Write the three letters of ISO 4217, as in EUR."))],
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])

    objects: ClassVar[RefundLimitManager] = RefundLimitManager()

    class Meta:
        verbose_name = _("refund limit")
        verbose_name_plural = _("refund limits")
        ordering = ("currency",)
        constraints = (models.CheckConstraint(condition=models.Q(amount__gte=0), name="refund_limit_not_negative"),)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def natural_key(self) -> tuple[str]:
        """Return the currency alone."""
        return (self.currency,)
