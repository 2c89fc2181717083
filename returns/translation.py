"""Which texts of which rows exist in every language, and whose history is kept.

History is registered here because its tables copy the columns of a model, and the columns of the
languages exist only once modeltranslation has seen the model.
"""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

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
    MessageTemplate,
    PhotoCheck,
    PhotoSlot,
    Reason,
    RefundLimit,
    Resolution,
    Step,
)
from returns.models.language import Language


@register([AccountFamily, DeviceCategory, DeviceFamily])
class LabelTexts(TranslationOptions):
    """Rows with a label only."""

    fields: ClassVar[tuple[str, ...]] = ("label",)
    required_languages = tuple(Language.values)


@register([Ground, Guarantee, Reason, Resolution])
class ExplainedTexts(LabelTexts):
    """Codes that people read about."""

    fields: ClassVar[tuple[str, ...]] = ("explanation",)


@register(Step)
class StepTexts(LabelTexts):
    """The eight steps."""

    fields: ClassVar[tuple[str, ...]] = ("intro", "body")


@register(EvidenceItem)
class EvidenceItemTexts(LabelTexts):
    """What is asked for."""

    fields: ClassVar[tuple[str, ...]] = ("instructions",)


@register(PhotoCheck)
class PhotoCheckTexts(LabelTexts):
    """What photos are checked for."""

    fields: ClassVar[tuple[str, ...]] = ("message", "advice")


@register(PhotoSlot)
class PhotoSlotTexts(LabelTexts):
    """The photos of a category."""

    fields: ClassVar[tuple[str, ...]] = ("note", "optional_note")


@register(Guide)
class GuideTexts(TranslationOptions):
    """Step-by-step help."""

    fields: ClassVar[tuple[str, ...]] = ("title", "body")
    required_languages = LabelTexts.required_languages


@register(Carrier)
class CarrierTexts(LabelTexts):
    """Carriers; the mention on a label is printed in one language only."""

    fields: ClassVar[tuple[str, ...]] = ("tracking_hint",)


@register(DropOffOption)
class DropOffOptionTexts(LabelTexts):
    """Ways to hand over a parcel."""

    fields: ClassVar[tuple[str, ...]] = ("instructions", "caution")


@register(Deadline)
class DeadlineTexts(LabelTexts):
    """Periods and who sets them."""

    fields: ClassVar[tuple[str, ...]] = ("source",)


@register(MessageTemplate)
class MessageTemplateTexts(LabelTexts):
    """What mails say."""

    fields: ClassVar[tuple[str, ...]] = ("subject", "body")


for _model in (
    AccountFamily,
    Carrier,
    Deadline,
    DeviceCategory,
    DropOffOption,
    EvidenceItem,
    Ground,
    Guarantee,
    MessageTemplate,
    PhotoCheck,
    PhotoSlot,
    Reason,
    RefundLimit,
    Resolution,
    Step,
):
    keep_history(_model)
keep_history(DeviceFamily, m2m_fields=[DeviceFamily.categories.field])
keep_history(Guide, m2m_fields=[Guide.families.field])
