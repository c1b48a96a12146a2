"""Lives told again, and figures, of small processes: tasks handed about, interrupted, repeated, moved to a version."""

from datetime import timedelta

from engine import Life, Stay
from engine.figures import Figures, Spread
from engine.places import where_then
from tests.engine.drawings import after, drawing, element, end, field, flows, form, start, user_task
from tests.engine.play import ANNA, BO, Play
from tests.engine.test_migration import CHAIN, deploy, migrate, planned

DAY = timedelta(days=1)


def pass_days(play: Play, days: int) -> None:
    play.engine.clock.travel(days * DAY)  # type: ignore[attr-defined]
    play.settle()


def stays(play: Play, number: int) -> list[Stay]:
    with play.database.read() as connection:
        events, life = play.engine.timeline(connection, number), play.engine.life(connection, number)
        assert_told_as_it_is(play, number, life)
        return play.engine.stays(number, life, events)


def assert_told_as_it_is(play: Play, number: int, life: Life) -> None:
    """What the history tells of the last moment is what the state says."""
    with play.database.read() as connection:
        events = play.engine.timeline(connection, number)
        now = play.engine.where(connection, number)
        told = where_then(play.engine.definitions, connection, events, life.moments[-1].standing)
    assert life.whole
    assert (dict(told.standing), dict(told.passed)) == (dict(now.standing), dict(now.passed))


def figures(play: Play, key: str = "p") -> Figures:
    with play.database.read() as connection:
        return play.engine.figures(connection, key)


def test_a_task_waits_until_it_was_taken_for_good(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    task = play.task(number, "write")
    pass_days(play, 1)
    play.database.transact(lambda unit: play.engine.claim(unit, task, by=ANNA))
    pass_days(play, 1)
    play.database.transact(lambda unit: play.engine.release(unit, task, by=ANNA))
    pass_days(play, 2)
    play.database.transact(lambda unit: play.engine.claim(unit, task, by=BO))
    pass_days(play, 3)
    play.complete_task(task, BO, name="x")

    first, second = stays(play, number)

    now = play.engine.clock.now()
    assert (first.waited(now), first.lasted(now), first.actor) == (4 * DAY, 7 * DAY, "bo")
    assert (second.element.id, second.ended, second.audience) == ("decide", None, {"group:owners"})
    (write,) = [one for one in figures(play).steps if one.element == "write"]
    assert (write.waiting, write.working) == (Spread.of([4 * 86_400]), Spread.of([3 * 86_400]))


def test_what_was_interrupted_was_not_done(play: Play) -> None:
    late = element("boundaryEvent", "late", after("P5D"), attachedToRef="write")
    play.deploy({"p/p.bpmn": drawing("p", start(), user_task("write"), late, user_task("hurry"), end(),
                                     flows("begin > write > over", "late > hurry > over"))})  # fmt: skip
    number = play.start("p")
    pass_days(play, 6)

    withdrawn, hurry = stays(play, number)

    assert (withdrawn.done, withdrawn.actor, withdrawn.lasted(play.engine.clock.now())) == (False, None, 6 * DAY)
    assert hurry.offered_at == withdrawn.ended_at
    assert {one.element: one.open for one in figures(play).steps} == {"hurry": 1}


def test_a_moved_instance_is_told_in_both_versions(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    play.complete(number, "write", name="x")
    pass_days(play, 2)
    renamed = (start(), user_task("draft"), user_task("judge", "owners"), end(), flows("begin > draft > judge > over"))
    new = deploy(play, *renamed)
    migrate(play, number, planned(play, old, new, {"decide": "judge"}))
    pass_days(play, 1)
    play.complete(number, "judge", BO)

    (_, judging) = stays(play, number)

    assert judging.lasted(play.engine.clock.now()) == 3 * DAY
    counted = figures(play)
    assert [(one.element, one.missing) for one in counted.deviations] == [("write", True)]
    assert {one.element: one.total for one in counted.steps}["judge"] == Spread.of([3 * 86_400])


def test_figures_tell_returns_ways_and_shares(play: Play) -> None:
    again = flows("begin > write > decide > enough", "enough > [= again = true] write", "enough > over")
    play.deploy(
        {
            "p/p.bpmn": drawing(
                "p", start(), user_task("write"), user_task("decide", formKey="again"),
                element("exclusiveGateway", "enough", default="from_enough_to_over"), end(), again,
            ),
            "p/again.form.json": form("again", field("again", "checkbox", process=True)),
        }
    )  # fmt: skip
    for turns in (1, 3, 1):
        number = play.start("p")
        for turn in range(turns, 0, -1):
            play.complete(number, "write")
            pass_days(play, turn)
            play.complete(number, "decide", again="true" if turn > 1 else "")

    counted = figures(play)

    assert (counted.runs, counted.ended, counted.ways) == (3, 3, 2)
    assert [one.count for one in counted.variants] == [2, 1]
    steps = {one.element: one for one in counted.steps}
    assert (steps["write"].passes, steps["write"].returned, steps["write"].returned_in) == (5, 2, 1)
    assert steps["decide"].total == Spread.of([days * 86_400 for days in (1, 3, 2, 1, 1)])
    assert counted.duration == Spread.of([days * 86_400 for days in (1, 6, 1)])
