"""The inbox as people use it: by keyboard alone, without scripts, on a narrow screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.pages import NARROW
from tests.webapp.test_inbox import claim, judged
from tests.webapp.world import World

OpenTab = Callable[..., Tab]


def focused(page: Page) -> str:
    """What the element with the focus says."""
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


def test_the_inbox_is_worked_through_by_keyboard_alone(world: World, open_tab: OpenTab) -> None:
    for subject in ("Kaukolämpö", "Biokaasu", "Sähköautot"):
        judged(world, subject, by="david")
    page = open_tab().log_in("anna").page
    page.goto("/inbox?tab=groups")
    keys = page.keyboard

    keys.press("j")
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    keys.press("j")  # There are no more rows.
    expect(page.locator("input[name=task]:checked")).to_have_count(2)
    page.get_by_role("button", name="Ota käsittelyyn").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 tehtävää onnistui")

    keys.press("g")
    keys.press("i")
    page.wait_for_url("**/inbox")
    expect(page.locator("[data-row]")).to_have_count(2)
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/tasks/**")
    page.get_by_label("Perustelut").focus()
    keys.type("jk/?gi")
    expect(page.get_by_label("Perustelut")).to_have_value("jk/?gi")
    page.get_by_role("button", name="Hyväksy").focus()
    keys.press("Enter")
    page.wait_for_url("**/inbox")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_the_help_lists_the_shortcuts_and_closes(world: World, open_tab: OpenTab) -> None:
    tab = open_tab().log_in("anna")
    page = tab.page
    page.keyboard.press("?")
    dialogue = page.get_by_role("dialog", name="Pikanäppäimet")
    expect(dialogue).to_be_visible()
    assert tab.violations() == []
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("berg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=berg")
    expect(page.get_by_role("heading", name="Henkilöt")).to_be_visible()


def test_shortcuts_that_are_turned_off_do_nothing(world: World, open_tab: OpenTab) -> None:
    page = open_tab().log_in("anna").page
    page.keyboard.press("?")
    page.get_by_role("link", name="Poista pikanäppäimet käytöstä").click()
    page.wait_for_url("**/account#shortcut-choice")
    page.get_by_role("button", name="Poista pikanäppäimet käytöstä").click()
    expect(page.get_by_text("Pikanäppäimet eivät ole käytössä.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.keyboard.press("/")
    assert page.url.endswith("/account")
    assert page.evaluate("document.activeElement.id") != "find"


@pytest.mark.parametrize("settings", [{}, {"viewport": NARROW}], ids=["wide", "narrow"])
def test_all_of_the_inbox_works_without_scripts(world: World, open_tab: OpenTab, settings: dict[str, object]) -> None:
    for subject in ("Kaukolämpö", "Biokaasu"):
        claim(world, judged(world, subject, by="david"), "anna")
    tab = open_tab(java_script_enabled=False, **settings).log_in("anna")
    page = tab.page
    page.get_by_text("Hae ja rajaa").click()
    page.get_by_label("Tehtävä, hanke tai henkilö").fill("biokaasun")
    page.locator("form.choices").get_by_role("button", name="Hae").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert tab.overflow() <= 0

    page.get_by_label("Tallenna tämä rajaus nimellä").fill("Kaasu")
    page.get_by_role("button", name="Tallenna rajaus").click()
    page.goto("/inbox")
    page.get_by_role("link", name="Kaasu", exact=True).click()
    expect(page.locator("[data-row]")).to_have_count(1)

    page.locator("input[name=task]").check()
    page.get_by_role("button", name="Siirrä toiselle …").click()
    page.get_by_label("Kenelle").select_option(label="Bo Berg")
    assert tab.overflow() <= 0
    page.get_by_role("button", name="Siirrä", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 tehtävä onnistui")
    assert tab.overflow() <= 0
    page.get_by_role("link", name="Takaisin tehtäviin").click()
    page.wait_for_url("**/inbox?tab=mine&q=biokaasun")
    expect(page.get_by_role("heading", name="Mikään tehtävä ei vastaa hakua")).to_be_visible()


@pytest.mark.parametrize("language", ["Suomi", "Svenska", "English"])
def test_every_state_of_the_inbox_is_accessible(world: World, open_tab: OpenTab, language: str) -> None:
    late = judged(world, "Kaukolämpö", by="david")
    judged(world, "Biokaasu", by="david")
    tab = open_tab(viewport=NARROW).log_in("anna")
    page = tab.page
    page.get_by_role("button", name=language).click()
    page.goto("/inbox?q=a")
    page.locator("#filter-name").fill("A")
    with page.expect_navigation():  # Else the page that goes away is looked at.
        page.locator("#filter-name").press("Enter")
    found = tab.violations()
    page.goto("/inbox?tab=groups")
    page.locator("details:last-of-type > summary").last.click()
    found += tab.violations()
    page.locator(f"input[name=task][value='{late}']").check()
    claim(world, late, "bo")
    page.locator("button[name=verb]").click()
    page.wait_for_url("**/inbox/selected")
    found += tab.violations()
    assert found == []
    assert tab.overflow() <= 0
