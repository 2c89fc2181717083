"""Rows of the catalogue: codes, texts in every language, history."""

from datetime import time

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import translation

from returns.models import AccountFamily, Carrier, DeviceFamily, DropOffOption, Guide, PhotoSlot, Reason, Step

pytestmark = pytest.mark.django_db


def test_a_text_needs_every_language() -> None:
    row = Reason(code="broken", label_fr="Cassé", label_en="Broken", explanation_fr="Il est cassé.")
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert list(caught.value.message_dict) == ["explanation_en"]


def test_an_optional_text_has_every_language_or_none() -> None:
    slot = PhotoSlot(label_fr="Dos", label_en="Back", note_fr="De près.", note_en="Close up.")
    slot.clean()
    slot.optional_note_en = "If you can."  # type: ignore[attr-defined]  # modeltranslation's column
    with pytest.raises(ValidationError) as caught:
        slot.clean()
    assert list(caught.value.message_dict) == ["optional_note_fr"]


@pytest.mark.parametrize("code", ["Phone", "photo.", ".back", "photo back", "1st", "é", "phone\n", ""])
def test_odd_codes_are_refused(code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        AccountFamily(code=code, label_fr="x", label_en="x").full_clean()
    assert "code" in caught.value.message_dict


def test_texts_follow_the_reader() -> None:
    row = AccountFamily.objects.create(code="garmin", label_fr="Compte Garmin", label_en="Garmin account")
    shown = []
    for language in ("fr", "en"):
        with translation.override(language):
            shown.append(str(row))
    assert shown == ["Compte Garmin", "Garmin account"]


def test_a_booking_deadline_is_whole() -> None:
    carrier = Carrier.objects.create(code="x", label_fr="x", label_en="x")
    option = DropOffOption(code="x", carrier=carrier, deposit_proof=False, book_before=time(23))
    with pytest.raises(ValidationError):
        option.validate_constraints()


def test_history_keeps_both_languages_and_the_families() -> None:
    step = Step.objects.create(code="data")
    guide = Guide.objects.create(code="g", step=step, purpose="backup", title_fr="Avant", title_en="Before")
    guide.families.add(DeviceFamily.objects.create(code="f", label_fr="f", label_en="f"))
    guide.title_en = "After"  # type: ignore[attr-defined]  # modeltranslation's column
    guide.save()
    history = apps.get_model("returns", "HistoricalGuide").objects.filter(id=guide.pk).order_by("history_id")
    assert [row.title_en for row in history] == ["Before", "Before", "After"]
    assert [row.families.count() for row in history] == [0, 1, 1]
