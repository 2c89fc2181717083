"""The shipped catalogue, point by point: what the article and the trade name is there, in two languages."""

import json
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from returns import identifiers
from returns.catalogue.fixtures_loading import load_catalogue
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
    Resolution,
    Step,
)
from returns.models.catalogue import CatalogueRow
from returns.models.catalogue.rows import TranslatedModel

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
MODELS = (
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
    Resolution,
    Step,
)

STEPS = ["warranty", "photos", "imei", "data", "sign_out", "slip", "packing", "shipping"]

# code: (stores personal data, can hold an account)
CATEGORIES = {
    "phone": (True, True),
    "tablet": (True, True),
    "laptop": (True, True),
    "desktop": (True, True),
    "watch": (False, True),
    "earphones": (False, True),
    "console": (True, True),
    "camera": (False, False),
    "scooter": (False, False),
    "appliance": (False, False),
    "other": (False, False),
}

# code: (account family, categories)
FAMILIES = {
    "iphone": ("icloud", ["phone"]),
    "ipad": ("icloud", ["tablet"]),
    "ipod": ("icloud", ["tablet"]),
    "mac": ("icloud", ["laptop", "desktop"]),
    "imac": ("icloud", ["desktop"]),
    "apple_watch": ("icloud", ["watch"]),
    "airpods": ("icloud", ["earphones"]),
    "samsung": ("samsung", ["phone", "tablet"]),
    "android": ("google", ["phone", "tablet"]),
    "windows": ("microsoft", ["laptop", "desktop"]),
    "switch": ("other", ["console"]),
    "other": (None, list(CATEGORIES)),
}

IF_IT_LIGHTS = "Seulement si l’écran s’allume encore."
FLAT = [
    ("photo.front_on", "Face avant, écran allumé", IF_IT_LIGHTS),
    ("photo.front_off", "Face avant, écran éteint", ""),
    ("photo.back", "Dos", ""),
    ("photo.left", "Côté gauche", ""),
    ("photo.right", "Côté droit", ""),
    ("photo.top", "Bord supérieur", ""),
    ("photo.bottom", "Bord inférieur", ""),
]
SLOTS = {
    "phone": FLAT,
    "tablet": FLAT,
    "laptop": [
        ("photo.screen_on", "Écran allumé", ""),
        ("photo.screen_off", "Écran éteint", ""),
        ("photo.underside", "Dessous", ""),
        ("photo.right", "Côté droit", ""),
        ("photo.left", "Côté gauche", ""),
        ("photo.front_edge", "Bord avant", ""),
        ("photo.back_edge", "Bord arrière", ""),
    ],
    "watch": [
        ("photo.dial_on", "Cadran allumé", ""),
        ("photo.dial_off", "Cadran éteint", ""),
        ("photo.dial_back", "Dos du boîtier", ""),
        ("photo.right", "Côté droit", ""),
        ("photo.left", "Côté gauche", ""),
        ("photo.strap_top", "Attache supérieure", ""),
        ("photo.strap_bottom", "Attache inférieure", ""),
    ],
}

ITEMS = {
    "warranty": {"warranty_check": "confirmation", "invoice": "document"},
    "photos": {
        f"photo.{name}": "photo"
        for name in [
            "front_on",
            "front_off",
            "back",
            "left",
            "right",
            "top",
            "bottom",
            "screen_on",
            "screen_off",
            "underside",
            "front_edge",
            "back_edge",
            "dial_on",
            "dial_off",
            "dial_back",
            "strap_top",
            "strap_bottom",
            "every_side",
            "sensitive_parts",
        ]
    },
    "imei": {"imei": "value"},
    "data": {"backup": "confirmation", "erase": "confirmation"},
    "sign_out": {"sign_out_proof": "photo"},
    "slip": {"parcel_slip": "confirmation"},
    "packing": {"packing": "confirmation", "photo.parcel_inside": "photo", "photo.parcel_outside": "photo"},
    "shipping": {"shipping": "confirmation", "tracking_number": "value", "deposit_proof": "document"},
}

