"""That the open cases of the application went over to a version."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.models.activation import Activation
from rules.models.append_only import AppendOnlyModel


class CaseMove(AppendOnlyModel):
    """What an activation that moves open cases asked for was done: once, at its moment or soon after it."""

    activation = models.OneToOneField(
        Activation, on_delete=models.PROTECT, related_name="case_move", verbose_name=_("activation")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    count = models.PositiveIntegerField(_("cases moved"))

    class Meta:
        verbose_name = _("move of open cases")
        verbose_name_plural = _("moves of open cases")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.activation}: {self.count}"
