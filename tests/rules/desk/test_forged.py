"""What a forged request can't do, tried over HTTP by everybody who can log in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from returns.models import User
from rules import lifecycle
from rules.desk.life import ACTIONS
from rules.models import State, Version, VersionEvent
from tests.cast import Cast, permit
from tests.rules.desk.conftest import Post, url

EDITORS = {"new-draft", "submit"}
FORM = {
    "comment": "c",
    "reason": "r",
    "when": "now",
    "effective_from": "2099-01-01T08:00",
    "moves_open_cases": "yes",
}
ROLES = ("agent", "lead", "rule_editor", "approver", "seller", "other_seller", "outsider")


def traces() -> tuple[int, list[tuple[int, str]]]:
    """All that a step would leave behind."""
    return VersionEvent.objects.count(), list(Version.objects.order_by("pk").values_list("pk", "state"))


def expected(role: str, action: str) -> int:
    if role in ("seller", "other_seller", "outsider"):
        return 302
    if role in ("agent", "lead"):
        return 404
    return 403


def may(role: str, action: str) -> bool:
    return role == ("rule_editor" if action in EDITORS else "approver")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_takes_a_step_that_is_not_theirs(
    role: str, action: str, cast: Cast, post: Post, submitted: Version
) -> None:
    if may(role, action):
        return
    person: User = getattr(cast, role)
    before = traces()
    answer = post(person, submitted, action, **FORM)
    assert answer.status_code == expected(role, action)
    assert traces() == before
    if answer.status_code == 302:
        assert reverse("admin:login") in answer.headers["Location"]


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_at_all_is_sent_to_the_login(action: str, client: Client, submitted: Version) -> None:
    answer = client.post(url("life", submitted, action), {"revision": 1, **FORM})
    assert answer.status_code == 302
    assert reverse("admin:login") in answer.headers["Location"]


@pytest.mark.parametrize("action", ["approve", "send-back"])
def test_an_author_never_judges_their_own(action: str, cast: Cast, post: Post, submitted: Version) -> None:
    author = permit(cast.rule_editor, "rules.approve_version")
    before = traces()
    answer = post(author, submitted, action, **FORM)
    assert answer.status_code == 403
    assert "so somebody else reviews it" in answer.content.decode() or "relit" in answer.content.decode()
    assert traces() == before


def test_copying_ones_own_work_is_no_way_to_judge_it(cast: Cast, post: Post, submitted: Version) -> None:
    other = permit(cast.lead, "rules.change_version")
    copy = lifecycle.new_draft(version=submitted, by=other)
    lifecycle.submit(version=copy, by=other)
    author = permit(cast.rule_editor, "rules.approve_version")
    assert post(author, copy, "approve", **FORM).status_code == 403


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"new-draft", "schedule", "roll-back", "retire"}))
def test_a_published_version_never_changes(action: str, cast: Cast, post: Post, published: Version) -> None:
    person = permit(cast.lead, "rules.change_version", "rules.approve_version")
    stored = Version.objects.filter(pk=published.pk).values().get()
    before = traces()
    assert post(person, published, action, **FORM).status_code == 409
    assert Version.objects.filter(pk=published.pk).values().get() == stored
    assert traces() == before


def test_publishing_needs_an_approval_first(cast: Cast, post: Post, draft: Version, submitted: Version) -> None:
    assert post(cast.approver, submitted, "publish", **FORM).status_code == 409
    assert Version.objects.get(pk=submitted.pk).state == State.IN_REVIEW


def test_who_judges_saw_what_is_judged(cast: Cast, client: Client, submitted: Version) -> None:
    seen = submitted.revision
    lifecycle.send_back(version=submitted, by=cast.approver, comment="c")
    lifecycle.record_edit(version=submitted, by=cast.rule_editor, comment="c")
    lifecycle.submit(version=submitted, by=cast.rule_editor)
    client.force_login(cast.approver)
    answer = client.post(url("life", submitted, "approve"), {"revision": seen, "comment": "seen"})
    assert answer.status_code == 409
    assert "seen" in answer.content.decode()
    assert Version.objects.get(pk=submitted.pk).state == State.IN_REVIEW


@pytest.mark.parametrize("page", ["workspace", "history", "export"])
@pytest.mark.parametrize("role", ROLES)
def test_only_rule_staff_read_versions(role: str, page: str, cast: Cast, client: Client, draft: Version) -> None:
    client.force_login(getattr(cast, role))
    status = client.get(url(page, draft)).status_code
    assert status == (200 if role in ("rule_editor", "approver") else expected(role, page))


def test_a_forged_step_without_the_token_of_the_page_is_refused(cast: Cast, submitted: Version) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.approver)
    answer = strict.post(url("life", submitted, "approve"), {"revision": submitted.revision})
    assert answer.status_code == 403
    assert Version.objects.get(pk=submitted.pk).state == State.IN_REVIEW


def test_steps_are_never_taken_by_a_link(cast: Cast, client: Client, submitted: Version) -> None:
    client.force_login(cast.approver)
    before = traces()
    assert client.get(url("life", submitted, "approve")).status_code == 200
    assert client.put(url("life", submitted, "approve")).status_code == 405
    assert traces() == before
