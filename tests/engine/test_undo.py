"""A completion made by mistake is taken back, while nothing has left and nothing has happened since."""

from datetime import timedelta

import pytest

from engine import Database, Engine, InstanceStatus, Kind, NotUndoable, Obstacle, Request, ServiceCall, Written, erase
from engine.actors import Actor
from tests.engine.drawings import drawing, element, end, field, flows, form, service_task, start, user_task
from tests.engine.play import ANNA, BO, Play
from tests.engine.test_statements import spoken

LETTER = '<signalEventDefinition signalRef="s_told"/>'
MATTER = {
    "matter/matter.bpmn": drawing(
        "matter",
        start(),
        user_task("judge", formKey="ask", dueDate="P14D"),
        element("exclusiveGateway", "which"),
        user_task("improve"),
        element("intermediateThrowEvent", "tell", LETTER),
        service_task("book", "book"),
        service_task("look", "look"),
        end(),
        end("told"),
        end("booked"),
        end("looked"),
        end("improved"),
        flows(
            "begin > judge > which",
            'which > [outcome = "no"] over',
            'which > [outcome = "improve"] improve > improved',
            'which > [outcome = "tell"] tell > told',
            'which > [outcome = "book"] book > booked',
            'which > [outcome = "look"] look > looked',
        ),
        around='<signal id="s_told" name="told"/>',
    ),
    "matter/ask.form.json": form(
        "ask",
        field("grounds", "textarea"),
        field("sum", "money"),
        field("outcome", "radio", process=True,
              values=[{"value": word} for word in ("no", "improve", "tell", "book", "look")]),
    ),
}  # fmt: skip


@pytest.fixture
def number(play: Play, engine: Engine) -> int:
    """A matter that waits for a judgement."""
    engine.parts.services.register("book")(book)
    engine.parts.services.register("look")(lambda call: {"looked": bool(call.unit.connection)})
    play.deploy(MATTER)
    return play.start("matter")


def book(call: ServiceCall) -> dict[str, bool]:
    """Writes, and remembers what there was before."""
    call.unit.write()
    call.remember({"seats": 4})
    return {"booked": True}


def judge(play: Play, number: int, outcome: str) -> int:
    """Anna judges; the number of the task."""
    task = play.task(number, "judge")
    play.complete_task(task, ANNA, grounds="Ei riitä.", sum="12 500,50", outcome=outcome)
    return task


def undo(play: Play, task: int, by: Actor = ANNA, request: Request | None = None) -> None:
    play.database.transact(lambda unit: play.engine.undo(unit, task, by=by, request=request))


def refusal(play: Play, task: int, by: Actor = ANNA) -> Obstacle:
    """Why it is not undone; the offer knows it, too."""
    with play.database.read() as connection:
        assert play.engine.undoable(connection, task, by=by) is None
    with pytest.raises(NotUndoable) as refused:
        undo(play, task, by)
    play.demand_sound()
    return refused.value.obstacle


def test_the_task_is_open_again_under_its_number_with_the_answers_as_the_draft(play: Play, number: int) -> None:
    before, due = play.content(number), play.open(number)[0].due_at
    play.engine.clock.travel(timedelta(minutes=3))  # type: ignore[attr-defined]
    task = judge(play, number, "improve")
    opened = play.task(number, "improve")

    play.engine.clock.travel(timedelta(minutes=14))  # type: ignore[attr-defined]
    with play.database.read() as connection:
        offer = play.engine.undoable(connection, task, by=ANNA)
        assert offer is not None
        assert offer.until - play.engine.clock.now() == timedelta(minutes=1)
    undo(play, task)

    assert play.content(number) == before
    (row,) = play.open(number)
    assert (row.task_id, row.element, row.assignee, row.due_at) == (task, "judge", "anna", due)
    with play.database.read() as connection:
        draft = play.engine.draft(connection, task, by=ANNA)
    assert draft == {"grounds": ["Ei riitä."], "sum": ["12\N{NO-BREAK SPACE}500,50"], "outcome": ["improve"]}
    kinds = [event.kind for event in play.timeline(number)]
    assert kinds == [Kind.STARTED, Kind.COMPLETED, Kind.UNDONE, Kind.WITHDRAWN]
    assert [row.task_id for row in play.open(number)] != [opened]
    play.demand_sound()


