"""The codes that rules conclude with, and what people read for each."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.rows import LabelledRow


class ExplainedRow(LabelledRow):
    """A labelled row whose meaning customers and sellers can read."""

    explanation = models.TextField(_("explanation"), help_text=_("What it means, for a customer."))

    class Meta(LabelledRow.Meta):
        abstract = True


class Guarantee(ExplainedRow):
    """A protection that a return may fall under (commercial, legal, withdrawal, transit)."""

    class Meta(ExplainedRow.Meta):
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")


class Ground(ExplainedRow):
    """Why a rule excludes a guarantee, blocks a transition or asks for a review."""

    class Meta(ExplainedRow.Meta):
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")


class Reason(ExplainedRow):
    """Why a customer returns a device."""

    class Meta(ExplainedRow.Meta):
        verbose_name = _("reason for a return")
        verbose_name_plural = _("reasons for a return")


class Resolution(ExplainedRow):
    """How a return ends (remote assistance, repair, replacement, refund, sent back)."""

    class Meta(ExplainedRow.Meta):
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")


class Deadline(LabelledRow):
    """A period that the trade or the law sets; shown to people, while rules hold their own limits."""

    class Unit(models.TextChoices):
        """What the amount counts; see ``returns.timing.calendar``."""

        BUSINESS_HOUR = "business_hour", _("hours, weekends and holidays excluded")
        BUSINESS_DAY = "business_day", _("business days")
        DAY = "day", _("days")
        MONTH = "month", _("months")

    amount = models.PositiveSmallIntegerField(_("amount"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=14, choices=Unit.choices)
    source = models.CharField(_("source"), max_length=200, help_text=_("The law or the terms that set the period."))

    class Meta(LabelledRow.Meta):
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
