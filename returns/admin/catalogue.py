"""The catalogue's admin: every row that staff edit, in both languages, with its history."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from returns.models import (
    AccountFamily,
    Carrier,
    Deadline,
    DeviceCategory,
    DeviceFamily,
    DropOffOption,
    EvidenceItem,
    Ground,
    Guarantee,
    Guide,
    PhotoCheck,
    PhotoSlot,
    Reason,
    Resolution,
    Step,
)

Row = TypeVar("Row", bound=models.Model)


class CatalogueAdmin(SimpleHistoryAdmin, TranslationAdmin[Row]):
    """A list in the procedure's order, with a search in both languages."""

    list_display: Any = ("label", "code", "position")
    search_fields: ClassVar[Any] = ("code", "label_fr", "label_en")
    # A dozen rows at most: they fit where two lists side by side would not.
    formfield_overrides: ClassVar[Any] = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fixed_fields: ClassVar[tuple[str, ...]] = ("code",)
    """What rules and cases refer to: it can be chosen once, and not changed."""

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """Add the fixed fields once the row exists."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        return (*readonly, *self.fixed_fields) if obj else readonly


@admin.register(AccountFamily)
class AccountFamilyAdmin(CatalogueAdmin[AccountFamily]):
    """Kinds of accounts."""

    fields = ("code", "position", "label")


@admin.register(DeviceCategory)
class DeviceCategoryAdmin(CatalogueAdmin[DeviceCategory]):
    """What devices are."""

    list_display = ("label", "code", "stores_personal_data", "holds_account", "position")
    list_filter = ("stores_personal_data", "holds_account")
    fields = ("code", "position", "label", "stores_personal_data", "holds_account")


@admin.register(DeviceFamily)
class DeviceFamilyAdmin(CatalogueAdmin[DeviceFamily]):
    """Devices that are handled alike."""

    list_display = ("label", "code", "brand", "account_family", "position")
    list_filter = ("account_family", "categories")
    list_select_related = ("account_family",)
    fields = ("code", "position", "label", "brand", "account_family", "categories")


@admin.register(Step)
class StepAdmin(CatalogueAdmin[Step]):
    """The eight steps."""

    list_display = ("position", "label", "code")
    list_display_links = ("label",)
    fields = ("code", "position", "label", "intro", "body")


@admin.register(EvidenceItem)
class EvidenceItemAdmin(CatalogueAdmin[EvidenceItem]):
    """What rules ask for."""

    list_display = ("label", "code", "kind", "auto_accept", "step", "position")
    list_filter = ("kind", "step")
    list_select_related = ("step",)
    fields = ("code", "position", "step", "kind", "label", "instructions", "auto_accept", "takes_several")


@admin.register(PhotoSlot)
class PhotoSlotAdmin(CatalogueAdmin[PhotoSlot]):
    """The photos of each category."""

    list_display = ("label", "category", "note", "optional_note")
    list_filter = ("category",)
    list_select_related = ("category",)
    search_fields = ("label_fr", "label_en", "note_fr", "note_en", "item__code")
    fields = ("category", "item", "position", "label", "note", "optional_note")
    fixed_fields = ("category", "item")


@admin.register(PhotoCheck)
class PhotoCheckAdmin(CatalogueAdmin[PhotoCheck]):
    """What photos are checked for."""

    list_display = ("label", "code", "limit", "severity", "enabled", "position")
    search_fields = ("code", "label_fr", "label_en", "message_fr", "message_en", "advice_fr", "advice_en")
    fields = ("code", "position", "label", "limit", "severity", "enabled", "message", "advice")


@admin.register(Guide)
class GuideAdmin(CatalogueAdmin[Guide]):
    """Step-by-step help."""

    list_display = ("title", "code", "step", "purpose", "device_state", "position")
    list_filter = ("purpose", "device_state", "families")
    list_select_related = ("step",)
    search_fields = ("code", "title_fr", "title_en", "body_fr", "body_en")
    fields = ("code", "position", "step", "purpose", "device_state", "families", "title", "body")


@admin.register(Carrier)
class CarrierAdmin(CatalogueAdmin[Carrier]):
    """Carriers."""

    list_display = ("label", "code", "label_mention", "tracking_format", "position")
    fields = ("code", "position", "label", "label_mention", "tracking_format", "tracking_hint")


@admin.register(DropOffOption)
class DropOffOptionAdmin(CatalogueAdmin[DropOffOption]):
    """Ways to hand over a parcel."""

    list_display = ("label", "code", "carrier", "deposit_proof", "book_before", "put_out_before", "position")
    list_filter = ("carrier", "deposit_proof")
    list_select_related = ("carrier",)
    fields = (
        "code",
        "position",
        "carrier",
        "label",
        "instructions",
        "caution",
        "deposit_proof",
        "book_before",
        "book_days_ahead",
        "put_out_before",
    )


@admin.register(Ground, Guarantee, Reason, Resolution)
class ExplainedAdmin(CatalogueAdmin[Row]):
    """The codes that rules conclude with."""

    list_display = ("label", "code", "explanation", "position")
    search_fields = ("code", "label_fr", "label_en", "explanation_fr", "explanation_en")
    fields = ("code", "position", "label", "explanation")


@admin.register(Deadline)
class DeadlineAdmin(CatalogueAdmin[Deadline]):
    """Periods of the trade and of the law."""

    list_display = ("label", "code", "amount", "unit", "source", "position")
    list_filter = ("unit",)
    fields = ("code", "position", "label", "amount", "unit", "source")
