"""Which version decides when, and that each is compiled once."""

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from returns.models import User
from rules import registry
from rules.faults import RulebookError
from rules.models import Activation, State, Version
from rules.registry import (
    KEPT,
    DocumentAltered,
    NoVersionInForce,
    UnknownHash,
    book_for,
    compiled_book,
    version_in_force,
)
from tests.factories import publish
from tests.rules.conftest import Document

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_books", OrderedDict())


def variant(document: Document, number: int) -> Document:
    return {**document, "title": {"fr": f"Version {number}", "en": f"Version {number}"}}


def activate(version: Version, by: User, moment: datetime) -> None:
    Activation(rulebook=version.rulebook, version=version, effective_from=moment, activated_by=by).save()


def test_the_latest_moment_that_has_passed_counts(document: Document, editor: User) -> None:
    old, new = (publish(variant(document, number), since=MOMENT) for number in (1, 2))
    activate(old, editor, MOMENT + 2 * SECOND)
    activate(new, editor, MOMENT + SECOND)
    assert version_in_force(rulebook="fr", at=MOMENT) == new
    assert version_in_force(rulebook="fr", at=MOMENT + SECOND) == new
    assert version_in_force(rulebook="fr", at=MOMENT + 2 * SECOND) == old
    with pytest.raises(NoVersionInForce):
        version_in_force(rulebook="fr", at=MOMENT - SECOND)
    with pytest.raises(NoVersionInForce):
        version_in_force(rulebook="be", at=MOMENT)


def test_which_version_is_in_force_is_one_query(document: Document, db: None, django_assert_num_queries: Any) -> None:
    publish(document)
    with django_assert_num_queries(1):
        assert version_in_force(rulebook="fr", at=MOMENT).rulebook.code == "fr"


def test_a_version_is_compiled_once(published: Version) -> None:
    book = compiled_book(published.hash)
    assert book.hash == published.hash
    assert compiled_book(published.hash) is book
    assert book_for(published) is book


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_share_one_book(document: Document) -> None:
    version = publish(variant(document, 1))

    def ask(_number: int) -> int:
        try:
            return id(compiled_book(version.hash))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(32)))) == 1


def test_only_the_books_in_use_are_kept(document: Document, db: None) -> None:
    versions = [publish(variant(document, number)) for number in range(KEPT + 2)]
    first = compiled_book(versions[0].hash)
    for version in versions[1:]:
        compiled_book(version.hash)
        assert compiled_book(versions[0].hash) is first
    assert len(registry._books) == KEPT
    assert versions[1].hash not in registry._books


def test_who_holds_a_book_that_is_no_longer_kept_still_decides(document: Document, db: None) -> None:
    book = compiled_book(publish(document).hash)
    for number in range(KEPT):
        compiled_book(publish(variant(document, number)).hash)
    assert book.hash not in registry._books
    assert (
        book.decide({"decision.on": "2026-05-31", "damage.shock": True}).guarantees["commercial"].verdict == "excluded"
    )


def test_a_document_altered_in_the_database_never_decides(document: Document, db: None) -> None:
    version = publish(variant(document, 7))
    Version.objects.filter(pk=version.pk).update(document=version.document.replace('"shock"', '"out_of_period"'))
    with pytest.raises(DocumentAltered):
        compiled_book(version.hash)


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["", "sha256:" + "f" * 64])
def test_a_hash_that_was_never_published_is_unknown(digest: str, draft: Version) -> None:
    with pytest.raises(UnknownHash):
        compiled_book(digest)


def test_a_draft_decides_as_it_stands(draft: Version) -> None:
    facts = {"decision.on": "2026-05-31", "damage.shock": True}
    with book_for(draft) as book:
        assert book.decide(facts).guarantees["commercial"].verdict == "excluded"
    draft.rules.filter(key="shock-excludes").update(enabled=False)
    with book_for(draft) as book:
        assert book.decide(facts).guarantees["commercial"].verdict == "undetermined"
    draft.rules.filter(key="shock-excludes").update(effect={"exclude": [], "ground": "shock"})
    with pytest.raises(RulebookError):
        book_for(draft)


def test_the_rows_of_a_published_version_decide_nothing(published: Version) -> None:
    published.rules.all().delete()
    assert published.state == State.PUBLISHED
    assert compiled_book(published.hash).rules
