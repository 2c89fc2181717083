# modeltranslation gives the managers a class that mypy cannot look up by name.
# mypy: disable-error-code="django-manager-missing"
"""The return procedure that customers follow: steps, evidence, photo slots, guides."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.devices import DeviceCategory, DeviceFamily
from returns.models.catalogue.rows import CatalogueRow, LabelledRow, TranslatedModel


class Step(LabelledRow):
    """One of the eight steps of a return, from the warranty check to the shipping."""

    intro = models.TextField(_("introduction"), help_text=_("Why the step matters, in short."))
    body = models.TextField(_("instructions"), blank=True, help_text=_("One line a piece."))

    class Meta(LabelledRow.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")


class EvidenceItem(LabelledRow):
    """Something a rule can require of a return: a photo, a document, a value, a confirmation."""

    class Kind(models.TextChoices):
        """The form in which the customer hands the item in."""

        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")
        VIDEO = "video", _("video")
        VALUE = "value", _("value to type")
        CONFIRMATION = "confirmation", _("confirmation")

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="items", verbose_name=_("step"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    instructions = models.TextField(_("instructions"), help_text=_("What exactly is expected."))
    auto_accept = models.BooleanField(
        _("accept without a person"),
        default=True,
        help_text=_("A photo that passes every check is accepted at once. Off: an agent looks at each."),
    )
    takes_several = models.BooleanField(
        _("several files"), default=False, help_text=_("Off: a new file replaces one that waits to be looked at.")
    )

    class Meta(LabelledRow.Meta):
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")


class PhotoSlotManager(models.Manager["PhotoSlot"]):
    """Finds a photo slot by its category and item."""

    def get_by_natural_key(self, category: str, item: str) -> PhotoSlot:
        """Return the slot of these codes; raises PhotoSlot.DoesNotExist."""
        return self.get(category__code=category, item__code=item)


class PhotoSlot(TranslatedModel):
    """One photo asked of a category, with the advice that fits this category."""

    category = models.ForeignKey(
        DeviceCategory,
        on_delete=models.CASCADE,
        related_name="photo_slots",
        verbose_name=_("category"),
    )
    item = models.ForeignKey(
        EvidenceItem,
        on_delete=models.PROTECT,
        related_name="photo_slots",
        limit_choices_to={"kind": EvidenceItem.Kind.PHOTO},
        verbose_name=_("evidence item"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("label"), max_length=120)
    note = models.CharField(_("note"), max_length=240, help_text=_("How to take the photo."))
    optional_note = models.CharField(
        _("if possible"),
        max_length=240,
        blank=True,
        help_text=_("When the photo may be left out. Empty where it never may."),
    )

    objects: ClassVar[PhotoSlotManager] = PhotoSlotManager()

    class Meta:
        verbose_name = _("photo slot")
        verbose_name_plural = _("photo slots")
        ordering = ("category", "position")
        constraints = (models.UniqueConstraint(fields=("category", "item"), name="photo_slot_once"),)

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        """Return the codes of the category and of the item."""
        return (self.category.code, self.item.code)

    natural_key.dependencies = [  # type: ignore[attr-defined]  # Django's own protocol
        "returns.devicecategory",
        "returns.evidenceitem",
    ]


class Guide(CatalogueRow):
    """Step-by-step help for families of devices, one numbered line a step."""

    class Purpose(models.TextChoices):
        """What the reader gets done with a guide."""

        BACKUP = "backup", _("back up")
        TRANSFER = "transfer", _("transfer")
        SIGN_OUT = "sign_out", _("sign out")
        ERASE = "erase", _("erase")
        PROOF = "proof", _("prove the sign-out")

    class DeviceState(models.TextChoices):
        """The state of the device that a guide is written for."""

        ANY = "any", _("any")
        WORKING = "working", _("working")
        UNRESPONSIVE = "unresponsive", _("unresponsive")

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="guides", verbose_name=_("step"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    families = models.ManyToManyField(DeviceFamily, related_name="guides", verbose_name=_("device families"))
    device_state = models.CharField(
        _("state of the device"),
        max_length=12,
        choices=DeviceState.choices,
        default=DeviceState.ANY,
    )
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("steps"), help_text=_("One numbered step a line."))

    class Meta(CatalogueRow.Meta):
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def __str__(self) -> str:
        return self.title
