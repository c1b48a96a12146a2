"""The annual clock: the year as a wheel and as a table."""

import re
from datetime import timedelta

from sqlalchemy import insert

from bench.counting import count_statements
from engine import settle
from engine.schema import occurrence
from tests.webapp.calendars import draw_clock, found_bodies
from tests.webapp.conftest import Visitor
from tests.webapp.world import World


def rows(page: str) -> list[str]:
    """The table's rows as text."""
    found = re.findall(r'<tr id="row-\d+">(.*?)</tr>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_whatever_is_deployed_stands_on_the_clock(world: World, anna: Visitor) -> None:
    draw_clock(world)

    page = anna.get("/calendar").get_data(as_text=True)

    assert "<h1>Vuosikello 2027</h1>" in page
    assert [row.split()[:4] for row in rows(page)] == [[str(number), "Gathering", "–", "–"] for number in range(1, 5)]
    assert page.count('class="mark planned') == 4 + 1  # And one that explains it.
    assert "<title>2. " in page


def test_the_turns_of_a_rotation_come_one_after_another_and_begin_anew(world: World, anna: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")

    this, after = (rows(anna.get(f"/calendar?year={year}").get_data(as_text=True)) for year in (2027, 2028))

    assert [re.findall(r"Peloton-ryhmä (\w+) ", row)[0] for row in this] == ["KS", "SSYP", "WITAS", "POKE"]
    assert re.findall(r"Peloton-ryhmä (\w+) ", after[0]) == ["KS"]


def test_the_body_shows_whose_turn_comes_after_whose(world: World, anna: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    page = anna.get("/calendar").get_data(as_text=True)
    assert "<strong>KS</strong> · 10.2.2027" in page
    assert "SSYP → WITAS → POKE → KS" in page


def test_last_years_day_of_the_same_thing_stands_beside_this_years(world: World, anna: Visitor) -> None:
    draw_clock(world)
    row = rows(anna.get("/calendar?year=2028").get_data(as_text=True))[0]
    assert "10.2.2028" in row
    assert "10.2.2027" in row


def test_a_year_is_shown_of_one_body_alone(world: World, anna: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")

    assert len(rows(anna.get("/calendar?body=peloton").get_data(as_text=True))) == 4
    assert rows(anna.get("/calendar?body=calls").get_data(as_text=True)) == []


def test_a_year_that_nobody_can_mean_is_this_year(anna: Visitor) -> None:
    for asked in ("-5", "99999", "next"):
        assert "<h1>Vuosikello 2027</h1>" in anna.get(f"/calendar?year={asked}").get_data(as_text=True)


def first_day(page: str) -> str:
    """The address of the first day that may be moved."""
    return re.findall(r'href="(/calendar/days/[^"]+)"', page)[0]


def test_whoever_convenes_moves_the_day_and_everybody_sees_why(world: World, anna: Visitor, bo: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    day = first_day(anna.get("/calendar").get_data(as_text=True))

    answer = anna.post(day, {"verb": ["move"], "day": ["2027-02-17"], "time": ["09:30"], "reason": ["Hiihtoloma"]})

    assert answer.status_code == 303
    page = bo.get("/calendar").get_data(as_text=True)
    assert "17.2.2027 kl. 9.30" in rows(page)[0]
    assert "flyttat från 10.2.2027" in rows(page)[0]
    assert "Hiihtoloma" in page
    assert "Anna Ahonen" in page


def test_a_day_is_left_out_and_taken_back(world: World, anna: Visitor, cecilia: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    day = first_day(anna.get("/calendar").get_data(as_text=True))

    anna.post(day, {"verb": ["leave_out"], "reason": ["Ei asioita"]})
    left_out, second = rows(anna.get("/calendar").get_data(as_text=True))[:2]
    cecilia.post(day, {"verb": ["restore"], "reason": ["An item came"]})

    assert "jätetty pois" in left_out
    assert "Peloton-ryhmä KS" in second  # The turn waits for a meeting.
    assert "suunniteltu" in rows(anna.get("/calendar").get_data(as_text=True))[0]
    history = anna.get(day).get_data(as_text=True)
    assert history.index("An item came") < history.index("Ei asioita")


def test_nobody_else_moves_a_day(world: World, anna: Visitor, bo: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")
    day = first_day(anna.get("/calendar").get_data(as_text=True))  # It is KS's turn, and Bo is of SSYP.

    assert "<button name" not in bo.get(day).get_data(as_text=True)
    assert bo.post(day, {"verb": ["leave_out"], "reason": ["Nej"]}).status_code == 403


def test_a_change_wants_a_reason_and_a_day_to_come(world: World, cecilia: Visitor) -> None:
    draw_clock(world)
    day = first_day(cecilia.get("/calendar").get_data(as_text=True))

    without = cecilia.post(day, {"verb": ["move"], "day": ["2027-02-17"], "reason": [" "]})
    past = cecilia.post(day, {"verb": ["move"], "day": ["2026-02-17"], "reason": ["Earlier"]})
    never = cecilia.post(day, {"verb": ["move"], "day": ["soon"], "reason": ["Some day"]})

    assert [answer.status_code for answer in (without, past, never)] == [422, 422, 422]
    assert 'value="Earlier"' in past.get_data(as_text=True)
    assert cecilia.get("/calendar/days/gathering/begin/20270101T000000Z").status_code == 404
    assert cecilia.get("/calendar/days/nothing/begin/20270101T000000Z").status_code == 404


def test_what_has_begun_is_not_moved(world: World, cecilia: Visitor) -> None:
    draw_clock(world)
    day = first_day(cecilia.get("/calendar").get_data(as_text=True))
    world.clock.travel(timedelta(days=60))
    settle(world.here.database, world.here.engine)
    cecilia.log_in("cecilia")

    assert "under way" in rows(cecilia.get("/calendar").get_data(as_text=True))[0]
    assert "<button name" not in cecilia.get(day).get_data(as_text=True)
    moved = {"verb": ["move"], "day": ["2027-06-01"], "reason": ["Too late"]}
    assert cecilia.post(day, moved).status_code == 409


def test_many_days_that_have_begun_cost_no_more_statements_than_few(world: World, anna: Visitor) -> None:
    draw_clock(world)
    world.start_errand()  # The first instance.
    few = _statements(world, anna)
    days = [world.clock.now() - timedelta(days=days) for days in range(60)]
    rows = [{"key": "gathering", "element": "begin", "occurs_at": day, "planned_at": day, "instance_id": 1}
            for day in days]  # fmt: skip
    world.here.database.transact(lambda unit: unit.write().execute(insert(occurrence), rows))

    assert _statements(world, anna) <= few + 1


def _statements(world: World, visitor: Visitor) -> int:
    visitor.get("/calendar")
    with count_statements(world.here.database) as counted:
        assert visitor.get("/calendar").status_code == 200
    return counted.statements
