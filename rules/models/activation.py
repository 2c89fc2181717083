"""Which version of a rulebook is in force from when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.models.append_only import AppendOnlyModel
from rules.models.rulebook import Rulebook
from rules.models.version import Version


class Activation(AppendOnlyModel):
    """From a moment on, a version is in force: the latest such moment that has passed counts, then the latest row."""

    rulebook = models.ForeignKey(
        Rulebook, on_delete=models.PROTECT, related_name="activations", verbose_name=_("rulebook")
    )
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="activations", verbose_name=_("version")
    )
    effective_from = models.DateTimeField(_("in force from"))
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)
    is_rollback = models.BooleanField(_("roll-back"), default=False)
    moves_open_cases = models.BooleanField(
        _("moves open cases"),
        default=False,
        help_text=_("Whether cases that are not closed go over to this version, or keep theirs."),
    )

    class Meta:
        verbose_name = _("activation")
        verbose_name_plural = _("activations")
        ordering = ("-effective_from", "-pk")
        indexes = (models.Index(fields=("rulebook", "-effective_from", "-id"), name="activation_in_force"),)

    def __str__(self) -> str:
        return f"{self.version}, {self.effective_from:%Y-%m-%d %H:%M}"
