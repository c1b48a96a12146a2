"""A decision table is changed in dmn-js, in a real browser: kept by itself, fought over, and nothing of a file lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.drawing_steps import saved, wait_till_drawn
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft, save_file
from webapp.table_editing.tables import read_table, tables_in
from webapp.table_editing.trial import asked_names, try_table

BPMN = Path(__file__).parents[2] / "bpmn"
SHIPPED = sorted(BPMN.rglob("*.dmn"))
OWNER = "errand/area_owner.dmn"
RICH = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn"
    xmlns:own="http://hankepolku.fi/own" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="rich" name="Rich" namespace="http://hankepolku.fi/dmn">
  <decision id="rich_one" name="Rikas" camunda:versionTag="7" camunda:historyTimeToLive="P30D">
    <description>Kuvaus</description>
    <extensionElements><own:mark kind="a"><own:deep>teksti</own:deep></own:mark></extensionElements>
    <decisionTable id="rich_table" hitPolicy="COLLECT" aggregation="SUM">
      <input id="rich_in" label="Raha" camunda:inputVariable="money">
        <inputExpression id="rich_expression" typeRef="number"><text>money</text></inputExpression>
        <inputValues id="rich_values"><text>[0..100]</text></inputValues>
      </input>
      <output id="rich_out" label="Pisteet" name="points" typeRef="number" />
      <annotation name="Peruste" />
      <rule id="rich_rule"><description>Huomautus</description>
        <inputEntry id="rich_cell"><text>&lt; 5
and more</text></inputEntry>
        <outputEntry id="rich_result"><text>3</text></outputEntry>
        <annotationEntry><text>Laki</text></annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <textAnnotation id="rich_note"><text>Muistilappu</text></textAnnotation>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="rich_diagram">
      <dmndi:DMNShape id="rich_shape" dmnElementRef="rich_one">
        <dc:Bounds height="80" width="180" x="150" y="80" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""


@pytest.fixture(autouse=True)
def table(world: World) -> None:
    """A table in the folder's draft."""
    put(world, OWNER, (BPMN / "idea" / "area_owner.dmn").read_bytes(), "cecilia")


def open_program(tab: Tab, file: str = "area_owner.dmn") -> Page:
    tab.page.goto(f"/processes/errand/dmn/{file}")
    wait_till_drawn(tab.page)
    return tab.page


def drafted(world: World, path: str = OWNER) -> bytes:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files[path]


def put(world: World, path: str, content: bytes, by: str = "anna") -> None:
    now = world.clock.now()
    with world.here.database.read() as connection:
        revision = read_draft(connection, "errand").revision_of(path)
    world.here.database.transact(lambda unit: save_file(unit.write(), "errand", path, content, revision, by, now))


def told(content: bytes) -> list[object]:
    """All that a file says, whatever its indentation and prefixes; attributes in any order, the default one or not."""
    return [
        (
            one.tag,
            sorted(pair for pair in one.attrib.items() if pair != ("hitPolicy", "UNIQUE")),
            (one.text or "").strip(),
            len(one),
        )
        for one in etree.fromstring(content).iter(etree.Element)
    ]


def decided(content: bytes, path: str, decision: str) -> list[object]:
    """What a table decides of what each of its rules names."""
    table, names = read_table(content, decision), asked_names(content, path, decision)
    asked = [dict(zip(names, rule.cells, strict=False)) for rule in table.rules]
    return [try_table(content, path, decision, one) for one in [{}, *asked]]


