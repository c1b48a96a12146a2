"""The annual clock: the year as a wheel and as a table."""

import re

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
    assert [row.split()[:4] for row in rows(page)] == [
        ["1", "Forum", "–", "–"], ["2", "Forum", "–", "–"], ["3", "Forum", "–", "–"], ["4", "Forum", "–", "–"]
    ]  # fmt: skip
    assert page.count('class="mark planned') == 4 + 1  # And one that explains it.
    assert "<title>2. " in page


def test_the_turns_of_a_rotation_come_one_after_another_and_begin_anew(world: World, anna: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")

    this, after = (rows(anna.get(f"/calendar?year={year}").get_data(as_text=True)) for year in (2027, 2028))

    assert [re.findall(r"Peloton-ryhmä (\w+) ", row)[0] for row in this] == ["KS", "SSYP", "WITAS", "POKE"]
    assert re.findall(r"Peloton-ryhmä (\w+) ", after[0]) == ["KS"]


def test_a_year_is_shown_of_one_body_alone(world: World, anna: Visitor) -> None:
    found_bodies(world)
    draw_clock(world, "peloton")

    assert len(rows(anna.get("/calendar?body=peloton").get_data(as_text=True))) == 4
    assert rows(anna.get("/calendar?body=calls").get_data(as_text=True)) == []


def test_a_year_that_nobody_can_mean_is_this_year(anna: Visitor) -> None:
    for asked in ("-5", "99999", "next"):
        assert "<h1>Vuosikello 2027</h1>" in anna.get(f"/calendar?year={asked}").get_data(as_text=True)
