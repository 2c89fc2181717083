"""Looking at a page as its strictest readers do: axe, the content security policy, the width of the screen."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

EVERY_RULE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Looks:
    """Looks at each kind of page once whose name begins with ``wanted``; ``complaints``: what browsers reported."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.seen: list[str] = []
        self.complaints: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        """Note what a browser's console reports, blocked styles and scripts among it."""
        context.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self._note(str(error.error)))

    def at(self, page: Page, kind: str) -> None:
        """Nothing is wrong with a page of a kind that was not looked at yet."""
        # Before axe, whose own styles the policy stops.
        assert self.complaints == [], page.url
        assert not page.evaluate(SIDEWAYS), page.url
        if kind in self.seen or not kind.startswith(self.wanted):
            return
        self.seen.append(kind)
        found: list[Any] = Axe().run(page, options=EVERY_RULE).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], page.url
        self.complaints.clear()

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)
