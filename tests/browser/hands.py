"""Two ways to use a page: by keyboard alone, and by mouse with words that are typed."""

from datetime import date
from typing import Protocol

from playwright.sync_api import Download, Locator, Page

MOST = 500
"""How often one presses Tab before one gives up: the longest pages have some 300 places to stop at."""

# A page has just come, and what is wanted stands in its content: the first link skips the menus.
AT_THE_TOP = "one => document.activeElement === document.body && !location.hash && one.closest('main') !== null"


class Hand(Protocol):
    """What somebody does on a page, however they do it."""

    page: Page

    def follow(self, one: Locator) -> None:
        """Go to a link or press a button: another page comes."""

    def press(self, one: Locator) -> None:
        """Press what opens something, or chooses it; the page stays."""

    def write(self, one: Locator, text: str) -> None:
        """Type a text in the place of what stands in a field."""

    def write_day(self, one: Locator, day: date) -> None:
        """Type a day into the browser's own field for one."""

    def choose(self, one: Locator, value: str) -> None:
        """Choose from a list."""

    def take(self, one: Locator) -> Download:
        """Press what gives a file; the page stays."""


class Mouse:
    """Clicks, and words that are typed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, one: Locator) -> None:
        """Click; another page comes."""
        with self.page.expect_navigation():
            one.click()

    def press(self, one: Locator) -> None:
        """Click; the page stays."""
        one.click()

    def write(self, one: Locator, text: str) -> None:
        """Click into a field and type in the place of what stands there."""
        one.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def write_day(self, one: Locator, day: date) -> None:
        """Click into it, go to its first part, and type the parts."""
        one.click()
        for _ in range(2):
            self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.type(_as_typed(day))

    def choose(self, one: Locator, value: str) -> None:
        """Choose from a list."""
        one.select_option(value)

    def take(self, one: Locator) -> Download:
        """Click; a file comes."""
        with self.page.expect_download() as coming:
            one.click()
        return coming.value

    def drag(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        """Move there, hold, and let go elsewhere, not in one leap."""
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=12)
        self.page.mouse.up()


class Keys:
    """Tab, arrows, Enter, Space, and words that are typed: no other way to come anywhere."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, one: Locator) -> None:
        """Press Tab till one is there."""
        wanted = one.element_handle()
        if self.page.evaluate(AT_THE_TOP, wanted):
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        for _ in range(MOST):
            if self.page.evaluate("one => one === document.activeElement", wanted):
                return
            self.page.keyboard.press("Tab")
        stands = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"Expected Tab to reach {one}, but {MOST} presses do not: the last stands at {stands}.")

    def follow(self, one: Locator) -> None:
        """Go to a link or button and press Enter: another page comes."""
        self.reach(one)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, one: Locator) -> None:
        """Go to something and press the space bar on it; the page stays."""
        self.reach(one)
        self.page.keyboard.press("Space")

    def write(self, one: Locator, text: str) -> None:
        """Type a text in the place of what stands in a field."""
        self.reach(one)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def write_day(self, one: Locator, day: date) -> None:
        """Go to its first part, and type the parts."""
        self.reach(one)
        self.page.keyboard.type(_as_typed(day))

    def take(self, one: Locator) -> Download:
        """Go to it and press Enter; a file comes."""
        self.reach(one)
        with self.page.expect_download() as coming:
            self.page.keyboard.press("Enter")
        return coming.value

    def choose(self, one: Locator, value: str) -> None:
        """Go down a list of choices till the wanted one is chosen."""
        self.reach(one)
        self.page.keyboard.press("Home")
        for _ in range(one.locator("option").count()):
            if one.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"Expected a choice {value!r} in {one}, but it stops at {one.input_value()!r}.")


def _as_typed(day: date) -> str:
    """The parts of a day in the order of this browser: it is an American one, whatever the page's language."""
    return day.strftime("%m%d%Y")
