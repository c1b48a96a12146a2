"""A process owner who never saw code puts a step into the lifecycle, by keyboard alone and without the drawing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.keyboard import Keys
from tests.browser.owner_steps import CHECK, FIELDS, OWNER, begin_lifecycle, build_region
from tests.webapp.world import PASSWORD, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region."""
    built = build_region(tmp_path)
    yield built
    built.here.database.close()


def go(page: Page, tab: str) -> None:
    Keys(page).follow(page.locator("ul.tabs").get_by_role("link", name=tab, exact=True))


def test_a_legal_check_comes_between_filtering_and_peloton(world: World, open_tab: Callable[..., Tab]) -> None:
    ideas = begin_lifecycle(world)
    tab = open_tab(locale="en")
    page = tab.page
    the_owner_comes_to_the_draft_of_the_idea(page)
    the_form_gets_three_fields(page)
    the_step_gets_its_place_its_group_after_an_error_and_a_reminder(page)
    the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test(page)
    assert tab.violations() == []

    go(page, "Compare")
    expect(page.locator("main")).to_contain_text(CHECK)
    assert tab.violations() == []
    go(page, "Publish")
    keys = Keys(page)
    keys.write(page.get_by_label("What changed and why"), "Oikeudellinen tarkistus ennen valmistelua")
    keys.follow(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator(".notice.good")).to_contain_text("idea 2")
    ideas.new_idea_meets_the_check_and_the_running_one_does_not("oikeudellinen_tarkistus")


def the_owner_comes_to_the_draft_of_the_idea(page: Page) -> None:
    keys = Keys(page)
    page.goto("/login")
    keys.write(page.locator("#email"), f"{OWNER}@esimerkki.invalid")
    keys.write(page.locator("#password"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox**")
    keys.follow(page.get_by_role("button", name="English"))
    keys.follow(page.get_by_role("link", name="Processes", exact=True))
    keys.follow(page.locator('a[href="/processes/idea/draft"]'))


def the_form_gets_three_fields(page: Page) -> None:
    keys = Keys(page)
    go(page, "Forms")
    keys.write(page.get_by_label("What the form is called"), "legal_check")
    keys.follow(page.get_by_role("button", name="Begin", exact=True))
    for kind, label in FIELDS:
        keys.choose(page.locator("#new-kind"), kind)
        keys.write(page.locator("#new-label"), label)
        keys.follow(page.get_by_role("button", name="Add", exact=True))
        keys.follow(page.get_by_role("link", name="Back to the form"))
    for _, label in FIELDS:
        expect(page.locator(".form-preview")).to_contain_text(label)


def the_step_gets_its_place_its_group_after_an_error_and_a_reminder(page: Page) -> None:
    keys = Keys(page)
    go(page, "Steps")
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


def the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test(page: Page) -> None:
    keys = Keys(page)
    go(page, "Try")
    keys.follow(page.locator('a[href$="/begin/idea/idea_wanted"]'))
    keys.follow(page.get_by_role("button", name="Begin the trial"))

    keys.follow(page.locator('a[href*="/task/describe_idea/"]'))
    keys.write(page.locator("[name=title]"), "Kokeiltu idea")
    keys.choose(page.locator("[name=area]"), "innovations")
    keys.press(page.locator("[name=direction]").first, "Space")
    keys.write(page.locator("[name=need]"), "Puualan yritykset tarvitsevat tuotekehitystä.")
    keys.follow(page.get_by_role("button", name="Mark as done"))

    keys.follow(page.locator('a[href*="/task/filter_idea/"]'))
    for points in page.locator("fieldset.score fieldset").all():
        keys.press(points.locator("input").first, "Space")
    keys.write(page.locator("[name=filtering_grounds]"), "Ketkä yritykset ovat mukana?")
    keys.follow(page.locator("button[value=prepare]"))

    check = page.locator('a[href*="/task/oikeudellinen_tarkistus/"]')
    expect(page.locator("li", has=check)).to_contain_text("Seutukoordinaattori")
    keys.follow(check)
    keys.write(page.get_by_label("Havainnot"), "Ei huomautettavaa.")
    keys.press(page.get_by_label("Lainmukainen"), "Space")
    keys.follow(page.get_by_role("button", name="Mark as done"))
    expect(page.locator('a[href*="/task/prepare_proposal/"]')).to_be_visible()
    expect(page.locator("section", has=page.locator("#coverage"))).to_contain_text("arrows")

    keys.write(page.get_by_label("What does the test make sure of?"), "Jokainen idea tarkistetaan")
    keys.follow(page.get_by_role("button", name="Keep as a test"))
    keys.follow(page.get_by_role("button", name="Go through all tests again"))
    expect(page.locator("section", has=page.locator("#tests"))).to_contain_text("goes the same way")
