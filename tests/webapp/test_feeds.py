"""The clock in people's own calendars, read back as a calendar program reads it."""

import re
from datetime import date, datetime

from icalendar import Calendar, Component

from engine import Actor
from tests.webapp.calendars import draw_clock, found_bodies
from tests.webapp.conftest import Visitor
from tests.webapp.test_calendar import first_day
from tests.webapp.world import ERRAND, World


def link_of(visitor: Visitor) -> str:
    """The path of a new link."""
    page = visitor.post("/calendar/subscription", {"verb": ["renew"]}).get_data(as_text=True)
    return re.findall(r"http://[^/]+(/calendar/feed/[\w-]+\.ics)", page)[0]


def read(visitor: Visitor, path: str) -> list[Component]:
    """The entries of a feed, as they are parsed."""
    answer = visitor.get(path)
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.get_data(as_text=True)).walk("VEVENT")


def test_a_feed_holds_the_days_of_ones_groups_and_needs_no_login(world: World, anna: Visitor, visitor: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")

    entries = read(visitor, link_of(anna))

    assert [entry["dtstart"].dt for entry in entries][:2] == [date(2027, 2, 10), date(2027, 5, 10)]
    assert str(entries[0]["summary"]) == "Gathering"
    assert "kokoonkutsuja: KS" in str(entries[0]["description"])


def test_an_entry_keeps_its_id_when_its_day_moves_and_is_cancelled_when_it_is_left_out(
    world: World, anna: Visitor, visitor: Visitor
) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    path, day = link_of(anna), first_day(anna.get("/calendar").get_data(as_text=True))
    before = read(visitor, path)[0]

    anna.post(day, {"verb": ["move"], "day": ["2027-02-17"], "time": ["09:30"], "reason": ["Hiihtoloma"]})
    moved = read(visitor, path)[0]
    anna.post(day, {"verb": ["leave_out"], "reason": ["Ei asioita"]})
    left_out = read(visitor, path)[0]

    assert before["uid"] == moved["uid"] == left_out["uid"]
    assert moved["dtstart"].dt == datetime.fromisoformat("2027-02-17T07:30:00+00:00")
    assert [entry["sequence"] for entry in (before, moved, left_out)] == [0, 1, 2]
    assert str(left_out["status"]) == "CANCELLED"


def test_deadlines_of_ones_tasks_are_told_without_what_they_are_about(
    world: World, anna: Visitor, visitor: Visitor
) -> None:
    here, by = world.here, Actor("anna", frozenset({"advisors"}))
    first = world.start_errand("anna")
    here.database.transact(lambda unit: here.engine.complete(unit, first, ERRAND, by=by))
    task = world.task_of(1)
    here.database.transact(lambda unit: here.engine.claim(unit, task, by=by))

    raw = visitor.get(link_of(anna)).get_data(as_text=True)

    (due,) = [one for one in Calendar.from_ical(raw).walk("VEVENT") if str(one["uid"]).startswith("task-")]
    assert str(due["url"]) == f"http://127.0.0.1:8000/tasks/{task}"
    assert str(due["summary"]).startswith("Määräaika: ")
    assert "Kaukolämpö" not in raw
    assert "Anna" not in raw


def test_a_renewed_or_ended_link_no_longer_works(anna: Visitor, visitor: Visitor) -> None:
    first = link_of(anna)
    second = link_of(anna)
    assert [visitor.get(path).status_code for path in (first, second)] == [404, 200]

    anna.post("/calendar/subscription", {"verb": ["revoke"]})

    assert visitor.get(second).status_code == 404
    assert "Sinulla ei ole vielä linkkiä." in anna.get("/calendar/subscription").get_data(as_text=True)


def test_the_secret_itself_is_not_kept(world: World, anna: Visitor) -> None:
    secret = link_of(anna).removeprefix("/calendar/feed/").removesuffix(".ics")
    with world.here.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT digest FROM calendar_link").scalar_one()
    assert secret.encode() not in bytes(kept)


def test_a_bodys_days_are_read_by_a_link_and_as_a_file(world: World, anna: Visitor, visitor: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    by_link = link_of(anna).replace(".ics", "/peloton.ics")

    assert len(read(visitor, by_link)) == len(read(anna, "/calendar/bodies/peloton.ics")) > 4
    assert visitor.get("/calendar/bodies/peloton.ics").status_code == 303
    assert anna.get("/calendar/bodies/nobody.ics").status_code == 404


def test_who_can_no_longer_log_in_has_no_feed(world: World, anna: Visitor, cecilia: Visitor, visitor: Visitor) -> None:
    path = link_of(anna)
    cecilia.post("/people/anna/deactivate", page="/people/anna")
    assert visitor.get(path).status_code == 404
