# modeltranslation gives the managers a class that mypy cannot look up by name.
# mypy: disable-error-code="django-manager-missing"
"""Kinds of devices, and the accounts that can be signed in on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.rows import LabelledRow


class AccountFamily(LabelledRow):
    """A kind of account that ties a device to its owner (iCloud, Google, …, or none)."""

    class Meta(LabelledRow.Meta):
        verbose_name = _("account family")
        verbose_name_plural = _("account families")


class DeviceCategory(LabelledRow):
    """What a device is; decides which photos, values and steps are asked for."""

    stores_personal_data = models.BooleanField(
        _("stores personal data"),
        default=False,
        help_text=_("Back-up and erasure are asked for before the device is sent."),
    )
    holds_account = models.BooleanField(
        _("can hold an account"),
        default=False,
        help_text=_("A proof of sign-out is asked for before the device is sent."),
    )
    accepts_by_rules = models.BooleanField(
        _("accepted by the rules alone"),
        default=False,
        help_text=_(
            "An inspected return is accepted without an agent where the rules decide everything: covered, nothing "
            "blocked, missing, unknown or to be looked at, one resolution. Refunds only up to the refund limit."
        ),
    )

    class Meta(LabelledRow.Meta):
        verbose_name = _("device category")
        verbose_name_plural = _("device categories")


class DeviceFamily(LabelledRow):
    """A group of devices that are backed up, signed out and erased in the same way."""

    categories = models.ManyToManyField(DeviceCategory, related_name="families", verbose_name=_("categories"))
    account_family = models.ForeignKey(
        AccountFamily,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="device_families",
        verbose_name=_("account family"),
        help_text=_("Leave empty where it is not known in advance which account it holds."),
    )
    brand = models.CharField(_("brand"), max_length=60, blank=True, help_text=_("Empty where several brands belong."))

    class Meta(LabelledRow.Meta):
        verbose_name = _("device family")
        verbose_name_plural = _("device families")
