# modeltranslation gives the managers a class that mypy cannot look up by name.
# mypy: disable-error-code="django-manager-missing"
"""Carriers, and the ways in which a parcel is handed to each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.rows import LabelledRow


class Carrier(LabelledRow):
    """Who takes the parcel, recognised by a mention on the return label."""

    class TrackingFormat(models.TextChoices):
        """How the carrier's tracking numbers are checked; see ``returns.identifiers``."""

        CHRONOPOST = "chronopost", "Chronopost"
        COLISSIMO = "colissimo", "Colissimo"
        DHL_EXPRESS = "dhl_express", "DHL Express"
        FREE = "free", _("free")

    label_mention = models.CharField(
        _("mention on the label"),
        max_length=60,
        blank=True,
        help_text=_("The words by which a customer recognises the label."),
    )
    tracking_format = models.CharField(
        _("tracking number format"),
        max_length=12,
        choices=TrackingFormat.choices,
        default=TrackingFormat.FREE,
    )
    tracking_hint = models.CharField(
        _("where the number stands"),
        max_length=240,
        help_text=_("Where on the label or receipt the tracking number is."),
    )

    class Meta(LabelledRow.Meta):
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")


class DropOffOption(LabelledRow):
    """A way to hand over a parcel; its deadlines are local times of the day."""

    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="drop_offs", verbose_name=_("carrier"))
    instructions = models.TextField(_("instructions"), help_text=_("One numbered step a line."))
    caution = models.TextField(_("caution"), help_text=_("What goes wrong most often."))
    deposit_proof = models.BooleanField(
        _("gives a proof of deposit"),
        help_text=_("The customer is told to keep it, and can add it to the return."),
    )
    book_before = models.TimeField(
        _("book before"), null=True, blank=True, help_text=_("Empty where nothing is booked by a set hour.")
    )
    book_days_ahead = models.PositiveSmallIntegerField(
        _("days ahead"),
        null=True,
        blank=True,
        help_text=_("Calendar days between the booking and the collection: 1 is the day before."),
    )
    put_out_before = models.TimeField(
        _("put out before"), null=True, blank=True, help_text=_("On the day of the collection.")
    )

    class Meta(LabelledRow.Meta):
        verbose_name = _("drop-off option")
        verbose_name_plural = _("drop-off options")
        constraints = (
            models.CheckConstraint(
                name="drop_off_booking_whole",
                condition=models.Q(book_before__isnull=True, book_days_ahead__isnull=True)
                | models.Q(book_before__isnull=False, book_days_ahead__isnull=False),
                violation_error_message=_("A booking deadline needs both an hour and the days ahead."),
            ),
        )
