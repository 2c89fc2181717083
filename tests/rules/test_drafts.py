"""Documents as rows and back: the same meaning, and so the same hash."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.document import canonical, document_hash
from rules.drafts import Unstorable, assemble, content_hash, disassemble, store
from rules.models import Rulebook, Version
from tests.conftest import SOURCE
from tests.rules import generators
from tests.rules.conftest import Document

OPTIONAL = ("note", "source", "enabled", "valid_from", "valid_until")


def stored(document: Document) -> Version:
    rulebook, _created = Rulebook.objects.get_or_create(code=document["rulebook"])
    content = disassemble(document)
    number = rulebook.versions.count() + 1
    version = Version.objects.create(rulebook=rulebook, number=number, frame=content.frame)
    store(content, version)
    return Version.objects.get(pk=version.pk)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0, max_value=2**32))
def test_a_document_comes_back_with_its_hash(seed: int) -> None:
    document = generators.rulebook(Random(seed))
    assert document_hash(assemble(stored(document))) == document_hash(document)


@pytest.mark.django_db
def test_the_shipped_rulebook_comes_back_with_its_hash() -> None:
    document = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
    assert content_hash(stored(document)) == document_hash(document)


@pytest.mark.django_db
def test_what_was_left_out_comes_back_as_its_default(document: Document) -> None:
    defaults = {"note": "", "source": "", "enabled": True, "valid_from": None, "valid_until": None}
    whole = {**document, "rules": [{**rule, **defaults} for rule in document["rules"]], "examples": []}
    short = {key: value for key, value in document.items() if key != "examples"}
    short["rules"] = [{key: value for key, value in rule.items() if key not in OPTIONAL} for rule in document["rules"]]
    assert canonical(assemble(stored(short))) == canonical(whole)


@pytest.mark.django_db
def test_rules_and_examples_come_back_by_key(document: Document) -> None:
    document["rules"].reverse()
    keys = [rule["key"] for rule in assemble(stored(document))["rules"]]
    assert keys == sorted(keys)


@pytest.mark.django_db
def test_assembling_costs_the_same_for_any_number_of_rules(document: Document, django_assert_num_queries: Any) -> None:
    version = stored(document)
    with django_assert_num_queries(2):
        assemble(version)


@pytest.mark.parametrize("value", ["nul \0", 2**53 + 1, -1e300, {"nul \0": 1}, [["\0"]]])
def test_what_a_database_would_change_is_refused(document: Document, value: Any) -> None:
    document["examples"][0]["expect"] = {"derived": {"x": value}}
    with pytest.raises(Unstorable):
        disassemble(document)
