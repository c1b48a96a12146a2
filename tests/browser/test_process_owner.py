"""A process owner who never saw code puts a step into the lifecycle, without a mouse and without the drawing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Tab
from tests.journeys.conftest import build_stage
from tests.journeys.steps import filter_idea, prepare_proposal, propose_idea
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.runtime import Runtime

OWNER = "omistaja.witas"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region with its people and the diagrams of `bpmn/`, on SQLite."""
    stage = build_stage(f"sqlite:///{tmp_path / 'hankepolku.db'}")
    stage.database.transact(lambda unit: change_password(unit.write(), OWNER, PASSWORD))
    here = Runtime(Config(secret_key="a secret of the tests, long enough"), stage.clock, stage.database, stage.engine)
    yield World(here, stage.clock, create_app(here))
    stage.database.close()


def press(page: Page, one: Locator) -> None:
    """What a keyboard does once one has come there: another page comes."""
    one.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def unfold(page: Page, one: Locator) -> None:
    """The same, on a heading that opens."""
    one.focus()
    page.keyboard.press("Enter")


def type_into(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def go(page: Page, tab: str) -> None:
    press(page, page.locator("ul.tabs").get_by_role("link", name=tab, exact=True))


def waiting(stage: Stage, instance: int) -> set[str]:
    with stage.database.read() as connection:
        return {row.element for row in stage.engine.instance(connection, instance).tasks}


def test_a_legal_check_comes_between_filtering_and_peloton(world: World, open_tab: Callable[..., Tab]) -> None:
    stage = Stage(world.here.database, world.here.engine, world.clock)
    running = propose_idea(stage, "Vanha idea", 1)
    filter_idea(stage, "Vanha idea", "prepare")

    tab = open_tab()
    page = tab.page
    page.goto("/login")
    page.fill("#email", f"{OWNER}@esimerkki.invalid")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox**")
    press(page, page.get_by_role("button", name="English"))
    page.goto("/processes")
    press(page, page.locator('a[href="/processes/idea/draft"]'))

    the_form_gets_three_fields(page)
    the_step_gets_its_place_its_group_after_an_error_and_a_reminder(page)
    assert tab.violations() == []

    go(page, "Compare")
    expect(page.locator("main")).to_contain_text("Oikeudellinen tarkistus")
    assert tab.violations() == []
    go(page, "Publish")
    type_into(page, "What changed and why", "Oikeudellinen tarkistus ennen omistajien tapaamista")
    press(page, page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator(".notice.good")).to_contain_text("idea 2")

    prepare_proposal(stage, "Vanha idea")
    assert "oikeudellinen_tarkistus" not in waiting(stage, running)
    fresh = propose_idea(stage, "Uusi idea", 2)
    filter_idea(stage, "Uusi idea", "prepare")
    prepare_proposal(stage, "Uusi idea")
    assert waiting(stage, fresh) == {"oikeudellinen_tarkistus"}


def the_form_gets_three_fields(page: Page) -> None:
    go(page, "Forms")
    type_into(page, "What the form is called", "legal_check")
    press(page, page.get_by_role("button", name="Begin", exact=True))
    for kind, label in (("textarea", "Havainnot"), ("checkbox", "Lainmukainen"), ("date", "Tarkistettu")):
        page.goto("/processes/idea/forms/legal_check")
        page.locator("#new-kind").select_option(kind)
        page.locator("#new-label").focus()
        page.keyboard.type(label)
        press(page, page.get_by_role("button", name="Add", exact=True))
    page.goto("/processes/idea/forms/legal_check?shown=fi")
    for label in ("Havainnot", "Lainmukainen", "Tarkistettu"):
        expect(page.locator(".form-preview")).to_contain_text(label)


def the_step_gets_its_place_its_group_after_an_error_and_a_reminder(page: Page) -> None:
    go(page, "Steps")
    unfold(page, page.locator("#prepare_proposal summary"))
    press(page, page.locator("#prepare_proposal").get_by_role("link", name="Add a step after"))
    type_into(page, "Name of the step", "Oikeudellinen tarkistus")
    page.locator("#group").fill("no_such_group")
    page.locator("#form").select_option("legal_check")
    page.locator("#due").fill("P14D")
    press(page, page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).to_contain_text("no_such_group")

    press(page, page.locator("#oikeudellinen_tarkistus").get_by_role("link", name="Edit"))
    page.locator("#group").fill("coordinator")
    press(page, page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).not_to_contain_text("no_such_group")

    unfold(page, page.locator("#oikeudellinen_tarkistus summary"))
    press(page, page.locator("#oikeudellinen_tarkistus").get_by_role("link", name="Add a reminder"))
    page.locator("#time").fill("P14D")
    page.locator("#label").fill("14 pv kulunut")
    page.locator("#group").select_option("coordinator")
    page.locator("#subject").fill("Tarkistus odottaa")
    press(page, page.get_by_role("button", name="Save in the draft"))
    expect(page.locator("main")).to_contain_text("14 pv kulunut")
