"""Looking at every page in one language: axe-core finds nothing, nothing overflows, nothing is heavy.

A page is looked at by all of axe-core's rules at 1280 pixels or at 320, and then in one more state, by the rule that
the state may break: dark colours, high contrast, letters of 200 per cent.  In a small run the languages share the
pages, widths and states go round.  In a full run every page is seen in each language at both widths, and in each state
in one of the languages.
"""

from collections.abc import Callable

from tests.browser.conftest import Tab
from tests.browser.pages import NAMES, NARROW, PAGES, PUBLIC, REFUSED, STATES, WIDE, furnish
from tests.sizes import SIZE
from tests.webapp.world import World

MOST = 100_000
"""Bytes of styles, scripts and pictures of our own that a page may load, unless it draws a diagram."""
DRAWN = {
    "instances.show",
    "definitions.show",
    "diagram_editor.show",
    "dmn_editor.show",
    "trials.show",
    "figures.show",
    "a matter's first step",
}


def look_at_every_page(world: World, open_tab: Callable[..., Tab], language: str) -> list[str]:
    """What is wrong with the pages in a language, a line each."""
    values = furnish(world)
    stranger, administrator = open_tab(locale=language), open_tab().log_in("cecilia")
    administrator.page.get_by_role("button", name=NAMES[language]).click()
    found = []
    shift = list(NAMES).index(language)
    for at, (name, address) in enumerate({**PAGES, **STATES}.items()):
        if (at + shift) % len(NAMES) and SIZE.pick(small=True, full=False):
            continue
        tab = stranger if name in PUBLIC else administrator
        answer = tab.page.goto(address.format(**values))
        assert answer is not None
        if answer.status != 200 and name not in {*STATES, *REFUSED}:
            found.append(f"{name}: {answer.status}")
        assert tab.page.locator("html").get_attribute("lang") == language, name
        if name in {"instances.show", "definitions.show", "diagram_editor.show", "dmn_editor.show"}:
            tab.page.wait_for_selector("[data-ready]")
        complaints = _too_heavy(tab, name) + _complaints(tab, at) + MORE[(at // len(NAMES) + shift) % len(MORE)](tab)
        found += [f"{name}: {complaint}" for complaint in complaints]
    return found


def _too_heavy(tab: Tab, name: str) -> list[str]:
    bytes_of_ours: int = tab.page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('/static/'))"
        ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    assert bytes_of_ours > 0, name
    return [f"{bytes_of_ours} bytes"] if bytes_of_ours > MOST and name not in DRAWN else []


def _complaints(tab: Tab, at: int) -> list[str]:
    """What axe-core finds on a wide screen or on a narrow one, in a full run on both; where it is too wide."""
    found = []
    chosen = "narrow" if at % 2 else "wide"
    for told, size in (("wide", WIDE), ("narrow", NARROW)):
        tab.page.set_viewport_size(size)
        if told == chosen or SIZE.pick(small=False, full=True):
            found += [f"{violation} ({told})" for violation in tab.violations()]
    return found + too_wide(tab, "narrow")


def too_wide(tab: Tab, state: str) -> list[str]:
    """By how much a page is wider than the window, in this state."""
    pixels = tab.overflow()
    return [f"{pixels} pixels too wide ({state})"] if pixels > 0 else []


def _in_the_dark(tab: Tab) -> list[str]:
    """Which letters are hard to read on a dark ground."""
    tab.page.set_viewport_size(WIDE)
    tab.page.emulate_media(color_scheme="dark")
    found = [f"{violation} (dark)" for violation in tab.violations(["color-contrast"])]
    tab.page.emulate_media(color_scheme="light")
    return found


def _in_high_contrast(tab: Tab) -> list[str]:
    """Which letters are hard to read, and which places in a menu are told by nothing, in the system's own colours."""
    tab.page.set_viewport_size(WIDE)
    tab.page.emulate_media(forced_colors="active")
    found = [f"{violation} (high contrast)" for violation in tab.violations(["color-contrast"])]
    bare: list[str] = tab.page.evaluate(
        "[...document.querySelectorAll('.main-nav [aria-current], .sub-nav [aria-current], .tabs [aria-current]')]"
        ".filter(one => getComputedStyle(one).borderBottomStyle !== 'solid').map(one => one.textContent)"
    )
    tab.page.emulate_media(forced_colors="none")
    return found + [f"no mark at {one} (high contrast)" for one in bare]


def _in_large_letters(tab: Tab) -> list[str]:
    """Whether a page is too wide for letters of 200 per cent."""
    tab.page.set_viewport_size(WIDE)
    size = "Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 2) + 'px'"
    tab.page.evaluate(f"document.documentElement.style.fontSize = {size}")
    return too_wide(tab, "200 per cent")


MORE = (_in_the_dark, _in_high_contrast, _in_large_letters)
