"""How a browser logs in, for every test that needs to; and what its address is then."""

from playwright.sync_api import Page

PASSWORD = "a long password"


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the login page, where the browser is, and send it."""
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("main button.btn").click()
