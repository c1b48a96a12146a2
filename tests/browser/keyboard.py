"""What somebody does who has a keyboard and no mouse: Tab, arrows, Enter, Space, and words that are typed."""

from playwright.sync_api import Locator, Page

MOST = 500
"""How often one presses Tab before one gives up: the longest pages have some 300 places to stop at."""


class Keys:
    """The keyboard of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, one: Locator, key: str = "Tab") -> None:
        """Press Tab till one is there."""
        wanted = one.element_handle()
        for _ in range(MOST):
            if self.page.evaluate("one => one === document.activeElement", wanted):
                return
            self.page.keyboard.press(key)
        stands = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"Expected {key} to reach {one}, but {MOST} presses do not: the last stands at {stands}.")

    def follow(self, one: Locator) -> None:
        """Go to a link or button and press Enter: another page comes."""
        self.reach(one)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, one: Locator, key: str = "Enter") -> None:
        """Go to something and press a key on it; the page stays."""
        self.reach(one)
        self.page.keyboard.press(key)

    def write(self, one: Locator, text: str) -> None:
        """Type a text in the place of what stands in a field."""
        self.reach(one)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, one: Locator, value: str) -> None:
        """Go down a list of choices till the wanted one is chosen."""
        self.reach(one)
        self.page.keyboard.press("Home")
        for _ in range(one.locator("option").count()):
            if one.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"Expected a choice {value!r} in {one}, but it stops at {one.input_value()!r}.")
