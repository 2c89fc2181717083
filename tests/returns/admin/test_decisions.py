"""Decisions in the admin: the explanation, the trace, the facts; and what is left once they are erased."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.adjudication import decide_case
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.catalogue.fixtures_loading import load_roles
from returns.models import Decision, LedgerEntry, ReturnCase, User
from returns.privacy.erasure import erase_case
from rules.models import Version
from tests.cast import Cast
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db

LIST = "admin:returns_decision_changelist"
PAGE = "admin:returns_decision_change"
ON = date(2026, 3, 2)


@pytest.fixture
def agent(client: Client, cast: Cast) -> Client:
    client.force_login(cast.agent)
    client.cookies.load({"django_language": "en"})
    return client


def decide(case: ReturnCase, **values: Any) -> Decision:
    state_facts(case=case, source="customer", values=values, actor=None)
    return decide_case(case=case, actor=None, on=ON).decision


def html(client: Client, decision: Decision) -> str:
    response = client.get(reverse(PAGE, args=[decision.pk]))
    assert response.status_code == 200
    return response.content.decode()


def plain(page: str) -> str:
    """The page's text, for what is said matters here and not how it is marked up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_list_costs_the_same_for_one_decision_and_for_three(agent: Client, new_case: OpenCase) -> None:
    counts = []
    for numbers in (["40-1"], ["40-2", "40-3"]):
        for number in numbers:
            decide(new_case(number), shock=True)
        agent.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            page = agent.get(reverse(LIST)).content.decode()
        assert page.count("d-chip--excluded") == int(numbers[-1][-1])
        counts.append(len(captured))
    # Session, user, permissions, two counts, rows; then categories and sellers to filter by.
    assert counts == [9, 9]


def test_the_page_costs_the_same_whatever_was_decided(agent: Client, new_case: OpenCase) -> None:
    counts = []
    for number, values in (("40-1", {}), ("40-2", {"shock": True, "wear": None, "account_active": True})):
        decision = decide(new_case(number), **values)
        html(agent, decision)
        with CaptureQueriesContext(connection) as captured:
            html(agent, decision)
        counts.append(len(captured))
    assert counts == [11, 11]


def test_the_explanation_is_in_the_readers_language(agent: Client, case: ReturnCase) -> None:
    decision = decide(case, shock=True)
    assert "Commercial warranty: excluded. shock-excludes" in plain(html(agent, decision))
    agent.cookies.load({"django_language": "fr"})
    assert "Garantie commerciale : exclue. shock-excludes" in plain(html(agent, decision))


def test_the_trace_has_every_rule_with_its_truth_and_the_value_that_it_saw(agent: Client, case: ReturnCase) -> None:
    page = html(agent, decide(case, shock=True, account_active=None))
    for rule in ("shock-excludes", "account-blocks", "photo", "shipping", "back-if-shocked", "dispute"):
        assert f"<code>{rule}</code>" in page
    for css, word, sign in (("t", "true", "✓"), ("u", "unknown", "?")):
        assert f'<i class="{css}" role="img" aria-label="{word}">{sign}</i>' in page
    text = plain(page)
    assert "“damage.shock” is yes seen: yes (customer)" in text
    assert "“account.active” is yes seen: not known (customer)" in text
    assert "unknown, applies all the same" in text
    assert "No condition: always." in text


def test_a_rule_that_blocks_is_unfolded_and_the_others_are_folded(agent: Client, case: ReturnCase) -> None:
    page = html(agent, decide(case, shock=True, account_active=True))
    [blocker] = re.findall(r"<details open>.*?</details>", page, re.DOTALL)
    assert "account-blocks" in blocker
    assert page.count("<details>") > 3


