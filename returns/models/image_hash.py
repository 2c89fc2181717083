"""What photos look like, in 64 bits, so that one that was used before is found again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.evidence import Evidence

BANDS = 4
"""Hashes that differ in fewer bits than there are bands agree on one band at least."""


class ImageHash(models.Model):
    """The perceptual hash of one photo, and its four bands of 16 bits, each of them indexed."""

    evidence = models.OneToOneField(
        Evidence,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="image_hash",
        verbose_name=_("evidence"),
    )
    value = models.CharField(_("hash"), max_length=16, help_text=_("16 hexadecimal digits."))
    band_0 = models.PositiveIntegerField(db_index=True)
    band_1 = models.PositiveIntegerField(db_index=True)
    band_2 = models.PositiveIntegerField(db_index=True)
    band_3 = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = _("perceptual hash")
        verbose_name_plural = _("perceptual hashes")

    def __str__(self) -> str:
        return self.value
