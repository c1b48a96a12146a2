"""No page is forgotten, and the pages that tell of errors are accessible, too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.pages import NAMES, NARROW, NOT_PAGES, PAGES
from tests.webapp.world import World


def test_every_page_is_in_the_list(world: World) -> None:
    pages = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert pages - NOT_PAGES == set(PAGES)


@pytest.mark.parametrize("language", NAMES)
def test_errors_are_accessible(world: World, open_tab: Callable[..., Tab], language: str) -> None:
    task_id = world.start_errand("anna")
    tab = open_tab(viewport=NARROW).log_in("anna")
    tab.page.get_by_role("button", name=NAMES[language]).click()
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.locator("#task-form > .actions button").first.click()

    expect(tab.page).to_have_title(re.compile({"fi": "Virhe:", "sv": "Fel:", "en": "Error:"}[language]))
    expect(tab.page.locator("[data-focus]")).to_be_focused()
    assert tab.violations() == []
    assert tab.overflow() <= 0
    tab.page.locator(".summary a").first.click()
    expect(tab.page.locator("[name=subject]")).to_be_focused()
