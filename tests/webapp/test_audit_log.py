"""The audit log: what people did and what happened, by what one asks."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import event, insert

import webapp
from engine import ADMINISTRATOR, Actor, Kind
from engine.journal import JournalEntry, write
from engine.seals import verify_all
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.audit_log import Place, Question, answer, answers
from webapp.lifecycle.doings import MEANING, Doing
from webapp.lifecycle.schema import group_membership


def ask(world: World, question: Question, size: int = 100, after: Place | None = None) -> list[tuple[str, str]]:
    with world.here.database.read() as connection:
        return [(line.kind, line.actor) for line in answer(connection, question, after, size)]


@pytest.fixture
def lived(world: World, as_person: Callable[[str], Visitor]) -> World:
    """Anna and Bo log in; Anna does an errand's first step; Cecilia looks at Bo and changes his groups."""
    as_person("anna")
    task = world.start_errand("anna")
    engine = world.here.engine
    world.here.database.transact(lambda unit: engine.complete(unit, task, ERRAND, by=Actor("anna")))
    as_person("bo")
    cecilia = as_person("cecilia")
    cecilia.get("/people/bo")
    cecilia.post("/people/bo/groups", {"groups": ["advisors", "administrator"]}, page="/people/bo")
    return world


def test_both_what_happened_and_what_people_did_is_told_the_newest_first(lived: World) -> None:
    told = ask(lived, Question())

    assert {(Doing.GROUPS_CHANGED, "cecilia"), (Doing.LOGGED_IN, "bo"), ("completed", "anna")} <= set(told)
    with lived.here.database.read() as connection:
        places = [line.place for line in answers(connection, Question())]
    assert places == sorted(places, reverse=True)


def test_why_a_step_went_on_as_it_did_stands_in_the_words_of_its_forms_however_many_matters_there_are(
    world: World, cecilia: Visitor
) -> None:
    here, heard = world.here, list[str]()
    event.listen(here.database.pool, "before_cursor_execute", lambda *told: heard.append(told[2]))

    def do(number: int, entered: Mapping[str, Sequence[str]], who: str) -> None:
        by = Actor(who, frozenset({"advisors"}))
        task = world.task_of(number)
        here.database.transact(lambda unit: here.engine.complete(unit, task, entered, by=by))

    def go_round(number: int) -> None:
        world.start_errand("anna")
        for _ in range(2):
            do(number, ERRAND, "anna")
            do(number, {"grounds": ["Hyvä"], "judgement": ["supplement"]}, "bo")

    def cost() -> int:
        cecilia.get("/log")
        heard.clear()
        assert cecilia.get("/log").status_code == 200
        return len(heard)

    go_round(1)
    few = cost()
    for number in (2, 3, 4):
        go_round(number)
    page = cecilia.get("/log").get_data(as_text=True)
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert told.count("How does it go on? judgement : Pyydä täydennystä") == 8
    assert told.count("Why it went on so") == 8
    assert "= &#34;supplement&#34; →" not in page
    assert cost() == few


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_follow_one_another_without_a_gap_or_a_repetition(lived: World, size: int) -> None:
    after, found = None, list[Place]()
    with lived.here.database.read() as connection:
        while page := answer(connection, Question(), after, size):
            found += [line.place for line in page]
            after = Place.read(str(page[-1].place))
        assert found == [line.place for line in answers(connection, Question(), at_once=2)]


def test_a_person_is_found_as_the_one_who_did_it_and_the_one_it_was_done_to(lived: World) -> None:
    assert set(ask(lived, Question(person="bo"))) == {
        (Doing.LOGGED_IN, "bo"), (Doing.VIEWED, "cecilia"), (Doing.GROUPS_CHANGED, "cecilia"),
    }  # fmt: skip


def test_one_kind_one_process_one_matter_and_one_time_are_asked_for(lived: World) -> None:
    assert set(ask(lived, Question(kind="completed"))) == {("completed", "anna")}
    assert set(ask(lived, Question(kind=Doing.VIEWED))) == {(Doing.VIEWED, "cecilia")}
    assert {kind for kind, _ in ask(lived, Question(process="errand"))} <= {str(kind) for kind in Kind}
    assert ask(lived, Question(process="nothing")) == []
    assert ("completed", "anna") in ask(lived, Question(matter="errand/1"))
    assert ask(lived, Question(matter="errand/2")) == []
    now = lived.clock.now()
    assert ask(lived, Question(since=now)) == ask(lived, Question())
    assert ask(lived, Question(until=now)) == []


