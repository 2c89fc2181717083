"""The catalogue's admin: which columns, filters and fields each kind of row has, and what each field does."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.catalogue_rows.base import CatalogueAdmin
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
from returns.models.catalogue.rows import TranslatedModel

Row = TypeVar("Row", bound=TranslatedModel)

CODE_HELP = _("The name that rules, cases and files use. It can be chosen once, and never changed.")
POSITION_HELP = _("Where it stands in lists, for staff and for customers. The arrows of the list change it too.")
HELPS = {"code": CODE_HELP, "position": POSITION_HELP}


@admin.register(AccountFamily)
class AccountFamilyAdmin(CatalogueAdmin[AccountFamily]):
    """Kinds of accounts."""

    fields = ("code", "position", "label")
    helps: ClassVar = {**HELPS, "label": _("What the customer reads when we ask which account is still signed in.")}


@admin.register(DeviceCategory)
class DeviceCategoryAdmin(CatalogueAdmin[DeviceCategory]):
    """What devices are."""

    list_display = ("label", "code", "stores_personal_data", "holds_account", "accepts_by_rules", "photos")
    list_filter = ("stores_personal_data", "holds_account", "accepts_by_rules")
    fields = ("code", "position", "label", "stores_personal_data", "holds_account", "accepts_by_rules")
    helps: ClassVar = {**HELPS, "label": _("What customers, sellers and agents call this kind of device.")}

    @admin.display(description=_("photos asked for"))
    def photos(self, category: DeviceCategory) -> SafeString:
        """Lead to the photos of the category."""
        url = reverse("admin:returns_photoslot_changelist", query={"category__id__exact": category.pk})
        return format_html('<a href="{}">{}</a>', url, _("photos"))


@admin.register(DeviceFamily)
class DeviceFamilyAdmin(CatalogueAdmin[DeviceFamily]):
    """Devices that are handled alike."""

    list_display = ("label", "code", "brand", "account_family")
    list_filter = ("account_family", "categories")
    list_select_related = ("account_family",)
    search_fields = ("code", "label_fr", "label_en", "brand")
    fields = ("code", "position", "label", "brand", "account_family", "categories")
    helps: ClassVar = {
        **HELPS,
        "label": _("What the customer chooses from, to get the guides that fit the device."),
        "account_family": _("The account that the customer has to sign out. Empty where it is not known in advance."),
        "categories": _("The kinds of device for which the customer is offered this family."),
    }


@admin.register(Step)
class StepAdmin(CatalogueAdmin[Step]):
    """The eight steps."""

    list_display = ("label", "code", "intro")
    search_fields = ("code", "label_fr", "label_en", "intro_fr", "intro_en", "body_fr", "body_en")
    fields = ("code", "position", "label", "intro", "body")
    helps: ClassVar = {
        **HELPS,
        "label": _("The title of the step in the customer's return."),
        "intro": _("Why the step matters: the customer reads it first."),
        "body": _("What to do, under the introduction: one line a piece."),
    }


@admin.register(EvidenceItem)
class EvidenceItemAdmin(CatalogueAdmin[EvidenceItem]):
    """What rules ask for."""

    list_display = ("label", "code", "kind", "auto_accept", "step")
    list_filter = ("kind", "step")
    list_select_related = ("step",)
    search_fields = ("code", "label_fr", "label_en", "instructions_fr", "instructions_en")
    fields = ("code", "position", "step", "kind", "label", "instructions", "auto_accept", "takes_several")
    helps: ClassVar = {
        **HELPS,
        "step": _("The step in which the customer is asked for it, if a rule requires it."),
        "kind": _("How the customer hands it in: a photo, a file, something to type, or a tick."),
        "instructions": _("What exactly is expected, in the customer's words."),
    }


@admin.register(PhotoSlot)
class PhotoSlotAdmin(CatalogueAdmin[PhotoSlot]):
    """The photos of each category."""

    list_display = ("label", "category", "note", "optional_note")
    list_filter = ("category",)
    list_select_related = ("category",)
    search_fields = ("label_fr", "label_en", "note_fr", "note_en", "item__code")
    fields = ("category", "item", "position", "label", "note", "optional_note")
    helps: ClassVar = {
        "position": _("In which order the customer takes the photos of this category."),
        "category": _("The kind of device that is photographed. It can be chosen once."),
        "item": _("What the photo counts as: rules require or waive the item. It can be chosen once."),
        "label": _("The caption of the photo."),
    }


@admin.register(PhotoCheck)
class PhotoCheckAdmin(CatalogueAdmin[PhotoCheck]):
    """What photos are checked for."""

    list_display = ("label", "code", "limit", "severity", "enabled")
    search_fields = ("code", "label_fr", "label_en", "message_fr", "message_en", "advice_fr", "advice_en")
    fields = ("code", "position", "label", "limit", "severity", "enabled", "message", "advice")
    helps: ClassVar = {**HELPS}


@admin.register(Guide)
class GuideAdmin(CatalogueAdmin[Guide]):
    """Step-by-step help."""

    list_display = ("title", "code", "step", "purpose", "device_state")
    list_filter = ("step", "purpose", "device_state", "families")
    list_select_related = ("step",)
    search_fields = ("code", "title_fr", "title_en", "body_fr", "body_en")
    fields = ("code", "position", "step", "purpose", "device_state", "families", "title", "body")
    helps: ClassVar = {
        **HELPS,
        "step": _("The step under which the customer finds the guide."),
        "families": _("Only customers with one of these devices are shown the guide."),
        "device_state": _("Whether the guide is for a device that works, for one that does not, or for both."),
        "body": _("One numbered step a line, as the customer reads it."),
    }


@admin.register(Carrier)
class CarrierAdmin(CatalogueAdmin[Carrier]):
    """Carriers."""

    list_display = ("label", "code", "label_mention", "tracking_format")
    list_filter = ("tracking_format",)
    search_fields = ("code", "label_fr", "label_en", "label_mention")
    fields = ("code", "position", "label", "label_mention", "tracking_format", "tracking_hint")
    helps: ClassVar = {
        **HELPS,
        "tracking_format": _("How the number that the customer types is checked; a free one is taken as it is."),
        "tracking_hint": _("Shown beside the field in which the customer types the number."),
    }


@admin.register(DropOffOption)
class DropOffOptionAdmin(CatalogueAdmin[DropOffOption]):
    """Ways to hand over a parcel."""

    list_display = ("label", "code", "carrier", "deposit_proof", "book_before", "put_out_before")
    list_filter = ("carrier", "deposit_proof")
    list_select_related = ("carrier",)
    search_fields = ("code", "label_fr", "label_en", "instructions_fr", "instructions_en")
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
    helps: ClassVar = {**HELPS, "carrier": _("Offered to the customer once this carrier is on the label.")}


@admin.register(Ground, Guarantee, Reason, Resolution)
class ExplainedAdmin(CatalogueAdmin[Row]):
    """The codes that rules conclude with."""

    list_display = ("label", "code", "meaning")
    search_fields = ("code", "label_fr", "label_en", "explanation_fr", "explanation_en")
    fields = ("code", "position", "label", "explanation")
    helps: ClassVar = {
        **HELPS,
        "label": _("The words in which customers, sellers and agents read it."),
        "explanation": _("What it means, for a customer: shown where a decision names it."),
    }

    @admin.display(description=_("explanation"))
    def meaning(self, row: Ground | Guarantee | Reason | Resolution) -> SafeString:
        """Show the explanation, the first lines of it."""
        return format_html('<span class="c-cut">{}</span>', row.explanation)


@admin.register(Deadline)
class DeadlineAdmin(CatalogueAdmin[Deadline]):
    """Periods of the trade and of the law."""

    list_display = ("label", "code", "amount", "unit", "source")
    list_filter = ("unit",)
    search_fields = ("code", "label_fr", "label_en", "source_fr", "source_en")
    fields = ("code", "position", "label", "amount", "unit", "source")
    helps: ClassVar = {
        **HELPS,
        "amount": _("Cases get their due date from it when they enter a state; rules hold limits of their own."),
    }
