"""What is wrong with a page: for axe, for the browser's console, and in width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

# What passes is not gathered: it is most of the work, and nobody reads it.
USUAL_RULES: Mapping[str, Any] = {"resultTypes": ["violations"]}
# All of axe's rules, the size of targets among them, which it leaves out unless asked.
EVERY_RULE: Mapping[str, Any] = {**USUAL_RULES, "rules": {"target-size": {"enabled": True}}}
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"

Violation = tuple[str, list[Any]]


def violations(page: Page, options: Mapping[str, Any] = USUAL_RULES) -> list[Violation]:
    """What axe finds, and where.

    A click returns once the next page begins, and half a page has no heading yet: the whole of it is waited for.
    """
    page.wait_for_load_state()
    found = Axe().run(page, options=dict(options)).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def check(page: Page, address: str, options: Mapping[str, Any] = USUAL_RULES) -> None:
    """Go to an address, where nothing is wrong: for axe, for the browser's console, and it doesn't scroll sideways."""
    complaints: list[str] = []
    with listening(page.context, complaints):
        page.goto(address)
        # Before axe, whose own styles the policy stops.
        assert complaints == [], address
    assert violations(page, options) == [], address
    assert not page.evaluate(SIDEWAYS), address


@contextmanager
def listening(context: BrowserContext, found: list[str]) -> Iterator[None]:
    """Gather what a browser's console reports."""

    def hear(message: Any) -> None:
        if message.type == "error":
            found.append(message.text)

    def hear_error(error: Any) -> None:
        found.append(str(error.error))

    context.on("console", hear)
    context.on("weberror", hear_error)
    yield
    context.remove_listener("console", hear)
    context.remove_listener("weberror", hear_error)