IOS = {"iphone", "ipad", "ipod"}
MACS = {"mac", "imac"}
APPLE = IOS | MACS | {"apple_watch", "airpods"}
# code: (step, purpose, state of the device, families)
GUIDES = {
    "backup_ios": ("data", "backup", "working", IOS),
    "transfer_ios": ("data", "transfer", "working", IOS),
    "backup_watch": ("data", "backup", "working", {"apple_watch"}),
    "backup_samsung": ("data", "backup", "working", {"samsung"}),
    "backup_android": ("data", "backup", "working", {"android"}),
    "backup_windows": ("data", "backup", "working", {"windows"}),
    "backup_mac": ("data", "backup", "working", MACS),
    "backup_switch": ("data", "backup", "working", {"switch"}),
    "cloud_copy_apple": ("data", "backup", "unresponsive", APPLE - {"airpods"}),
    "cloud_copy_android": ("data", "backup", "unresponsive", {"samsung", "android"}),
    "cloud_copy_windows": ("data", "backup", "unresponsive", {"windows"}),
    "cloud_copy_switch": ("data", "backup", "unresponsive", {"switch"}),
    "erase_ios": ("data", "erase", "working", IOS),
    "erase_samsung": ("data", "erase", "working", {"samsung"}),
    "erase_android": ("data", "erase", "working", {"android"}),
    "erase_windows": ("data", "erase", "working", {"windows"}),
    "erase_switch": ("data", "erase", "working", {"switch"}),
    "sign_out_ios": ("sign_out", "sign_out", "working", IOS),
    "sign_out_mac": ("sign_out", "sign_out", "working", MACS),
    "clean_mac": ("sign_out", "erase", "working", MACS),
    "unpair_watch": ("sign_out", "sign_out", "working", {"apple_watch"}),
    "reset_airpods": ("sign_out", "sign_out", "any", {"airpods"}),
    "sign_out_samsung": ("sign_out", "sign_out", "working", {"samsung"}),
    "sign_out_android": ("sign_out", "sign_out", "working", {"android", "samsung"}),
    "sign_out_windows": ("sign_out", "sign_out", "working", {"windows"}),
    "sign_out_other": ("sign_out", "sign_out", "working", {"switch", "other"}),
    "remote_removal_apple": ("sign_out", "sign_out", "unresponsive", APPLE),
    "remote_removal_samsung": ("sign_out", "sign_out", "unresponsive", {"samsung"}),
    "remote_removal_google": ("sign_out", "sign_out", "unresponsive", {"android", "samsung"}),
    "remote_removal_microsoft": ("sign_out", "sign_out", "unresponsive", {"windows"}),
    "proof_screenshot_apple": ("sign_out", "proof", "working", IOS),
    "proof_screenshot_android": ("sign_out", "proof", "working", {"samsung", "android"}),
    "proof_photo": ("sign_out", "proof", "working", MACS | {"apple_watch", "windows", "switch", "other"}),
    "proof_device_list": ("sign_out", "proof", "any", set(FAMILIES) - {"airpods"}),
    "proof_airpods": ("sign_out", "proof", "any", {"airpods"}),
}

# code: (mention on the label, tracking format)
CARRIERS = {
    "chronopost": ("e-chronopost", "chronopost"),
    "colissimo": ("Colissimo", "colissimo"),
    "dhl_express": ("Express Worldwide", "dhl_express"),
    "seller_label": ("", "free"),
    "own_means": ("", "free"),
}
# code: (carrier, proof of deposit, book before, days ahead, put out before)
DROP_OFFS = {
    "chronopost_relay": ("chronopost", True, None, None, None),
    "colissimo_post_office": ("colissimo", True, None, None, None),
    "colissimo_letterbox": ("colissimo", False, time(23), 1, time(8)),
    "dhl_service_point": ("dhl_express", True, None, None, None),
    "dhl_pickup": ("dhl_express", False, None, None, None),
    "seller_label_drop_off": ("seller_label", True, None, None, None),
    "own_means_drop_off": ("own_means", True, None, None, None),
}

GUARANTEES = ["commercial", "legal", "withdrawal", "transit"]
RESOLUTIONS = ["remote_assistance", "repair", "replace", "refund", "send_back"]
REASONS = [
    "account_locked",
    "code_locked",
    "damaged_package",
    "not_received",
    "missing_part",
    "wrong_item",
    "not_as_described",
    "not_identified",
    "faulty_on_opening",
    "faulty_first_use",
    "in_warranty",
    "change_of_mind",
    "other",
]
DEADLINES = {
    "commercial_warranty": (12, "month"),
    "transit_report": (3, "business_day"),
    "change_of_mind": (30, "day"),
    "legal_conformity": (24, "month"),
    "legal_presumption": (12, "month"),
    "legal_repair_extension": (6, "month"),
    "seller_answer": (24, "business_hour"),
    "return_label": (1, "business_day"),
    "repair_or_replacement": (5, "business_day"),
    "bulky_repair_or_replacement": (30, "day"),
    "data_retention": (60, "month"),
    "contest": (30, "day"),
    "abandon": (60, "day"),
}


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    load_catalogue()
    with translation.override("fr"):
        yield


def codes(model: type[CatalogueRow]) -> list[str]:
    return list(model._default_manager.values_list("code", flat=True))


@pytest.mark.usefixtures("catalogue")
def test_categories_and_families() -> None:
    categories = DeviceCategory.objects.all()
    assert {row.code: (row.stores_personal_data, row.holds_account) for row in categories} == CATEGORIES
    families = {
        family.code: (
            family.account_family and family.account_family.code,
            list(family.categories.values_list("code", flat=True)),
        )
        for family in DeviceFamily.objects.all()
    }
    assert families == FAMILIES
    assert codes(AccountFamily) == ["icloud", "google", "samsung", "microsoft", "other", "none"]


