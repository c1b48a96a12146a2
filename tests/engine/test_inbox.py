"""Pages of the inbox follow one another by key, whatever happens between them."""

from datetime import timedelta

import pytest

from engine import Actor, TravellingClock
from engine.inbox import Tab
from tests.engine.drawings import drawing, end, flows, start, user_task
from tests.engine.play import ANNA, BO, Play

DATED = drawing(
    "dated",
    start(),
    user_task("act", "= groups", dueDate="= due", assignee="= who"),
    end(),
    flows("begin > act > over"),
)


def all_pages(play: Play, by: Actor, tab: Tab, limit: int = 3) -> list[int]:
    """The instances of all rows, page after page."""
    found: list[int] = []
    after: str | None = None
    while True:
        with play.database.read() as connection:
            page = play.engine.inbox(connection, by, tab, after, limit)
        assert len(page.rows) <= limit
        found += [row.instance_id for row in page.rows]
        after = page.after
        if after is None:
            return found


@pytest.fixture
def tasks(play: Play) -> dict[str, int]:
    """Tasks for several groups, due on several days."""
    play.deploy({"dated.bpmn": DATED})

    def begin(groups: list[str], due: str | None, who: str | None = None) -> int:
        return play.start("dated", {"groups": groups, "due": due, "who": who})

    return {
        "none": begin(["advisors"], None),
        "late": begin(["advisors"], "2026-12-01"),
        "soon": begin(["owners"], "2027-01-05"),
        "both": begin(["owners", "advisors"], "2027-01-06"),
        "later": begin(["advisors"], "2027-06-01"),
        "annas": begin(["advisors"], "2027-01-07", "anna"),
        "others": begin(["strangers"], "2027-01-01"),
    }


def test_what_is_due_first_comes_first_and_what_has_no_date_last(play: Play, tasks: dict[str, int]) -> None:
    assert all_pages(play, BO, "groups") == [tasks[name] for name in ("late", "soon", "both", "later", "none")]
    assert all_pages(play, ANNA, "groups", 1) == [tasks[name] for name in ("late", "both", "later", "none")]
    assert all_pages(play, ANNA, "mine") == [tasks["annas"]]
    assert all_pages(play, Actor("nobody"), "groups") == []


def test_counts_are_those_of_the_pages(play: Play, tasks: dict[str, int]) -> None:
    with play.database.read() as connection:
        counts = [play.engine.counts(connection, person) for person in (ANNA, BO, Actor("nobody"))]
    assert [(one.mine, one.groups) for one in counts] == [(1, 4), (0, 5), (0, 0)]


def test_what_is_done_comes_latest_first(play: Play, tasks: dict[str, int], clock: TravellingClock) -> None:
    order = ["soon", "late", "later", "none"]
    for name in order:
        clock.travel(timedelta(minutes=1))
        play.complete(tasks[name], "act", BO)
    assert all_pages(play, BO, "done") == [tasks[name] for name in reversed(order)]
    assert all_pages(play, ANNA, "done") == []


def test_a_place_that_no_page_gave_is_the_beginning(play: Play, tasks: dict[str, int]) -> None:
    whole = all_pages(play, BO, "groups", 50)
    for after in ("", "x", "1", "1.2.3.4", "-1.0", "9" * 30 + ".1", "1.9999999999999999999", "٣.٤"):
        with play.database.read() as connection:
            page = play.engine.inbox(connection, BO, "groups", after, 50)
        assert [row.instance_id for row in page.rows] in (whole, []), after