def test_the_page_tells_it_and_takes_it_out_in_files(lived: World, as_person: Callable[[str], Visitor]) -> None:
    cecilia = as_person("cecilia")
    page = cecilia.get("/log?person=bo")
    assert "Groups changed" in page.text
    assert "Cecilia Crane" in page.text

    lines = [json.loads(line) for line in cecilia.get("/log/export.jsonl?person=bo").text.splitlines()]
    assert {line["kind"] for line in lines} == {"logged in", "viewed", "groups changed"}
    changed = next(line for line in lines if line["kind"] == "groups changed")
    assert changed["value"] == {"before": ["advisors"], "after": ["administrator", "advisors"]}
    assert b"groups changed" in cecilia.get("/log/export.csv").data
    assert cecilia.get("/log/export.xlsx").data.startswith(b"PK")
    assert ask(lived, Question(kind=Doing.EXPORTED)) == [(Doing.EXPORTED, "cecilia")] * 3


def test_a_look_at_a_matter_is_told_by_its_name_and_its_page(lived: World, as_person: Callable[[str], Visitor]) -> None:
    entry = JournalEntry(Doing.VIEWED, lived.clock.now(), Actor("bo"), "errand/1", {"page": "idea"})
    lived.here.database.transact(lambda unit: write(unit.write(), entry))

    page = as_person("cecilia").get("/log?person=bo&kind=viewed").text

    assert '<a href="/projects/1">Kaukolämpö Karstulaan</a>' in page
    assert 'Page: <span class="typed">The idea&#39;s page</span>' in page


def test_a_wrong_password_is_written_down_without_the_address_that_was_typed(world: World, visitor: Visitor) -> None:
    visitor.post("/login", {"email": ["bo@example.fi"], "password": ["wrong"]})
    visitor.post("/login", {"email": ["nobody@example.fi"], "password": ["wrong"]})

    with world.here.database.read() as connection:
        lines = answer(connection, Question(kind=Doing.LOG_IN_FAILED), None, 10)
        assert verify_all(connection) == []
    assert [line.subject for line in lines] == [None, "person/bo"]
    assert all("nobody@" not in json.dumps(line.value) for line in lines)


def test_questions_are_kept_for_oneself_and_for_everybody_who_reads_the_log(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    make_administrator(world, "bo")
    cecilia, bo = as_person("cecilia"), as_person("bo")
    query = "person=anna&kind=viewed"
    asked = f"/log?{query}"
    mine = {"name": ["Annan katsomat"], "query": [query + "&next=https://evil.example"], "whose": ["own"]}
    assert cecilia.post("/log/questions", mine, page=asked).headers["Location"] == asked
    common = {"name": ["Vientien seuranta"], "query": ["kind=exported"], "whose": ["all"]}
    cecilia.post("/log/questions", common, page=asked)
    page = cecilia.get("/log").text
    assert "person=anna&amp;kind=viewed" in page
    assert "Annan katsomat" in page
    page = bo.get("/log").text
    assert "Vientien seuranta" in page
    assert "Annan katsomat" not in page

    bo.post("/log/questions/1/remove", {"whose": ["own"], "query": [""]}, page="/log")
    bo.post("/log/questions/1/remove", {"whose": ["all"], "query": [""]}, page="/log")
    assert "Annan katsomat" in cecilia.get("/log").text
    bo.post("/log/questions/2/remove", {"whose": ["all"], "query": [""]}, page="/log")
    assert "Vientien seuranta" not in cecilia.get("/log").text
    cecilia.post("/log/questions", {"name": ["  "], "query": [query], "whose": ["own"]}, page=asked)
    assert "Give the question a name." in cecilia.get("/log").text


def make_administrator(world: World, person_id: str) -> None:
    belongs = {"person_id": person_id, "group_key": ADMINISTRATOR, "valid_from": world.here.today()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(group_membership).values(**belongs)))


def test_every_doing_is_written_down_somewhere() -> None:
    """Outside the table itself, and the words for it."""
    folder = Path(webapp.__file__).parent
    tables = {folder / "lifecycle" / "doings.py", folder / "log_words.py"}
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path not in tables]
    told = {name for text in sources for name in re.findall(r"\bDoing\.([A-Z_]+)", text)}
    # The engine itself writes of deployments.
    assert {doing.name for doing in Doing} - told == {"DEPLOYED"}


def test_every_doing_has_a_meaning() -> None:
    assert set(MEANING) == set(Doing)
