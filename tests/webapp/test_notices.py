"""Notices: who is told of what, how, once, and that every link leads to the very task."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event, func, insert, select

from engine import ADMINISTRATOR, Actor
from engine.content import read_data
from engine.schema import incident, outbox
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, PASSWORD, World
from webapp.digests import write_digests
from webapp.lifecycle.notices import Delivery, Kind, Telling, choose_deliveries, count_unread, tell
from webapp.lifecycle.schema import notice
from webapp.noticing import leave_letters, tell_of_mention, write_notices
from webapp.worker import run_round

ANNA = Actor("anna", frozenset({"advisors"}))
CECILIA = Actor("cecilia", frozenset({ADMINISTRATOR}))


def told(world: World, person: str) -> list[tuple[str, str]]:
    """What somebody was told of: kinds and what they are about."""
    with world.here.database.read() as connection:
        rows = connection.execute(select(notice).where(notice.c.person_id == person).order_by(notice.c.id))
        return [(row.kind, row.about) for row in rows]


def letters(world: World, person: str) -> list[dict[str, object]]:
    """The letters of notices that wait for somebody."""
    with world.here.database.read() as connection:
        rows = connection.scalars(select(outbox.c.content).where(outbox.c.kind == "mail").order_by(outbox.c.id)).all()
    return [dict(content) for content in map(read_data, rows) if content["to"] == person]


def choose(world: World, person: str, kind: Kind, delivery: Delivery) -> None:
    """Somebody chooses on their account's page."""
    world.here.database.transact(lambda unit: choose_deliveries(unit.write(), person, {kind: delivery}))


def judged_by_the_group(world: World) -> int:
    """Anna sends her errand on to the advisors; the number of their task."""
    task_id, here = world.start_errand("anna"), world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=ANNA))
    return world.task_of(1)


def test_a_groups_members_are_told_of_its_new_task_and_who_caused_it_is_not(world: World) -> None:
    task_id = judged_by_the_group(world)
    write_notices(world.here)
    assert told(world, "bo") == [("group_task", f"task/{task_id}")]
    assert told(world, "anna") == []  # It was her own step.
    assert told(world, "david") == []
    assert letters(world, "bo") == []  # Of group tasks there is the digest.


def test_a_second_round_and_a_crash_tell_nobody_twice(world: World) -> None:
    judged_by_the_group(world)
    write_notices(world.here)
    from_the_beginning = world.here.database.transact
    from_the_beginning(lambda unit: unit.write().exec_driver_sql("UPDATE notice_walk SET position = 0"))
    write_notices(world.here)
    write_notices(world.here)
    assert len(told(world, "bo")) == 1


def test_handing_a_task_over_tells_who_gets_it_at_once(world: World, anna: Visitor) -> None:
    task_id = world.start_errand("anna")
    anna.post(f"/tasks/{task_id}/hand-over", {"to": ["bo"]}, page=f"/tasks/{task_id}")
    write_notices(world.here)
    assert told(world, "bo") == [("task", f"task/{task_id}")]
    assert letters(world, "bo") == [{"to": "bo", "notices": {"task": [f"task/{task_id}"]}}]


def test_what_is_off_is_not_told_and_what_is_only_here_is_not_mailed(world: World) -> None:
    choose(world, "bo", Kind.GROUP_TASK, Delivery.OFF)
    judged_by_the_group(world)
    write_notices(world.here)
    assert told(world, "bo") == []

    choose(world, "bo", Kind.TASK, Delivery.APP)
    contents = world.here.database.transact(
        lambda unit: tell(unit.write(), [Telling("bo", Kind.TASK, "task/1")], world.clock.now())
    )
    assert contents == []
    assert told(world, "bo") == [("task", "task/1")]


def test_an_escalation_is_always_told_at_once(world: World) -> None:
    choose(world, "bo", Kind.ESCALATION, Delivery.OFF)
    contents = world.here.database.transact(
        lambda unit: tell(unit.write(), [Telling("bo", Kind.ESCALATION, "instance/1")], world.clock.now())
    )
    assert contents == [{"to": "bo", "notices": {"escalation": ["instance/1"]}}]


