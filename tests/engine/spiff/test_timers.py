"""Timers: by the calendar, in the organisation's zone, across the change of clocks, after an outage."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import YearsMonthsDuration
from engine.spiff.parking import Stuck
from engine.spiff.timers import Length, Schedule, schedule
from tests.engine.diagram import Diagram
from tests.engine.spiff.stage import HELSINKI, Stage

NOW = datetime(2026, 1, 31, 10, 0, tzinfo=UTC)  # Noon in Helsinki.


def local(when: datetime) -> str:
    return when.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("kind", "value", "due"),
    [
        ("duration", "PT1H", "2026-01-31 13:00:00"),
        ("duration", "P1M", "2026-02-28 12:00:00"),
        ("duration", "P1M1D", "2026-03-01 12:00:00"),
        ("duration", "P1Y2M3DT4H5M6.5S", "2027-04-03 16:05:06"),
        ("duration", "P2W", "2026-02-14 12:00:00"),
        ("duration", "P60D", "2026-04-01 12:00:00"),
        ("duration", "-P1D", "2026-01-30 12:00:00"),
        ("duration", YearsMonthsDuration(1), "2026-02-28 12:00:00"),
        ("duration", timedelta(days=60, hours=1), "2026-04-01 13:00:00"),
        ("date", "2026-07-01", "2026-07-01 00:00:00"),
        ("date", "2026-07-01T09:30:00", "2026-07-01 09:30:00"),
        ("date", "2026-07-01T09:30:00Z", "2026-07-01 12:30:00"),
        ("date", "2026-07-01T09:30:00+01:00", "2026-07-01 11:30:00"),
        ("date", date(2026, 12, 1), "2026-12-01 00:00:00"),
        ("date", datetime(2026, 12, 1, 8, tzinfo=ZoneInfo("Europe/Stockholm")), "2026-12-01 09:00:00"),
        ("cycle", "R/P7D", "2026-02-07 12:00:00"),
        ("cycle", "R3/P1M", "2026-02-28 12:00:00"),
        ("cycle", "R3/2026-02-15T09:00:00/P1M", "2026-02-15 09:00:00"),
        ("cycle", timedelta(days=7), "2026-02-07 12:00:00"),
    ],
)
def test_a_timer_is_due_when_the_calendar_says(kind: str, value: object, due: str) -> None:
    assert local(schedule(kind, value, NOW, HELSINKI).due) == due


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("duration", "1 hour"), ("duration", "P"), ("duration", "PT"), ("duration", ""), ("duration", None),
        ("duration", 5), ("duration", "P99999Y"), ("duration", "P1.5D"), ("duration", "P1DT"),
        ("date", "tomorrow"), ("date", "2026-13-01"), ("date", 20260101), ("date", None),
        ("cycle", "0 0 9-17 * * MON-FRI"), ("cycle", "R0/P1D"), ("cycle", "R3"), ("cycle", "R/PT0S"),
        ("cycle", "R/-P1D"), ("cycle", "R/PT0.1S"), ("cycle", None), ("cycle", "R/P1D/2027-01-01"),
    ],
)  # fmt: skip
def test_what_is_no_time_says_what_was_expected(kind: str, value: object) -> None:
    with pytest.raises(Stuck, match="Expected a") as caught:
        schedule(kind, value, NOW, HELSINKI)
    assert caught.value.kind == "timer"


def test_a_month_is_a_month_and_the_31st_comes_back() -> None:
    found: Schedule | None = schedule("cycle", "R5/P1M", NOW, HELSINKI)
    days = []
    while found:
        days.append(local(found.due))
        found = found.following(HELSINKI)
    assert days == [
        "2026-02-28 12:00:00", "2026-03-31 12:00:00", "2026-04-30 12:00:00", "2026-05-31 12:00:00",
        "2026-06-30 12:00:00",
    ]  # fmt: skip


def test_a_day_is_a_day_across_the_change_of_clocks_and_an_hour_an_hour() -> None:
    before = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    assert local(schedule("duration", "P1D", before, HELSINKI).due) == "2026-03-29 12:00:00"
    assert local(schedule("duration", "PT24H", before, HELSINKI).due) == "2026-03-29 13:00:00"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1)), st.integers(1, 40))  # noqa: DTZ001 - given a zone below
def test_a_schedule_survives_being_written_down(start: datetime, days: int) -> None:
    made = schedule("cycle", f"R4/P{days}D", start.replace(tzinfo=UTC), HELSINKI)
    assert Schedule.kept(made.as_list()) == made
    following = made.following(HELSINKI)
    assert following is not None
    assert following.due > made.due
    assert Length(days=days).after(made.due, HELSINKI) - following.due < timedelta(hours=2)


@pytest.mark.parametrize("text", ["PT1H", '= "PT1H"', "= duration(span)", "= date and time(at)"])
def test_a_timer_is_an_iso_text_or_feel(text: str) -> None:
    form = "date" if "date" in text else "duration"
    diagram = Diagram().start().catch("t", f"timer:{form} {text}").user("a").flows("start -> t -> a")
    play = Stage(diagram).play(span="PT1H", at="2026-01-15T10:00:00")
    assert play.timers == {"t": "2026-01-15 10:00"}
    assert play.pass_time(timedelta(minutes=59)).open == []
    assert play.pass_time(timedelta(minutes=1)).open == ["a"]


def test_a_timer_that_is_none_is_parked_and_a_retry_reads_it_again() -> None:
    diagram = Diagram().start().both("f").user("a", "b").catch("t", "timer:date = deadline")
    play = Stage(diagram.flows("start -> f -> a", "f -> t -> b")).play(deadline=None)
    assert play.parked == {"t": "Expected a date, or a date and time as 2027-01-31T09:00:00, but got nothing."}
    play.complete("a", deadline=date(2026, 2, 1)).retry("t")
    assert play.timers == {"t": "2026-02-01 00:00"}


def test_a_date_in_the_past_is_due_at_once() -> None:
    diagram = Diagram().start().catch("t", "timer:date 2000-01-01").user("a").flows("start -> t -> a")
    play = Stage(diagram).play()
    assert play.pass_time(timedelta()).open == ["a"]


def reminders(cycle: str) -> Diagram:
    diagram = Diagram()
    diagram.start().user("a", "remind").boundary("t", "a", f"timer:cycle {cycle}", interrupting=False)
    diagram.flows("start -> a", "t -> remind")
    return diagram


def test_after_an_outage_every_missed_turn_of_a_cycle_happens() -> None:
    play = Stage(reminders("R/P7D")).play()
    play.pass_time(timedelta(days=30))
    assert play.open == ["a", *["remind"] * 4]
    assert play.timers == {"t": "2026-02-19 09:00"}


def test_a_limited_cycle_ends_and_the_activity_goes_on() -> None:
    play = Stage(reminders("R3/P1M")).play()
    play.pass_time(timedelta(days=700))
    assert play.open == ["a", "remind", "remind", "remind"]
    assert play.timers == {}


def test_a_long_outage_is_caught_up_in_portions() -> None:
    stage = Stage(reminders("R/PT1H"))
    play = stage.play()
    stage.time += timedelta(hours=130)
    assert [play.workflow.fire() for _ in range(3)] == [100, 30, 0]


def test_due_timers_happen_in_the_order_in_which_they_were_due() -> None:
    diagram = Diagram().start().both("f").catch("t2", "timer:duration PT2H").catch("t1", "timer:duration PT1H")
    diagram.script("s1", "append(order, 1)", "order").script("s2", "append(order, 2)", "order")
    play = Stage(diagram.flows("start -> f -> t2 -> s2", "f -> t1 -> s1")).play(order=[])
    assert play.pass_time(timedelta(days=1)).data == {"order": [1, 2]}