def test_two_facts_that_differ_are_both_shown(agent: Client, case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": False}, actor=None)
    record_inspection(case=case, values={"shock": True}, actor=cast.seller)
    page = html(agent, decide(case))
    assert "d-chip--review" in page
    assert "Qui a raison ?" in page
    assert re.search(r"seen: no\s+/ yes", plain(page))


def test_missing_facts_say_whom_to_ask_and_who_was_asked(agent: Client, case: ReturnCase) -> None:
    text = plain(html(agent, decide(case, account_active=None)))
    assert re.search(r"account\.active\s+asked, not known\s+From: customer\. Read by: account-blocks\.", text)
    assert re.search(r"damage\.shock\s+From: customer\. Read by: back-if-shocked, shock-excludes\.", text)


def test_remedies_name_what_can_still_be_changed(agent: Client, case: ReturnCase) -> None:
    page = html(agent, decide(case, account_active=True))
    [remedies] = re.findall(r'aria-labelledby="h-remedies".*?</section>', page, re.DOTALL)
    assert re.search(r"account-blocks\s+account\.active", plain(remedies))


def test_facts_have_their_value_and_source(agent: Client, case: ReturnCase) -> None:
    [facts] = re.findall(r'id="h-facts".*?</section>', html(agent, decide(case, shock=True)), re.DOTALL)
    assert re.search(r"order\.price order\.price\s+349 order", plain(facts))


def test_the_page_names_the_version_its_hash_and_the_place_in_the_ledger(
    agent: Client, case: ReturnCase, version: Version
) -> None:
    decision = decide(case, shock=True)
    page = html(agent, decision)
    entry = LedgerEntry.objects.get(kind="decision", key=decision.pk)
    assert version.hash in page
    assert re.search(rf"Position in the ledger\s+{entry.position}\b", plain(page))


def test_only_who_may_read_versions_gets_a_link_to_one(agent: Client, admin_client: Client, case: ReturnCase) -> None:
    decision = decide(case)
    link = "/admin/rules/version/"
    assert link not in html(agent, decision)
    assert link in html(admin_client, decision)


def test_what_was_erased_is_said_to_be(agent: Client, case: ReturnCase, cast: Cast) -> None:
    decision = decide(case, shock=True)
    perform(case=case, transition="cancel", actor=cast.agent)
    erase_case(case=case, actor=cast.lead)
    page = html(agent, decision)
    assert "have been erased" in page
    assert decision.version_hash in page
    assert "shock" not in page


def test_a_decision_that_does_not_repeat_says_so_and_shows_no_trace(
    agent: Client, case: ReturnCase, version: Version
) -> None:
    """As when the engines failed: what was stored is a failure, which nobody can trace."""
    ReturnCase.objects.filter(pk=case.pk).update(version_hash="sha256:" + "e" * 64)
    case.refresh_from_db()
    page = html(agent, decide_case(case=case, actor=None, on=ON).decision)
    assert "there is no trace to show" in page
    assert "d-chip--review" in page
    assert "h-trace" not in page


def test_every_role_that_reads_cases_reads_decisions_and_no_other(client: Client, case: ReturnCase) -> None:
    load_roles()
    decision = decide(case)
    answers = {}
    for role in Group.objects.order_by("name"):
        user = User.objects.create_user(f"{role.pk}@example.com", is_staff=True)
        user.groups.add(role)
        client.force_login(user)
        urls = (reverse(LIST), reverse(PAGE, args=[decision.pk]))
        answers[role.name] = tuple(client.get(url).status_code for url in urls)
    assert answers == {
        "agent": (200, 200),
        "agent lead": (200, 200),
        "auditor": (200, 200),
        "catalogue editor": (403, 403),
        "rule approver": (403, 403),
        "rule editor": (403, 403),
    }


def test_nobody_adds_changes_or_deletes_a_decision(admin_client: Client, case: ReturnCase) -> None:
    decision = decide(case)
    for name, args in ((PAGE, [decision.pk]), ("admin:returns_decision_delete", [decision.pk])):
        assert admin_client.post(reverse(name, args=args), {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:returns_decision_add")).status_code == 403
    assert Decision.objects.filter(pk=decision.pk).exists()


def test_the_list_is_named_after_what_it_lists(agent: Client) -> None:
    page = agent.get(reverse(LIST)).content.decode()
    assert "<h1>Decisions</h1>" in page
    assert ">Status</summary>" in page
