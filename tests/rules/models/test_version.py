"""What the database itself refuses of versions."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from rules.models import Rulebook, State, Version

HASH = "sha256:" + "0" * 64


def create(rulebook: Rulebook, **fields: Any) -> Version:
    return Version.objects.create(rulebook=rulebook, frame={}, **fields)


@pytest.fixture
def rulebook(db: None) -> Rulebook:
    return Rulebook.objects.create(code="fr", title_fr="Retours", title_en="Returns")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": State.PUBLISHED},
        {"state": State.PUBLISHED, "document": "{}"},
        {"state": State.PUBLISHED, "hash": HASH},
        {"state": State.RETIRED, "document": "{}", "hash": HASH[:-1]},
        {"state": State.RETIRED, "document": "{}", "hash": "x" * len(HASH)},
        {"state": State.DRAFT, "hash": HASH},
        {"state": State.APPROVED, "document": "{}"},
        {"number": 0},
    ],
)
def test_half_a_version_is_refused(rulebook: Rulebook, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        create(rulebook, **{"number": 1, **fields})


def test_numbers_and_hashes_are_given_once(rulebook: Rulebook) -> None:
    create(rulebook, number=1, state=State.PUBLISHED, document="{}", hash=HASH)
    with pytest.raises(IntegrityError), transaction.atomic():
        create(rulebook, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        create(rulebook, number=2, state=State.PUBLISHED, document="{}", hash=HASH)
    create(rulebook, number=2)
    create(rulebook, number=3)


def test_a_rulebook_with_versions_stays(rulebook: Rulebook) -> None:
    version = create(rulebook, number=1)
    with pytest.raises(ProtectedError):
        rulebook.delete()
    assert str(version) == "fr 1"
    assert Rulebook.objects.get_by_natural_key(*rulebook.natural_key()) == rulebook


def test_titles_are_read_in_the_readers_language(rulebook: Rulebook) -> None:
    with translation.override("en"):
        assert rulebook.title == "Returns"
    with translation.override("fr"):
        assert rulebook.title == "Retours"
    rulebook.title_en = ""
    with translation.override("en"):
        assert rulebook.title == "Retours"
