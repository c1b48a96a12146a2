"""What one does in the drawing, shared by the tests of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab

CHECKED = 30_000
"""Milliseconds that saving and checking a whole deployment may take on a busy machine."""


def open_drawing(tab: Tab, folder: str = "errand") -> Page:
    """The drawing of a folder's process, ready."""
    tab.page.goto(f"/processes/{folder}/drawing")
    wait_till_drawn(tab.page)
    return tab.page


def wait_till_drawn(page: Page) -> None:
    """Everything stands where it belongs, and can be changed."""
    page.wait_for_selector("#canvas[data-ready]")


def choose(page: Page, element: str) -> None:
    """Click an element of the drawing."""
    page.locator(f'#canvas [data-element-id="{element}"] .djs-hit').first.click()


def saved(page: Page) -> None:
    """Wait till the draft has what is drawn."""
    expect(page.locator("#kept")).to_have_text(re.compile("^Saved in the draft"), timeout=CHECKED)
