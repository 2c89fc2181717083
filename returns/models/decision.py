"""What a rulebook concluded on a case, written once; and the facts and outcome, which can be erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.ledger.canonical import instant
from returns.ledger.chain import Content, Row
from returns.models.case import ReturnCase
from rules.models.append_only import AppendOnlyModel


class Decision(AppendOnlyModel):
    """One conclusion, by exactly one version of a rulebook, on the facts of one day."""

    class Status(models.TextChoices):
        """How firm the conclusion is."""

        DECIDED = "decided", _("decided")
        UNDETERMINED = "undetermined", _("undetermined")
        NEEDS_REVIEW = "needs_review", _("needs review")

    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("case"))
    version_hash = models.CharField(_("rulebook version"), max_length=71)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    decided_on = models.DateField(_("decided for the day"))
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
        help_text=_("Empty where nobody in particular asked."),
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("status", "-decided_at"), name="decision_status"),
            models.Index(fields=("-decided_at",), name="decision_newest"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("decided", "undetermined", "needs_review")),
                name="decision_status_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}, {self.get_status_display()}"

    def chain_row(self) -> Row:
        """Return everything that the row shows, for the chain to bind."""
        return {
            "case": self.case.reference,
            "case_id": self.case_id,
            "version_hash": self.version_hash,
            "status": self.status,
            "decided_on": self.decided_on.isoformat(),
            "decided_at": instant(self.decided_at),
            "actor": self.actor_id,
        }


class DecisionRecord(AppendOnlyModel):
    """The facts and the outcome of a decision, as canonical JSON texts; gone once erased."""

    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="record",
        verbose_name=_("decision"),
    )
    facts = models.TextField(_("facts"))
    outcome = models.TextField(_("outcome"))
    salt = models.CharField(_("salt"), max_length=32)

    class Meta:
        verbose_name = _("record of a decision")
        verbose_name_plural = _("records of decisions")

    def __str__(self) -> str:
        return f"record of decision {self.pk}"

    def chain_content(self) -> Content:
        """Return the texts for the chain to bind: two JSON texts, one a line."""
        return Content(self.salt, f"{self.facts}\n{self.outcome}")
