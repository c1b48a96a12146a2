"""Who may take, keep, give back and complete a task; what those hear who come too late."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import (
    Actor,
    Conflict,
    InvalidSubmission,
    Kind,
    NotAllowed,
    NotFound,
    Request,
    RequestReused,
    TaskClaimed,
    TaskGone,
    TravellingClock,
    UnitOfWork,
)
from tests.engine.drawings import after, drawing, element, end, field, flows, form, start, user_task
from tests.engine.play import ANNA, BO, CECILIA, DAN, Play

NOTE = {
    "note/note.bpmn": drawing(
        "note", start(), user_task("write", formKey="note_form"), user_task("read", "owners"), end(),
        flows("begin > write > read > over"),
    ),
    "note/note.form.json": form("note_form", field("text", process=True, validate={"required": True})),
}  # fmt: skip


@pytest.fixture
def write(play: Play) -> int:
    """The number of a task that waits for an advisor."""
    play.deploy(NOTE)
    return play.task(play.start("note"), "write")


def claim(play: Play, task_id: int, by: Actor) -> None:
    play.database.transact(lambda unit: play.engine.claim(unit, task_id, by=by))


def release(play: Play, task_id: int, by: Actor) -> None:
    play.database.transact(lambda unit: play.engine.release(unit, task_id, by=by))


def hand_over(play: Play, task_id: int, to: str, by: Actor) -> None:
    play.database.transact(lambda unit: play.engine.hand_over(unit, task_id, to=to, by=by))


def tabs(play: Play, person: Actor) -> tuple[int, int]:
    """How many tasks a person finds under "mine" and under "my groups"."""
    with play.database.read() as connection:
        mine, groups = (play.engine.inbox(connection, person, tab).rows for tab in ("mine", "groups"))
        return len(mine), len(groups)


def test_a_claimed_task_is_one_persons_and_no_longer_the_groups(play: Play, write: int) -> None:
    claim(play, write, ANNA)

    assert (tabs(play, ANNA), tabs(play, BO)) == ((1, 0), (0, 0))
    with pytest.raises(TaskClaimed) as refused:
        play.complete_task(write, BO, text="x")
    assert refused.value.by == "anna"
    with pytest.raises(TaskClaimed):
        claim(play, write, BO)


def test_claiming_ones_own_task_again_changes_nothing(play: Play, write: int) -> None:
    claim(play, write, ANNA)
    claim(play, write, ANNA)

    assert [event.kind for event in play.timeline(1)] == [Kind.STARTED, Kind.CLAIMED]


def test_a_released_task_is_the_groups_again(play: Play, write: int) -> None:
    claim(play, write, ANNA)
    with pytest.raises(TaskClaimed):
        release(play, write, BO)
    release(play, write, ANNA)
    release(play, write, ANNA)

    assert (tabs(play, ANNA), tabs(play, BO)) == ((0, 1), (0, 1))


def test_a_task_is_handed_over_by_its_holder_or_an_administrator_only(play: Play, write: int) -> None:
    with pytest.raises(NotAllowed):
        hand_over(play, write, "bo", ANNA)
    claim(play, write, ANNA)
    hand_over(play, write, "bo", ANNA)
    with pytest.raises(NotAllowed):
        hand_over(play, write, "anna", ANNA)
    hand_over(play, write, "dan", CECILIA)

    # Dan is no advisor, but the task was put into his hands.
    play.complete_task(write, DAN, text="x")
    assert [event.kind for event in play.timeline(1)][1:4] == [Kind.CLAIMED, Kind.HANDED_OVER, Kind.HANDED_OVER]
    play.demand_sound()


def test_who_is_of_no_audience_may_neither_claim_nor_complete_nor_look(play: Play, write: int) -> None:
    for verb in (claim, lambda play, task, by: play.complete_task(task, by, text="x")):
        with pytest.raises(NotAllowed, match="dan"):
            verb(play, write, DAN)
    with play.database.read() as connection, pytest.raises(NotAllowed):
        play.engine.task(connection, write, by=DAN)


def test_an_administrator_looks_at_any_task_but_completes_only_what_is_theirs(play: Play, write: int) -> None:
    with play.database.read() as connection:
        shown = play.engine.task(connection, write, by=CECILIA)
    assert (shown.may_complete, shown.may_hand_over) == (False, True)
    with pytest.raises(NotAllowed):
        play.complete_task(write, CECILIA, text="x")


def test_who_stands_in_for_somebody_does_that_persons_tasks_and_history_names_both(play: Play, write: int) -> None:
    claim(play, write, ANNA)
    stand_in = Actor("erik", on_behalf_of="anna")

    play.complete_task(write, stand_in, text="x")

    last = play.timeline(1)[-1]
    assert (last.actor, last.on_behalf_of) == ("erik", "anna")


def test_a_completed_task_is_gone_and_says_who_was_first(play: Play, write: int, clock: TravellingClock) -> None:
    play.complete_task(write, ANNA, text="x")
    clock.travel(timedelta(minutes=5))

    with pytest.raises(TaskGone) as refused:
        play.complete_task(write, BO, text="y")
    assert (refused.value.by, refused.value.at) == ("anna", clock.now() - timedelta(minutes=5))
    with pytest.raises(NotFound):
        play.complete_task(999, BO)


def test_a_task_that_a_timer_withdrew_says_so(play: Play, clock: TravellingClock) -> None:
    play.deploy(
        {
            "late.bpmn": drawing(
                "late",
                start(),
                user_task("write"),
                element("boundaryEvent", "too_late", after("P2D"), attachedToRef="write"),
                user_task("remind"),
                end(),
                end("forgotten"),
                flows("begin > write > over", "too_late > remind > forgotten"),
            )
        }
    )
    task = play.task(play.start("late"), "write")
    clock.travel(timedelta(days=2))
    play.settle()

    with pytest.raises(TaskGone, match="withdrawn") as refused:
        play.complete_task(task)
    assert refused.value.by == "system"
    assert play.elements(1) == ["remind"]
    play.demand_sound()


def test_errors_in_a_form_leave_everything_as_it_was(play: Play, write: int) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        play.complete_task(write, ANNA)
    assert list(refused.value.errors) == ["text"]
    assert play.elements(1) == ["write"]
    assert len(play.timeline(1)) == 1


def test_a_draft_is_each_persons_own_and_goes_with_the_task(play: Play, write: int) -> None:
    def keep(text: str, by: Actor) -> None:
        play.database.transact(lambda unit: play.engine.save_draft(unit, write, {"text": [text]}, by=by))

    keep("half", ANNA)
    keep("half a sentence", ANNA)
    with play.database.read() as connection:
        assert play.engine.draft(connection, write, by=ANNA) == {"text": ["half a sentence"]}
        assert play.engine.draft(connection, write, by=BO) == {}

    play.complete_task(write, ANNA, text="whole")

    with play.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0
    with pytest.raises(TaskGone):
        keep("too late", ANNA)


def test_a_repeated_request_gets_its_first_answer(play: Play, write: int) -> None:
    request = Request("key-1", "digest-1")
    first = play.complete_task(write, ANNA, request, text="x")

    assert play.complete_task(write, ANNA, request, text="x") == first
    with pytest.raises(RequestReused):
        play.complete_task(write, ANNA, Request("key-1", "digest-2"), text="y")
    with pytest.raises(RequestReused):
        play.complete_task(play.task(1, "read"), BO, request)
    assert len(play.timeline(1)) == 2


def test_a_repeated_start_gives_the_same_instance(play: Play) -> None:
    play.deploy(NOTE)

    def begin(digest: str) -> int:
        request = Request("key-2", digest)
        return play.database.transact(
            lambda unit: play.engine.start(unit, "note", business_key="b", data={}, by=ANNA, request=request)
        )

    assert begin("one") == begin("one")
    with pytest.raises(RequestReused):
        begin("two")


def test_dates_people_and_priority_come_from_the_diagram(play: Play) -> None:
    play.deploy(
        {
            "dated.bpmn": drawing(
                "dated",
                start(),
                user_task("act", '= [team, "owners"]', assignee="= who", dueDate="P1M", followUpDate="2027-01-10",
                          priority="= 10 * 8"),
                end(),
                flows("begin > act > over"),
            )
        }
    )  # fmt: skip
    (row,) = play.open(play.start("dated", {"team": "advisors", "who": "bo"}))

    assert row.audience == {"group:advisors", "group:owners"}
    assert (row.assignee, row.priority) == ("bo", 80)
    # A month by the calendar, at the same hour in Helsinki.
    assert row.due_at == datetime(2027, 2, 4, 7, 0, tzinfo=UTC)


LANE = "<laneSet><lane id='board' name='Board'><flowNodeRef>act</flowNodeRef></lane></laneSet>"


@pytest.mark.parametrize(("who", "audience"), [("bo", {"user:bo"}), (None, {"group:board"})])
def test_what_is_asked_of_one_person_is_not_for_the_rest_of_the_lane(
    play: Play, who: str | None, audience: set[str]
) -> None:
    act = user_task("act", "", assignee="= who")
    play.deploy({"asked.bpmn": drawing("asked", LANE, start(), act, end(), flows("begin > act > over"))})

    (row,) = play.open(play.start("asked", {"who": who}))
    assert (row.assignee, row.audience) == (who, audience)


def test_a_task_whose_people_cannot_be_worked_out_is_the_administrators(play: Play) -> None:
    play.deploy(
        {"lost.bpmn": drawing("lost", start(), user_task("act", "= 1 + 1"), end(), flows("begin > act > over"))}
    )

    (row,) = play.open(play.start("lost"))
    assert row.audience == {"group:administrator"}
    last = play.timeline(1)[-1]
    assert (last.kind, last.element) == (Kind.FAILED, "act")
    assert last.value is not None
    assert "1 + 1" in last.value["sentence"]


def test_nobody_moves_a_suspended_instance(play: Play, write: int) -> None:
    play.database.transact(lambda unit: play.engine.suspend(unit, 1, by=CECILIA, reason="audit"))

    with pytest.raises(Conflict, match="suspended"):
        play.complete_task(write, ANNA, text="x")
    with pytest.raises(Conflict):
        claim(play, write, ANNA)
    play.database.transact(lambda unit: play.engine.resume(unit, 1, by=CECILIA, reason="done"))
    play.complete_task(write, ANNA, text="x")
    play.demand_sound()


def test_an_audience_whose_making_was_undone_is_not_remembered(play: Play) -> None:
    lost = drawing("lost", start(), user_task("one", "= who"), user_task("two", "= who"), end(),
                   flows("begin > one > two > over"))  # fmt: skip
    play.deploy({"lost.bpmn": lost})

    def begin(unit: UnitOfWork, who: str) -> int:
        number = play.engine.start(unit, "lost", business_key="b", data={"who": [who]}, by=ANNA)
        (task_id,) = unit.connection.exec_driver_sql("SELECT max(id) FROM user_task").one()
        play.engine.complete(unit, task_id, {}, by=Actor("x", frozenset({who})))
        return number

    with play.database.unit() as unit:
        begin(unit, "undone")
    play.database.transact(lambda unit: begin(unit, "kept"))
    number = play.database.transact(lambda unit: begin(unit, "undone"))

    assert [row.audience for row in play.open(number)] == [{"group:undone"}]
