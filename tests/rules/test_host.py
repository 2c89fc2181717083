"""What the rules desk learns of the application, and has it do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from returns.models import User
from rules import host, lifecycle
from rules.host import CaseFacts, Firings, NewItem
from rules.models import Version
from rules.people import Person
from tests.rules.conftest import Document, Publish


class NoCases:
    """An application that has none, and remembers what it was asked to move."""

    def __init__(self) -> None:
        self.moved: list[tuple[frozenset[str], str]] = []

    def fact_types(self) -> dict[str, str]:
        return {"decision.on": "date"}

    def code_names(self) -> dict[str, dict[str, str]]:
        return {"guarantees": {"legal": "Legal guarantee"}, "items": {"legal": "A paper", "imei": "IMEI"}}

    def kept_codes(self) -> dict[str, frozenset[str]]:
        return {}

    def item_groups(self) -> list[tuple[str, list[str]]]:
        return [("Papers", ["imei"])]

    def item_options(self) -> dict[str, list[tuple[str, str]]]:
        return {"step": [], "kind": []}

    def add_item(self, *, item: NewItem, by: Person) -> None:
        raise NotImplementedError

    def category_facts(self) -> dict[str, dict[str, bool]]:
        return {}

    def case_facts(self, *, reference: str, reader: Person, vocabulary: Any) -> CaseFacts:
        raise LookupError(reference)

    def sample_cases(self, *, reader: Person, vocabulary: Any, limit: int) -> Iterator[CaseFacts]:
        return iter(())

    def firings(self, *, version_hash: str, limit: int) -> Firings:
        return Firings(0, {})

    def count_readable(self, *, reader: Person) -> int:
        return 0

    def count_cases(self, *, version_hash: str) -> int:
        return 0

    def move_cases(self, *, from_hashes: frozenset[str], to_hash: str, by: Person) -> int:
        self.moved.append((from_hashes, to_hash))
        return 0


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> NoCases:
    application = NoCases()
    monkeypatch.setattr(host, "_registered", [application])
    return application


def test_the_last_application_that_registered_counts(application: NoCases) -> None:
    assert host.get() is application


def test_without_an_application_one_is_told(application: NoCases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_registered", [])
    with pytest.raises(ImproperlyConfigured, match="host"):
        host.get()


def test_cases_go_over_only_when_asked(
    application: NoCases, published: Version, other_document: Document, publish: Publish, approver: User
) -> None:
    newer = publish(other_document)
    assert application.moved == []
    lifecycle.roll_back(version=published, by=approver, reason="", moves_open_cases=True)
    assert application.moved == [(frozenset({newer.hash}), published.hash)]


def test_a_guarantee_gives_its_name_to_a_code_that_several_lists_hold(application: NoCases) -> None:
    assert host.code_labels() == {"legal": "Legal guarantee", "imei": "IMEI"}
