"""What was handed in for an item: a photo, a document, a value, a confirmation."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.workflow import Audience

FORGOTTEN = models.Q(file_name="", stored_bytes__gt=0)
"""Rows whose file is to be deleted: named no more, and still there."""


class Evidence(models.Model):
    """One piece of evidence: the last one that stands is the current one of its item."""

    class Status(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("pending")
        ACCEPTED = "accepted", pgettext_lazy("evidence", "accepted")
        REFUSED = "refused", pgettext_lazy("evidence", "refused")
        SUPERSEDED = "superseded", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.UUIDField(_("public identifier"), unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("case"))
    item = models.ForeignKey(
        EvidenceItem,
        on_delete=models.PROTECT,
        to_field="code",
        related_name="evidence",
        verbose_name=_("item"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    refusal_reason = models.TextField(_("reason of the refusal"), blank=True)
    measurements = models.JSONField(
        _("measurements"), default=dict, blank=True, help_text=_("By name: sharp, bright, …")
    )
    file_name = models.CharField(_("file"), max_length=120, blank=True, help_text=_("Empty where the item is no file."))
    has_video = models.BooleanField(
        _("video"), default=False, help_text=_("The file is a still of a video, which lies beside it.")
    )
    stored_bytes = models.PositiveIntegerField(
        _("bytes stored"), default=0, help_text=_("Of the file, its thumbnail and its video.")
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    given_by = models.CharField(_("in the name of"), max_length=8, choices=Audience.choices, default=Audience.CUSTOMER)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("case", "item"), name="evidence_of_case"),
            models.Index(fields=("id",), condition=FORGOTTEN, name="evidence_file_to_delete"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("pending", "accepted", "refused", "superseded", "withdrawn")),
                name="evidence_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="refused") | models.Q(refusal_reason=""),
                name="evidence_refused_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}, {self.get_status_display()}"
