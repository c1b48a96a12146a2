"""The main menu: one line on a laptop, by keyboard and by name, narrow and with large letters."""

from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Tab
from tests.browser.pages import NAMES, NARROW
from tests.webapp.world import World

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
LARGE = "html { font-size: 212.5%; }"  # Twice what `page.css` sets; the page itself would not allow a style in it.
LINKS = ".main-nav a, .sub-nav a"


def in_finnish(tab: Tab) -> Page:
    """The page after its reader has chosen Finnish."""
    tab.page.get_by_role("button", name=NAMES["fi"]).click()
    return tab.page


def rows(page: Page, links: str) -> int:
    """On how many lines links stand."""
    tops = page.locator(links).evaluate_all("all => all.map(one => Math.round(one.getBoundingClientRect().top))")
    return len(set(tops))


def overlaps(page: Page) -> list[tuple[str, str]]:
    """The links of the head of which one lies over another."""
    boxes = page.locator(".top a, .top button").evaluate_all(
        "all => all.map(one => [one.innerText, ...['left', 'right', 'top', 'bottom']"
        ".map(side => one.getBoundingClientRect()[side])])"
    )
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if min(one[2], other[2]) - max(one[1], other[1]) > 1 and min(one[4], other[4]) - max(one[3], other[3]) > 1
    ]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize(("person", "path"), [("anna", "/ideas"), ("cecilia", "/portfolio"), ("cecilia", "/templates")])
def test_the_menu_is_one_line_and_wraps_without_overlapping(
    open_tab: Callable[..., Tab], person: str, path: str, language: str
) -> None:
    tab = open_tab(viewport=LAPTOP, bypass_csp=True).log_in(person)
    tab.page.get_by_role("button", name=NAMES[language]).click()
    tab.page.goto(path)
    assert rows(tab.page, ".main-nav a") == 1
    assert rows(tab.page, ".sub-nav a") == 1

    tab.page.add_style_tag(content=LARGE)
    assert overlaps(tab.page) == []
    tab.page.set_viewport_size(NARROW)
    assert overlaps(tab.page) == []


@pytest.mark.parametrize(
    ("path", "section", "page_here"),
    [
        ("/projects", "Hankkeet ja ideat", "Hankkeet"),
        ("/projects/1", "Hankkeet ja ideat", "Hankkeet"),
        ("/ideas", "Hankkeet ja ideat", "Ideat"),
        ("/portfolio/list", "Hankkeet ja ideat", "Hankesalkku"),
        ("/disturbances", "Ylläpito", "Häiriöt"),
    ],
)
def test_the_menu_says_where_one_is(
    world: World, open_tab: Callable[..., Tab], path: str, section: str, page_here: str
) -> None:
    world.start_errand()
    page = in_finnish(open_tab().log_in("cecilia"))
    page.goto(path)
    menu, under = page.get_by_role("navigation", name="Päävalikko"), page.get_by_role("navigation", name=section)
    expect(menu.locator("[aria-current]")).to_have_text([section])
    expect(menu.locator("[aria-current]")).to_have_attribute("aria-current", "true")
    expect(under.locator("[aria-current=page]")).to_have_text([page_here])


def test_a_page_of_its_own_has_nothing_under_it(open_tab: Callable[..., Tab]) -> None:
    page = open_tab().log_in("anna").page
    expect(page.locator(".main-nav [aria-current=page]")).to_have_text(["Omat tehtävät"])
    expect(page.locator(".sub-nav")).to_have_count(0)
    expect(page.get_by_role("link", name="Ylläpito")).to_have_count(0)


def test_the_menu_is_walked_by_keyboard(open_tab: Callable[..., Tab]) -> None:
    page = open_tab().log_in("anna").page
    page.get_by_role("link", name="Hankkeet ja ideat").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects")
    links = page.locator(LINKS)
    links.first.focus()
    walked = [page.evaluate("document.activeElement.textContent")]
    for _ in range(links.count() - 1):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent"))
    assert walked == links.all_inner_texts()
    page.get_by_role("link", name="Hankesalkku").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/portfolio")


def test_the_menu_opens_whole_on_a_narrow_screen_without_scripts(open_tab: Callable[..., Tab]) -> None:
    page = in_finnish(open_tab(viewport=NARROW, java_script_enabled=False).log_in("cecilia"))
    for name, address in (("Hankkeet ja ideat", "projects"), ("Ideat", "ideas"), ("Ylläpito", "people")):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_hidden()
        page.get_by_role("button", name="Valikko").click()
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/{address}")
    expect(page.locator(LINKS)).to_have_count(8 + 9)


def test_the_narrow_menu_is_opened_walked_and_closed_by_keyboard(open_tab: Callable[..., Tab]) -> None:
    page = in_finnish(open_tab(viewport=NARROW).log_in("anna"))
    button = page.get_by_role("button", name="Valikko")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sulje")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(LINKS).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(LINKS).first).to_be_hidden()
