"""A case in the portal: received, inspected, proposed, resolved, contested; what is shown of it and what is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns.adjudication import decide_case
from returns.casework.changes import CaseChangedError
from returns.casework.conversation import add_note, send_message
from returns.casework.deciding import accept_proposal
from returns.casework.inspecting import inspect
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.models import Event, Evidence, EvidenceItem, Inspection, OutboxMessage, ReturnCase, Statement, User
from returns.workflow import Audience
from tests.cast import Cast
from tests.factories import INVALID_IMEI, OTHER_IMEI, VALID_IMEI
from tests.pictures import photo
from tests.returns.conftest import OpenCase
from tests.returns.portal.conftest import Browser, fresh, receive

pytestmark = pytest.mark.django_db

QUESTION = re.compile(r'<legend class="sr">([^<]+)</legend>')
FIELD = re.compile(r'<legend class="sr">([^<]+)</legend>.*?name="(q\d+)"', re.DOTALL)


def fields(page: str) -> dict[str, str]:
    """The name of the field of each question of the inspection."""
    return dict(FIELD.findall(page))


def answers(page: str, **changes: Any) -> dict[str, Any]:
    """Everything that the form asks, answered: nothing wrong with the device."""
    given = {"damage.shock": "false", "damage.wear": "false", "account.active": "false"}
    given |= {"inspected.fault": "screen", "inspected.cycles": "212"} | changes
    named = fields(page)
    return {named[fact]: value for fact, value in given.items()} | seen(page) | {"imei": VALID_IMEI}


def seen(page: str) -> dict[str, Any]:
    """What the page says by itself of the case that it shows."""
    return dict(re.findall(r'type="hidden" name="(state|seen)" value="(\w+)"', page))


def slot(case: ReturnCase) -> None:
    """Have the back photographed on devices of this category."""
    back = EvidenceItem.objects.get(code="photo.back")
    case.device.category.photo_slots.create(item=back, position=1, label="Back", note="x")


def checked(page: str) -> list[tuple[str, str]]:
    """The answers that stand in the form."""
    return re.findall(r'type="radio" name="(q\d+)" value="(\w+)"[^>]* checked', page)


def test_a_parcel_is_received_and_whoever_receives_it_sees_to_the_case(
    new_case: OpenCase, owner: Browser, cast: Cast
) -> None:
    case = new_case()
    decide_case(case=case, actor=None)
    page = owner.html(f"case/{case.reference}/")
    assert "Send the customer the link" in page
    page = owner.post(f"case/{case.reference}/invite/")
    assert "The customer is sent a link" in page
    assert "If the parcel has arrived all the same" in page
    page = owner.post(f"case/{case.reference}/receive/")
    assert "The parcel is received." in page
    assert fresh(case).state == "received"
    assert fresh(case).handled_by == cast.seller
    assert f"Handled by {cast.seller}" in page


def test_what_is_only_not_known_yet_is_no_alarm_before_its_turn(new_case: OpenCase, owner: Browser) -> None:
    case = new_case()
    decide_case(case=case, actor=None)
    path = f"case/{case.reference}/"
    page = owner.html(path)
    assert "What is not known yet" in page
    assert "before: inspect, repair" in page
    assert "notice blocked" not in page
    # Nobody has asked the customer for anything.
    assert "Remind the customer" not in page
    assert "has not been asked for anything yet" in owner.post(f"{path}reminder/", 409)
    owner.post(f"{path}invite/")
    assert "notice blocked" not in owner.html(path)
    page = owner.post(f"{path}receive/")
    assert "What blocks" in page
    assert "Keeps shut: inspect, repair." in page


def test_a_parcel_is_received_once(received: ReturnCase, owner: Browser) -> None:
    page = owner.post(f"case/{received.reference}/receive/", 409)
    assert "not at a point where this can be done" in page
    assert Event.objects.filter(case=received, transition="receive").count() == 1


def test_the_form_asks_what_sellers_supply_on_this_category(received: ReturnCase, owner: Browser) -> None:
    page = owner.html(f"case/{received.reference}/")
    assert QUESTION.findall(page) == [
        "damage.shock",
        "damage.wear",
        "account.active",
        "inspected.cycles",
        "inspected.fault",
    ]
    assert checked(page) == []
    assert "The customer answered No" in page


def test_an_inspection_handed_in_shows_at_once_what_it_changed(
    received: ReturnCase, owner: Browser, cast: Cast
) -> None:
    page = owner.html(f"case/{received.reference}/")
    sent = answers(page, **{"damage.shock": "true"}) | {"deed": "hand_in", "note": "The corner is dented."}
    page = owner.post(f"case/{received.reference}/inspection/", **sent)
    assert "The inspection is handed in." in page
    assert "Until an agent decides you can correct it" in page
    assert "handing in also lets an agent decide" not in page
    assert re.search(r'<button class="btn">Propose</button>', page)
    assert "What your inspection changed" in page
    assert re.search(r"Commercial warranty: Covered → Excluded", page)
    assert "An agent looks at it" in page
    assert "The customer answered No: add a photo" in page
    assert "You owe nothing under the commercial warranty." in page
    case = fresh(received)
    assert case.state == "inspected"
    assert case.verdict == "excluded"
    inspection = Inspection.objects.get(case=case)
    assert (inspection.imei, inspection.note) == (VALID_IMEI, "The corner is dented.")
    assert inspection.inspected_by == cast.seller
    said = {row.fact: row.value for row in Statement.objects.filter(inspection=inspection)}
    assert said == {
        "shock": True,
        "wear": False,
        "account_active": False,
        "inspected.fault": "screen",
        "inspected.cycles": 212,
    }


def test_not_being_able_to_tell_is_an_answer_and_no_answer_is_none(received: ReturnCase, owner: Browser) -> None:
    page = owner.html(f"case/{received.reference}/")
    sent = answers(page, **{"damage.shock": "unknown", "inspected.cycles": "unknown"})
    owner.post(f"case/{received.reference}/inspection/", **sent, deed="hand_in")
    said = {row.fact: row.value for row in Statement.objects.filter(case=received, source="seller")}
    assert said["shock"] is None
    assert said["inspected.cycles"] is None
    assert fresh(received).state == "inspected"


def test_saving_takes_what_there_is_and_handing_in_wants_every_answer(received: ReturnCase, owner: Browser) -> None:
    named = fields(owner.html(f"case/{received.reference}/"))
    shock = named["damage.shock"]
    sent: dict[str, Any] = {shock: "true", "state": "received", "seen": "0", "imei": "", "note": "half done"}
    page = owner.post(f"case/{received.reference}/inspection/", 200, **sent, deed="hand_in")
    assert page.count("I can’t tell” will do") == 2 * (len(named) - 1)
    assert "say that it can’t be read" in page
    assert checked(page) == [(shock, "true")]
    assert "half done" in page
    assert not Inspection.objects.filter(case=received).exists()
    page = owner.post(f"case/{received.reference}/inspection/", **sent, deed="save")
    assert "The inspection is saved." in page
    assert checked(page) == [(shock, "true")]
    assert [row.fact for row in Statement.objects.filter(case=received, source="seller")] == ["shock"]
    assert fresh(received).state == "received"


def test_a_block_keeps_the_answers_and_says_why_it_is_not_handed_in(received: ReturnCase, owner: Browser) -> None:
    page = owner.html(f"case/{received.reference}/")
    assert "Handing in waits" not in page
    state_facts(case=received, source="customer", values={"account_active": True}, actor=None)
    decide_case(case=received, actor=None)
    page = owner.html(f"case/{received.reference}/")
    assert "Handing in waits" in page
    assert re.search(r"Can be lifted by:</b> the customer \(account.active\)", page)
    sent = answers(page, **{"account.active": "true"}) | {"deed": "hand_in"}
    page = owner.post(f"case/{received.reference}/inspection/", **sent)
    assert "can&#x27;t be handed in yet: A rule blocks this. (account-blocks)" in page
    assert fresh(received).state == "received"
    assert Inspection.objects.filter(case=received).count() == 1


def test_the_customer_is_reminded_of_what_only_they_can_lift_once_a_day(
    received: ReturnCase, owner: Browser, cast: Cast
) -> None:
    path = f"case/{received.reference}/"
    assert "Remind the customer" not in owner.html(path)
    assert "Nothing that blocks this case" in owner.post(f"{path}reminder/", 409)
    state_facts(case=received, source="customer", values={"account_active": True}, actor=None)
    decide_case(case=received, actor=None)
    mails = OutboxMessage.objects.count()
    assert "Remind the customer" in owner.html(path)
    page = owner.post(f"{path}reminder/")
    assert "The customer is reminded." in page
    assert "Customer reminded" in page
    assert "Remind the customer" not in page
    [sent] = OutboxMessage.objects.order_by("pk")[mails:]
    assert sent.to == cast.customer.email
    assert "account-blocks" in sent.body
    assert "less than a day ago" in owner.post(f"{path}reminder/", 409)
    assert OutboxMessage.objects.count() == mails + 1


@pytest.mark.parametrize(
    ("typed", "status", "stored"),
    [(VALID_IMEI, 302, VALID_IMEI), (f" {OTHER_IMEI[:6]} {OTHER_IMEI[6:]}", 302, OTHER_IMEI), (INVALID_IMEI, 200, "")],
)
def test_the_imei_is_checked_as_it_is_read(
    received: ReturnCase, owner: Browser, typed: str, status: int, stored: str
) -> None:
    page = owner.html(f"case/{received.reference}/")
    sent = answers(page) | {"imei": typed, "deed": "save"}
    page = owner.post(f"case/{received.reference}/inspection/", status, **sent)
    found = Inspection.objects.filter(case=received).first()
    assert (found.imei if found else "") == stored
    if status == 200:
        assert f'value="{INVALID_IMEI}"' in page
        owner.post(f"case/{received.reference}/inspection/", **sent, imei_anyway="1")
        assert Inspection.objects.get(case=received).imei == INVALID_IMEI
    elif stored == OTHER_IMEI:
        assert "Not the one of the order" in page


def test_photos_are_kept_even_where_an_answer_is_missing(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    slot(received)
    file = SimpleUploadedFile("back.jpg", photo(3), "image/jpeg")
    sent = {"state": "received", "seen": "0", "deed": "hand_in", "photo-photo.back": file}
    page = owner.post(f"case/{received.reference}/inspection/", 200, **sent)
    assert "(1 sent)" in page
    assert Evidence.objects.get(case=received, given_by="seller").item_id == "photo.back"
    broken = SimpleUploadedFile("back.jpg", b"no picture", "image/jpeg")
    page = owner.post(f"case/{received.reference}/inspection/", 200, **{**sent, "photo-photo.back": broken})
    assert re.search(r'id="photo.back_error".*Back –', page)
    assert Evidence.objects.filter(case=received, given_by="seller").count() == 1
    page = owner.post(f"case/{received.reference}/evidence/", 200, item="photo.back")
    assert "Choose a photo first." in page
    file = SimpleUploadedFile("back.jpg", photo(4), "image/jpeg")
    assert "Choose what the photo shows." in owner.post(f"case/{received.reference}/evidence/", 200, file=file)


def test_somebody_quicker_is_told_and_the_answers_stand(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    page = owner.html(f"case/{received.reference}/")
    sent = answers(page, **{"damage.wear": "true"}) | {"deed": "hand_in", "note": "It rattles."}
    perform(case=fresh(received), transition="inspect", actor=cast.seller)
    again = owner.post(f"case/{received.reference}/inspection/", 409, **sent)
    assert "Somebody else has moved this case on." in again
    assert (fields(page)["damage.wear"], "true") in checked(again)
    assert "It rattles." in again
    accept_proposal(case=fresh(received), actor=cast.agent)
    assert "It rattles." in owner.post(f"case/{received.reference}/inspection/", 409, **{**sent, "state": "accepted"})
    assert not Inspection.objects.filter(case=received).exists()


def test_an_inspection_that_was_not_read_is_not_replaced(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    path = f"case/{received.reference}/"
    opened = owner.html(path)
    first = answers(opened, **{"damage.shock": "true"}) | {"deed": "save", "note": "A dent."}
    owner.post(f"{path}inspection/", **first)
    second = answers(opened, **{"inspected.cycles": "12"}) | {
        "deed": "hand_in",
        "note": "Like new.",
        "imei": OTHER_IMEI,
    }
    page = owner.post(f"{path}inspection/", 409, **second)
    assert "An inspection of this device was saved after you opened this page." in page
    stood = re.findall(r"Saved meanwhile: ([^<]+)</p>", page)
    assert stood == ["Yes", "212", VALID_IMEI, "A dent."]
    assert (fields(page)["damage.shock"], "false") in checked(page)
    assert all(text in page for text in ("Like new.", 'value="12"', f'value="{OTHER_IMEI}"'))
    assert fresh(received).state == "received"
    assert [row.note for row in Inspection.objects.filter(case=received)] == ["A dent."]
    # Whoever has read it may replace it; who sends the same twice is told, too.
    assert "The inspection is handed in." in owner.post(f"{path}inspection/", **second | seen(page))
    assert [row.note for row in Inspection.objects.filter(case=received)] == ["A dent.", "Like new."]
    assert "was saved after" in owner.post(f"{path}inspection/", 409, **second | seen(page) | {"state": "inspected"})


def test_of_two_inspections_at_once_one_is_told(received: ReturnCase, cast: Cast) -> None:
    slower = fresh(received)
    inspect(case=fresh(received), values={"shock": True}, actor=cast.seller, seen=0)
    for case in (slower, fresh(received)):
        with pytest.raises(CaseChangedError):
            inspect(case=case, values={"shock": False}, actor=cast.seller, seen=0)
    assert [row.value for row in Statement.objects.filter(case=received, source="seller")] == [True]


def test_a_resolution_is_proposed_decided_and_carried_out(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    path = f"case/{received.reference}/"
    owner.post(f"{path}inspection/", **answers(owner.html(path)), deed="hand_in")
    assert "Choose what you propose." in owner.post(f"{path}proposal/", 200, proposal_note="kept")
    page = owner.post(f"{path}proposal/", resolution="replace", proposal_note="No spare part.")
    assert "You propose: Replacement." in page
    assert fresh(received).proposed_resolution == "replace"
    accept_proposal(case=fresh(received), actor=cast.agent)
    page = owner.html(path)
    assert "The return is accepted: carry it out" in page
    assert re.findall(r'name="transition" value="(\w+)"', page) == ["repair"]
    assert "Choose what was done." in owner.post(f"{path}resolution/", 200, tracking_number="6A15602676300")
    page = owner.post(f"{path}resolution/", 409, transition="refund")
    assert "Another resolution was decided." in page
    page = owner.post(f"{path}resolution/", transition="repair", tracking_number="6A 15602676300")
    assert "Recorded. The customer is told." in page
    case = fresh(received)
    assert (case.state, case.resolution, case.outbound_tracking_number) == ("resolved", "repair", "6A 15602676300")


def test_a_decision_is_contested_with_evidence(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    path = f"case/{received.reference}/"
    slot(received)
    owner.post(f"{path}inspection/", **answers(owner.html(path)), deed="hand_in")
    accept_proposal(case=fresh(received), actor=cast.agent)
    assert "it is what the agent looks at" in owner.post(f"{path}objection/", 200, reason=" ")
    file = SimpleUploadedFile("back.jpg", photo(5), "image/jpeg")
    mails = OutboxMessage.objects.count()
    page = owner.post(f"{path}objection/", reason="The dent is older.", item="photo.back", file=file)
    assert "Your objection is recorded." in page
    case = fresh(received)
    assert (case.state, case.is_disputed) == ("inspected", True)
    assert Evidence.objects.get(case=case, given_by="seller").item_id == "photo.back"
    # What the seller writes is for the agents: the customer learns that the case is open again.
    told = OutboxMessage.objects.order_by("pk")[mails:]
    assert [message.template for message in told] == ["status_changed"]
    assert "older" not in told[0].body


def test_the_history_holds_no_note_and_no_name_of_an_agent(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    User.objects.filter(pk=cast.agent.pk).update(display_name="Yanis Morel")
    add_note(case=fresh(received), actor=cast.agent, text="Between us: suspicious.")
    state_facts(case=fresh(received), source="agent", values={"shock": True}, actor=cast.agent, reason="I see a dent.")
    send_message(case=fresh(received), actor=cast.agent, whom=Audience.CUSTOMER, text="Only for the customer.")
    send_message(case=fresh(received), actor=cast.agent, whom=Audience.SELLER, text="Please weigh the parcel.")
    page = owner.html(f"case/{received.reference}/")
    assert "Please weigh the parcel." in page
    hidden = ("Between us", "I see a dent", "Only for the customer", "Yanis Morel", cast.agent.email)
    assert [text for text in hidden if text in page] == []


def test_a_case_handled_by_somebody_is_handed_on(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    mine = cast.seller.seller_memberships.get()
    page = owner.post(f"case/{received.reference}/handler/", handler=str(mine.pk))
    assert fresh(received).handled_by == cast.seller
    assert f'value="{mine.pk}" selected' in page
    owner.post(f"case/{received.reference}/handler/", handler="")
    assert fresh(received).handled_by is None


def test_a_finished_case_can_only_be_read(new_case: OpenCase, owner: Browser, cast: Cast) -> None:
    case = receive(new_case(), cast)
    ReturnCase.objects.filter(pk=case.pk).update(state="closed")
    page = owner.html(f"case/{case.reference}/")
    assert 'id="inspection"' not in page
    assert "Add a photo" not in page
    for deed, sent in {"handler": {}, "inspection": {"state": "closed", "deed": "save"}}.items():
        assert "is" in owner.post(f"case/{case.reference}/{deed}/", 409, **sent)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


def test_whatever_is_sent_is_taken_or_stands_in_the_form_again(received: ReturnCase, owner: Browser) -> None:
    path = f"case/{received.reference}/"
    named = sorted(fields(owner.html(path)).values())

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.sampled_from(named), st.one_of(TEXTS, st.sampled_from(["true", "false", "unknown"]))),
        TEXTS,
        st.sampled_from(["save", "hand_in", ""]),
    )
    def whatever(given_answers: dict[str, str], note: str, deed: str) -> None:
        before = Inspection.objects.filter(case=received).count()
        ReturnCase.objects.filter(pk=received.pk).update(state="received")
        known = {"state": "received", "seen": str(before)}
        sent = {**given_answers, "note": note, "imei": note, "deed": deed, **known}
        answer = owner.client.post(f"/portal/{path}inspection/", sent)
        assert answer.status_code in (200, 302)
        taken = Inspection.objects.filter(case=received).count() - before
        assert taken == (answer.status_code == 302)
        if answer.status_code == 200:
            page = answer.content.decode()
            stands = {(name, value) for name, value in checked(page)}
            chosen = {(name, value) for name, value in given_answers.items() if value in ("true", "false", "unknown")}
            assert {pair for pair in chosen if pair[1] != "unknown"} - stands <= {
                pair for pair in chosen if f'name="{pair[0]}" value="{pair[1]}"' not in page
            }

    whatever()
