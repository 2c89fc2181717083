"""What lists and figures of cases are read from: the grounds of each, and the deadlines that were kept or missed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.case import ReturnCase
from returns.models.people import Seller
from returns.workflow import State


class CaseGround(models.Model):
    """A ground that the current decision of a case names, by its code."""

    case = models.ForeignKey(ReturnCase, on_delete=models.CASCADE, related_name="grounds", verbose_name=_("case"))
    ground = models.CharField(_("ground"), max_length=60)

    class Meta:
        verbose_name = _("ground of a case")
        verbose_name_plural = _("grounds of cases")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("ground", "case"), name="case_ground_once"),)

    def __str__(self) -> str:
        return self.ground


class DeadlineResult(models.Model):
    """A step that a seller owed by a time, and when it was done."""

    case = models.ForeignKey(
        ReturnCase, on_delete=models.PROTECT, related_name="deadline_results", verbose_name=_("case")
    )
    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="deadline_results", verbose_name=_("seller")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, help_text=_("In which it was owed."))
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"))
    is_late = models.BooleanField(_("late"))

    class Meta:
        verbose_name = _("result of a deadline")
        verbose_name_plural = _("results of deadlines")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("seller", "-done_at"), name="deadline_result_of_seller"),)

    def __str__(self) -> str:
        return f"{self.case}, {self.state}"
