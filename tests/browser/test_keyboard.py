"""A task from the inbox to its end by keyboard alone, seeing at each step where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.webapp.world import World

MOST = 80
FOCUS_SHOWS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return one === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""
LABELLED = """wanted => {
    const one = document.activeElement;
    const labels = [...(one.labels || [])].map(label => label.innerText);
    return [one.innerText, ...labels].some(text => (text || '').trim().startsWith(wanted));
}"""


def walk_to(page: Page, name: str) -> None:
    """Press Tab until what has the name is in focus; each stop on the way must show that it is.

    The page itself is a stop between its end and its beginning.
    """
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWS), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if page.evaluate(LABELLED, name):
            return
    raise AssertionError(f"Expected to reach {name!r} by the Tab key, but {MOST} presses did not.")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_inbox_to_a_task_to_its_end_by_keyboard(
    world: World, open_tab: Callable[..., Tab], scripts: bool
) -> None:
    world.start_errand()
    page = open_tab(java_script_enabled=scripts, locale="fi").page
    page.goto("/login")
    walk_to(page, "Sähköpostiosoite")
    page.keyboard.type("anna@example.fi")
    walk_to(page, "Salasana")
    page.keyboard.type("kolme pientä porsasta")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox**")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Siirry sisältöön")
    page.keyboard.press("Enter")  # Past the menu.
    walk_to(page, "Kuvaa asia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")

    walk_to(page, "Asia")
    page.keyboard.type("Kaukolämpö Karstulaan")
    walk_to(page, "Tarve")
    page.keyboard.type("Lämpö on kallista.")
    walk_to(page, "Arvio kustannuksista")
    page.keyboard.type("12 500,50")
    walk_to(page, "Uusi")
    page.keyboard.press("Space")
    walk_to(page, "Tiedot ovat oikein")
    page.keyboard.press("Space")
    walk_to(page, "Merkitse valmiiksi")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()
