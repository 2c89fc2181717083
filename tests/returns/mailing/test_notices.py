"""Who is told of a step: those whom it concerns, in their language, and nobody of what they did themselves."""

from __future__ import annotations

import re

import pytest

from returns.adjudication import decide_case
from returns.casework.transitions import perform
from returns.models import OutboxMessage, ReturnCase
from returns.workflow import TRANSITIONS
from tests.cast import Cast
from tests.returns.casework.deciding import inspected, version

__all__ = ["version"]

pytestmark = pytest.mark.django_db
CUSTOMER, SELLER = "customer", "seller"


def told() -> list[tuple[str, str]]:
    found = list(OutboxMessage.objects.order_by("pk").values_list("template", "audience"))
    OutboxMessage.objects.all().delete()
    return found


def test_the_way_of_a_return_in_mails(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    assert told() == [("customer_link", CUSTOMER), ("status_changed", CUSTOMER)]
    perform(case=case, transition="accept", actor=cast.agent, resolution="repair")
    assert told() == [("return_accepted", CUSTOMER), ("decision_to_seller", SELLER)]
    perform(case=case, transition="contest", actor=case.customer, reason="It is not the screen.")
    assert told() == [("contest_received", CUSTOMER), ("contest_to_seller", SELLER)]
    perform(case=case, transition="refuse", actor=cast.agent, reason="The frame is bent.")
    assert told() == [("return_refused", CUSTOMER), ("decision_to_seller", SELLER)]
    perform(case=case, transition="contest", actor=cast.seller, reason="It was opened.")
    assert told() == [("status_changed", CUSTOMER)]
    perform(case=case, transition="accept", actor=cast.agent, resolution="refund")
    told()
    perform(case=case, transition="refund", actor=cast.seller)
    assert told() == [("return_resolved", CUSTOMER)]
    perform(case=case, transition="close", actor=cast.agent)
    assert told() == []
    perform(case=case, transition="reopen", actor=cast.lead, reason="A new report.")
    assert told() == [("status_changed", CUSTOMER), ("status_changed_seller", SELLER)]


def test_what_comes_next_is_never_left_blank(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    told()
    perform(case=case, transition="accept", actor=cast.agent)
    perform(case=case, transition="contest", actor=case.customer, reason="It is not the screen.")
    perform(case=case, transition="refuse", actor=cast.agent, reason="The frame is bent.")
    bodies = OutboxMessage.objects.filter(template="decision_to_seller").order_by("pk").values_list("body", flat=True)
    following = [re.search(r"La suite prévue\s: (.*)\.", body) for body in bodies]
    assert [found and found[1] for found in following] == ["à préciser", "renvoi sans intervention"]


@pytest.mark.parametrize(("who", "expected"), [("agent", [CUSTOMER, SELLER]), ("customer", [SELLER])])
def test_nobody_is_told_what_they_did(case: ReturnCase, cast: Cast, who: str, expected: list[str]) -> None:
    decide_case(case=case, actor=None)
    perform(case=case, transition="cancel", actor=case.customer if who == "customer" else cast.agent)
    assert [audience for _template, audience in told()] == expected


@pytest.mark.parametrize(("language", "words"), [("fr", ["reçu", "Bonjour"]), ("en", ["received", "Hello"])])
def test_each_is_told_in_their_language(case: ReturnCase, cast: Cast, language: str, words: list[str]) -> None:
    case.customer.language = language
    case.customer.save()
    inspected(case, cast)
    body = OutboxMessage.objects.get(template="status_changed").body
    assert [word for word in words if word not in body] == []


def test_every_mail_about_a_transition_names_one_that_there_is() -> None:
    from returns.mailing.notices import TO_CUSTOMER, TO_SELLER

    assert {*TO_CUSTOMER, *TO_SELLER} <= set(TRANSITIONS)