def test_who_is_mentioned_is_told_but_not_of_their_own_words(world: World) -> None:
    task_id = world.start_errand("anna")
    now = world.clock.now()
    world.here.database.transact(lambda unit: tell_of_mention(unit, f"task/{task_id}", ["anna", "bo"], "anna", now))
    assert told(world, "bo") == [("mention", f"task/{task_id}")]
    assert told(world, "anna") == []


def test_administrators_are_told_of_a_disturbance_once(world: World) -> None:
    world.start_errand("anna")
    row = {"instance_id": 1, "element": "x", "kind": "service", "sentence": "x", "raised_at": world.clock.now()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(incident).values(row | {"attempts": 1})))
    write_notices(world.here)
    write_notices(world.here)
    assert told(world, "cecilia") == [("disturbance", "incident/1")]
    assert told(world, "anna") == []


def test_the_bell_counts_and_the_list_leads_to_the_very_task(
    world: World, as_person: Callable[[str], Visitor], bo: Visitor
) -> None:
    task_id = judged_by_the_group(world)
    write_notices(world.here)
    page = bo.get("/inbox").get_data(as_text=True)
    assert re.search(r'class="bell" href="/notices".*?<span class="count">1</span>', page, re.DOTALL)
    assert f'href="/tasks/{task_id}"' in bo.get("/notices").get_data(as_text=True)

    bo.get(f"/tasks/{task_id}")  # Looking at the task is reading the notice.
    assert '<span class="count">1</span></a>' not in bo.get("/notices").get_data(as_text=True)


def test_notices_are_marked_as_read_one_by_one_and_all_at_once(world: World, bo: Visitor) -> None:
    now = world.clock.now()
    tellings = [Telling("bo", Kind.MEETING, f"meeting/{number}") for number in (1, 2, 3)]
    world.here.database.transact(lambda unit: tell(unit.write(), tellings, now))
    bo.post("/notices/read", {"notice": ["1"]}, page="/notices")
    with world.here.database.read() as connection:
        assert count_unread(connection, "bo") == 2
    bo.post("/notices/read", page="/notices")
    with world.here.database.read() as connection:
        assert count_unread(connection, "bo") == 0


def test_nobody_reads_somebody_elses_notice_away(world: World, anna: Visitor) -> None:
    world.here.database.transact(
        lambda unit: tell(unit.write(), [Telling("bo", Kind.MEETING, "meeting/1")], world.clock.now())
    )
    anna.post("/notices/read", {"notice": ["1"]}, page="/notices")
    with world.here.database.read() as connection:
        assert count_unread(connection, "bo") == 1


def test_a_task_that_somebody_has_done_is_no_longer_counted(world: World, bo: Visitor) -> None:
    task_id = judged_by_the_group(world)
    write_notices(world.here)
    world.here.database.transact(lambda unit: world.here.engine.cancel(unit, 1, by=CECILIA, reason="x"))
    with world.here.database.read() as connection:
        assert count_unread(connection, "bo") == 0
    assert f"Uppgift {task_id} är slutförd." in bo.get("/notices").get_data(as_text=True)


def test_a_person_chooses_on_the_accounts_page(world: World, bo: Visitor) -> None:
    answer = bo.post("/account/notices", {"group_task": ["off"], "escalation": ["off"]}, page="/account")
    assert answer.status_code == 303
    judged_by_the_group(world)
    write_notices(world.here)
    assert told(world, "bo") == []
    page = bo.get("/account").get_data(as_text=True)
    assert re.search(r'name="group_task".*?<option value="off" selected>', page, re.DOTALL)
    assert 'name="escalation"' not in page


