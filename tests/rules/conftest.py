"""A document, the people of the rules desk, and versions in every state."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from returns.models import User
from rules import lifecycle
from rules.models import Version
from tests.cast import staff

Document = dict[str, Any]
Publish = Callable[[Document], Version]

DATA = Path(__file__).with_name("data")


@pytest.fixture
def document() -> Document:
    """The example of the format."""
    found: Document = json.loads((DATA / "rulebook.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def other_document(document: Document) -> Document:
    """The same rulebook with one rule disabled."""
    rules = [{**rule, "enabled": rule["key"] != "shock-excludes"} for rule in document["rules"]]
    return {**document, "rules": rules, "examples": []}


@pytest.fixture
def editor(db: None) -> User:
    """Writes rules, judges none."""
    return staff("editor", "rules.change_version")


@pytest.fixture
def approver(db: None) -> User:
    """Judges rules, and may write them too."""
    return staff("judge", "rules.change_version", "rules.approve_version")


@pytest.fixture
def draft(document: Document, editor: User) -> Version:
    """A draft that the editor imported."""
    return lifecycle.import_draft(document=document, by=editor)


@pytest.fixture
def submitted(draft: Version, editor: User) -> Version:
    """The draft, in review."""
    return lifecycle.submit(version=draft, by=editor)


@pytest.fixture
def approved(submitted: Version, approver: User) -> Version:
    """The draft, approved."""
    return lifecycle.approve(version=submitted, by=approver)


@pytest.fixture
def publish(editor: User, approver: User) -> Publish:
    """Takes a document through all the steps, to be in force now."""

    def publish_document(document: Document) -> Version:
        draft = lifecycle.import_draft(document=document, by=editor)
        submitted = lifecycle.submit(version=draft, by=editor)
        approved = lifecycle.approve(version=submitted, by=approver)
        version: Version = lifecycle.publish(version=approved, by=approver).version
        return version

    return publish_document


@pytest.fixture
def published(document: Document, publish: Publish) -> Version:
    """The document, in force."""
    return publish(document)