@pytest.mark.usefixtures("catalogue")
def test_eight_steps_with_their_items() -> None:
    assert codes(Step) == STEPS
    items = {step.code: {item.code: str(item.kind) for item in step.items.all()} for step in Step.objects.all()}
    assert items == ITEMS


@pytest.mark.usefixtures("catalogue")
def test_twenty_eight_photo_slots() -> None:
    slots: dict[str, list[tuple[str, str, str]]] = {}
    for slot in PhotoSlot.objects.select_related("category", "item"):
        slots.setdefault(slot.category.code, []).append((slot.item.code, slot.label, slot.optional_note))
    assert slots == SLOTS
    assert sum(map(len, slots.values())) == 28


@pytest.mark.usefixtures("catalogue")
def test_notes_of_the_slots() -> None:
    notes = {slot.natural_key(): slot.note for slot in PhotoSlot.objects.all()}
    assert "la courbure du téléphone" in notes["phone", "photo.top"]
    assert "la courbure de la tablette" in notes["tablet", "photo.top"]
    for side in ("photo.left", "photo.right"):
        assert "entrouvert" in notes["laptop", side]
    for edge in ("photo.front_edge", "photo.back_edge"):
        assert "Écran fermé" in notes["laptop", edge]


@pytest.mark.usefixtures("catalogue")
def test_guides() -> None:
    guides = {
        guide.code: (
            guide.step.code,
            guide.purpose,
            guide.device_state,
            set(guide.families.values_list("code", flat=True)),
        )
        for guide in Guide.objects.select_related("step")
    }
    assert guides == GUIDES


@pytest.mark.usefixtures("catalogue")
def test_whatever_holds_an_account_has_a_way_out_and_a_proof() -> None:
    for family in DeviceFamily.objects.all():
        for state in ("working", "unresponsive"):
            usable = family.guides.filter(device_state__in=("any", state))
            assert usable.filter(purpose="proof").exists(), (family.code, state)
            if state == "working" or family.code not in {"switch", "other"}:
                assert usable.filter(purpose="sign_out").exists(), (family.code, state)


@pytest.mark.usefixtures("catalogue")
def test_carriers_and_ways_to_hand_over() -> None:
    assert {row.code: (row.label_mention, row.tracking_format) for row in Carrier.objects.all()} == CARRIERS
    options = {
        option.code: (
            option.carrier.code,
            option.deposit_proof,
            option.book_before,
            option.book_days_ahead,
            option.put_out_before,
        )
        for option in DropOffOption.objects.select_related("carrier")
    }
    assert options == DROP_OFFS
    assert set(Carrier.TrackingFormat) == set(identifiers.TRACKING_FORMATS)


@pytest.mark.usefixtures("catalogue")
def test_guarantees_reasons_resolutions_and_deadlines() -> None:
    assert codes(Guarantee) == GUARANTEES
    assert codes(Resolution) == RESOLUTIONS
    assert codes(Reason) == REASONS
    assert {row.code: (row.amount, row.unit) for row in Deadline.objects.all()} == DEADLINES


@pytest.mark.usefixtures("catalogue")
def test_every_code_that_the_rulebook_names_has_a_row() -> None:
    rulebook = json.loads((FIXTURES / "rulebook" / "fr.json").read_text(encoding="utf-8"))
    assert set(rulebook["guarantees"]) <= set(codes(Guarantee))
    assert set(rulebook["items"]) <= set(codes(EvidenceItem))
    assert set(rulebook["resolutions"]) <= set(codes(Resolution))
    assert set(rulebook["grounds"]) | {"tie", "disagreement", "failure"} == set(codes(Ground))
    choices = {fact["name"]: {choice["code"] for choice in fact.get("choices", ())} for fact in rulebook["facts"]}
    assert choices["device.category"] == set(CATEGORIES)
    assert choices["device.family"] == set(FAMILIES)
    assert choices["account.family"] == set(codes(AccountFamily))
    assert choices["return.reason"] == set(REASONS)
    assert choices["shipping.carrier"] == set(CARRIERS)


@pytest.mark.usefixtures("catalogue")
def test_loading_again_doubles_nothing_and_every_row_is_valid() -> None:
    before = {model: model._default_manager.count() for model in MODELS}
    load_catalogue()
    assert {model: model._default_manager.count() for model in MODELS} == before
    for model in MODELS:
        for row in model._default_manager.all():
            row.full_clean()


def test_every_translated_model_is_listed_here() -> None:
    translated = {model for model in apps.get_app_config("returns").get_models() if issubclass(model, TranslatedModel)}
    assert translated == set(MODELS)
