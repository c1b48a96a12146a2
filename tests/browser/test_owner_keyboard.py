"""A process owner changes tables and forms by keyboard alone, and after each answer stands where it is told."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.test_keyboard import walk_to
from tests.webapp.test_tables_edited import TABLE, draw_table
from tests.webapp.world import World

FOCUSED = "document.activeElement.id || document.activeElement.className"


def press(page: Page, name: str) -> None:
    """Walk to a button or link and press it."""
    walk_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def expect_focus(page: Page, wanted: str) -> None:
    page.wait_for_function(f"({FOCUSED}) === '{wanted}'")


def test_columns_are_added_refused_mended_and_saved_by_keyboard(world: World, open_tab: Callable[..., Tab]) -> None:
    draw_table(world)
    page = open_tab(locale="en").log_in("cecilia").page
    page.goto(TABLE)
    press(page, "Add, change or leave out columns")
    press(page, "Add a condition")
    expect_focus(page, "input-1")
    walk_to(page, "What is looked at")
    page.keyboard.type("cost >")
    press(page, "Save in the draft")
    expect_focus(page, "summary")
    walk_to(page, "Column 2:")
    page.keyboard.press("Enter")
    expect_focus(page, "input-1-told")
    page.keyboard.press("Control+a")
    page.keyboard.type("cost")
    press(page, "Save in the draft")
    expect(page.locator("code", has_text="cost")).to_be_visible()
    press(page, "Add a rule")
    expect(page).to_have_url(f"{page.url.partition('/processes')[0]}{TABLE}#rule-5")


def test_a_form_in_use_says_at_once_why_it_stays(world: World, open_tab: Callable[..., Tab]) -> None:
    page = open_tab(locale="en").log_in("cecilia").page
    page.goto("/processes/errand/forms/errand")
    page.locator("#delete").scroll_into_view_if_needed()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete the form").press("Enter")
    expect_focus(page, "summary")
    expect(page.locator(".summary")).to_contain_text("these steps show it: «Kuvaa asia»")
