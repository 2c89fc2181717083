"""The admin in a real browser."""

from django.contrib.auth import get_user_model

from tests.browser.conftest import Open
from tests.browser.logging_in import PASSWORD, log_in
from tests.browser.soundness import violations


def test_staff_log_in_and_no_page_breaks_its_own_policy(window: Open, complaints: list[str]) -> None:
    page = window()
    get_user_model().objects.create_superuser(email="lead@constat.example", password=PASSWORD)
    page.goto("/admin/")
    assert violations(page) == []

    log_in(page, "lead@constat.example")
    page.wait_for_url("**/admin/")
    header = page.locator("#header")
    assert header.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(17, 46, 81)"
    assert header.get_by_role("link", name="Constat").is_visible()
    assert violations(page) == []
    assert complaints == []
