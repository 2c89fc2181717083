"""The admin in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.logging_in import PASSWORD, log_in


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console reports, blocked styles and scripts among it."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_staff_log_in_and_no_page_breaks_its_own_policy(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    get_user_model().objects.create_superuser(email="lead@constat.example", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/")
    assert Axe().run(page).response["violations"] == []

    log_in(page, "lead@constat.example")
    page.wait_for_url(f"{live_server.url}/admin/")
    header = page.locator("#header")
    assert header.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(17, 46, 81)"
    assert header.get_by_role("link", name="Constat").is_visible()
    assert Axe().run(page).response["violations"] == []
    assert complaints == []
