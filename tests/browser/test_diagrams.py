"""The diagram: what is drawn is also told, and can be moved by keyboard."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from engine import Actor
from tests.browser.conftest import Tab
from tests.webapp.world import ERRAND, World
from webapp.drafting.drafts import read_draft, save_file
from webapp.editing.deleting import delete_step
from webapp.editing.fields import rename
from webapp.editing.inserting import insert_step
from webapp.editing.kinds import Kind, NewStep


def test_a_diagram_shows_the_way_taken_and_where_it_waits(world: World, open_tab: Callable[..., Tab]) -> None:
    here, task_id = world.here, world.start_errand()
    anna = Actor("anna", frozenset({"advisors"}))
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=anna))
    page = open_tab().log_in("anna").page
    page.goto("/projects/1")
    page.wait_for_selector("[data-ready]")

    for element in ("errand_begins", "describe", "to_describe", "to_judge"):
        expect(page.locator(f'[data-element-id="{element}"].is-done')).to_have_count(1)
    expect(page.locator('[data-element-id="judge"].is-here')).to_have_count(1)
    expect(page.locator('[data-element-id="back"].is-done')).to_have_count(0)
    expect(page.locator(".badge-here")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_a_diagram_is_moved_and_enlarged_by_keyboard(world: World, open_tab: Callable[..., Tab]) -> None:
    world.start_errand()
    page = open_tab().log_in("anna").page
    page.goto("/projects/1")
    page.wait_for_selector("[data-ready]")
    canvas = page.get_by_role("application")
    canvas.focus()

    def view() -> str | None:
        return page.locator("svg g.viewport").get_attribute("transform")

    seen = [view()]
    for key in ("ArrowLeft", "+", "-", "0"):
        page.keyboard.press(key)
        seen.append(view())
    assert all(before != after for before, after in itertools.pairwise(seen))
    page.get_by_role("button", name="Suurenna").click()
    assert view() != seen[-1]


def test_without_scripts_the_steps_are_told(world: World, open_tab: Callable[..., Tab]) -> None:
    world.start_errand()
    page = open_tab(java_script_enabled=False).log_in("anna").page
    page.goto("/projects/1")
    expect(page.locator(".steps .here")).to_contain_text("Kuvaa asia")
    page.goto("/processes/1")
    expect(page.get_by_role("heading", name="Arvioi asia")).to_be_visible()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_what_differs_bears_a_sign_and_not_a_colour_alone(
    world: World, open_tab: Callable[..., Tab], colours: str
) -> None:
    with world.here.database.read() as connection:
        draft = read_draft(connection, "errand")
    path = "errand/errand.bpmn"
    content = rename(draft.files[path], "judge", "Punnitse asia")
    made = insert_step(content, "to_judge", NewStep(Kind.USER_TASK, "Tarkista", {"group": "advisors"}))
    changed, now = delete_step(made.content, "describe"), world.clock.now()
    revision = draft.revision_of(path)
    world.here.database.transact(
        lambda unit: save_file(unit.write(), "errand", path, changed, revision, "cecilia", now)
    )
    page = open_tab(locale="en", forced_colors=colours).log_in("cecilia").page
    page.goto("/processes/errand/comparison")
    old, new = page.locator("[data-diagram]").first, page.locator("[data-diagram]").last
    for drawing in (old, new):
        expect(drawing).to_have_attribute("data-ready", "true")
        expect(drawing).to_have_css("background-color", "rgb(255, 255, 255)")

    def sign(drawing: Locator, element: str) -> str:
        return (drawing.locator(f'.djs-overlays[data-container-id="{element}"] .badge').text_content() or "").strip()

    assert sign(old, "describe") == "−"
    assert sign(old, "judge") == sign(new, "judge") == "≠"
    assert sign(new, made.element) == "+"
    assert sign(old, "to_judge") == "−", "an arrow, too"
    expect(new.locator(".badge-added").first).to_have_attribute("title", "added")
