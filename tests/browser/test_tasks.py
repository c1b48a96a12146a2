"""Doing a task as people do it: by mouse, by keyboard, with and without scripts, one after another."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from engine import Actor
from tests.browser.conftest import Tab
from tests.webapp.world import ERRAND, World

OpenTab = Callable[..., Tab]


def fill_in(page: Page) -> None:
    """Give the answers that the errand's form asks for."""
    page.get_by_label("Asia", exact=True).fill("Kaukolämpö Karstulaan")
    page.get_by_label("Tarve").fill("Lämpö on kallista.")
    page.get_by_label("Arvio kustannuksista").fill("12 500,50")
    page.get_by_label("Uusi").check()
    page.get_by_label("Tiedot ovat oikein").check()


def judged(world: World) -> int:
    """An errand that waits for an advisor's judgement; the number of that task."""
    task_id, here = world.start_errand(), world.here
    anna = Actor("anna", frozenset({"advisors"}))
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=anna))
    return world.task_of(1)


def test_from_log_in_to_inbox_to_task_to_done(world: World, open_tab: OpenTab) -> None:
    world.start_errand()
    tab = open_tab().log_in("anna")
    tab.page.get_by_role("link", name="Kuvaa asia").click()
    fill_in(tab.page)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()

    expect(tab.page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()
    tab.page.goto("/inbox?tab=groups")
    expect(tab.page.get_by_role("link", name="Arvioi asia")).to_be_visible()


def test_all_of_it_works_without_scripts(world: World, open_tab: OpenTab) -> None:
    tab = open_tab(java_script_enabled=False).log_in("anna")
    tab.page.goto("/start")
    tab.page.get_by_role("button", name="Aloita").click()
    tab.page.get_by_role("button", name="Lisää rivi").click()
    expect(tab.page.get_by_label("Kumppanin nimi")).to_have_count(1)
    tab.page.get_by_label("Kumppanin nimi").fill("POKE")
    tab.page.get_by_role("button", name="Lisää rivi").click()
    expect(tab.page.get_by_label("Kumppanin nimi")).to_have_count(2)
    fill_in(tab.page)
    tab.page.get_by_label("Jatkoa aiemmalle").check()
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    tab.page.get_by_label("Aiempi asia").fill("Kaukolämpö Saarijärvelle")
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.get_by_text("Tehtävä on valmis")).to_be_visible()
    tab.page.goto("/projects/1")
    expect(tab.page.get_by_text("Tehty: Kuvaa asia", exact=True)).to_be_visible()


def test_what_is_typed_is_kept_by_itself(world: World, open_tab: OpenTab) -> None:
    task_id = world.start_errand()
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.get_by_label("Asia", exact=True).press_sequentially("Puolikas")
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    tab.page.reload()
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Puolikas")
    expect(tab.page.get_by_text("Tämä on luonnoksesi")).to_be_visible()


def test_a_field_appears_when_an_answer_asks_for_it(world: World, open_tab: OpenTab) -> None:
    task_id = world.start_errand()
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    expect(tab.page.get_by_label("Aiempi asia")).to_be_hidden()
    tab.page.get_by_label("Jatkoa aiemmalle").check()
    expect(tab.page.get_by_label("Aiempi asia")).to_be_visible()
    tab.page.get_by_label("Uusi").check()
    expect(tab.page.get_by_label("Aiempi asia")).to_be_hidden()


def test_a_decision_is_made_by_keyboard_alone(world: World, open_tab: OpenTab) -> None:
    task_id = judged(world)
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.keyboard.press("Tab")
    expect(tab.page.locator(":focus")).to_have_text("Siirry sisältöön")
    tab.page.keyboard.press("Enter")
    for _ in range(20):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.name") == "grounds":
            break
    tab.page.keyboard.type("Hyvä hanke.")
    tab.page.keyboard.press("Tab")
    expect(tab.page.locator(":focus")).to_have_text("Hyväksy")
    expect(tab.page.locator(":focus")).to_have_accessible_description("Asia on käsitelty, ja lähettäjä saa tiedon.")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/inbox")
    with world.here.database.read() as connection:
        assert world.here.engine.instance(connection, 1).status == "completed"


def test_enter_in_a_text_field_never_decides(world: World, open_tab: OpenTab) -> None:
    task_id = world.start_errand()
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.get_by_label("Asia", exact=True).fill("Kaukolämpö")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_text("Luonnos on tallennettu")).to_be_visible()
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Kaukolämpö")


def test_who_comes_second_reads_who_was_first(world: World, open_tab: OpenTab) -> None:
    task_id = judged(world)
    anna, bo = open_tab().log_in("anna"), open_tab().log_in("bo")
    for tab in (anna, bo):
        tab.page.goto(f"/tasks/{task_id}")
    bo.page.get_by_label("Perustelut").fill("Ensimmäinen")
    bo.page.get_by_role("button", name="Hyväksy").click()
    bo.page.wait_for_url("**/inbox")
    world.clock.travel(timedelta(minutes=2))
    anna.page.get_by_label("Perustelut").fill("Toinen, pitkä perustelu")
    anna.page.get_by_role("button", name="Pyydä täydennystä").click()
    expect(anna.page.get_by_role("heading", level=1)).to_have_text("Tehtävä on jo tehty")
    expect(anna.page.get_by_text("Bo Berg")).to_be_visible()
    expect(anna.page.get_by_text("Toinen, pitkä perustelu")).to_be_visible()
    assert anna.violations() == []


def test_a_form_begun_before_the_session_ended_is_not_lost(world: World, open_tab: OpenTab) -> None:
    task_id = judged(world)
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.get_by_label("Perustelut").fill("Pitkä perustelu")
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    world.clock.travel(timedelta(hours=2))
    tab.page.get_by_label("Perustelut").fill("Pitkä perustelu, vielä pidempi")
    tab.page.get_by_role("button", name="Hyväksy").click()
    expect(tab.page.get_by_text("Pitkä perustelu, vielä pidempi")).to_be_visible()
    assert tab.violations() == []
