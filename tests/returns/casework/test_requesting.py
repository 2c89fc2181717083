"""Asking for exactly what is missing, of whoever can give it, and talking about a case."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from returns.adjudication import decide_case
from returns.casework.conversation import add_note, preview_message, send_message
from returns.casework.deciding import DecisionRefusedError
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.casework.requesting import Wanted, lacking_of, preview_request, request_missing
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Event, EventNote, OutboxMessage, ReturnCase
from returns.permissions import visible_events
from returns.privacy.erasure import erase_case
from returns.workflow import Audience
from tests.cast import Cast
from tests.returns.casework.deciding import version

__all__ = ["version"]

pytestmark = pytest.mark.django_db
CUSTOMER, SELLER = Audience.CUSTOMER, Audience.SELLER


@pytest.fixture
def decided(case: ReturnCase) -> ReturnCase:
    """A case of which little is known."""
    decide_case(case=case, actor=None)
    return case


def test_only_what_is_missing_can_be_asked_for(decided: ReturnCase, cast: Cast) -> None:
    wanted = lacking_of(decided)
    assert wanted[CUSTOMER] == Wanted(("photo.front_on",), ("account.active", "damage.shock"))
    evidence = give_evidence(case=decided, item="photo.front_on", actor=decided.customer)
    assert lacking_of(decided)[CUSTOMER].items == ()
    refuse_evidence(evidence=evidence, actor=cast.agent, reason="It is blurred.")
    assert lacking_of(decided)[CUSTOMER].items == ("photo.front_on",)
    accept_evidence(evidence=give_evidence(case=decided, item="photo.front_on", actor=None), actor=cast.agent)
    says = {"shock": False, "account_active": False}
    state_facts(case=decided, source="customer", values=says, actor=decided.customer)
    decide_case(case=decided, actor=None)
    assert not lacking_of(decided)[CUSTOMER]


def test_nobody_is_asked_twice_for_what_they_do_not_know(decided: ReturnCase) -> None:
    state_facts(case=decided, source="customer", values={"shock": None}, actor=decided.customer)
    decide_case(case=decided, actor=None)
    assert lacking_of(decided)[CUSTOMER].facts == ("account.active",)


def test_nothing_is_asked_before_the_rules_have_spoken_or_after_the_end(case: ReturnCase, cast: Cast) -> None:
    assert not any(lacking_of(case).values())
    decide_case(case=case, actor=None)
    perform(case=case, transition="cancel", actor=cast.agent)
    assert not any(lacking_of(case).values())


def test_the_preview_is_what_is_sent(decided: ReturnCase, cast: Cast) -> None:
    asked = {"case": decided, "whom": CUSTOMER, "items": ["photo.front_on"], "facts": ["damage.shock"]}
    seen = preview_request(**asked, message="Sans la coque.")  # type: ignore[arg-type]
    assert not OutboxMessage.objects.exists()
    request_missing(**asked, message="Sans la coque.", actor=cast.agent)  # type: ignore[arg-type]
    sent = OutboxMessage.objects.get()
    assert (sent.template, sent.to, sent.subject) == ("items_missing_customer", decided.customer.email, seen.subject)
    assert "– photo.front_on (fr)\n– damage.shock" in seen.body
    assert "Sans la coque." in seen.body
    event = Event.objects.latest("pk")
    assert (event.kind, event.subject) == ("requested", "customer")
    assert "photo.front_on (fr)" in event.note.text
    assert stored_chain.verify() == []


@pytest.mark.parametrize(
    ("whom", "items", "facts"),
    [
        (CUSTOMER, [], []),
        (CUSTOMER, ["photo.back"], []),
        (CUSTOMER, ["nothing"], []),
        (CUSTOMER, [], ["order.price"]),
        (SELLER, ["photo.front_on"], []),
        (SELLER, [], ["damage.shock"]),
    ],
)
def test_what_is_not_missing_is_not_asked_for(
    decided: ReturnCase, cast: Cast, whom: Audience, items: list[str], facts: list[str]
) -> None:
    with pytest.raises(DecisionRefusedError):
        request_missing(case=decided, whom=whom, items=items, facts=facts, actor=cast.agent)
    assert not OutboxMessage.objects.exists()


def test_only_staff_ask_and_write(decided: ReturnCase, cast: Cast) -> None:
    for person in (cast.seller, cast.outsider, cast.rule_editor):
        with pytest.raises(PermissionDenied):
            request_missing(case=decided, whom=CUSTOMER, items=["photo.front_on"], actor=person)
        with pytest.raises(PermissionDenied):
            send_message(case=decided, actor=person, whom=CUSTOMER, text="Hello")
        with pytest.raises(PermissionDenied):
            add_note(case=decided, actor=person, text="Hello")


@pytest.mark.parametrize(("whom", "template"), [(CUSTOMER, "message_to_customer"), (SELLER, "message_to_seller")])
def test_a_message_is_a_mail_and_stands_in_the_history(
    decided: ReturnCase, cast: Cast, whom: Audience, template: str
) -> None:
    seen = preview_message(case=decided, whom=whom, text=" Bonjour. ")
    event = send_message(case=decided, actor=cast.agent, whom=whom, text=" Bonjour. ")
    sent = OutboxMessage.objects.get()
    assert (sent.template, sent.subject, sent.audience) == (template, seen.subject, whom)
    assert "Bonjour." in sent.body
    assert (event.kind, event.subject, event.note.text) == ("message", whom, "Bonjour.")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_text_is_nothing_to_say(decided: ReturnCase, cast: Cast, text: str) -> None:
    for act in (
        lambda: add_note(case=decided, actor=cast.agent, text=text),
        lambda: send_message(case=decided, actor=cast.agent, whom=CUSTOMER, text=text),
        lambda: preview_message(case=decided, whom=CUSTOMER, text=text),
    ):
        with pytest.raises(DecisionRefusedError):
            act()


def test_notes_stay_among_staff_and_go_with_the_case(decided: ReturnCase, cast: Cast) -> None:
    add_note(case=decided, actor=cast.agent, text="He sounded honest.")
    assert "noted" in visible_events(cast.agent).values_list("kind", flat=True)
    assert "noted" not in visible_events(cast.seller).values_list("kind", flat=True)
    assert visible_events(cast.seller).exists()
    perform(case=decided, transition="cancel", actor=cast.agent)
    # Agents note what comes afterwards, too.
    add_note(case=decided, actor=cast.agent, text="She called again.")
    erase_case(case=decided, actor=cast.lead)
    assert not EventNote.objects.exists()
    assert stored_chain.verify() == []