def test_the_link_leads_to_the_very_task_after_logging_in(world: World, visitor: Visitor) -> None:
    task_id = judged_by_the_group(world)
    sent_away = visitor.get(f"/tasks/{task_id}")
    assert sent_away.status_code == 303
    login = sent_away.headers["Location"]
    next_page = re.search(r'name="next" value="([^"]*)"', visitor.get(login).get_data(as_text=True))
    assert next_page
    answers = {"email": ["bo@example.fi"], "password": [PASSWORD], "next": [next_page[1]]}
    arrived = visitor.post("/login", answers, page=login)
    assert urlsplit(arrived.headers["Location"]).path == f"/tasks/{task_id}"


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "seven"),
    [
        (at(2027, 3, 26, 5), at(2027, 3, 26, 5)),  # Friday, winter time: seven is five in UTC.
        (at(2027, 3, 29, 3, 59), at(2027, 3, 29, 4)),  # Monday after the change to summer time.
        (at(2027, 10, 29, 3, 59), at(2027, 10, 29, 4)),  # Friday, summer time.
        (at(2027, 11, 1, 4, 59), at(2027, 11, 1, 5)),  # Monday after the change back.
    ],
)
def test_the_digest_comes_at_seven_by_the_wall_clock(world: World, before: datetime, seven: datetime) -> None:
    world.clock.travel(before - timedelta(hours=3))
    world.here.database.transact(
        lambda unit: tell(unit.write(), [Telling("bo", Kind.GROUP_TASK, "instance/1")], world.clock.now())
    )
    world.clock.travel(seven - timedelta(seconds=1))
    assert write_digests(world.here) == 0
    world.clock.travel(seven)
    assert write_digests(world.here) == 1
    assert letters(world, "bo") == [{"to": "bo", "notices": {"group_task": ["instance/1"]}, "digest": True}]
    world.clock.travel(seven + timedelta(hours=5))
    assert write_digests(world.here) == 0  # None twice.


def test_a_year_of_digests_has_one_each_working_day_and_none_without_news(world: World) -> None:
    midnight = at(2027, 1, 4, 22)
    written: list[date] = []
    for hour in range(24 * 364):
        world.clock.travel(midnight + timedelta(hours=hour))
        now, local = world.clock.now(), world.clock.now().astimezone(world.here.config.zone)
        if local.hour == 4 and local.day != 13:  # Something comes each night, but not on the thirteenth.
            some = [Telling("bo", Kind.GROUP_TASK, f"instance/{hour}")]
            world.here.database.transact(lambda unit, told=some, at=now: tell(unit.write(), told, at))
        if write_digests(world.here):
            assert local.hour == 7
            written.append(local.date())
    days = [date(2027, 1, 5) + timedelta(days=number) for number in range(364)]
    expected = [day for day in days if day.weekday() < 5 and not (day.day == 13 and day.weekday() > 0)]
    assert written == expected


def test_a_digest_does_not_tell_of_what_was_read_or_done_meanwhile(world: World) -> None:
    world.clock.travel(at(2027, 1, 4, 12))
    judged_by_the_group(world)
    write_notices(world.here)
    world.here.database.transact(lambda unit: world.here.engine.cancel(unit, 1, by=CECILIA, reason="x"))
    world.clock.travel(at(2027, 1, 5, 6))
    assert write_digests(world.here) == 0


def test_the_worker_does_it_all_in_its_round(world: World) -> None:
    judged_by_the_group(world)
    run_round(world.here)
    assert len(told(world, "bo")) == 1


def test_a_walk_among_many_tasks_asks_a_fixed_number_of_questions(world: World) -> None:
    few = _statements(world, 5)
    many = _statements(world, 40)
    assert many <= few


def _statements(world: World, errands: int) -> int:
    """How many statements a walk takes over so many new tasks of somebody else's."""
    here = world.here
    for _ in range(errands):
        here.database.transact(
            lambda unit: here.engine.start(
                unit, "errand", business_key="errand/9", data={"sender": "bo"}, by=Actor("david")
            )
        )
    counted: list[str] = []

    def count(*executed: object) -> None:
        counted.append(str(executed[2]))

    event.listen(here.database.pool, "before_cursor_execute", count)
    write_notices(here)
    event.remove(here.database.pool, "before_cursor_execute", count)
    return len(counted)


def test_letters_of_notices_are_counted_as_they_are_left(world: World) -> None:
    now = world.clock.now()
    contents = [{"to": "bo", "notices": {"task": ["task/1"]}}] * 3
    assert world.here.database.transact(lambda unit: leave_letters(unit.write(), contents, now)) == 3
    with world.here.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(outbox)) == 3
