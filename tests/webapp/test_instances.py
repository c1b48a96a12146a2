"""The list of projects and the page of one."""

import re
from html import unescape

from engine import Actor
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World


def finish(world: World) -> None:
    """Take an errand to its end."""
    here, anna = world.here, Actor("anna", frozenset({"advisors"}))
    task_id = world.start_errand()
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=anna))
    answers = {"grounds": ["Hyvä"], "judgement": ["accept"]}
    here.database.transact(lambda unit: here.engine.complete(unit, world.task_of(1), answers, by=anna))


def test_what_is_under_way_and_what_has_ended_are_listed_apart(world: World, anna: Visitor) -> None:
    finish(world)
    world.start_errand()
    assert "Kaukolämpö" not in anna.get("/projects").get_data(as_text=True)
    assert "Uusi asia" in anna.get("/projects").get_data(as_text=True)
    assert "Kaukolämpö" in anna.get("/projects?show=ended").get_data(as_text=True)


def test_the_list_is_searched_by_name_among_what_runs_or_what_has_ended(world: World, anna: Visitor) -> None:
    finish(world)
    world.start_errand()

    running, ended = anna.get("/projects?q=kaukolämpöä").text, anna.get("/projects?q=kaukolämpöä&show=ended").text

    assert "Yhdessäkään nimessä ei ole näitä sanoja" in running
    assert "/projects?show=ended&amp;q=kaukol%C3%A4mp%C3%B6%C3%A4" in running
    assert "Kaukolämpö Karstulaan" in ended
    assert "Kaukolämpö Karstulaan" not in anna.get("/projects?q=kaukolämpö+kinnulaan&show=ended").text


def test_a_page_tells_who_did_what_when_on_which_version_with_which_data(world: World, anna: Visitor) -> None:
    finish(world)
    page = anna.get("/projects/1").get_data(as_text=True)
    for told in ("Tehty: Kuvaa asia", "Tehty: Arvioi asia", "Anna Ahonen", "4.1.2027 klo 9.00", "versio 1"):
        assert told in page
    assert '<dt>Perustelut</dt><dd class="typed">Hyvä</dd>' in page
    assert "12\N{NO-BREAK SPACE}500,5" in page


def test_a_page_shows_where_it_stands_in_words(world: World, anna: Visitor) -> None:
    world.start_errand()
    page = anna.get("/projects/1").get_data(as_text=True)
    assert '<li class="here" aria-current="step">Kuvaa asia' in page


def test_a_diagram_is_given_as_it_was_deployed(world: World, anna: Visitor) -> None:
    answer = anna.get("/processes/1.bpmn")
    assert answer.mimetype == "application/xml"
    assert b'id="errand"' in answer.data
    assert anna.get("/processes/99.bpmn").status_code == 404


def test_an_errand_is_started_from_the_page(world: World, anna: Visitor) -> None:
    begun = anna.post("/start/errand", page="/start")
    assert begun.status_code == 303
    assert "Kuvaa asia" in anna.get(begun.headers["Location"]).get_data(as_text=True)
    assert anna.get("/start/nothing").status_code == 404


def test_starting_twice_with_one_form_starts_one(world: World, anna: Visitor) -> None:
    page = anna.get("/start")
    found = dict(re.findall(r'name="(csrf_token|request_key)" value="([^"]*)"', page.get_data(as_text=True)))
    places = [anna.client.post("/start/errand", data=found).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]


def test_a_long_list_is_read_page_by_page(world: World, anna: Visitor) -> None:
    for _ in range(27):
        world.start_errand()
    page = anna.get("/projects").get_data(as_text=True)
    assert page.count('class="row"') == 25
    assert anna.get("/projects?show=open&after=3").get_data(as_text=True).count('class="row"') == 2


def test_a_page_tells_what_decided_how_it_went_on(world: World, anna: Visitor) -> None:
    finish(world)
    page = anna.get("/projects/1").get_data(as_text=True)
    assert "<dt>Jatkoon?</dt>" in page
    told = " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())
    assert 'judgement = "supplement" ei täyttynyt. Arvot: Miten asia etenee? judgement : Hyväksy' in told
