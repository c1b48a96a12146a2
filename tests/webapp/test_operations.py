"""The operators' page: what runs, what failed and why, what is stuck, what waits, and many at once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, func, insert, select, update

from engine.feel import NotABoolean, compile_expression, condition
from engine.outbox import Letter
from engine.schema import OutboxKind, incident, journal, outbox, timer, user_task
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.operating import Why, causes, queue, stuck
from webapp.lifecycle.schema import group_membership, person
from webapp.lifecycle.standstill import Letters, find_standstill, hold, let_go_on
from webapp.worker import run_round

PAGE = "/operations"


def execute(world: World, statement: object) -> None:
    world.here.database.transact(lambda unit: unit.write().execute(statement))  # type: ignore[call-overload]


def why(world: World) -> list[Why]:
    with world.here.database.read() as connection:
        return [one.why for one in stuck(connection, world.clock.now(), world.here.today())]


def status(world: World, number: int) -> str:
    with world.here.database.read() as connection:
        return str(world.here.engine.instance(connection, number).status)


def fail(world: World, number: int, sentence: str = "Expected a rule that matches, but none does.") -> None:
    row = {"instance_id": number, "token": None, "element": "", "kind": "state", "attempts": 1}
    execute(world, insert(incident).values(row | {"sentence": sentence, "raised_at": world.clock.now()}))


def test_instances_are_counted_by_version_and_state(world: World, cecilia: Visitor) -> None:
    for _ in range(3):
        world.start_errand()
    cecilia.post("/projects/2/suspend", {"reason": ["x"]}, page="/projects/2")
    page = cecilia.get(PAGE).get_data(as_text=True)
    assert "Asian käsittely 1, under way: 2" in page
    assert "Asian käsittely 1, on hold: 1" in page
    shown = cecilia.get("/operations/instances?version=1&status=suspended").get_data(as_text=True)
    assert shown.count('<li class="row">') == 1


def test_many_are_held_and_let_go_on_each_with_its_result(world: World, cecilia: Visitor) -> None:
    for _ in range(3):
        world.start_errand()
    cecilia.post("/projects/2/cancel", {"reason": ["x"]}, page="/projects/2")
    asked = {"case": ["1", "2", "3"], "verb": ["suspend"], "reason": ["Järjestelmäkatko"]}
    page = cecilia.post("/operations/turn", asked, page="/operations/instances").get_data(as_text=True)
    assert [status(world, number) for number in (1, 2, 3)] == ["suspended", "cancelled", "suspended"]
    assert "does not allow it" in page
    assert page.count("</a>: done") == 2
    assert "Järjestelmäkatko" in cecilia.get("/projects/3").get_data(as_text=True)


def test_what_was_chosen_or_written_stays_when_the_rest_is_missing(world: World, cecilia: Visitor) -> None:
    for _ in range(3):
        world.start_errand()
    asked, page = {"case": ["1", "3"], "verb": ["suspend"]}, "/operations/instances"
    answer = cecilia.post("/operations/turn?after=4", asked | {"reason": [" "]}, page=page)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert re.findall(r'name="case" value="(\d+)" checked', text) == ["3", "1"]
    assert 'href="#reason"' in text
    assert "turn?after=4" in text
    answer = cecilia.post("/operations/turn", {"verb": ["suspend"], "reason": ["Järjestelmäkatko"]}, page=page)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'value="Järjestelmäkatko"' in text
    assert 'href="#case-3"' in text
    assert [status(world, number) for number in (1, 2, 3)] == ["active"] * 3


def test_disturbances_are_grouped_by_cause_and_tried_again_together(world: World, cecilia: Visitor) -> None:
    for number in (1, 2, 3):
        world.start_errand()
        fail(world, number, "Expected a book, but it is lost." if number == 3 else "Expected a pen, but none is left.")
    with world.here.database.read() as connection:
        assert [one.number for one in causes(connection)] == [2, 1]
    answer = cecilia.post("/operations/retry", {"incident": ["1", "2"]}, page=PAGE).get_data(as_text=True)
    assert answer.count("</a>: done") == 2
    with world.here.database.read() as connection:
        assert [one.sentence for one in causes(connection)] == ["Expected a book, but it is lost."]


def test_why_it_failed_is_told_in_the_language_of_the_page(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    with pytest.raises(NotABoolean) as refused:
        condition(compile_expression("budget > 100"), {"budget": "sata"})
    fail(world, 1, str(refused.value))
    seen = ("/operations", "/disturbances", "/projects/1")
    for page in seen:
        assert "Expected true or false from" in cecilia.get(page).get_data(as_text=True)
    cecilia.post("/language", {"language": ["fi"], "back": [PAGE]}, page=PAGE)
    for page in seen:
        text = unescape(cecilia.get(page).get_data(as_text=True))
        assert 'Lausekkeen "budget > 100" pitää olla tosi tai epätosi, mutta sen arvo on null' in text
        assert 'kun budget = "sata".' in text
        assert "Expected" not in text


def test_what_nothing_will_ever_move_is_found(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    assert why(world) == []
    execute(world, delete(user_task))
    assert why(world) == [Why.NOTHING]
    assert "Nothing waits in it" in cecilia.get(PAGE).get_data(as_text=True)
    fail(world, 1)
    assert why(world) == []


def test_a_task_that_nobody_can_do_is_found(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    execute(world, update(person).where(person.c.id == "anna").values(active=False))
    assert why(world) == [Why.NOBODY]
    execute(world, update(user_task).values(assignee=None))
    assert why(world) == [Why.NOBODY]  # It is for Anna alone.
    assert "Nobody can do the task" in cecilia.get(PAGE).get_data(as_text=True)
    execute(world, update(person).where(person.c.id == "anna").values(active=True))
    assert why(world) == []


def test_a_group_without_people_is_found(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")
    assert why(world) == []
    execute(world, delete(group_membership).where(group_membership.c.group_key == "advisors"))
    assert why(world) == [Why.NOBODY]


def test_a_task_that_has_been_open_for_very_long_is_found(world: World) -> None:
    world.start_errand()
    world.clock.travel(timedelta(days=91))
    assert why(world) == [Why.LONG]
    page = Visitor(world.app.test_client()).log_in("cecilia").get("/operations").text
    assert "has been open for 91 days" in page


def test_the_queue_is_counted_and_what_rests_is_tried_now(world: World, cecilia: Visitor) -> None:
    now = world.clock.now()
    world.start_errand()
    execute(world, insert(timer).values(instance_id=1, token=77, due_at=now - timedelta(hours=1)))
    statement, values = Letter(OutboxKind.MAIL, {"to": "anna", "subject": "x", "text": "y"}).statement(now)
    world.here.database.transact(lambda unit: statement.run(unit.write(), **values))
    execute(world, update(outbox).values(failure="SMTPDataError: 451", due_at=now + timedelta(hours=2), attempts=3))
    with world.here.database.read() as connection:
        found = queue(connection, now)
    assert (found.timers, found.late_timers, found.resting, dict(found.waiting)) == (1, 1, 1, {"mail": 1})
    page = cecilia.get(PAGE).get_data(as_text=True)
    assert "SMTPDataError: 451" in page
    cecilia.post("/operations/outbox", {}, page=PAGE)
    with world.here.database.read() as connection:
        assert connection.scalar(select(outbox.c.due_at)) == now
        assert connection.scalar(select(func.count()).select_from(journal).where(journal.c.kind == "tried now")) == 1


def test_late_timers_are_made_to_happen_now_but_not_while_all_stands_still(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    execute(world, insert(timer).values(instance_id=1, token=77, due_at=world.clock.now() - timedelta(hours=1)))
    world.here.database.transact(lambda unit: hold(unit.write(), "drill", world.clock.now()))
    assert cecilia.post("/operations/fire", page=PAGE).status_code == 409
    world.here.database.transact(lambda unit: let_go_on(unit.write(), Letters.KEEP))
    answer = cecilia.post("/operations/fire", page=PAGE)
    assert answer.status_code == 200
    assert "What came of it" in answer.get_data(as_text=True)


def test_an_administrator_lets_a_restored_copy_go_on_and_the_log_says_so(
    world: World, cecilia: Visitor, anna: Visitor
) -> None:
    world.here.database.transact(lambda unit: hold(unit.write(), "Restored from copy.db", world.clock.now()))
    assert "stand still" in cecilia.get("/inbox").get_data(as_text=True)
    assert "copy.db" in cecilia.get(PAGE).get_data(as_text=True)
    assert "pysäytetty" not in anna.get("/inbox").get_data(as_text=True)
    cecilia.post("/operations/go-on", {"letters": ["keep"], "reason": [" "]}, page=PAGE)
    with world.here.database.read() as connection:
        assert find_standstill(connection) is not None
    cecilia.post("/operations/go-on", {"letters": ["keep"], "reason": ["Tarkistettu"]}, page=PAGE)
    with world.here.database.read() as connection:
        assert find_standstill(connection) is None
    assert "Tarkistettu" in cecilia.get("/log").get_data(as_text=True)


def test_a_worker_that_looked_is_seen_and_one_that_is_silent_is_missed(world: World, cecilia: Visitor) -> None:
    assert "No worker has looked" in cecilia.get(PAGE).get_data(as_text=True)
    run_round(world.here)
    assert "No worker has looked" not in cecilia.get(PAGE).get_data(as_text=True)
    world.clock.travel(timedelta(minutes=3))
    assert "No worker has looked" in cecilia.get(PAGE).get_data(as_text=True)
