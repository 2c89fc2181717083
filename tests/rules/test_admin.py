"""Rulebooks in the admin: to look at, at the same cost for one row and for three."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.models import User
from rules import lifecycle
from rules.models import Activation, Rule, Rulebook, State, Version
from tests.cast import staff
from tests.factories import publish
from tests.rules.conftest import Document

MODELS = (Rulebook, Version, Rule, Activation)
VIEWS = [f"rules.view_{model._meta.model_name}" for model in MODELS]


@pytest.fixture
def reader(db: None) -> User:
    """May look at everything and do nothing."""
    return staff("auditor", *VIEWS, "rules.view_versionevent", "rules.view_versionauthor")


@pytest.fixture
def desk(reader: User, client: Client) -> Client:
    client.force_login(reader)
    return client


def url(model: Any, page: str, *arguments: Any) -> str:
    return reverse(f"admin:rules_{model._meta.model_name}_{page}", args=arguments)


def add_rows(document: Document, number: int, author: User) -> Version:
    """A version of a rulebook of its own: with rules, published, its history and an author."""
    version = publish({**document, "rulebook": f"market{number}"})
    draft = lifecycle.new_draft(version=version, by=author)
    lifecycle.record_edit(version=draft, by=author, comment="<b>shorter</b>")
    Rule.objects.filter(version=draft).exclude(key="shock-excludes").delete()
    return draft


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("model", "queries"),
    [(Rulebook, 7), (Version, 8), (Rule, 8), (Activation, 10)],
    ids=["books", "versions", "rules", "activations"],
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    model: Any, queries: int, desk: Client, document: Document, editor: User
) -> None:
    add_rows(document, 1, editor)
    assert count_queries(desk, url(model, "changelist")) == queries
    add_rows(document, 2, staff("second", "rules.change_version"))
    add_rows(document, 3, staff("third", "rules.change_version"))
    assert count_queries(desk, url(model, "changelist")) == queries


def test_the_list_of_versions_leads_to_where_each_is_worked_on(desk: Client, document: Document, editor: User) -> None:
    draft = add_rows(document, 1, editor)
    html = desk.get(url(Version, "changelist")).content.decode()
    for version in (draft, draft.parent):
        assert version is not None
        assert f'href="{reverse("admin:rules_desk_workspace", args=(version.pk,))}"' in html


def test_a_version_costs_the_same_with_one_event_and_with_three(desk: Client, document: Document, editor: User) -> None:
    draft = lifecycle.new_draft(version=publish(document), by=editor)
    lifecycle.record_edit(version=draft, by=editor, comment="one")
    page = url(Version, "change", draft.pk)
    few = count_queries(desk, page)
    for name in ("second", "third"):
        lifecycle.record_edit(version=draft, by=staff(name, "rules.change_version"), comment="more")
    assert count_queries(desk, page) == few


@pytest.mark.parametrize("model", MODELS)
def test_who_may_view_reads_every_page_and_can_save_none(model: Any, desk: Client, published: Version) -> None:
    row = model.objects.first()
    page = desk.get(url(model, "change", row.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert desk.get(url(model, "history", row.pk)).status_code == 200
    assert desk.post(url(model, "change", row.pk), {}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_not_even_a_superuser_changes_history_here(model: Any, published: Version, client: Client) -> None:
    root = User.objects.create_superuser("root@example.org", "secret", display_name="Root")
    client.force_login(root)
    row = model.objects.first()
    assert client.get(url(model, "add")).status_code == 403
    assert client.post(url(model, "add"), {}).status_code == 403
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(url(model, "change", row.pk), {"state": State.RETIRED}).status_code == 403
    assert Version.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize("model", MODELS)
def test_who_may_not_view_sees_nothing(model: Any, published: Version, client: Client) -> None:
    client.force_login(staff("agent"))
    row = model.objects.first()
    assert client.get(url(model, "changelist")).status_code == 403
    assert client.get(url(model, "change", row.pk)).status_code == 403


def test_a_version_links_to_its_rules(desk: Client, document: Document, editor: User) -> None:
    first = lifecycle.import_draft(document=document, by=editor)
    second = lifecycle.new_draft(version=first, by=editor)
    second.rules.exclude(key="shock-excludes").delete()
    address = admin.site._registry[Version].rules_link(second).split('"')[1]  # type: ignore[attr-defined]
    page = desk.get(address)
    assert page.context["cl"].result_count == 1
    assert "shock-excludes" in page.content.decode()


def test_what_people_typed_is_text(desk: Client, document: Document, editor: User) -> None:
    draft = add_rows(document, 1, editor)
    page = desk.get(url(Version, "change", draft.pk)).content.decode()
    assert "&lt;b&gt;shorter" in page
    assert "<b>shorter" not in page


def test_rules_are_searched_by_key_and_text(desk: Client, draft: Version) -> None:
    def found(text: str) -> int:
        count: int = desk.get(url(Rule, "changelist"), {"q": text}).context["cl"].result_count
        return count

    assert found("shock-excludes") == 1
    assert found("Compte actif") == 1
    assert found("article, step 5") == 2
