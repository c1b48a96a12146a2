"""Processes begin by themselves on the days that their diagrams propose, as people have moved them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import Conflict, Occurrence, TravellingClock, tick
from engine.schema import occurrence
from tests.engine.drawings import drawing, element, end, every, flows, start, user_task
from tests.engine.play import CECILIA, Play

NEXT_YEAR = datetime(2029, 1, 1, tzinfo=UTC)


def rounds(timer: str, lead: str = "") -> str:
    """A process that begins by a timer."""
    properties = {"lead": lead} if lead else None
    return drawing(
        "round",
        element("startEvent", "begin", timer, properties=properties),
        user_task("ask"),
        end(),
        flows("begin > ask > over"),
        title='= "Round of " + string(occurs_on)',
    )


def on(expression: str) -> str:
    """A timer event definition: days by FEEL."""
    return (
        f'<timerEventDefinition><timeDate xsi:type="tFormalExpression">{expression}</timeDate></timerEventDefinition>'
    )


HALF_YEARLY = rounds(every("R/2026-03-01T08:00/P6M"))
MEETINGS = rounds(on("= for m in [2, 5, 9, 11] return date(year, m, 10)"), lead="P30D")


def planned(play: Play) -> list[Occurrence]:
    with play.database.read() as connection:
        return play.engine.occurrences(connection, datetime(2020, 1, 1, tzinfo=UTC), NEXT_YEAR)


def days(play: Play) -> list[str]:
    zone = play.engine.clock.zone
    return [one.planned_at.astimezone(zone).date().isoformat() for one in planned(play) if one.planned_at]


def titles(play: Play) -> list[str]:
    return [row.title for row in play.rows("SELECT title FROM instance ORDER BY id")]


def test_a_deployed_diagram_proposes_its_days_for_this_year_and_the_next(play: Play) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    assert days(play) == ["2027-03-01", "2027-09-01", "2028-03-01", "2028-09-01"]


def test_days_by_feel_are_those_of_each_year(play: Play) -> None:
    play.deploy({"round.bpmn": MEETINGS})
    assert days(play)[:5] == ["2027-02-10", "2027-05-10", "2027-09-10", "2027-11-10", "2028-02-10"]


def test_a_process_begins_on_its_day_once_whoever_looks(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    clock.travel(datetime(2027, 3, 1, 5, 59, tzinfo=UTC))
    assert play.settle() == 0

    clock.travel(timedelta(minutes=1))

    assert tick(play.database, play.engine) == 1
    assert play.settle() == 0
    assert titles(play) == ["Round of 2027-03-01"]
    assert planned(play)[0].instance_id == 1
    play.demand_sound()


def test_a_lead_lets_it_begin_before_its_day(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": MEETINGS})
    clock.travel(datetime(2027, 1, 10, 21, 0, tzinfo=UTC))
    assert play.settle() == 0
    clock.travel(timedelta(hours=1))  # Thirty days before the tenth of February begins in Helsinki.
    assert play.settle() == 1
    assert titles(play) == ["Round of 2027-02-10"]


def test_what_fell_due_while_nobody_looked_begins_once_each(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    clock.travel(datetime(2028, 4, 1, tzinfo=UTC))
    play.settle()
    assert titles(play) == ["Round of 2027-03-01", "Round of 2027-09-01", "Round of 2028-03-01"]
    assert [one.instance_id for one in planned(play)] == [1, 2, 3, None]


def test_a_moved_day_stays_moved_when_the_diagram_comes_anew(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": MEETINGS})
    move(play, planned(play)[1], datetime(2027, 5, 24, 6, 0, tzinfo=UTC))

    play.deploy({"round.bpmn": MEETINGS.replace("[2, 5, 9, 11]", "[2, 5, 10]")})

    assert days(play)[:4] == ["2027-02-10", "2027-05-24", "2027-10-10", "2028-02-10"]
    clock.travel(datetime(2027, 5, 1, tzinfo=UTC))
    play.settle()
    assert titles(play) == ["Round of 2027-02-10", "Round of 2027-05-24"]


def test_a_day_that_is_left_out_does_not_come_until_it_is_planned_again(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    left_out = planned(play)[0]
    move(play, left_out, None)
    clock.travel(datetime(2027, 6, 1, tzinfo=UTC))
    assert play.settle() == 0

    move(play, left_out, datetime(2027, 6, 15, 6, 0, tzinfo=UTC))
    clock.travel(datetime(2027, 6, 16, tzinfo=UTC))
    play.settle()

    assert titles(play) == ["Round of 2027-06-15"]


def test_what_has_begun_cannot_be_moved(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    first = planned(play)[0]
    clock.travel(datetime(2027, 3, 2, tzinfo=UTC))
    play.settle()
    with pytest.raises(Conflict):
        move(play, first, NEXT_YEAR)


def test_a_process_without_the_timer_has_no_days_left(play: Play) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    play.deploy({"round.bpmn": drawing("round", start(), user_task("ask"), end(), flows("begin > ask > over"))})
    assert planned(play) == []


def test_what_cannot_begin_rests_and_is_tried_again(play: Play, clock: TravellingClock) -> None:
    play.deploy({"round.bpmn": HALF_YEARLY})
    clock.travel(datetime(2027, 3, 2, tzinfo=UTC))
    statement = occurrence.update().where(occurrence.c.instance_id.is_(None)).values(element="nowhere")
    play.database.transact(lambda unit: unit.write().execute(statement.where(occurrence.c.due_at <= clock.now())))

    assert tick(play.database, play.engine) == 0
    assert tick(play.database, play.engine) == 0, "It rests."

    with play.database.read() as connection:
        (failure,) = connection.scalars(select(occurrence.c.failure).where(occurrence.c.failure.is_not(None)))
    assert "Expected a process that begins with the timer 'nowhere'" in failure


def move(play: Play, one: Occurrence, to: datetime | None) -> None:
    play.database.transact(lambda unit: play.engine.move_occurrence(unit, one, to, by=CECILIA))
