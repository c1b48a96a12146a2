"""No page weighs more than 100 kB of its own styles, scripts and pictures, but those that draw a diagram."""

from collections.abc import Callable

from playwright.sync_api import Response

from tests.browser.conftest import Tab
from tests.browser.test_pages import PAGES, STATES, furnish
from tests.webapp.world import World

MOST = 100_000
DRAWN = {"instances.show", "definitions.show", "diagram_editor.show", "trials.show"}


def test_a_page_is_light(world: World, open_tab: Callable[..., Tab]) -> None:
    values = furnish(world)
    tab = open_tab().log_in("cecilia")
    weights: dict[str, int] = {}
    heavy: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if "/static/" in answer.url and answer.url not in weights:
            weights[answer.url] = len(answer.body())

    tab.page.on("response", weigh)
    for name, address in {**PAGES, **STATES}.items():
        tab.page.goto(address.format(**values), wait_until="load")
        assets: list[str] = tab.page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        total = sum(weights.get(one, 0) for one in assets if "/static/" in one)
        assert total > 0, name
        if total > MOST and name not in DRAWN:
            heavy[name] = total
    assert heavy == {}
