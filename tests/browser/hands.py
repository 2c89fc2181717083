"""How somebody uses a page: by touch or mouse, or by keyboard alone; each waits for the page that follows.

Scripts or none, the two are used alike: a button or a link is pressed, an answer ticked, a field written into, one of
a list picked, a file handed in.
"""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page, expect

PATIENCE = 60_000
"""How long to wait for anything, in milliseconds: a busy machine is no failure."""
MOST_TABS = 300
HAS_FOCUS = "element => element === document.activeElement"
IN_THE_GROUP = """element => document.activeElement.form === element.form && document.activeElement.type === "radio"
    && document.activeElement.name === element.name"""
IS_BEHIND = """element => !!(element.compareDocumentPosition(document.activeElement)
    & Node.DOCUMENT_POSITION_FOLLOWING)"""


class Touch:
    """A finger or a mouse."""

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts

    def press(self, target: Locator) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            target.click()

    def unfold(self, target: Locator) -> None:
        """Open what is folded; its summary is the target."""
        target.click()

    def tick(self, target: Locator) -> None:
        """Tick a box, or choose an answer."""
        target.check()

    def write(self, target: Locator, text: str) -> None:
        """Write into a field."""
        target.fill(text)

    def pick(self, target: Locator, option: str) -> None:
        """Pick one of a list by its words."""
        target.select_option(label=option)

    def hand_in(self, field: Locator, file: FilePayload, send: Locator) -> None:
        """Take a photo: a script sends it at once, without one a second button does."""
        if not self.scripts:
            field.set_input_files(file)
            self.press(send)
            return
        with self.page.expect_navigation():
            field.set_input_files(file)


class Keyboard(Touch):
    """No mouse: Tab, Enter, Space and the arrows. Only the choice of a file is the machine's own dialogue."""

    def press(self, target: Locator) -> None:
        """Go there, and press Enter."""
        self.go(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, target: Locator) -> None:
        """Go there, and press Enter."""
        self.go(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        """Space ticks a box; the arrows go through the answers of a question, which Tab reaches as one."""
        if target.get_attribute("type") == "checkbox":
            self.go(target)
            self.page.keyboard.press("Space")
        else:
            self._tab(target, IN_THE_GROUP)
            for _press in range(MOST_TABS):
                if target.evaluate(HAS_FOCUS):
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        expect(target).to_be_checked(timeout=PATIENCE)

    def write(self, target: Locator, text: str) -> None:
        """Type over what stands in the field."""
        self.go(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def pick(self, target: Locator, option: str) -> None:
        """Go down the list to the words."""
        self.go(target)
        for _press in range(MOST_TABS):
            if target.locator("option:checked").inner_text() == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is not in the list")

    def go(self, target: Locator) -> None:
        """Tab until the target has the focus, the shorter way."""
        self._tab(target, HAS_FOCUS)

    def _tab(self, target: Locator, question: str) -> None:
        key = "Shift+Tab" if target.evaluate(IS_BEHIND) else "Tab"
        for _press in range(MOST_TABS):
            if target.evaluate(question):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never reaches {target}")
