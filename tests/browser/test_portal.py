"""The seller's portal in a browser: by keyboard, with and without scripts, at both widths, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import ReturnCase, SellerMember
from returns.portal.links import token_of
from returns.sellers.membership import invite
from tests.browser.conftest import LOOKS, Open
from tests.browser.logging_in import PASSWORD, log_in
from tests.browser.soundness import EVERY_RULE, SIDEWAYS, violations
from tests.cast import Cast, assemble_cast
from tests.factories import VALID_IMEI, publish
from tests.pictures import photo
from tests.returns.guide.conftest import DEVICES, SHIPPED, open_return


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody; the seller is an owner, with a password."""
    cache.clear()
    load_catalogue()
    publish(SHIPPED)
    people = assemble_cast()
    people.seller.set_password(PASSWORD)
    people.seller.save()
    SellerMember.objects.filter(user=people.seller).update(role="owner")
    yield people
    cache.clear()


@pytest.fixture
def case(cast: Cast) -> ReturnCase:
    """An iPhone on its way, said to be without any damage."""
    found = open_return(cast, DEVICES["phone"])
    says = {"shock": False, "oxidation": False, "third_party_opening": False, "account_active": False, "find_my": False}
    state_facts(case=found, source="customer", values={**says, "imei": VALID_IMEI}, actor=None)
    decide_case(case=found, actor=None)
    return found


def answer_everything(page: Page, **changes: str) -> None:
    """Answer every question of the inspection with no, those named otherwise."""
    for box in page.locator("fieldset.ask").all():
        name = box.locator("input").first.get_attribute("id") or ""
        box.locator(f"input[value={changes.get(name, 'false')}]").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_parcel_is_scanned_received_inspected_and_proposed_by_keyboard(
    browse: Open, cast: Cast, case: ReturnCase, scripts: bool, complaints: list[str]
) -> None:
    page = browse("fr" if scripts else "en", scripts=scripts)
    page.goto(f"/portal/scan/?code={case.reference}")
    log_in(page, cast.seller.email)
    expect(page).to_have_url(re.compile(f"/portal/case/{case.reference}/$"))
    page.goto("/portal/")
    # A scanner types what it reads, then Enter; the field has the focus.
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(f"http://constat.example/portal/scan/?code={case.reference}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/portal/case/{case.reference}/$"))
    page.locator("#receive button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]").first).to_be_visible()

    page.locator("#inspection button[value=hand_in]:visible").press("Enter")
    expect(page.locator(".errors")).to_be_visible()
    expect(page).to_have_title(re.compile("^(Erreur|Error)"))
    answer_everything(page, q1="true")
    page.fill("#imei", VALID_IMEI)
    page.fill("#note", "Choc au coin.")
    page.locator("#inspection summary").press("Enter")
    page.set_input_files("[id='photo-photo.back']", {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo(7)})
    page.locator("#inspection button[value=hand_in]:visible").press("Enter")
    expect(page.locator("#verdict .notice")).to_be_visible()
    expect(page.locator("#verdict .chip.excluded").first).to_be_visible()
    page.select_option("#resolution", "send_back")
    page.locator("#propose button").press("Enter")
    expect(page.locator("#propose p").first).to_be_visible()
    found = ReturnCase.objects.get(pk=case.pk)
    assert (found.state, found.proposed_resolution) == ("inspected", "send_back")
    assert found.evidence.filter(given_by="seller").count() == 1
    assert complaints == []


def test_keys_move_through_the_list_only_while_it_has_the_focus(browse: Open, cast: Cast, case: ReturnCase) -> None:
    perform(case=case, transition="receive", actor=cast.seller)
    second = open_return(cast, DEVICES["samsung"], number="40-2")
    page = browse("fr")
    page.goto("/portal/")
    log_in(page, cast.seller.email)
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type("jk/ri")
    expect(page.locator("#code")).to_have_value("jk/ri")
    lines = page.locator("tbody th a")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#code")).to_be_focused()
    page.locator(f"tbody th a[href*='{case.reference}']").focus()
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile(f"{case.reference}/#inspection$"))
    page.goto("/portal/?q=40-2")
    lines.first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{second.reference}/$"))


def faults(page: Page, complaints: list[str], language: str) -> list[Any]:
    """What is wrong with a page: policy, accessibility, width, language."""
    page.wait_for_load_state()
    found: list[Any] = list(complaints)
    found += violations(page, EVERY_RULE)
    complaints.clear()
    if page.evaluate(SIDEWAYS):
        found.append("wider than the screen")
    if page.locator("html").get_attribute("lang") != language:
        found.append("another language")
    return found


def pages(page: Page, cast: Cast, case: ReturnCase) -> Iterator[str]:
    """Show one after the other every page of the portal, those with errors too."""
    invitation = invite(seller=cast.shop, email="nina@example.org", role="member", actor=cast.seller)
    yield "home"
    for name, address in {
        "missed": "/portal/?q=zzz&missed=1",
        "case on its way": f"/portal/case/{case.reference}/",
        "members": "/portal/members/",
        "member": f"/portal/members/{cast.seller.seller_memberships.get().pk}/",
        "notifications": "/portal/notifications/",
    }.items():
        page.goto(address)
        yield name
    page.goto("/portal/members/")
    page.locator("#h-invite + form button").click()
    yield "no address"
    perform(case=ReturnCase.objects.get(pk=case.pk), transition="receive", actor=cast.seller)
    page.goto(f"/portal/case/{case.reference}/")
    for folded in page.locator("details").all():
        folded.locator("summary").click()
    yield "inspection"
    page.locator("#inspection button[value=hand_in]:visible").click()
    yield "inspection with errors"
    SellerMember.objects.create(seller=cast.other_seller.sellers.get(), user=cast.seller)
    page.goto("/portal/")
    yield "choice of the seller"
    page.locator(".pick-seller button").first.click()
    yield "one of two sellers"
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/portal/join/{token_of(invitation)}/")
    yield "invitation"
    page.goto("/portal/join/nothing/")
    yield "no invitation"


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_accessible_and_breaks_no_policy(
    browse: Open, cast: Cast, case: ReturnCase, complaints: list[str], language: str
) -> None:
    page = browse(language)
    page.goto("/portal/")
    log_in(page, cast.seller.email)
    found = {name: wrong for name in pages(page, cast, case) if (wrong := faults(page, complaints, language))}
    # That an invitation is not there is an answer of the server's, which the console reports.
    found.pop("no invitation", None)
    assert found == {}
