"""A process owner who never saw code puts a step into the lifecycle, by keyboard alone and without the drawing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.hands import Keys
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


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region."""
    built = build_region(tmp_path)
    yield built
    built.here.database.close()


def test_a_legal_check_comes_between_filtering_and_peloton(world: World, open_tab: Callable[..., Tab]) -> None:
    ideas = begin_lifecycle(world)
    tab = open_tab(locale="en")
    keys = Keys(tab.page)
    the_owner_comes_to_the_draft_of_the_idea(keys)
    the_form_gets_three_fields(keys)
    the_step_gets_its_place_its_group_after_an_error_and_a_reminder(keys)
    the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test(keys)
    assert tab.violations() == []
    go(keys, "Compare")
    expect(tab.page.locator("main")).to_contain_text(CHECK)
    assert tab.violations() == []
    the_draft_is_published(keys)
    ideas.new_idea_meets_the_check_and_the_running_one_does_not("oikeudellinen_tarkistus")


def the_step_gets_its_place_its_group_after_an_error_and_a_reminder(keys: Keys) -> None:
    page = keys.page
    go(keys, "Steps")
    row = page.locator("#list_cost_models")
    keys.press(row.locator("summary"))
    keys.follow(row.get_by_role("link", name="Add a step after"))
    keys.write(page.get_by_label("Name of the step"), CHECK)
    keys.write(page.locator("#group"), "no_such_group")
    keys.choose(page.locator("#form"), "legal_check")
    keys.write(page.locator("#due"), "P14D")
    keys.follow(page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).to_contain_text("no_such_group")

    row = page.locator("#oikeudellinen_tarkistus")
    keys.follow(row.get_by_role("link", name="Edit"))
    keys.write(page.locator("#group"), "coordinator")
    keys.follow(page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).not_to_contain_text("no_such_group")

    keys.press(row.locator("summary"))
    keys.follow(row.get_by_role("link", name="Add a reminder"))
    keys.write(page.locator("#time"), "P14D")
    keys.write(page.locator("#label"), "14 pv kulunut")
    keys.choose(page.locator("#group"), "coordinator")
    keys.write(page.locator("#subject"), "Tarkistus odottaa")
    keys.follow(page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).to_contain_text("14 pv kulunut")
