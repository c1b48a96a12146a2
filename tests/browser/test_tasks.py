"""Doing a task as people do it: by mouse, by keyboard, with and without scripts, one after another."""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from engine import Actor
from tests.browser.conftest import Served, Tab
from tests.webapp.world import ERRAND, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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


def task_with(world: World, open_tab: OpenTab, **settings: object) -> tuple[int, Tab]:
    """Anna's task, open before her."""
    task_id = world.start_errand()
    tab = open_tab(**settings).log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    return task_id, tab


def draft_of(world: World, task_id: int) -> dict[str, list[str]]:
    with world.here.database.read() as connection:
        return world.here.engine.draft(connection, task_id, by=Actor("anna"))


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.context.set_offline(True)
    tab.page.get_by_label("Asia", exact=True).press_sequentially("Junassa kirjoitettu")
    expect(tab.page.locator("#draft-status")).to_contain_text("Yhteys on poikki")
    assert tab.violations() == []
    tab.page.context.set_offline(False)
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    assert draft_of(world, task_id)["subject"] == ["Junassa kirjoitettu"]


def test_what_was_typed_without_a_connection_survives_the_page(world: World, served: Served, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.context.set_offline(True)
    tab.page.get_by_label("Asia", exact=True).press_sequentially("Tunnelissa")
    tab.page.get_by_label("Uusi").check()
    expect(tab.page.locator("#draft-status")).to_contain_text("Yhteys on poikki")
    again = tab.page.context.new_page()
    # A page that goes sends its draft once more, and the browser no longer counts that one as without a connection.
    served.stop()
    tab.page.close()
    again.context.set_offline(False)
    served.start()

    again.goto(f"/tasks/{task_id}")

    expect(again.get_by_label("Asia", exact=True)).to_have_value("Tunnelissa")
    expect(again.get_by_label("Uusi")).to_be_checked()
    expect(again.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    assert draft_of(world, task_id)["subject"] == ["Tunnelissa"]
    assert again.evaluate("Object.keys(localStorage).length") == 0


def hold_script_back(page: Page) -> Callable[[], None]:
    """The page's script does not come, until what is returned lets it."""
    held: list[Route] = []
    page.route("**/task.js*", lambda route: held.append(route))

    def let_go() -> None:
        for _ in range(500):
            if held:
                break
            page.wait_for_timeout(20)
        held.pop().continue_()

    return let_go


def test_what_is_typed_before_the_script_has_come_is_kept(world: World, open_tab: OpenTab) -> None:
    task_id, page = world.start_errand(), open_tab().log_in("anna").page
    let_script_come = hold_script_back(page)
    page.goto(f"/tasks/{task_id}", wait_until="commit")
    page.get_by_label("Asia", exact=True).fill("Heti kirjoitettu")
    page.get_by_label("Jatkoa aiemmalle").check()

    let_script_come()

    expect(page.get_by_label("Aiempi asia")).to_be_visible()
    expect(page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    assert draft_of(world, task_id)["subject"] == ["Heti kirjoitettu"]


def test_what_comes_back_leaves_what_is_newer(world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.context.set_offline(True)
    tab.page.get_by_label("Asia", exact=True).fill("Tunnelissa")
    tab.page.get_by_label("Tarve").fill("Tarve tunnelissa")
    tab.page.get_by_label("Uusi").check()
    expect(tab.page.locator("#draft-status")).to_contain_text("Yhteys on poikki")
    again = tab.page.context.new_page()
    tab.page.close()
    again.context.set_offline(False)
    let_script_come = hold_script_back(again)
    again.goto(f"/tasks/{task_id}", wait_until="commit")
    again.get_by_label("Asia", exact=True).fill("Tunnelin jälkeen")
    again.get_by_label("Jatkoa aiemmalle").check()

    let_script_come()

    expect(again.get_by_label("Tarve")).to_have_value("Tarve tunnelissa")
    expect(again.get_by_label("Asia", exact=True)).to_have_value("Tunnelin jälkeen")
    expect(again.get_by_label("Jatkoa aiemmalle")).to_be_checked()
    expect(again.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    draft = draft_of(world, task_id)
    assert (draft["subject"], draft["need"]) == (["Tunnelin jälkeen"], ["Tarve tunnelissa"])


class Late:
    """The world's application, but the first draft that comes is read only when it is let go."""

    def __init__(self, app: Flask) -> None:
        self._answer, self._first, self.came, self.go = (
            app.wsgi_app,
            threading.Lock(),
            threading.Event(),
            threading.Event(),
        )

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/draft") and self._first.acquire(blocking=False):
            self.came.set()
            assert self.go.wait(timeout=30)
        return self._answer(environ, start_response)


@pytest.fixture
def late(world: World) -> Iterator[Late]:
    """The first draft is late."""
    world.app.wsgi_app = late = Late(world.app)  # type: ignore[method-assign]
    yield late
    late.go.set()


def test_a_draft_that_is_late_is_not_kept_over_a_later_one(late: Late, world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.get_by_label("Asia", exact=True).fill("Ensin")
    tab.page.get_by_label("Uusi").check()
    assert late.came.wait(timeout=30)
    tab.page.get_by_label("Asia", exact=True).fill("Sitten")
    tab.page.get_by_label("Jatkoa aiemmalle").check()
    threading.Timer(1, late.go.set).start()

    expect(tab.page.get_by_label("Aiempi asia")).to_be_visible()
    tab.page.wait_for_timeout(1500)  # The late one has been read by now, whenever it was.
    assert draft_of(world, task_id)["subject"] == ["Sitten"]


def test_a_draft_that_is_late_does_not_take_a_new_row_away(late: Late, world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.get_by_label("Asia", exact=True).fill("Ensin")
    tab.page.get_by_label("Uusi").check()
    assert late.came.wait(timeout=30)
    tab.page.get_by_label("Kumppanin nimi").fill("POKE")
    threading.Timer(1, late.go.set).start()
    tab.page.get_by_role("button", name="Lisää rivi").click()

    expect(tab.page.get_by_label("Kumppanin nimi")).to_have_count(2)
    tab.page.wait_for_timeout(1500)
    assert draft_of(world, task_id)["partners.0.name"] == ["POKE"]


def test_a_button_does_not_wait_for_ever_for_a_late_draft(late: Late, world: World, open_tab: OpenTab) -> None:
    _, tab = task_with(world, open_tab)
    fill_in(tab.page)
    assert late.came.wait(timeout=30)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible(timeout=15_000)


def test_what_one_person_typed_is_not_shown_to_the_next_at_the_same_browser(world: World, open_tab: OpenTab) -> None:
    task_id = judged(world)
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.context.set_offline(True)
    tab.page.get_by_label("Perustelut").press_sequentially("Vain Annan")
    expect(tab.page.locator("#draft-status")).to_contain_text("Yhteys on poikki")
    again = Tab(tab.page.context.new_page())
    tab.page.close()
    again.page.context.set_offline(False)
    again.page.context.clear_cookies()
    again.log_in("bo")
    again.page.goto(f"/tasks/{task_id}")
    expect(again.page.get_by_label("Perustelut")).to_have_value("")


def test_a_server_that_restarts_mid_form_loses_nothing(world: World, served: Served, open_tab: OpenTab) -> None:
    _, tab = task_with(world, open_tab)
    fill_in(tab.page)
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    served.stop()
    tab.page.get_by_label("Tarve").fill("Kirjoitettu, kun palvelin oli alhaalla.")
    expect(tab.page.locator("#draft-status")).to_contain_text("Yhteys on poikki")
    served.start()
    # The page tries again by itself every few seconds.
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu", timeout=20_000)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()
    tab.page.goto("/projects/1")
    expect(tab.page.get_by_text("Tehty: Kuvaa asia", exact=True)).to_be_visible()
    with world.here.database.read() as connection:
        values = world.here.engine.timeline(connection, 1)[-1].value
    assert values is not None
    assert values["values"]["need"] == "Kirjoitettu, kun palvelin oli alhaalla."


def test_a_form_sent_to_a_server_that_is_down_is_found_again(world: World, served: Served, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    fill_in(tab.page)
    expect(tab.page.locator("#draft-status")).to_contain_text("Luonnos tallennettu")
    served.stop()
    tab.page.get_by_label("Tarve").fill("Viime hetken muutos")
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click(no_wait_after=True)
    expect(tab.page).to_have_url("chrome-error://chromewebdata/")
    served.start()
    tab.page.goto(f"/tasks/{task_id}")
    expect(tab.page.get_by_label("Tarve")).to_have_value("Viime hetken muutos")


def test_who_presses_without_a_connection_stays_on_the_page_and_presses_again(world: World, open_tab: OpenTab) -> None:
    _, tab = task_with(world, open_tab)
    fill_in(tab.page)
    tab.page.context.set_offline(True)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.locator("#draft-status")).to_contain_text("Mitään ei lähetetty")
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Kaukolämpö Karstulaan")
    tab.page.context.set_offline(False)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()


def test_a_dropped_file_is_added_and_the_form_keeps_what_was_typed(world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    tab.page.get_by_label("Asia", exact=True).fill("Puolikas")
    tab.page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(['%PDF-1.7 a plan'], 'suunnitelma.pdf', { type: 'text/html' }));
        const zone = document.querySelector('[data-drop]');
        zone.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    }""")
    expect(tab.page.get_by_role("link", name="suunnitelma")).to_be_visible()
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Puolikas")
    assert draft_of(world, task_id)["subject"] == ["Puolikas"]
    assert tab.violations() == []


def test_a_file_is_added_by_keyboard_without_scripts(world: World, open_tab: OpenTab) -> None:
    _, tab = task_with(world, open_tab, java_script_enabled=False)
    tab.page.get_by_label("Asia", exact=True).fill("Puolikas")
    tab.page.get_by_label("Lisää tiedostoja").set_input_files(
        {"name": "muistio.txt", "mimeType": "text/plain", "buffer": b"Muistio"}
    )
    tab.page.get_by_role("button", name="Lisää tiedostot").press("Enter")
    expect(tab.page.get_by_role("link", name="muistio")).to_be_visible()
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Puolikas")


def test_a_mistake_is_undone_from_the_page_that_follows(world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab, java_script_enabled=False)
    fill_in(tab.page)
    tab.page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(tab.page.get_by_text("vielä 15 minuutin ajan")).to_be_visible()
    tab.page.get_by_role("button", name="Kumoa").click()
    tab.page.wait_for_url(f"**/tasks/{task_id}")
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Kaukolämpö Karstulaan")
    expect(tab.page.get_by_label("Uusi")).to_be_checked()


def test_the_diagram_is_fetched_only_when_it_is_asked_for(world: World, open_tab: OpenTab) -> None:
    fetched: list[str] = []
    task_id = world.start_errand()
    tab = open_tab().log_in("anna")
    tab.page.on("request", lambda request: fetched.append(request.url))
    tab.page.goto(f"/tasks/{task_id}")
    tab.page.wait_for_load_state("networkidle")
    assert not any("viewer" in address for address in fetched)
    tab.page.get_by_text("Kaavio", exact=True).click()
    tab.page.wait_for_selector("[data-ready]")
    assert any("viewer.js" in address for address in fetched)
    assert tab.violations() == []


def test_a_comment_is_written_and_read_without_scripts(world: World, open_tab: OpenTab) -> None:
    _, tab = task_with(world, open_tab, java_script_enabled=False)
    tab.page.get_by_text("Kirjoita kommentti").click()
    tab.page.get_by_label("Kommentti", exact=True).fill("Onko **lupa** jo?")
    tab.page.get_by_label("Kerro jollekulle").select_option("Bo Berg")
    tab.page.get_by_role("button", name="Lähetä kommentti").click()
    expect(tab.page.get_by_text("@Bo Berg Onko lupa jo?")).to_be_visible()
    tab.page.get_by_role("button", name="Ota takaisin").click()
    expect(tab.page.get_by_text("Kirjoittaja otti kommenttinsa takaisin")).to_be_visible()


def test_what_is_typed_after_the_session_ended_is_back_after_logging_in(world: World, open_tab: OpenTab) -> None:
    task_id, tab = task_with(world, open_tab)
    world.clock.travel(timedelta(hours=2))
    tab.page.get_by_label("Asia", exact=True).press_sequentially("Lounaan jälkeen")
    expect(tab.page.locator("#draft-status")).to_contain_text("Istuntosi on päättynyt")
    tab.log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    expect(tab.page.get_by_label("Asia", exact=True)).to_have_value("Lounaan jälkeen")


def test_who_types_into_a_task_that_is_gone_is_told_at_once(world: World, open_tab: OpenTab) -> None:
    task_id = judged(world)
    tab = open_tab().log_in("anna")
    tab.page.goto(f"/tasks/{task_id}")
    here, bo = world.here, Actor("bo", frozenset({"advisors"}))
    here.database.transact(lambda unit: here.engine.claim(unit, task_id, by=bo))
    tab.page.get_by_label("Perustelut").press_sequentially("Turhaan")
    expect(tab.page.locator("#draft-status")).to_contain_text("Joku muu on ottanut tai tehnyt")
    tab.page.get_by_role("button", name="Hyväksy").click()
    expect(tab.page.get_by_text("Turhaan")).to_be_visible()
