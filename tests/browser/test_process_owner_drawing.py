"""A process owner who never saw code draws a step into the lifecycle, by mouse."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Tab
from tests.browser.drawing_steps import CHECKED, choose, saved, wait_till_drawn
from tests.browser.hands import Mouse
from tests.browser.owner_steps import (
    CHECK,
    begin_lifecycle,
    build_region,
    go,
    the_draft_is_published,
    the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test,
    the_form_gets_three_fields,
    the_owner_comes_to_the_draft_of_the_idea,
)
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region."""
    built = build_region(tmp_path)
    yield built
    built.here.database.close()


def drafted(world: World) -> str:
    with world.here.database.read() as connection:
        return read_draft(connection, "idea").files["idea/idea.bpmn"].decode()


def test_a_legal_check_is_drawn_between_filtering_and_peloton(world: World, open_tab: Callable[..., Tab]) -> None:
    ideas = begin_lifecycle(world)
    tab = open_tab(locale="en", viewport={"width": 1400, "height": 1000})
    mouse = Mouse(tab.page)
    the_owner_comes_to_the_draft_of_the_idea(mouse)
    the_form_gets_three_fields(mouse)
    the_check_is_dropped_on_the_way_to_preparation(mouse)
    (check,) = re.findall(rf'<bpmn:userTask id="(\w+)" name="{CHECK}"', drafted(world))
    lane = drafted(world).partition('<bpmn:lane id="area_owner"')[2].partition("</bpmn:lane>")[0]
    assert f"<bpmn:flowNodeRef>{check}</bpmn:flowNodeRef>" in lane
    the_check_gets_its_form_its_group_after_an_error_and_a_reminder(mouse, check)
    assert re.search(rf'<bpmn:boundaryEvent [^>]*cancelActivity="false" attachedToRef="{check}"', drafted(world))
    assert tab.violations() == []
    the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test(mouse)
    go(mouse, "Compare")
    told = tab.page.locator("main")
    expect(told).to_contain_text(CHECK)
    expect(told).to_contain_text("What it asks: Long text")
    expect(told).to_contain_text("Interrupts the step: no")
    the_draft_is_published(mouse)
    ideas.new_idea_meets_the_check_and_the_running_one_does_not(check)


def the_check_is_dropped_on_the_way_to_preparation(mouse: Mouse) -> None:
    page = mouse.page
    go(mouse, "Drawing")
    wait_till_drawn(page)
    canvas = page.locator("#canvas")
    canvas.scroll_into_view_if_needed()
    before, after = shape(mouse, "list_cost_models"), shape(mouse, "prepare_proposal")
    left, top, width, height = box(canvas)
    page.mouse.move(left + width / 2, top + height / 2)
    while box(after)[0] > left + width - 300:
        place = box(after)[0]
        page.mouse.wheel(300, 0)
        page.wait_for_function(
            "([one, was]) => one.getBoundingClientRect().left < was", arg=[after.element_handle(), place]
        )

    page.locator('.djs-palette [data-action="space-tool"]').click()
    gap, foot = (box(before)[0] + box(before)[2] + box(after)[0]) / 2, top + height - 60
    mouse.drag((gap, foot), (gap + 130, foot))
    page.locator('.djs-palette [data-action="create"]').click()
    page.locator(".djs-popup").get_by_text("User task", exact=True).click()
    x, y = (box(before)[0] + box(before)[2] + box(after)[0]) / 2, box(before)[1] + box(before)[3] / 2
    page.mouse.move(x - 40, y + 80, steps=5)
    page.mouse.move(x, y, steps=8)
    page.mouse.down()
    page.mouse.up()
    page.keyboard.type(CHECK)
    page.keyboard.press("Enter")
    saved(page)


def the_check_gets_its_form_its_group_after_an_error_and_a_reminder(mouse: Mouse, check: str) -> None:
    page = mouse.page
    group = page.get_by_label("Whose task it is", exact=True)
    mouse.choose(page.get_by_label("Form", exact=True), "legal_check")
    mouse.write(page.get_by_label("Due", exact=True), "P14D")
    mouse.write(group, "no_such_group")
    mouse.press(page.locator("#properties [data-title]"))
    expect(page.locator("#canvas .finding-bad")).to_be_visible(timeout=CHECKED)
    choose(page, "list_cost_models")
    mouse.press(page.locator("#findings-list button", has_text="no_such_group").first)
    expect(page.locator("#properties [data-title]")).to_have_text(CHECK)
    expect(page.locator("#findings-here")).to_contain_text("no_such_group")
    mouse.write(group, "seutukoord")
    mouse.press(page.get_by_role("option", name="coordinator"))
    expect(group).to_have_value("coordinator")
    mouse.press(page.locator("#properties [data-title]"))
    expect(page.locator("#canvas .finding-bad")).to_have_count(0, timeout=CHECKED)

    mouse.press(page.get_by_text("Add a reminder or deadline"))
    mouse.write(page.locator("#reminder-time"), "P14D")
    mouse.write(page.locator("#reminder-label"), "14 pv kulunut")
    mouse.write(page.locator("#reminder-subject"), "Tarkistus odottaa")
    mouse.press(page.get_by_role("button", name="Add to the drawing"))
    expect(page.locator("#properties [data-title]")).to_have_text("14 pv kulunut", timeout=CHECKED)
    expect(page.locator("#canvas .finding-bad")).to_have_count(0, timeout=CHECKED)


def shape(mouse: Mouse, element: str) -> Locator:
    return mouse.page.locator(f'#canvas [data-element-id="{element}"] .djs-visual').first


def box(one: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height on the screen."""
    found = one.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["width"], found["height"]
