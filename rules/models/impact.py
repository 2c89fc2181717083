"""What a version would change: the cases of a sample decided by it and by the version in force."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.models.version import Version

STALLED_AFTER = timedelta(minutes=5)


class ImpactRun(models.Model):
    """One such trial, worked off in the background by ``rules.impact``.

    ``counts`` has, for each kind of change, how many ``changes`` there are in how many ``cases``; ``flow`` counts
    the cases by how they stood and would stand ("covered.excluded"). ``differing`` lists the first cases that
    differ: ``case``, ``before``, ``after`` (how it stands) and ``changes``.
    """

    class State(models.TextChoices):
        """How far a trial has come."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="impact_runs", verbose_name=_("version")
    )
    revision = models.PositiveIntegerField(_("revision"), help_text=_("That of the version when it was tried."))
    against = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", verbose_name=_("compared with"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(_("started at"), default=timezone.now)
    touched_at = models.DateTimeField(_("last heard of at"), default=timezone.now)
    total = models.PositiveIntegerField(_("cases"), default=0)
    done = models.PositiveIntegerField(_("cases tried"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    differing = models.JSONField(_("cases that differ"), default=list)

    class Meta:
        verbose_name = _("trial on stored cases")
        verbose_name_plural = _("trials on stored cases")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running", "done", "stopped", "failed")),
                name="impact_run_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}, {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether more is to come."""
        return self.state in OPEN_RUNS

    @property
    def is_stalled(self) -> bool:
        """Whether more should have come: nobody works at it, as it seems."""
        return self.is_open and timezone.now() - self.touched_at > STALLED_AFTER


OPEN_RUNS = (ImpactRun.State.WAITING, ImpactRun.State.RUNNING)
