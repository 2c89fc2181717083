"""The life of a version from its pages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from returns.catalogue.fixtures_loading import load_catalogue
from rules import lifecycle
from rules.models import Activation, State, Version
from rules.registry import version_in_force
from tests.cast import Cast
from tests.factories import CaseFactory
from tests.rules.conftest import Document
from tests.rules.desk.conftest import Post, url


def state(version: Version) -> str:
    return Version.objects.get(pk=version.pk).state


def test_a_version_is_submitted_sent_back_approved_and_published(cast: Cast, post: Post, draft: Version) -> None:
    assert post(cast.rule_editor, draft, "submit", comment="ready").status_code == 302
    assert post(cast.approver, draft, "send-back", comment="say why").status_code == 302
    assert state(draft) == State.DRAFT
    post(cast.rule_editor, draft, "submit")
    post(cast.approver, draft, "approve")
    answer = post(cast.approver, draft, "publish", when="now")
    assert answer.headers["Location"] == url("workspace", draft)
    assert version_in_force(rulebook="fr", at=timezone.now()) == draft
    comments = draft.events.exclude(comment="").values_list("comment", flat=True)
    assert list(comments) == ["ready", "say why"]


def test_a_new_draft_opens_its_own_workspace(cast: Cast, post: Post, published: Version) -> None:
    answer = post(cast.rule_editor, published, "new-draft")
    assert answer.headers["Location"] == url("workspace", Version.objects.get(parent=published))


def test_what_is_typed_stays_where_something_lacks(cast: Cast, post: Post, approved: Version) -> None:
    answer = post(cast.approver, approved, "publish", when="later", reason="the new season")
    assert answer.status_code == 422
    assert "the new season" in answer.content.decode()
    assert state(approved) == State.APPROVED


def test_sending_back_says_what_to_change(cast: Cast, post: Post, submitted: Version) -> None:
    assert post(cast.approver, submitted, "send-back").status_code == 422
    assert state(submitted) == State.IN_REVIEW


def test_a_draft_with_a_failing_example_is_not_submitted(cast: Cast, post: Post, failing: Version) -> None:
    answer = post(cast.rule_editor, failing, "submit")
    assert answer.status_code == 409
    assert "$.status" in answer.content.decode()
    assert state(failing) == State.DRAFT


def test_publishing_later_is_by_the_clock_of_the_site(cast: Cast, post: Post, approved: Version) -> None:
    post(cast.approver, approved, "publish", when="later", effective_from="2099-06-01T08:30")
    [activation] = Activation.objects.all()
    assert activation.effective_from == datetime(2099, 6, 1, 8, 30, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_moment_that_has_passed_is_refused(cast: Cast, post: Post, approved: Version) -> None:
    answer = post(cast.approver, approved, "publish", when="later", effective_from="2020-06-01T08:30")
    assert answer.status_code == 409
    assert state(approved) == State.APPROVED


@pytest.mark.parametrize("answered", ["yes", ""])
def test_open_cases_go_over_if_that_is_chosen(
    answered: str, cast: Cast, post: Post, published: Version, other_document: Document
) -> None:
    load_catalogue()
    case = CaseFactory.create(version_hash=published.hash)
    draft = lifecycle.import_draft(document=other_document, by=cast.rule_editor)
    lifecycle.approve(version=lifecycle.submit(version=draft, by=cast.rule_editor), by=cast.approver)
    post(cast.approver, draft, "publish", when="now", moves_open_cases=answered)
    case.refresh_from_db()
    newer = Version.objects.get(pk=draft.pk)
    assert case.version_hash == (newer.hash if answered else published.hash)


def test_rolling_back_asks_why(
    cast: Cast, post: Post, client: Client, published: Version, other_document: Document
) -> None:
    draft = lifecycle.import_draft(document=other_document, by=cast.rule_editor)
    lifecycle.approve(version=lifecycle.submit(version=draft, by=cast.rule_editor), by=cast.approver)
    post(cast.approver, draft, "publish", when="now")
    assert post(cast.approver, published, "roll-back").status_code == 422
    assert post(cast.approver, published, "roll-back", reason="refunds were wrong").status_code == 302
    assert version_in_force(rulebook="fr", at=timezone.now()) == published
    history = client.get(url("history", published)).content.decode()
    assert "refunds were wrong" in history


def test_a_step_that_is_closed_says_so_and_offers_no_button(cast: Cast, client: Client, draft: Version) -> None:
    client.force_login(cast.approver)
    page = client.get(url("life", draft, "publish")).content.decode()
    assert "d-btn--go" not in page


def test_unknown_steps_are_not_found(cast: Cast, client: Client, draft: Version) -> None:
    client.force_login(cast.approver)
    assert client.get(url("life", draft, "burn")).status_code == 404