def test_a_cell_and_a_rule_are_typed_by_keyboard_and_the_tables_own_page_shows_them(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(locale="fi").log_in("cecilia")
    page = tab.page
    page.get_by_role("button", name="suomi").click()
    page.goto("/processes/errand/tables/area_owner")
    page.get_by_role("link", name="Muokkaa piirto-ohjelmassa (dmn-js)").click()
    wait_till_drawn(page)
    before = read_table(drafted(world), "area_owner")
    page.locator("#canvas .output-cell [contenteditable]").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type('"uusi_ryhma"')
    page.locator('#canvas button[title="Lisää sääntö"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#canvas tbody tr")).to_have_count(len(before.rules) + 1)
    page.keyboard.type('"Kokeilu"')
    expect(page.locator("#kept")).to_contain_text("Tallennettu luonnokseen", timeout=30_000)
    after = read_table(drafted(world), "area_owner")
    assert after.rules[0].cells[-1] == '"uusi_ryhma"'
    assert len(after.rules) == len(before.rules) + 1
    assert after.rules[-1].cells[0] == '"Kokeilu"'
    expect(page.locator("#findings-list")).to_contain_text("huomautus")
    page.get_by_role("link", name="Taulun omalle sivulle").last.click()
    expect(page.locator('[name="cell-0-1"]')).to_have_value('"uusi_ryhma"')


def test_undo_and_redo_are_kept_too(world: World, open_tab: Callable[..., Tab]) -> None:
    page = open_program(open_tab(locale="en").log_in("cecilia"))
    before = len(read_table(drafted(world), "area_owner").rules)
    page.locator("#canvas .add-rule").first.click()
    saved(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#kept")).not_to_have_text("Saved in the draft.")
    saved(page)
    assert len(read_table(drafted(world), "area_owner").rules) == before
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(page.locator("#kept")).not_to_have_text("Saved in the draft.")
    saved(page)
    assert len(read_table(drafted(world), "area_owner").rules) == before + 1


def test_when_another_was_first_nothing_is_lost_and_one_of_the_tables_is_chosen(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    page = open_program(open_tab(locale="en").log_in("cecilia"))
    theirs = drafted(world).replace(b'label="', b'label="Toisin ', 1)
    put(world, OWNER, theirs)
    page.locator("#canvas .add-rule").first.click()
    expect(page.locator("#conflict")).to_contain_text("Anna Ahonen")
    assert drafted(world) == theirs
    page.get_by_role("button", name="My drawing stands").click()
    saved(page)
    assert b"Toisin" not in drafted(world)


def test_every_shipped_table_and_what_others_write_comes_back_as_it_was(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    files = {f"errand/{one.name}": one.read_bytes() for one in SHIPPED} | {"errand/rich.dmn": RICH.encode()}
    for path, content in files.items():
        put(world, path, content, "cecilia")
    tab = open_tab(locale="en").log_in("cecilia")
    for path, content in files.items():
        tables = tables_in(content, path)
        page = open_program(tab, path.partition("/")[2])
        back = page.evaluate("canvas.modeler.saveXML({format: true}).then(({xml}) => xml)").encode()
        assert told(back) == told(content), path
        for decision in tables:
            assert read_table(back, decision) == read_table(content, decision), path
            assert decided(back, path, decision) == decided(content, path, decision), path


def test_its_views_and_menus_are_in_the_readers_language_and_break_no_policy(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    put(world, "errand/rich.dmn", RICH.encode(), "cecilia")
    tab = open_tab(locale="fi").log_in("cecilia")
    page = tab.page
    page.get_by_role("button", name="suomi").click()
    open_program(tab, "rich.dmn")
    assert tab.violations() == []
    page.locator("#canvas .bjs-powered-by").scroll_into_view_if_needed()
    expect(page.locator("#canvas .bjs-powered-by")).to_be_in_viewport(ratio=1)
    for cell in (".input-cell", ".output-cell", ".rule-index"):
        page.locator(f"#canvas {cell}").first.click(button="right")
        expect(page.locator(".dmn-js-parent .context-menu, .context-menu").first).to_be_visible()
        page.keyboard.press("Escape")
    for head in (".input-cell", ".output-cell"):
        page.locator(f"#canvas th{head}").first.dblclick()
        expect(page.locator(".context-menu").first).to_be_visible()
        page.keyboard.press("Escape")
    page.locator("#canvas .bjs-powered-by").click()
    page.locator(".bjs-powered-by-lightbox .backdrop").click(position={"x": 5, "y": 5})
    page.get_by_role("button", name="Näytä päätöskaavio").click()
    expect(page.locator("#canvas .djs-palette")).to_be_visible()
    page.locator('#canvas [data-element-id="rich_one"] .djs-hit').first.click()
    expect(page.locator("#canvas .djs-context-pad").first).to_be_visible()
    assert page.evaluate("[...document.getElementById('canvas').missed]") == []
    assert tab.violations() == []
    assert tab.complaints == []


def test_an_address_that_names_a_decision_no_more_opens_the_files_first(open_tab: Callable[..., Tab]) -> None:
    page = open_program(open_tab(locale="en").log_in("cecilia"), "area_owner.dmn?decision=renamed")
    expect(page.locator("#canvas .add-rule").first).to_be_visible()
    own = page.get_by_role("link", name="To the table's own page").last
    expect(own).to_have_attribute("href", "/processes/errand/tables/area_owner")


def test_what_cannot_be_read_is_told_and_not_kept(world: World, open_tab: Callable[..., Tab]) -> None:
    page = open_program(open_tab(locale="en").log_in("cecilia"))
    before = drafted(world)
    page.evaluate("canvas.modeler.saveXML = async () => ({xml: '<definitions'})")
    page.locator("#canvas .add-rule").first.click()
    expect(page.locator("#kept")).to_contain_text("The file cannot be read")
    assert drafted(world) == before
    page.evaluate("onbeforeunload = null")
