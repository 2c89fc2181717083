"""Accounts in a real browser: logging in, a second factor, recovery, a new password, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from returns.models import User
from tests.admin_site.accounts.codes import code
from tests.browser.conftest import LOOKS, Open
from tests.browser.logging_in import PASSWORD, log_in
from tests.browser.soundness import EVERY_RULE, SIDEWAYS, violations

EMAIL = "ines@example.org"
NEW = "another long password"


@pytest.fixture(autouse=True)
def _demanded(settings: Settings, transactional_db: None) -> Iterator[None]:
    """A site that demands a second factor of staff, of whom there is one."""
    settings.REQUIRE_TWO_FACTOR = True
    User.objects.create_superuser(EMAIL, PASSWORD, display_name="Inès")
    cache.clear()
    yield
    cache.clear()


def press(page: Page) -> None:
    """Send the form of the page."""
    page.locator("main .fields .btn").click()


def enter_code(page: Page, digits: str) -> None:
    page.fill("input[name=code]", digits)
    press(page)


def enrol(page: Page) -> str:
    """From the login to the recovery codes; return the app's secret."""
    page.goto("/admin/rules/rulebook/")
    log_in(page, EMAIL)
    secret = page.locator("#key").inner_text()
    enter_code(page, code(secret))
    expect(page.locator(".codes li")).to_have_count(10)
    return secret


def log_out(page: Page) -> None:
    page.locator(".bar form[action='/account/logout/'] button").click()
    page.wait_for_url("**/account/login/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_member_of_staff_comes_in_with_a_second_factor(browse: Open, scripts: bool) -> None:
    page = browse(scripts=scripts)
    page.goto("/admin/rules/rulebook/")
    log_in(page, EMAIL, "wrong")
    expect(page.locator("input[name=login]")).to_have_value(EMAIL)
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error"))

    log_in(page, EMAIL)
    secret = page.locator("#key").inner_text()
    enter_code(page, "000000")
    expect(page.locator("[role=alert]")).to_be_visible()
    # The key is the same: whoever scanned it need not do so again.
    expect(page.locator("#key")).to_have_text(secret)
    enter_code(page, code(secret))
    first = page.locator(".codes li").first.inner_text()
    page.locator("main a.btn").first.click()
    expect(page).to_have_url(re.compile("/admin/rules/rulebook/$"))

    page.goto("/account/security/")
    log_out(page)
    log_in(page, EMAIL)
    enter_code(page, code(secret, later=1))
    expect(page).to_have_url(re.compile("/admin/$"))

    page.goto("/account/security/")
    log_out(page)
    log_in(page, EMAIL)
    enter_code(page, first)
    expect(page).to_have_url(re.compile("/admin/$"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_forgotten_password_is_chosen_anew_from_the_mailbox(browse: Open, scripts: bool) -> None:
    page = browse("fr", scripts=scripts)
    page.goto("/account/login/")
    page.locator("main a[href='/account/password/reset/']").click()
    page.fill("input[name=email]", EMAIL)
    press(page)
    page.wait_for_url("**/password/reset/done/")
    [link] = re.findall(r"http://\S+/password/reset/key/\S+", str(mail.outbox[-1].body))
    page.goto(link)
    page.fill("input[name=password1]", NEW)
    page.fill("input[name=password2]", "a different one")
    press(page)
    expect(page.locator("[role=alert] a")).to_have_attribute("href", "#id_password2")
    page.fill("input[name=password1]", NEW)
    page.fill("input[name=password2]", NEW)
    press(page)
    # Signed in, and led to the second factor that staff must have.
    expect(page).to_have_url(re.compile("/account/security/app/activate/$"))
    assert User.objects.get(email=EMAIL).check_password(NEW)


def pages(page: Page, secret: str) -> Iterator[str]:
    """Show one after the other every page of accounts, as a person who has a second factor finds it."""
    for address in (
        "/account/security/",
        "/account/security/recovery-codes/",
        "/account/security/recovery-codes/generate/",
        "/account/security/app/deactivate/",
        "/account/password/change/",
        "/account/reauthenticate/",
        "/account/security/reauthenticate/",
        "/account/logout/",
    ):
        page.goto(address)
        yield address
    press(page)
    for address in ("/account/login/", "/account/password/reset/", "/account/password/reset/done/"):
        page.goto(address)
        yield address
    for address in ("/account/inactive/", "/account/password/reset/key/1-none/"):
        page.goto(address)
        yield address
    page.goto("/account/login/")
    log_in(page, EMAIL, "wrong")
    yield "a wrong password"
    log_in(page, EMAIL)
    yield "the second step"
    enter_code(page, code(secret, later=1))
    page.goto("/account/security/app/deactivate/")
    press(page)
    page.goto("/admin/")
    yield "the app's page"


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_accessible_and_breaks_no_policy(browse: Open, complaints: list[str], language: str) -> None:
    page = browse(language)
    found = {}
    for name in pages(page, enrol(page)):
        page.wait_for_load_state()
        blocked = list(complaints)
        ids = violations(page, EVERY_RULE)
        complaints.clear()
        sideways = page.evaluate(SIDEWAYS)
        language_kept = page.locator("html").get_attribute("lang") == language
        if blocked or ids or sideways or not language_kept:
            found[name] = (blocked, ids, sideways, language_kept)
    assert found == {}
