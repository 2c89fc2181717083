"""The guided return in a browser, beside its whole way: a blurred photo, and the pages around the steps."""

from __future__ import annotations

from playwright.sync_api import expect

from returns.casework.transitions import perform
from returns.models import ReturnCase
from tests.browser.hands import PATIENCE
from tests.browser.meeting import Meet, Parties, cast, meet
from tests.browser.parties import Customer
from tests.browser.seven_returns import IPHONE
from tests.cast import Cast
from tests.pictures import photo

__all__ = ["cast", "meet"]

BESIDE = ("verdict", "data", "data/erase", "help", "cancel", "find", "sent", "expired")


def invited(them: Parties, cast: Cast) -> Customer:
    """The customer, who has just opened the link."""
    perform(case=them.case, transition="invite", actor=cast.seller)
    them.customer.opens_mail("Your return {case}: prepare your device for shipping", case=them.reference)
    return them.customer


def test_a_blurred_photo_is_found_at_once_and_can_be_kept(meet: Meet, cast: Cast) -> None:
    customer = invited(meet(IPHONE, language="en", wanted="guide"), cast)
    page = customer.page
    page.goto("/return/photo/photo.left/")
    with page.expect_navigation():
        page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(1, blur=9)})
    expect(page.locator(".notice.undetermined h2")).to_have_text("The photo is blurred.", timeout=PATIENCE)
    customer.look("guide: blurred photo")
    customer.press("Keep it all the same")
    page.goto("/return/photo/photo.left/")
    customer.shows("Somebody is looking at this photo.")
    customer.takes_a_photo()
    expect(page.get_by_role("status")).to_have_text("Photo received: Left side.", timeout=PATIENCE)


def test_the_pages_beside_the_steps_are_accessible(meet: Meet, cast: Cast) -> None:
    them = meet(IPHONE, wanted="guide")
    customer = invited(them, cast)
    for path in BESIDE:
        customer.page.goto(f"/return/{path}/")
        customer.look(f"guide: {path}")
    perform(case=ReturnCase.objects.get(pk=them.case.pk), transition="cancel", actor=cast.agent)
    for path in ("", "data", "data/erase", "cancel"):
        customer.page.goto(f"/return/{path}/".replace("//", "/"))
        customer.look(f"guide: cancelled, {path}")
    assert len(them.looks.seen) == len(BESIDE) + 4
