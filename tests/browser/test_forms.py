"""A form with every type of field, as it is seen, filled in by keyboard and mouse, and printed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.webapp.survey import start_survey
from tests.webapp.world import World

OpenTab = Callable[..., Tab]
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 320, "height": 640}}


@pytest.fixture
def path(world: World) -> str:
    """Of the task that shows the form."""
    return f"/tasks/{start_survey(world)}"


def box(page: Page, name: str) -> dict[str, float]:
    """Where a control lies."""
    found = page.locator(f'[name="{name}"]').bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize(
    ("size", "scripts", "language"),
    [("wide", True, "fi"), ("narrow", True, "sv"), ("wide", False, "en"), ("narrow", False, "fi")],
)
def test_nothing_is_wrong_with_any_type_of_field_or_its_errors(
    open_tab: OpenTab, path: str, size: str, scripts: bool, language: str
) -> None:
    tab = open_tab(viewport=SIZES[size]).log_in("anna")
    if not scripts:  # The browser keeps its own, or axe could not look.
        tab.page.route("**/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    tab.page.click(f'button[value="{language}"]')
    for wrong in (False, True):
        tab.page.goto(path)
        if wrong:
            tab.page.fill('[name="costs.0.amount"]', "paljon")
            tab.page.fill('[name="begins"]', "31.2.2027")
            tab.page.locator("#task-form button:not([formaction]):not([type=button])").click()
            expect(tab.page.locator("main .summary")).to_be_visible()
        assert tab.violations() == []
        assert tab.overflow() == 0


def test_rows_lie_side_by_side_in_a_table_where_there_is_room(open_tab: OpenTab, path: str) -> None:
    page = open_tab(viewport=SIZES["wide"]).log_in("anna").page
    page.goto(path)
    line, amount = box(page, "costs.0.line"), box(page, "costs.0.amount")
    assert abs(line["y"] - amount["y"]) < 4
    assert line["x"] + line["width"] <= amount["x"]
    table = page.get_by_role("group", name="Kustannusarvio").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Euroa")).to_be_visible()
    expect(table.get_by_role("textbox", name="Euroa rivi 1")).to_be_visible()


def test_rows_are_cards_on_a_telephone_with_their_labels_in_sight(open_tab: OpenTab, path: str) -> None:
    page = open_tab(viewport=SIZES["narrow"]).log_in("anna").page
    page.goto(path)
    line, amount = box(page, "costs.0.line"), box(page, "costs.0.amount")
    assert line["y"] + line["height"] < amount["y"]
    label = page.locator('label[for="field-costs-0-amount"]')
    shown = label.bounding_box()
    assert shown is not None
    assert shown["height"] > 10
    expect(page.get_by_role("table")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_sums_and_the_mean_are_counted_while_one_fills_in(open_tab: OpenTab, path: str, scripts: bool) -> None:
    page = open_tab(java_script_enabled=scripts).log_in("anna").page
    page.goto(path)
    page.get_by_role("textbox", name="Euroa rivi 1").fill("12 500,50")
    page.get_by_role("group", name=re.compile("^Tarve")).get_by_label("5 – hyvin").check()
    page.get_by_role("group", name=re.compile("^Vaikutus")).get_by_label("3 – täyttyy").check()
    if not scripts:
        page.get_by_role("button", name="Laske uudelleen").first.click()
    expect(page.locator('[data-computed="field-costs-sum-amount"]')).to_have_text("12 500,50")
    expect(page.locator('[data-computed="field-total"]')).to_have_text("12 500,50")
    expect(page.locator('[data-computed="field-scores-mean"]')).to_have_text("4,33")


def test_a_summary_leads_to_the_very_cell(open_tab: OpenTab, path: str) -> None:
    page = open_tab().log_in("anna").page
    page.goto(path)
    page.get_by_role("textbox", name="Euroa rivi 1").fill("paljon")
    page.get_by_role("button", name="Merkitse valmiiksi").click()
    page.get_by_role("link", name=re.compile("^Kustannusarvio, rivi 1: Euroa")).click()
    expect(page.get_by_role("textbox", name="Euroa rivi 1")).to_be_focused()
    page.get_by_role("link", name=re.compile("^Tarve")).click()
    expect(page.locator("#field-scores-0-score")).to_be_focused()


def test_a_day_is_typed_or_taken_from_the_browsers_calendar(open_tab: OpenTab, path: str) -> None:
    page = open_tab().log_in("anna").page
    page.goto(path)
    day = page.get_by_label("Alkaa", exact=False).first
    day.fill("1.2.2027")
    page.get_by_role("button", name="Valitse kalenterista: Alkaa").click()
    picker = page.locator("input.picker")
    expect(picker).to_have_value("2027-02-01")
    picker.evaluate("one => { one.value = '2027-12-31'; one.dispatchEvent(new Event('change')); }")
    expect(day).to_have_value("31.12.2027")
    expect(day).to_be_focused()


def test_without_scripts_there_is_no_button_that_does_nothing(open_tab: OpenTab, path: str) -> None:
    page = open_tab(java_script_enabled=False).log_in("anna").page
    page.goto(path)
    expect(page.locator("button[data-pick]").first).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_file_is_added_and_left_out_again(open_tab: OpenTab, path: str, tmp_path: Path, scripts: bool) -> None:
    file = tmp_path / "suunnitelma.pdf"
    file.write_bytes(b"%PDF-1.7 suunnitelma")
    page = open_tab(java_script_enabled=scripts).log_in("anna").page
    page.goto(path)
    page.get_by_label("Nimi").fill("Kysely")
    page.set_input_files("#field-plan", file)
    page.get_by_role("button", name="Lisää tiedosto", exact=True).click()
    expect(page.get_by_role("checkbox", name="suunnitelma.pdf")).to_be_checked()
    expect(page.get_by_label("Nimi")).to_have_value("Kysely")
    page.get_by_role("checkbox", name="suunnitelma.pdf").uncheck()
    page.get_by_role("button", name="Tallenna luonnos").last.click()
    expect(page.get_by_text("Luonnos on tallennettu")).to_be_visible()
    expect(page.get_by_role("checkbox", name="suunnitelma.pdf")).to_have_count(0)


def test_a_row_is_added_and_what_was_typed_stays(open_tab: OpenTab, path: str) -> None:
    page = open_tab(java_script_enabled=False).log_in("anna").page
    page.goto(path)
    page.get_by_role("textbox", name="Euroa rivi 1").fill("7")
    page.get_by_role("group", name="Kustannusarvio").get_by_role("button", name="Lisää rivi").click()
    expect(page.get_by_role("textbox", name="Euroa rivi 1")).to_have_value("7")
    expect(page.get_by_role("textbox", name="Euroa rivi 2")).to_be_visible()


def test_on_paper_every_answer_is_read_and_nothing_is_pressed(open_tab: OpenTab, path: str) -> None:
    page = open_tab().log_in("anna").page
    page.goto(path)
    page.get_by_label("Miksi").fill("Rivi\n" * 60)
    page.get_by_label("Työ").check()
    page.emulate_media(media="print")
    expect(page.get_by_label("Miksi")).to_be_visible()
    hidden = page.get_by_label("Miksi").evaluate("one => one.scrollHeight - one.clientHeight")
    assert hidden <= 1
    expect(page.get_by_label("Työ")).to_be_visible()
    expect(page.get_by_role("group", name=re.compile("^Tarve")).get_by_label("5 – hyvin")).to_be_visible()
    visible = "all => all.filter(one => one.checkVisibility()).map(one => one.textContent.trim())"
    assert page.locator("main button, header button").evaluate_all(visible) == []


def test_the_form_alone_keeps_a_page_light(open_tab: OpenTab, path: str) -> None:
    page = open_tab().log_in("anna").page
    page.goto(path)
    sizes = page.evaluate("JSON.stringify(performance.getEntriesByType('resource').map(one => one.decodedBodySize))")
    assert sum(json.loads(sizes)) < 100_000
