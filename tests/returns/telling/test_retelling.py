"""Stored decisions told again: reasons in words, and a trace only where it is the decision's own."""

from datetime import date
from typing import Any

import pytest
from django.db.models import QuerySet

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import Decision, DecisionRecord, ReturnCase
from returns.privacy.erasure import erase_case
from returns.telling.retelling import Retelling, readable_book, retell
from rules.models import Version
from tests.cast import Cast
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase

ON = date(2026, 3, 2)


def decided(case: ReturnCase, **values: Any) -> Decision:
    state_facts(case=case, source="customer", values=values, actor=None)
    return decide_case(case=case, actor=None, on=ON).decision


def told(decision: Decision, language: str = "en") -> Retelling:
    found = retell(decision, language)
    assert found is not None
    return found


@pytest.fixture
def spoken(new_case: OpenCase) -> ReturnCase:
    """A case under a rulebook whose rules have something to say."""
    document = small_book()
    document["facts"].append(
        {"name": "device.brand", "type": "text", "supplier": "order", "label": {"fr": "Marque", "en": "Brand"}}
    )
    says = {
        "shock-excludes": {"fr": "Un choc, pour {order.price} €.", "en": "A shock, for {order.price} €."},
        "account-blocks": {"fr": "Compte actif sur {device.brand}.", "en": "Account active on {device.brand}."},
    }
    for rule in document["rules"]:
        rule["message"] = says.get(rule["key"], rule["message"])
        rule["title"] = {"fr": f"{rule['key']} (fr)", "en": f"{rule['key']} (en)"}
    case = new_case()
    ReturnCase.objects.filter(pk=case.pk).update(version_hash=publish(document).hash)
    case.refresh_from_db()
    return case


def test_a_reason_has_the_values_of_the_case(spoken: ReturnCase) -> None:
    decision = decided(spoken, shock=True)
    assert told(decision).reason("shock-excludes") == "A shock, for 349 €."
    assert told(decision, "fr").reason("shock-excludes") == "Un choc, pour 349 €."


def test_a_rule_without_a_message_is_told_by_its_title(spoken: ReturnCase) -> None:
    decision = decided(spoken, shock=True)
    assert told(decision).reason("photo") == "photo (en)"
    assert told(decision).reason("gone") == "gone"


def test_what_everybody_reads_repeats_nobodys_words(spoken: ReturnCase) -> None:
    decision = decided(spoken, account_active=True)
    assert told(decision).reason("account-blocks") == "Account active on apple."
    assert told(decision).public_reason("account-blocks") == "account-blocks (en)"
    assert told(decision).public_reason("shock-excludes") == "A shock, for 349 €."


def test_the_trace_is_that_of_the_stored_facts(case: ReturnCase) -> None:
    again = told(decided(case, shock=True)).again
    assert again is not None
    traces = {trace.rule.key: (trace.truth, trace.applies) for trace in again.trace}
    assert traces["shock-excludes"] == (True, True)
    assert traces["account-blocks"] == (None, True)


def test_there_is_no_trace_where_the_stored_outcome_is_another(case: ReturnCase) -> None:
    found = told(decided(case, shock=True))
    altered = Retelling(found.facts, {**found.outcome, "status": "undetermined"}, found.book, "en")
    assert altered.again is None


def test_there_is_no_trace_of_facts_that_the_rules_refuse(case: ReturnCase) -> None:
    found = told(decided(case, shock=True))
    odd = Retelling({**found.facts, "unheard.of": 1}, found.outcome, found.book, "en")
    assert (odd.again, odd.known) == (None, {})


def test_a_decision_by_a_version_that_is_gone_is_told_by_codes(case: ReturnCase) -> None:
    found = told(decided(case, shock=True))
    orphan = Retelling(found.facts, found.outcome, None, "en")
    assert (orphan.again, orphan.reason("shock-excludes"), orphan.fact("damage.shock")) == (
        None,
        "shock-excludes",
        "damage.shock",
    )


def test_a_version_that_cannot_be_read_is_none(version: Version) -> None:
    assert readable_book(version.hash) is not None
    assert readable_book("sha256:" + "f" * 64) is None


def test_an_erased_decision_is_not_told(case: ReturnCase, cast: Cast) -> None:
    decision = decided(case, shock=True)
    perform(case=case, transition="cancel", actor=cast.agent)
    erase_case(case=case, actor=cast.lead)
    assert not QuerySet(DecisionRecord).exists()
    assert retell(Decision.objects.get(pk=decision.pk), "en") is None
