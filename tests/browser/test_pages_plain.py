"""Every page without JavaScript is whole, and accessible before its scripts come.

Each is opened once, on the narrow screen; a third of them, another third each day, is looked at by all of axe-core's
rules, their own scripts held back.
"""

from collections.abc import Callable
from datetime import date

from tests.browser.conftest import Tab
from tests.browser.page_looks import too_wide
from tests.browser.pages import NARROW, PAGES, PUBLIC, STATES, furnish
from tests.webapp.world import World


def test_a_page_is_whole_without_scripts(world: World, open_tab: Callable[..., Tab]) -> None:
    values = furnish(world)
    plain = {"java_script_enabled": False, "viewport": NARROW}
    stranger, administrator = open_tab(locale="fi", **plain), open_tab(**plain).log_in("cecilia")
    found = []
    for name, address in {**PAGES, **STATES}.items():
        tab = stranger if name in PUBLIC else administrator
        tab.page.goto(address.format(**values))
        if tab.page.locator("main h1").count() != 1:
            found.append(f"{name}: no heading")
        found += [f"{name}: {complaint}" for complaint in too_wide(tab, "without scripts")]
    assert found == []


def test_a_page_is_accessible_before_its_scripts_come(world: World, open_tab: Callable[..., Tab]) -> None:
    values = furnish(world)
    stranger, administrator = open_tab(locale="fi", viewport=NARROW), open_tab(viewport=NARROW).log_in("cecilia")
    found = []
    for tab in (stranger, administrator):  # axe-core is a script itself: only the pages' own are held back.
        tab.page.route("**/static/**/*.js*", lambda route: route.abort())
        tab.page.route("**/static/*.js*", lambda route: route.abort())
    # A third of them, another third each day.
    for name, address in list({**PAGES, **STATES}.items())[date.today().toordinal() % 3 :: 3]:  # noqa: DTZ011
        tab = stranger if name in PUBLIC else administrator
        tab.page.goto(address.format(**values))
        found += [f"{name}: {complaint}" for complaint in tab.violations()]
    assert found == []
