"""The texts that are shipped: both languages, the article's facts, French typography."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from modeltranslation.translator import translator

CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "catalogue"

# What a text has to say, by row: the article's facts that a customer must not miss.
FACTS = [
    ("step", "warranty", "body", ["choc", "oxydation", "ouverture", "usure", "étanchéité"]),
    ("step", "photos", "body", ["nette", "éclairée", "reflet", "boutons", "prises", "une à une", "moteur"]),
    ("step", "imei", "body", ["*#06#", "15 chiffres", "Seuls les téléphones"]),
    ("step", "data", "intro", ["testé", "remis à zéro", "quel que soit le motif"]),
    ("step", "data", "body", ["téléphones", "tablettes", "ordinateurs", "consoles", "ne peut donc pas", "cloud"]),
    ("step", "sign_out", "intro", ["iCloud", "Google", "Samsung", "ne peut être testé ni réparé"]),
    ("step", "sign_out", "body", ["Localiser", "renvoyé", "capture"]),
    ("step", "slip", "body", ["preuve d’achat", "place de marché", "prénom", "numéro et la date", "schéma"]),
    ("step", "packing", "body", ["déjà voyagé", "double ou triple", "bouger", "vides", "coins", "enquête"]),
    ("step", "shipping", "body", ["relais", "refuser", "Sans imprimante", "preuve de dépôt"]),
    ("guide", "backup_windows", "body", ["winver", "Windows 11", "Windows 10"]),
    ("guide", "sign_out_ios", "body", ["Localiser", "Se déconnecter"]),
    ("guide", "proof_screenshot_apple", "body", ["bouton latéral", "monte le volume"]),
    ("guide", "proof_screenshot_android", "body", ["alimentation", "baisse le volume"]),
    ("guide", "proof_device_list", "body", ["icloud.com/find", "device-activity"]),
    ("dropoffoption", "chronopost_relay", "caution", ["texte", "codes-barres"]),
    ("dropoffoption", "colissimo_post_office", "instructions", ["borne", "premier code-barres"]),
    (
        "dropoffoption",
        "colissimo_letterbox",
        "instructions",
        ["normalisé", "y entre", "avant 23 h", "avant 8 h", "e-mail"],
    ),
    ("dropoffoption", "colissimo_letterbox", "caution", ["ne donne pas de preuve de dépôt"]),
    (
        "dropoffoption",
        "dhl_service_point",
        "instructions",
        ["envoyez un colis", "étiquette DHL", "dessus", "petit prix"],
    ),
    ("dropoffoption", "dhl_service_point", "caution", ["téléphonez"]),
    (
        "dropoffoption",
        "dhl_pickup",
        "instructions",
        ["aucune nouvelle étiquette", "10 chiffres", "WAYBILL", "restez chez vous"],
    ),
    ("dropoffoption", "dhl_pickup", "caution", ["ne donne pas de preuve de dépôt"]),
    ("dropoffoption", "seller_label_drop_off", "instructions", ["consignes", "gardez"]),
    ("dropoffoption", "own_means_drop_off", "instructions", ["Assurez", "vol", "casse", "suivi"]),
    ("guarantee", "withdrawal", "explanation", ["30 jours", "31 janvier"]),
]


def shipped() -> list[tuple[str, dict[str, object]]]:
    files = sorted(CATALOGUE.glob("*.json"))
    return [(row["model"], row["fields"]) for path in files for row in json.loads(path.read_text(encoding="utf-8"))]


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield (place, language, text) for every text that is shipped."""
    worded = {model._meta.label_lower for model in translator.get_registered_models()}
    for model, fields in shipped():
        if model not in worded:
            continue
        options = translator.get_options_for_model(apps.get_model(model))
        for name in options.local_fields:
            for language in ("fr", "en"):
                column = f"{name}_{language}"
                text = fields[column]
                assert isinstance(text, str)
                yield f"{model} {fields.get('code', fields.get('item'))} {column}", language, text


@pytest.mark.parametrize(("model", "code", "field", "words"), FACTS)
def test_facts_that_a_customer_must_not_miss(model: str, code: str, field: str, words: list[str]) -> None:
    [text] = [
        str(fields[f"{field}_fr"])
        for name, fields in shipped()
        if name == f"returns.{model}" and fields["code"] == code
    ]
    assert [word for word in words if word not in text.replace("\u00a0", " ")] == []


def test_every_text_exists_in_both_languages() -> None:
    optional = ("optional_note_fr", "optional_note_en")
    missing = [place for place, _, text in texts() if not text and not place.endswith(optional)]
    assert missing == []
    for model, fields in shipped():
        for name in (name.removesuffix("_fr") for name in fields if name.endswith("_fr")):
            lines = [str(fields[f"{name}_{language}"]).splitlines() for language in ("fr", "en")]
            assert len(lines[0]) == len(lines[1]), (model, fields.get("code"), name)


def test_typography() -> None:
    wrong = [
        place
        for place, language, text in texts()
        if "'" in text
        # A mail ends with its line.
        or text.removesuffix("\n" if "messagetemplate" in place else "") != text.strip()
        or "  " in text
        or (language == "fr" and re.search(r"[^\u00a0][;?!»]|«[^\u00a0]|[^\u00a0\d]:(?!//)| :", text))
        or (language == "en" and ("\u00a0" in text or re.search(r" [:;?!]", text)))
    ]
    assert wrong == []


def test_customers_are_addressed_as_vous() -> None:
    familiar = re.compile(r"\b(?:tu|toi|ton|tes|ta)\b", re.IGNORECASE)
    assert [place for place, language, text in texts() if language == "fr" and familiar.search(text)] == []


def test_guides_are_short_numbered_steps() -> None:
    for place, _, text in texts():
        if place.startswith("returns.guide") and "body" in place:
            lines = text.splitlines()
            assert 5 <= len(lines) <= 8, place
            assert [line.split(".")[0] for line in lines] == [str(number) for number, _ in enumerate(lines, 1)]
            assert max(map(len, lines)) <= 170, place
