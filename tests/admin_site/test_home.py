"""The first page of the admin: each role finds its own work."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from returns.models import Decision, DecisionRecord, User
from rules import lifecycle
from rules.models import Version
from tests.cast import Cast, assemble_cast, permit, staff
from tests.conftest import SOURCE
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def cast() -> Cast:
    return assemble_cast()


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SOURCE / "tests/rules/data/rulebook.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def draft(cast: Cast, document: dict[str, Any]) -> Version:
    return lifecycle.import_draft(document=document, by=cast.rule_editor)


@pytest.fixture
def published(cast: Cast, draft: Version) -> Version:
    lifecycle.approve(version=lifecycle.submit(version=draft, by=cast.rule_editor), by=cast.approver)
    version: Version = lifecycle.publish(version=draft, by=cast.approver).version
    return version


def home(client: Client, person: User) -> dict[str, Any]:
    """What the page knows; it must also show."""
    client.force_login(person)
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert isinstance(answer, TemplateResponse)
    return answer.context_data or {}


def page(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


def links(context: dict[str, Any]) -> list[str]:
    return [task.url for task in context["tasks"]]


def life(version: Version, action: str) -> str:
    return reverse("admin:rules_desk_life", args=(version.pk, action))


def test_a_draft_waits_for_its_author_then_for_an_approver(client: Client, cast: Cast, draft: Version) -> None:
    workspace = reverse("admin:rules_desk_workspace", args=(draft.pk,))
    assert links(home(client, cast.rule_editor)) == [workspace]
    assert links(home(client, cast.approver)) == []
    lifecycle.submit(version=draft, by=cast.rule_editor)
    assert links(home(client, cast.rule_editor)) == []
    assert len(links(home(client, cast.approver))) == 1
    lifecycle.approve(version=draft, by=cast.approver)
    assert links(home(client, cast.approver)) == [life(draft, "publish")]


def test_what_came_back_says_why(client: Client, cast: Cast, draft: Version) -> None:
    lifecycle.submit(version=draft, by=cast.rule_editor)
    lifecycle.send_back(version=draft, by=cast.approver, comment=MARKUP)
    context = home(client, cast.rule_editor)
    assert MARKUP in context["tasks"][0].detail
    assert MARKUP not in client.get(reverse("admin:index")).content.decode()


def test_nobody_is_asked_to_review_their_own(client: Client, cast: Cast, draft: Version) -> None:
    lifecycle.submit(version=draft, by=cast.rule_editor)
    author = permit(cast.rule_editor, "rules.approve_version")
    assert links(home(client, author)) == []


def test_what_is_in_force_and_what_comes(client: Client, cast: Cast, published: Version) -> None:
    newer = lifecycle.new_draft(version=published, by=cast.rule_editor)
    moment = timezone.now() + timedelta(days=1)
    lifecycle.schedule(version=published, by=cast.approver, effective_from=moment)
    [book] = home(client, cast.approver)["books"]
    assert book.current.version == published
    assert (book.scheduled.effective_from, book.coming) == (moment, newer)


def test_the_rules_that_apply_most_come_from_the_decisions(client: Client, cast: Cast, published: Version) -> None:
    case = CaseFactory.create(version_hash=published.hash)
    ground = {"ground": "shock", "rule": "shock-excludes"}
    outcome = {
        "guarantees": {"commercial": {"grounds": [ground]}, "legal": {"grounds": [ground]}},
        "items": {"imei": {"rule": "gone"}},
        "blocks": [],
        "reviews": [{"ground": "tie", "rule": None}],
        "recommendations": [],
    }
    for _number in range(2):
        decision = Decision(
            case=case,
            version_hash=published.hash,
            status="decided",
            decided_on="2026-03-01",
            decided_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        decision.save()
        DecisionRecord(decision=decision, facts="{}", outcome=json.dumps(outcome), salt="0").save()
    context = home(client, cast.approver)
    assert [(firing.title, firing.count) for firing in context["firings"]] == [
        ("gone", 2),
        (published.rules.get(key="shock-excludes").title, 2),
    ]
    assert context["decisions"] == 2


def test_agents_find_their_returns_and_no_rules(client: Client, cast: Cast) -> None:
    assert links(home(client, cast.agent)) == []
    hour_ago = timezone.now() - timedelta(hours=1)
    CaseFactory.create(needs_person=True, attention_at=hour_ago)
    CaseFactory.create(needs_person=True, attention_at=hour_ago, due_at=hour_ago, assigned_to=cast.agent)
    CaseFactory.create(override_pending=True, needs_person=True, attention_at=hour_ago, assigned_to=cast.rule_editor)
    queue = reverse("admin:returns_returncase_changelist")
    context = home(client, cast.agent)
    assert links(context) == [f"{queue}?view=mine", f"{queue}?view=unassigned"]
    assert context["tasks"][0].icon == "clock"
    assert "books" not in context
    assert links(home(client, cast.lead)) == [f"{queue}?view=confirm", f"{queue}?view=unassigned"]
    assert reverse("admin:returns_desk_overview") in page(client)
    home(client, cast.agent)
    assert reverse("admin:returns_desk_overview") not in page(client)
    assert reverse("admin:returns_desk_next") in page(client)


def test_who_may_do_nothing_is_told_so(client: Client) -> None:
    context = home(client, staff("new"))
    assert context["tasks"] == []
    assert context["roles"] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_auditor_reads_what_is_in_force(language: str, client: Client, cast: Cast, published: Version) -> None:
    client.cookies["django_language"] = language
    context = home(client, permit(cast.lead, "rules.view_version"))
    assert [book.current.version for book in context["books"]] == [published]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_versions(
    count: int, client: Client, cast: Cast, published: Version, document: dict[str, Any], django_assert_num_queries: Any
) -> None:
    everything = permit(cast.approver, "rules.change_version", "returns.handle_returncase")
    for number in range(count):
        version = lifecycle.import_draft(document={**document, "rulebook": f"be{number}"}, by=cast.rule_editor)
        lifecycle.submit(version=version, by=cast.rule_editor)
        lifecycle.import_draft(document={**document, "rulebook": f"be{number}"}, by=everything)
    home(client, everything)
    with django_assert_num_queries(13):
        client.get(reverse("admin:index"))


def test_the_badge_names_the_environment(client: Client, cast: Cast, settings: Any) -> None:
    client.force_login(cast.agent)
    settings.ENVIRONMENT = "Staging"
    assert '<span class="environment-label">Staging</span>' in client.get(reverse("admin:index")).content.decode()
    settings.ENVIRONMENT = ""
    assert "environment-label" not in client.get(reverse("admin:index")).content.decode()


def test_an_editor_begins_a_draft_where_nobody_has_one(client: Client, cast: Cast, published: Version) -> None:
    begin = f'href="/admin/rules/version/{published.pk}/desk/life/new-draft/"'
    client.force_login(cast.rule_editor)
    assert begin in client.get("/admin/").content.decode()
    client.force_login(cast.approver)
    assert begin not in client.get("/admin/").content.decode()
    lifecycle.new_draft(version=published, by=cast.rule_editor)
    client.force_login(cast.rule_editor)
    assert begin not in client.get("/admin/").content.decode()


def test_one_place_of_the_sidebar_is_where_the_reader_is(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    page = client.get("/admin/returns/returncase/overview/").content.decode()
    sidebar = page.partition('id="nav-sidebar"')[2].partition("</nav>")[0]
    assert sidebar.count('aria-current="page"') == 1
