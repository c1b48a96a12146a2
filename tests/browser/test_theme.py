"""Light and dark: as the device has it, unless the person chose otherwise on it."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Tab

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(244, 246, 247)", "rgb(16, 24, 30)"


def ground(tab: Tab) -> str:
    """The colour of the page's ground."""
    colour: str = tab.page.evaluate(GROUND)
    return colour


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("device", "as_it_is"), [("light", LIGHT), ("dark", DARK)])
def test_the_colours_are_the_devices_until_somebody_chooses(
    open_tab: Callable[..., Tab], device: str, as_it_is: str
) -> None:
    tab = open_tab(color_scheme=device).log_in("anna")
    assert ground(tab) == as_it_is
    for label, colour in (("Tumma", DARK), ("Vaalea", LIGHT), ("Kuten laitteen asetuksissa", as_it_is)):
        tab.page.goto("/account")
        tab.page.get_by_label(label).check()
        tab.page.locator("#theme button").click()
        tab.page.wait_for_url("**/account#theme")
        assert ground(tab) == colour
        tab.page.goto("/inbox")
        assert ground(tab) == colour


@pytest.mark.usefixtures("world")
def test_nothing_moves_for_who_wants_no_movement(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(reduced_motion="reduce").log_in("anna")
    moving = tab.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0.001)"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    assert moving == []
