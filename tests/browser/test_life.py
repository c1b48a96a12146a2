"""A matter's life is stepped through by links, by arrow keys and by a slider."""

from collections.abc import Callable

from playwright.sync_api import expect

from engine import Actor
from tests.browser.conftest import Tab
from tests.webapp.world import ERRAND, World


def test_a_life_is_stepped_through_by_keys_by_a_slider_and_by_links_alone(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    here, task = world.here, world.start_errand("anna")
    by = Actor("anna", frozenset({"advisors"}))
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=by))
    page = open_tab().log_in("anna").page

    page.goto("/projects/1/life?at=1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/life?at=2")
    page.wait_for_selector("[data-ready]")
    assert page.locator("[data-diagram] .is-done").count() > 0  # The way is drawn as it stood.
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/life?at=1")
    page.locator("#slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/life?at=2")

    plain = open_tab(java_script_enabled=False).log_in("anna").page
    plain.goto("/projects/1")
    plain.get_by_role("link", name="koko elinkaari").click()
    plain.get_by_role("link", name="Kulje askel kerrallaan alusta").click()
    plain.get_by_role("link", name="Seuraava").click()
    expect(plain.locator("main")).to_contain_text("merkintä 2/2")