def test_what_was_undone_is_done_again_otherwise(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    undo(play, task)
    judge(play, number, "no")

    assert play.instance(number).status is InstanceStatus.COMPLETED
    with play.database.read() as connection:
        done = play.engine.inbox(connection, ANNA, "done")
        where = play.engine.where(connection, number)
        counts = play.engine.counts(connection, ANNA)
    assert [row.task_id for row in done.rows] == [task]
    assert counts.done == 1
    assert sorted(place[1] for place in where.passed) == ["begin", "judge", "over", "which"]
    play.demand_sound()


def test_a_matter_that_ended_by_mistake_goes_on(play: Play, number: int) -> None:
    task = judge(play, number, "no")
    assert play.instance(number).status is InstanceStatus.COMPLETED
    undo(play, task)
    assert play.instance(number).status is InstanceStatus.ACTIVE
    assert play.rows("SELECT ended_at FROM instance") == [(None,)]
    play.demand_sound()


def test_a_letter_that_still_waits_is_withdrawn(play: Play, number: int) -> None:
    task = judge(play, number, "tell")
    assert play.rows("SELECT count(*) FROM outbox") == [(1,)]
    undo(play, task)
    assert play.rows("SELECT count(*) FROM outbox") == [(0,)]
    play.demand_sound()


def test_a_letter_that_has_left_is_not_called_back(play: Play, number: int) -> None:
    task = judge(play, number, "tell")
    play.settle()
    assert refusal(play, task) is Obstacle.SENT


def test_what_a_service_wrote_stays(play: Play, number: int) -> None:
    assert refusal(play, judge(play, number, "book")) is Obstacle.WRITTEN


@pytest.mark.parametrize("is_free", [True, False])
def test_what_a_service_wrote_is_taken_back_where_it_says_how(
    play: Play, engine: Engine, number: int, is_free: bool
) -> None:
    taken_back = []

    @engine.parts.services.reverses("book")
    def give_back(written: Written) -> bool:
        taken_back.append((written.answered, written.remembered))
        return is_free

    task = judge(play, number, "book")
    if is_free:
        undo(play, task)
        assert play.elements(number) == ["judge"]
    else:  # It was built upon meanwhile.
        with pytest.raises(NotUndoable) as refused:
            undo(play, task)
        assert refused.value.obstacle is Obstacle.WRITTEN
        assert play.elements(number) == []
    assert taken_back == [({"booked": True}, [{"seats": 4}])]
    play.demand_sound()


def test_a_service_that_only_looked_is_no_obstacle(play: Play, number: int) -> None:
    undo(play, judge(play, number, "look"))
    assert play.elements(number) == ["judge"]
    play.demand_sound()


def test_only_who_completed_it_may_undo_it(play: Play, number: int) -> None:
    assert refusal(play, judge(play, number, "improve"), BO) is Obstacle.SOMEBODY_ELSES


def test_after_a_quarter_of_an_hour_it_stands(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    play.engine.clock.travel(timedelta(minutes=15))  # type: ignore[attr-defined]
    assert refusal(play, task) is Obstacle.LATE


def test_what_somebody_took_meanwhile_stays_theirs(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    following = play.task(number, "improve")
    play.database.transact(lambda unit: play.engine.claim(unit, following, by=BO))
    assert refusal(play, task) is Obstacle.MOVED_ON


def test_what_somebody_typed_meanwhile_is_not_lost(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    following = play.task(number, "improve")
    play.database.transact(lambda unit: play.engine.save_draft(unit, following, {"a": ["b"]}, by=BO))
    assert refusal(play, task) is Obstacle.BEGUN


def test_without_its_values_the_state_before_is_not_known(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    play.database.transact(lambda unit: erase(unit.write(), number, 1))
    with pytest.raises(NotUndoable) as refused:
        undo(play, task)
    assert refused.value.obstacle is Obstacle.ERASED


def test_pressing_twice_undoes_once(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    for _ in range(2):
        undo(play, task, request=Request("a key", "a digest"))
    assert [event.kind for event in play.timeline(number)].count(Kind.UNDONE) == 1


def test_the_state_of_an_undone_moment_is_still_replayed(play: Play, number: int) -> None:
    task = judge(play, number, "improve")
    then = play.content(number).decode()
    undo(play, task)
    with play.database.read() as connection:
        assert play.engine.replay(connection, number, 2) == then


def test_who_looks_whether_it_can_be_undone_asks_three_things(play: Play, number: int, database: Database) -> None:
    task = judge(play, number, "improve")
    statements, commits = spoken(database, lambda unit: play.engine.undoable(unit.connection, task, by=ANNA))
    assert len(statements) == 3
    assert commits == 0
