"""The drawing is changed in a real browser: by mouse and keyboard, kept by itself, checked, fought over, published."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.drawing_steps import choose, open_drawing, saved, wait_till_drawn
from tests.browser.papers import read_letters
from tests.webapp.foreign_files import OPENED, SCRIPT
from tests.webapp.second_diagram import SECOND, draft_second
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft, save_file

DIAGRAM = "errand/errand.bpmn"


def drafted(world: World) -> str:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files[DIAGRAM].decode()


def test_what_a_step_says_is_changed_in_a_form_and_kept_by_itself(world: World, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    choose(page, "describe")
    page.get_by_label("Name", exact=True).fill("Kerro asiasi")
    page.get_by_label("Due", exact=True).fill("P10D")
    page.get_by_label("Phase", exact=True).fill("Kuvaus")
    page.get_by_label("Instruction", exact=True).fill("Kirjoita <script>alert(1)</script> lyhyesti.")
    page.get_by_label("Instruction", exact=True).blur()
    saved(page)

    text = drafted(world)
    assert 'name="Kerro asiasi"' in text
    assert 'camunda:dueDate="P10D"' in text
    assert re.search(r'<camunda:property name="phase" value="Kuvaus"', text)
    assert "&lt;script&gt;alert(1)" in text
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    assert tab.violations() == []

    page.get_by_role("button", name="Undo", exact=True).click()
    saved(page)
    expect(page.get_by_label("Instruction", exact=True)).not_to_have_value(re.compile("script"))


def test_an_error_is_shown_at_its_element_and_in_a_list_that_leads_there(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    page = open_drawing(open_tab(locale="en").log_in("cecilia"))
    choose(page, "describe")
    page.get_by_label("Due", exact=True).fill("in a fortnight")
    page.get_by_label("Due", exact=True).blur()
    saved(page)
    expect(page.locator("#canvas .finding-bad")).to_be_visible()
    choose(page, "judge")
    page.locator("#findings-list button").first.click()
    expect(page.locator("#properties [data-title]")).to_have_text(page.get_by_label("Name", exact=True).input_value())
    page.get_by_label("Due", exact=True).fill("P14D")
    page.get_by_label("Due", exact=True).blur()
    saved(page)
    expect(page.locator("#canvas .finding-bad")).to_have_count(0)


def test_a_step_is_appended_and_walked_to_by_keyboard_alone_and_every_word_is_translated(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(locale="fi").log_in("cecilia")
    page = tab.page
    page.get_by_role("button", name="suomi").click()
    open_drawing(tab)
    page.locator("#canvas svg[tabindex]").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    spoken = page.locator("#canvas [aria-live]")
    expect(spoken).to_contain_text("Tehtävä")
    page.keyboard.press("a")
    page.keyboard.type("henkilön")
    page.keyboard.press("Enter")
    page.keyboard.type("Oikeudellinen tarkistus")
    page.keyboard.press("Escape")
    expect(page.locator("#kept")).to_contain_text("Tallennettu luonnokseen")
    assert "<bpmn:userTask" in drafted(world)
    assert drafted(world).count("<bpmn:userTask") == 3
    page.keyboard.press("Control+f")
    page.keyboard.press("Escape")
    choose(page, "judge")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    assert page.evaluate("[...document.getElementById('canvas').missed]") == []


def test_when_another_was_first_nothing_is_lost_and_one_of_the_drawings_is_chosen(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    page = open_drawing(open_tab(locale="en").log_in("cecilia"))
    theirs = drafted(world).replace('name="', 'name="Toisin ', 1).encode()
    now = world.clock.now()
    world.here.database.transact(lambda unit: save_file(unit.write(), "errand", DIAGRAM, theirs, 0, "anna", now))
    choose(page, "describe")
    page.get_by_label("Name", exact=True).fill("Minun")
    page.get_by_label("Name", exact=True).blur()
    expect(page.locator("#conflict")).to_contain_text("Anna Ahonen")
    assert drafted(world) == theirs.decode()
    page.get_by_role("button", name="My drawing stands").click()
    saved(page)
    assert 'name="Minun"' in drafted(world)


def test_the_drawing_is_taken_along_as_file_and_as_pictures(
    world: World, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_drawing(open_tab(locale="en").log_in("cecilia"))
    begins = {"BPMN": b"<?xml", "SVG": b"<?xml", "PNG": b"\x89PNG"}
    for kind, begin in begins.items():
        with page.expect_download() as taken:
            page.locator("#exports").get_by_text(kind, exact=True).click()
        taken.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(begin), kind
        assert (tmp_path / kind).stat().st_size > 1_000


def test_the_drawing_goes_on_paper_with_its_labels_as_text(
    world: World, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    choose(page, "describe")
    page.get_by_label("Name", exact=True).fill("Äiti → 5 ≥ 3 – Åsa")
    page.get_by_label("Name", exact=True).blur()
    saved(page)
    assert not any("paper.js" in one for one in loaded)
    with page.expect_download() as taken:
        page.locator("#exports").get_by_text("PDF", exact=True).click()
    assert taken.value.suggested_filename == "errand.pdf"
    taken.value.save_as(tmp_path / "errand.pdf")

    paper = (tmp_path / "errand.pdf").read_bytes()
    assert paper.count(b"/Type /Page\n") == 1
    assert re.search(rb"/MediaBox \[0 0 1190\.\d+ 841\.\d+\]", paper)
    assert b"/Subtype /Image" not in paper
    said = read_letters(paper)
    for label in ("Äiti → 5 ≥ 3 – Åsa", "Arvioi asia"):
        assert label.replace(" ", "") in said.replace(" ", ""), said
    assert tab.complaints == []


def test_a_pdf_that_cannot_be_made_is_told_and_made_when_it_can(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    page.route("**/paper.js*", lambda asked: asked.abort())
    page.locator("#exports").get_by_text("PDF", exact=True).click()
    expect(page.locator("#exports [role=alert]")).to_contain_text("The file could not be made.")
    page.unroute("**/paper.js*")
    with page.expect_download() as taken:
        page.locator("#exports").get_by_text("PDF", exact=True).click()
    assert taken.value.suggested_filename == "errand.pdf"


def test_each_diagram_of_a_folder_is_drawn_kept_and_taken_along(
    world: World, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    draft_second(world)
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    page.get_by_role("navigation", name="Diagrams").get_by_role("link", name=SECOND).click()
    page.wait_for_url(f"**/drawing?diagram={SECOND}")
    wait_till_drawn(page)
    choose(page, "judge")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Arvioi toinen")
    page.get_by_label("Name", exact=True).fill("Arvioi kolmas")
    page.get_by_label("Name", exact=True).blur()
    saved(page)
    assert "Arvioi kolmas" not in drafted(world)
    for kind in ("BPMN", "SVG", "PNG", "PDF"):
        with page.expect_download() as taken:
            page.locator("#exports").get_by_text(kind, exact=True).click()
        assert taken.value.suggested_filename == f"second.{kind.lower()}"
    assert tab.violations() == []
    assert tab.complaints == []


def test_a_label_that_looks_like_a_script_stays_a_text(world: World, open_tab: Callable[..., Tab]) -> None:
    with world.here.database.read() as connection:
        revision = read_draft(connection, "errand").revision_of(DIAGRAM)
    content, now = OPENED["scripts for labels"](), world.clock.now()
    world.here.database.transact(
        lambda unit: save_file(unit.write(), "errand", DIAGRAM, content, revision, "cecilia", now)
    )
    tab = open_tab(locale="en").log_in("cecilia")
    tab.page.on("dialog", lambda dialog: tab.complaints.append(f"A script ran: {dialog.message}"))
    page = open_drawing(tab)
    assert SCRIPT in (page.locator("#canvas").text_content() or "").replace("\n", "")
    choose(page, "t")
    expect(page.get_by_label("Name", exact=True)).to_have_value(SCRIPT)
    for address in ("table", "comparison", "publish", "trial"):
        page.goto(f"/processes/errand/{address}")
        assert page.locator("script:not([src])").count() == 0, address
    assert tab.complaints == []
