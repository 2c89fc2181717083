"""Whole returns in a browser, from the link to the closed case, by customer, seller and agent in turn.

Each acts on their own pages: the customer on a phone, the others at a desk; nothing is done behind the pages.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.core import mail
from django.urls import reverse

from returns.ledger import stored_chain
from returns.models import OutboxMessage, User
from tests.browser.logging_in import PASSWORD
from tests.browser.meeting import Meet, Parties, cast, meet
from tests.browser.parties import Person
from tests.browser.seven_returns import CAMILLE, DATA, IMEI, IPHONE, RETURNS, SIGN_OUT, Return
from tests.cast import Cast
from tests.factories import VALID_IMEI

__all__ = ["cast", "meet"]

OUTWARD, HOMEWARD = "6A15602676300", "6M17554710224"
RESOLUTIONS = {
    "Repair": "repair",
    "Replacement": "replace",
    "Sent back untouched": "send_back",
}
LOOKED_AT = {
    "iphone": ("guide", 18),
    "samsung": ("portal", 7),
    "tablet": ("desk", 4),
    "watch": ("guide: offered", 1),
    "console": ("desk: decide otherwise", 1),
    "scooter": ("guide: several photos", 1),
}
"""Which kinds of page are looked at closely on which walk, and how many those are; the walks share the work."""


class Said(NamedTuple):
    """What each party reads of a decision."""

    proposal: str
    to_customer: str
    headline: str
    to_seller: str
    task: str


VERDICTS = {
    False: Said(
        "Proposal: accept the return, then: {resolution}.",
        "Your return {case} is accepted",
        "Your return is accepted",
        "Case {case}: accepted",
        "The return is accepted: carry it out",
    ),
    True: Said(
        "Proposal: refuse the return, then: {resolution}.",
        "Your return {case}: the decision",
        "Your return is refused",
        "Case {case}: refused",
        "The return is refused: send the device back",
    ),
}


def enter(person: Person, user: User, address: str) -> None:
    """Log in by the form, which leads on."""
    person.page.goto(address)
    person.hands.write(person.page.locator("input[name=login]"), user.email)
    person.hands.write(person.page.locator("input[name=password]"), PASSWORD)
    person.hands.press(person.page.locator("main button.btn"))
    person.page.wait_for_url(f"**{address}")


def log_both_in(them: Parties, cast: Cast) -> None:
    """Seller and agent, each where their work begins."""
    enter(them.seller, cast.seller, reverse("portal:home"))
    enter(them.agent, cast.agent, reverse("admin:index"))


def prepare(them: Parties, row: Return) -> None:
    """From the mail to the packed parcel: every step but the last."""
    customer = them.customer
    customer.opens_mail("Your return {case}: prepare your device for shipping", case=them.reference)
    customer.is_at("Return of your {device}", device=them.case.device)
    customer.looks_over(row.at_first or row.steps)
    customer.answers_on_the_warranty(row.answers)
    customer.looks_over(row.steps)
    customer.reads("From your answers, this applies: Commercial warranty.")
    customer.photographs(row.photos)
    if IMEI in row.steps:
        customer.gives_the_imei(VALID_IMEI)
    if DATA in row.steps:
        customer.saves_and_erases(row.guides[DATA])
    elif DATA in row.guides:
        customer.is_offered(row.guides[DATA])
    if row.is_signed_in:
        customer.is_locked_out()
    if SIGN_OUT in row.steps:
        customer.proves_the_sign_out(row.guides[SIGN_OUT], can_lock=row.can_lock, was_locked=row.is_signed_in)
    customer.prepares_the_slip(them.reference)
    customer.packs()


def send_off(them: Parties, row: Return) -> None:
    """Somebody looks at the proof; then the parcel leaves."""
    customer, agent = them.customer, them.agent
    if SIGN_OUT in row.steps:
        customer.finds("Ship the parcel", "Not yet")
        customer.reads("Somebody is still looking at: {item}.", item="Proof of sign-out")
        agent.takes_the_next(them.reference)
        agent.accepts_the_piece("Proof of sign-out")
        customer.opens_mail("Your return {case}: you can ship the parcel", case=them.reference)
    customer.ships(OUTWARD, has_receipt=row.has_receipt)


def examine(them: Parties, row: Return) -> None:
    """The parcel arrives, and the seller says what it is like."""
    seller, customer = them.seller, them.customer
    seller.scans(them.reference)
    seller.receives()
    customer.opens_mail("Your return {case}: received", case=them.reference)
    customer.is_at("The seller has your parcel")
    customer.look("guide: received")
    imei = VALID_IMEI if IMEI in row.steps else ""
    seller.inspects(row.found_all, imei=imei, note="La panne se voit.", slot=row.slot)
    seller.proposes(row.proposal)
    customer.comes_back()
    customer.is_at("Your device has been examined")


def decide(them: Parties, row: Return) -> None:
    """The agent decides with the rules or otherwise, and both sides are told."""
    customer, seller, agent = them.customer, them.seller, them.agent
    agent.opens(them.reference)
    if row.has_receipt:
        agent.accepts_the_piece("Proof of deposit")
    if row.otherwise:
        agent.decides_otherwise(row.otherwise, "Le vendeur n’a plus la pièce.")
    said = VERDICTS[row.is_refused]
    agent.accepts_the_proposal(said.proposal, row.resolution)
    customer.opens_mail(said.to_customer, case=them.reference)
    customer.is_at(said.headline)
    customer.look("guide: decided")
    seller.opens_mail(said.to_seller, case=them.reference)
    seller.reads(said.task)


def carry_out(them: Parties, row: Return) -> None:
    """The seller does what was decided, the customer reads it, and the case is closed."""
    customer = them.customer
    them.seller.carries_out(row.resolution, HOMEWARD)
    customer.opens_mail("Your return {case} is settled", case=them.reference)
    customer.is_at("Your return is settled")
    customer.reads("What was decided:")
    customer.reads(row.resolution)
    customer.shows(HOMEWARD)
    customer.look("guide: settled")
    them.agent.closes(them.reference)
    customer.comes_back()
    customer.is_at("Your return is closed")
    customer.look("guide: closed")


def check_the_books(them: Parties, cast: Cast, row: Return) -> None:
    """The case is closed, the ledger whole, every mail sent once to whom it concerns, and no browser complained."""
    them.case.refresh_from_db()
    assert (them.case.state, them.case.resolution) == ("closed", RESOLUTIONS[row.resolution])
    assert stored_chain.verify() == []
    shop = (cast.shop.email, cast.seller.email)
    verdict = "return_refused" if row.is_refused else "return_accepted"
    assert list(OutboxMessage.objects.order_by("pk").values_list("template", "to", "state")) == [
        ("customer_link", CAMILLE, "sent"),
        *(("parcel_may_leave", CAMILLE, "sent") for _proof in {SIGN_OUT}.intersection(row.steps)),
        *(("status_changed_seller", address, "sent") for address in shop),
        ("status_changed", CAMILLE, "sent"),
        (verdict, CAMILLE, "sent"),
        *(("decision_to_seller", address, "sent") for address in shop),
        ("return_resolved", CAMILLE, "sent"),
    ]
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == OutboxMessage.objects.count()
    assert them.looks.complaints == []


def walk(them: Parties, cast: Cast, row: Return) -> None:
    """The whole of it."""
    them.seller.agrees(them.reference)
    prepare(them, row)
    send_off(them, row)
    examine(them, row)
    decide(them, row)
    carry_out(them, row)
    check_the_books(them, cast, row)


@pytest.mark.parametrize("name", RETURNS)
def test_a_whole_return_in_french(meet: Meet, cast: Cast, name: str) -> None:
    """On a phone of 390 pixels; in the first one seller and agent log in by the form."""
    row, (wanted, kinds) = RETURNS[name], LOOKED_AT.get(name, ("nothing", 0))
    them = meet(row, wanted=wanted, logs_in=name == "iphone")
    if name == "iphone":
        log_both_in(them, cast)
    walk(them, cast, row)
    assert len(them.looks.seen) == kinds, them.looks.seen


def test_the_iphones_in_english_by_keyboard_and_without_scripts(meet: Meet, cast: Cast) -> None:
    """Nobody has a mouse, and no script runs."""
    them = meet(IPHONE, language="en", logs_in=True, by_keyboard=True)
    log_both_in(them, cast)
    walk(them, cast, IPHONE)
