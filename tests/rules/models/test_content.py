"""What the database itself refuses of rules and examples."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from rules.models import Example, Rule, Version


def add_rule(version: Version, **fields: Any) -> Rule:
    row = {"key": "new", "kind": "review", "effect": {}, "pending": "apply", **fields}
    return Rule.objects.create(version=version, **row)


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "shock-excludes"},
        {"kind": "wish"},
        {"pending": "hope"},
        {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 31)},
    ],
)
def test_an_impossible_rule_is_refused(draft: Version, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rule(draft, **fields)


def test_a_key_is_given_once_a_version(draft: Version) -> None:
    add_rule(draft, valid_from=date(2026, 2, 1), valid_until=date(2026, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Example.objects.create(version=draft, key="dropped-phone", facts={}, expect={})


def test_kinds_are_named_in_the_readers_language(draft: Version) -> None:
    with translation.override("en"):
        assert draft.rules.get(key="shock-excludes").get_kind_display() == "Exclusion"
