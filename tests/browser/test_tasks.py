"""Doing a task as people do it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.webapp.world import World


def test_from_log_in_to_inbox_to_task_to_done(world: World, open_tab: Callable[..., Tab]) -> None:
    world.start_errand()
    tab = open_tab().log_in("anna")

    tab.page.get_by_role("link", name="Kuvaa asia").click()
    tab.page.get_by_label("Asia", exact=True).fill("Kaukolämpö Karstulaan")
    tab.page.get_by_label("Tarve").fill("Lämpö on kallista.")
    tab.page.get_by_label("Arvio kustannuksista").fill("12 500,50")
    tab.page.get_by_label("Uusi").check()
    tab.page.get_by_label("Tiedot ovat oikein").check()
    tab.page.locator("#task-form .actions button").first.click()

    expect(tab.page.get_by_role("status").first).to_be_visible()
    tab.page.goto("/inbox?tab=groups")
    expect(tab.page.get_by_role("link", name="Arvioi asia")).to_be_visible()
