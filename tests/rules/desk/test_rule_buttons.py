"""The buttons of the rules in the workspace."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from returns.models import User
from rules import lifecycle
from rules.models import Rule, Version
from tests.cast import Cast
from tests.rules.desk.conftest import url

KEY = "shock-excludes"


def press(client: Client, person: User, version: Version, do: str, query: str = "") -> HttpResponse:
    client.force_login(person)
    answer = client.post(url("rules", version), {"do": do, "filter": query})
    assert isinstance(answer, HttpResponse)
    return answer


def rule(version: Version, key: str = KEY) -> Rule:
    return version.rules.get(key=key)


def test_a_rule_is_disabled_and_enabled(client: Client, cast: Cast, draft: Version) -> None:
    answer = press(client, cast.rule_editor, draft, f"disable {KEY} 1", "text=choc&page=2")
    assert answer.headers["Location"] == f"{url('workspace', draft)}?text=choc#rule-{KEY}"
    assert not rule(draft).enabled
    press(client, cast.rule_editor, draft, f"enable {KEY} 2")
    assert rule(draft).enabled


def test_a_copy_is_disabled(client: Client, cast: Cast, draft: Version) -> None:
    press(client, cast.rule_editor, draft, f"copy {KEY} 1")
    copy = draft.rules.get(key__startswith=f"{KEY}-")
    assert (copy.enabled, copy.when) == (False, rule(draft).when)


def test_up_passes_the_next_rule_and_down_goes_below(client: Client, cast: Cast, draft: Version) -> None:
    draft.rules.filter(kind="exclusion").update(priority=100)
    press(client, cast.rule_editor, draft, f"up {KEY} 1")
    assert rule(draft).priority == 101
    press(client, cast.rule_editor, draft, f"up {KEY} 2")
    assert rule(draft).priority == 102
    press(client, cast.rule_editor, draft, f"down {KEY} 3")
    assert rule(draft).priority == 99


def test_who_saw_an_older_rule_is_told_and_changes_nothing(client: Client, cast: Cast, draft: Version) -> None:
    press(client, cast.rule_editor, draft, f"up {KEY} 1")
    press(client, cast.rule_editor, draft, f"disable {KEY} 1")
    assert rule(draft).enabled
    assert "messagelist" in client.get(url("workspace", draft)).content.decode()


@pytest.mark.parametrize("do", ["", "burn x 1", f"disable {KEY}", f"disable {KEY} x", f"disable {KEY} ²", "up  1"])
def test_what_no_button_says_is_refused(do: str, client: Client, cast: Cast, draft: Version) -> None:
    assert press(client, cast.rule_editor, draft, do).status_code in (400, 404)
    assert draft.events.count() == 1


@pytest.mark.parametrize("verb", ["enable", "disable", "copy", "up", "down"])
def test_a_rule_is_not_reached_through_another_version(
    verb: str, client: Client, cast: Cast, published: Version
) -> None:
    """A key names a rule of the version in the address, whichever other versions have one of that key."""
    draft = lifecycle.new_draft(version=published, by=cast.rule_editor)
    draft.rules.filter(key=KEY).delete()
    stored = list(published.rules.order_by("pk").values())
    assert press(client, cast.rule_editor, draft, f"{verb} {KEY} 1").status_code == 404
    assert press(client, cast.rule_editor, published, f"{verb} {KEY} 1").status_code == 403
    assert list(published.rules.order_by("pk").values()) == stored
    assert not draft.rules.filter(key=KEY).exists()


def test_nobody_else_presses_them(client: Client, cast: Cast, draft: Version) -> None:
    for person, status in ((cast.approver, 403), (cast.agent, 404), (cast.outsider, 302)):
        assert press(client, person, draft, f"disable {KEY} 1").status_code == status
        assert f"disable {KEY}" not in client.get(url("workspace", draft)).content.decode()
    assert rule(draft).enabled
