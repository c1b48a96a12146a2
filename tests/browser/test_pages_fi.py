"""Every page in Finnish: nothing is wrong with it for anybody, on a wide and on a narrow screen."""

from collections.abc import Callable

from tests.browser.conftest import Tab
from tests.browser.page_looks import look_at_every_page
from tests.webapp.world import World


def test_a_page_is_accessible_in_finnish(world: World, open_tab: Callable[..., Tab]) -> None:
    found = look_at_every_page(world, open_tab, "fi")

    assert found == [], "\n".join(found)
