"""The pages of the guide: bad input, corrections, what is shown, and how much it weighs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.deciding import accept_proposal, decide_otherwise
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.casework.statements import record_inspection
from returns.casework.transitions import perform
from returns.models import Event, Evidence, ReturnCase, Statement
from tests.cast import Cast
from tests.factories import INVALID_IMEI, OTHER_IMEI, VALID_IMEI
from tests.pictures import photo
from tests.returns.guide.conftest import Guest, NewReturn, guest_of
from tests.weight import LARGEST, scripts, weight

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "answers/",
    "imei/",
    "slip/",
    "step/data/",
    "step/sign_out/",
    "step/packing/",
    "shipping/",
    "photo/photo.top/",
    "question/damage.shock/",
    "verdict/",
    "contest/",
    "cancel/",
    "proof/",
    "messages/",
    "help/",
    "data/",
    "data/erase/",
    "find/",
    "sent/",
    "expired/",
)


def answer(guest: Guest, **answers: str) -> None:
    for fact, value in answers.items():
        guest.post(f"question/{fact.replace('__', '.')}/", {"answer": value})


def prepared(guest: Guest) -> Guest:
    """Everything but the shipping is done and accepted."""
    answer(guest, damage__shock="false", damage__oxidation="false", damage__third_party_opening="false")
    answer(guest, device__powers_on="true", device__screen_responds="true", account__active="false")
    guest.post("answers/")
    guest.post("imei/", {"imei": VALID_IMEI})
    for item, choice in (("backup", "copied"), ("erase", "erased")):
        guest.post("step/data/", {"item": item, "choice": choice})
    guest.post("slip/", {"choice": "yes"})
    guest.post("step/packing/", {"item": "packing", "choice": "yes"})
    case = guest.fresh()
    for item in ("front_on", "front_off", "back", "left", "right", "top", "bottom"):
        accept(give_evidence(case=case, item=f"photo.{item}", actor=case.customer), case)
    accept(give_evidence(case=case, item="sign_out_proof", actor=case.customer), case)
    decide_case(case=case, actor=None)
    return guest


def accept(evidence: Evidence, case: ReturnCase) -> None:
    evidence.case = case
    accept_evidence(evidence=evidence, actor=None)


def shipped(guest: Guest) -> Guest:
    """The parcel has left."""
    prepared(guest)
    guest.post("shipping/", {"set_carrier": "1", "carrier": "colissimo"})
    form = {"hand_over": "1", "option": "colissimo_post_office", "tracking": "6A15602676300"}
    assert guest.post("shipping/", form).headers["Location"] == "/return/"
    assert guest.fresh().state == "in_transit"
    return guest


def test_the_first_page_shows_the_eight_steps_and_the_next_one(guest: Guest) -> None:
    html = guest.html()
    assert html.count('<li class="task') == 8
    assert "0 steps done of 8" in html
    assert re.search(r'class="btn" href="/return/question/damage\.shock/"', html)


def test_no_answer_is_said_at_the_field_and_unknown_is_an_answer(guest: Guest) -> None:
    html = guest.post("question/damage.shock/").content.decode()
    assert "<title>Error:" in html
    assert 'href="#answer"' in html
    assert "“I don’t know” will do." in html
    assert guest.post("question/damage.shock/", {"answer": "unknown"}).status_code == 302
    assert Statement.objects.get(case=guest.case, fact="shock").value is None


def test_an_answer_leads_to_the_next_question_and_at_last_to_all_of_them(guest: Guest) -> None:
    response = guest.post("question/damage.shock/", {"answer": "true"})
    assert response.headers["Location"] == "/return/question/damage.oxidation/"
    answer(guest, damage__oxidation="false", damage__third_party_opening="unknown", device__powers_on="false")
    html = guest.html("answers/")
    assert "What still applies" in html
    assert "Excluded" in html
    assert 'href="/return/question/damage.shock/"' in html


def test_what_is_not_determined_says_what_it_waits_for(guest: Guest) -> None:
    answer(guest, damage__shock="false", damage__oxidation="false", damage__third_party_opening="unknown")
    html = guest.html("verdict/")
    assert "To be determined" in html
    assert "Not known yet: Third-party opening." in html


def test_a_receipt_that_was_not_chosen_is_asked_for_again(guest: Guest) -> None:
    html = guest.post("proof/").content.decode()
    assert "<title>Error:" in html
    assert "Choose a photo first." in html


def test_an_answer_can_be_corrected_until_the_parcel_leaves(guest: Guest) -> None:
    answer(guest, damage__shock="true")
    assert 'value="true" id="answer" checked' in guest.html("question/damage.shock/")
    answer(guest, damage__shock="false")
    assert "Covered" in guest.html("verdict/") or "To be determined" in guest.html("verdict/")
    shipped(guest)
    assert guest.get("question/damage.shock/").headers["Location"] == "/return/"
    guest.post("question/damage.shock/", {"answer": "true"})
    assert Statement.objects.filter(case=guest.case, fact="shock").order_by("pk").last().value is False  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Write the 15 digits"),
        (INVALID_IMEI, "one of its digits is wrong"),
        ("49015420323751", "has 15 digits, not 14"),
        ("0" * 15, "belongs to no phone"),
        ("<b>x</b>", "digits only"),
    ],
)
def test_a_wrong_imei_says_what_is_wrong_and_is_kept(guest: Guest, typed: str, message: str) -> None:
    html = guest.post("imei/", {"imei": typed}).content.decode()
    assert message in html
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in html
    assert not Statement.objects.filter(case=guest.case, fact="imei").exists()


def test_the_imei_of_another_phone_is_kept_only_once_the_customer_says_so(guest: Guest) -> None:
    html = guest.post("imei/", {"imei": OTHER_IMEI}).content.decode()
    assert "This IMEI is not the one on the order" in html
    assert not Statement.objects.filter(case=guest.case, fact="imei").exists()
    assert guest.post("imei/", {"imei": OTHER_IMEI, "keep": "1"}).status_code == 302
    assert Statement.objects.get(case=guest.case, fact="imei").value == OTHER_IMEI


def test_who_cannot_find_the_imei_is_shown_where_else_it_stands(guest: Guest) -> None:
    assert "Other places to look" in guest.post("imei/", {"unknown": "1"}).content.decode()


def test_a_confirmation_that_was_not_ticked_is_asked_for_again(guest: Guest) -> None:
    assert "Confirm it first" in guest.post("step/packing/", {"item": "packing"}).content.decode()
    assert "Tick that the slip is in the parcel" in guest.post("slip/").content.decode()
    assert guest.post("step/packing/", {"item": "imei"}).status_code == 404


def test_the_guides_are_those_of_the_device_and_its_state(guest: Guest) -> None:
    html = guest.html("step/sign_out/")
    guides = re.findall("<summary>(.*?)</summary>", html)
    assert guides
    assert not [title for title in guides if "Samsung" in title or "Google" in title]
    answer(guest, device__screen_responds="false")
    dead = guest.html("step/sign_out/")
    assert dead != html
    assert "icloud.com/find" in dead


def test_a_refused_photo_says_why_and_asks_again(guest: Guest, cast: Cast) -> None:
    case = guest.fresh()
    evidence = give_evidence(case=case, item="photo.back", actor=case.customer)
    evidence.case = case
    refuse_evidence(evidence=evidence, actor=cast.agent, reason="Your thumb hides the lens.")
    assert "Your thumb hides the lens." in guest.html()
    assert "Your thumb hides the lens." in guest.html("photo/photo.back/")


def test_from_a_slot_of_several_photos_the_next_one_is_a_link_away(new_return: NewReturn) -> None:
    guest = guest_of(new_return("scooter"))

    def link_after(item: str, seed: int) -> str:
        guest.post(f"photo/{item}/", {"file": SimpleUploadedFile("a.jpg", photo(seed))})
        found = re.search(r'href="([^"]*)">That is all for this one<', guest.html(f"photo/{item}/"))
        assert found
        return found[1]

    assert link_after("photo.every_side", 1) == "/return/photo/photo.sensitive_parts/"
    assert link_after("photo.every_side", 2) == "/return/photo/photo.sensitive_parts/"
    assert link_after("photo.sensitive_parts", 3) == "/return/"


def test_shipping_waits_until_everything_is_there(guest: Guest) -> None:
    guest.post("shipping/", {"set_carrier": "1", "carrier": "colissimo"})
    html = guest.html("shipping/")
    assert "hand_over" not in html
    assert "Opens once these steps are done" in html
    form = {"hand_over": "1", "option": "colissimo_post_office", "tracking": "6A15602676300"}
    guest.post("shipping/", form)
    assert guest.fresh().state == "preparing"
    # What was typed is there for later.
    assert guest.case.tracking_number == "6A15602676300"


def test_shipping_checks_number_and_option_and_keeps_what_was_typed(guest: Guest) -> None:
    prepared(guest)
    guest.post("shipping/", {"set_carrier": "1", "carrier": "dhl_express"})
    html = guest.post("shipping/", {"hand_over": "1", "tracking": "3318810010"}).content.decode()
    assert "Choose how you hand the parcel over." in html
    assert "One of the digits of this DHL number is wrong." in html
    assert 'value="3318810010"' in html
    assert guest.fresh().state == "preparing"


def test_the_parcel_leaves_and_the_status_follows_to_the_end(guest: Guest, cast: Cast) -> None:
    shipped(guest)
    kinds = list(Event.objects.filter(case=guest.case, kind="transition").values_list("transition", flat=True))
    assert kinds == ["invite", "complete", "ship"]
    assert "Your parcel is on its way" in guest.html()
    case = guest.fresh()
    perform(case=case, transition="receive", actor=cast.seller)
    assert "The seller has your parcel" in guest.html()
    found = {"shock": False, "oxidation": False, "third_party_opening": False}
    record_inspection(case=case, values=found, actor=cast.seller, imei=VALID_IMEI)
    decide_case(case=case, actor=cast.seller)
    perform(case=case, transition="inspect", actor=cast.seller)
    perform(case=case, transition="refuse", actor=cast.agent, reason="The frame is bent.")
    html = guest.html()
    assert "The frame is bent." in html
    assert "I do not agree" in html


def test_contesting_takes_a_reason_and_goes_to_an_agent(guest: Guest, cast: Cast) -> None:
    shipped(guest)
    case = guest.fresh()
    perform(case=case, transition="receive", actor=cast.seller)
    perform(case=case, transition="inspect", actor=cast.seller)
    perform(case=case, transition="refuse", actor=cast.agent, reason="No.")
    assert "Write what is wrong" in guest.post("contest/").content.decode()
    assert guest.post("contest/", {"reason": "The frame was straight."}).headers["Location"] == "/return/"
    assert guest.fresh().state == "inspected"
    event = Event.objects.filter(case=guest.case, transition="contest").get()
    assert (event.audience, event.note.text) == ("customer", "The frame was straight.")


def test_what_is_not_open_to_the_customer_leads_back(guest: Guest) -> None:
    assert guest.get("contest/").headers["Location"] == "/return/"
    assert guest.post("contest/", {"reason": "x"}).headers["Location"] == "/return/"
    shipped(guest)
    assert guest.get("photo/photo.back/").headers["Location"] == "/return/"


def test_cancelling_asks_first(guest: Guest) -> None:
    assert "You keep the device" in guest.html("cancel/")
    guest.post("cancel/")
    assert guest.fresh().state == "cancelled"
    assert "It can no longer be cancelled" in guest.html("cancel/")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_little_has_one_script_at_most_and_nothing_inline(guest: Guest, page: str) -> None:
    html = guest.html(page)
    assert "public.css" in html
    assert weight(html) <= LARGEST
    assert scripts(html) <= 1
    assert re.findall(r"\s(?:style|on[a-z]+)=", html) == []
    assert "<style" not in html


def test_no_address_or_title_has_an_imei_or_a_token(guest: Guest) -> None:
    guest.post("imei/", {"imei": VALID_IMEI})
    for page in PAGES:
        html = guest.html(page)
        title = re.findall("<title>(.*?)</title>", html, re.DOTALL)[0]
        assert VALID_IMEI not in title
        assert not [link for link in re.findall(r'(?:href|action|src)="([^"]*)"', html) if VALID_IMEI in link]


def test_the_first_page_costs_the_same_however_much_was_handed_in(guest: Guest) -> None:
    counts = []
    for _time in range(2):
        guest.get()
        with CaptureQueriesContext(connection) as captured:
            guest.get()
        counts.append(len(captured))
        prepared(guest)
    assert counts[0] == counts[1]


def test_a_file_of_another_return_is_not_to_be_had(guest: Guest, new_return: NewReturn) -> None:
    other = new_return("scooter", number="40-2")
    evidence = give_evidence(case=other, item="photo.every_side", actor=other.customer)
    Evidence.objects.filter(pk=evidence.pk).update(file_name="evidence/00/none.jpg")
    assert guest.get(f"file/{evidence.public_id}/small/").status_code == 404


def test_a_change_by_somebody_else_does_not_lose_an_answer(guest: Guest, cast: Cast) -> None:
    # The page was opened before the agent acted; the answer counts all the same.
    guest.html("question/damage.shock/")
    perform(case=guest.fresh(), transition="refuse", actor=cast.agent, reason="Early.")
    assert guest.post("question/damage.shock/", {"answer": "true"}).headers["Location"] == "/return/"
    assert "Your return is refused" in guest.html()


def test_a_return_that_is_not_invited_yet_says_what_comes_first(
    shipped: None, cast: Cast, new_return: NewReturn
) -> None:
    case = new_return()
    ReturnCase.objects.filter(pk=case.pk).update(state="opened")
    assert "The seller looks at it first" in guest_of(case).html()


def test_the_language_is_the_browsers_until_somebody_chooses(new_return: NewReturn) -> None:
    case = new_return()
    guest = guest_of(case, "fr")
    assert '<html lang="fr">' in guest.html()
    guest.client.post("/i18n/setlang/", {"language": "en", "next": "/return/"})
    assert '<html lang="en">' in guest.html()


def test_until_when_is_a_day(guest: Guest) -> None:
    from returns.guide.progress import read_progress
    from returns.guide.verdict import read_verdict

    delivered = guest.case.order.delivered_on
    assert delivered is not None
    assert delivered + timedelta(days=1) < timezone.localdate()
    verdict = read_verdict(read_progress(guest.fresh(), "en"))
    assert verdict is not None
    assert any("Until" in shown.law for shown in verdict.guarantees)


def test_once_decided_nobody_looks_at_it_any_more_and_an_agents_verdict_counts(guest: Guest, cast: Cast) -> None:
    shipped(guest)
    case = guest.fresh()
    perform(case=case, transition="receive", actor=cast.seller)
    record_inspection(case=case, values={"shock": True}, actor=cast.seller, imei=VALID_IMEI)
    decide_case(case=case, actor=cast.seller)
    perform(case=case, transition="inspect", actor=cast.seller)
    html = guest.html()
    assert "Your guarantees, at this stage" in html
    assert "An agent looks at it" in html
    accept_proposal(case=case, actor=cast.agent)
    html = guest.html()
    assert "Your return is refused" in html
    assert "Your guarantees, as decided" in html
    assert "From what was found, this does not apply: Commercial warranty." in html
    assert "An agent looks at it" not in html
    decide_otherwise(
        case=case, actor=cast.lead, reason="Seen.", verdicts={"commercial": "covered"}, resolution="repair"
    )
    html = guest.html()
    assert "An agent decided this." in html
    assert "From what was found, this applies: Commercial warranty." in html
