"""Moving cases to another version in a browser: the plan and what it means are for everybody."""

from collections.abc import Callable

from playwright.sync_api import expect

from engine import Actor
from tests.browser.conftest import Tab
from tests.browser.pages import NARROW, WIDE
from tests.webapp.test_moving_cases import GONE_TOO, PAGE, deploy, first
from tests.webapp.world import ERRAND, World


def test_cases_are_moved_by_keyboard_and_the_result_is_told(world: World, open_tab: Callable[..., Tab]) -> None:
    old = first(world)
    world.start_errand("anna")
    task = world.start_errand("anna")
    world.here.database.transact(lambda unit: world.here.engine.complete(unit, task, ERRAND, by=Actor("anna")))
    new = deploy(world, *GONE_TOO)
    tab = open_tab().log_in("cecilia")
    page = tab.page
    page.goto(f"{PAGE}?old={old}&new={new}")
    assert tab.violations() == []
    page.set_viewport_size(NARROW)
    assert tab.violations() == []
    assert tab.overflow() <= 0
    page.set_viewport_size(WIDE)
    page.get_by_label("What takes the place of «Arvioi asia»").select_option("weigh")
    page.get_by_role("button", name="Show again what would happen").press("Enter")
    expect(page.get_by_role("checkbox", name="Kaukolämpö Karstulaan")).to_be_checked()
    page.get_by_role("button", name="Move the chosen").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert tab.violations() == []
    page.get_by_label("Why they are moved").fill("Uusi nimi")
    page.get_by_role("button", name="Move the chosen").press("Enter")
    expect(page.get_by_text("2 cases were moved to version 2.")).to_be_visible()
    assert tab.violations() == []
    expect(page.locator(".tabs [aria-current]")).to_have_text("Running cases")
    page.get_by_label("Why they are moved back").fill("Sittenkin vanha")
    page.get_by_role("button", name="Move them back").press("Enter")
    expect(page.get_by_text("2 cases were moved to version 1.")).to_be_visible()
