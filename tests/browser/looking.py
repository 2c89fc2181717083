"""Looking at a page as its strictest readers do, once for each kind of page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.soundness import EVERY_RULE, SIDEWAYS, violations


class Looks:
    """Looks at each kind of page once whose name begins with ``wanted``; ``complaints``: what browsers reported."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.seen: list[str] = []
        self.complaints: list[str] = []

    def at(self, page: Page, kind: str) -> None:
        """Nothing is wrong with a page of a kind that was not looked at yet."""
        # Before axe, whose own styles the policy stops.
        assert self.complaints == [], page.url
        assert not page.evaluate(SIDEWAYS), page.url
        if kind in self.seen or not kind.startswith(self.wanted):
            return
        self.seen.append(kind)
        assert violations(page, EVERY_RULE) == [], page.url
        self.complaints.clear()
