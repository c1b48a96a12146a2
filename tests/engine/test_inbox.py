"""Pages of the inbox follow one another by key, whatever happens between them."""

from datetime import timedelta

import pytest

from engine import Actor, TaskGone, TravellingClock
from engine.inbox import Tab
from tests.engine.drawings import drawing, end, field, flows, form, start, user_task
from tests.engine.play import ANNA, BO, CECILIA, DAN, Play

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
    assert [(one.mine, one.groups, one.done) for one in counts] == [(1, 4, 0), (0, 5, 0), (0, 0, 0)]


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


RELAY = drawing(
    "relay",
    start(),
    user_task("first", "owners, advisors"),
    user_task("second", "= groups", assignee="= who"),
    end(),
    flows("begin > first > second > over"),
)


def waiting(play: Play, by: Actor, followed: tuple[str, ...] = ()) -> list[int]:
    """The instances in which a person waits for others; the count must say the same."""
    with play.database.read() as connection:
        rows = play.engine.inbox(connection, by, "waiting", followed=followed).rows
        assert play.engine.counts(connection, by, followed).waiting == len(rows)
    return [row.instance_id for row in rows]


def test_one_waits_for_others_in_what_one_began_did_last_or_answers_for(play: Play) -> None:
    play.deploy({"relay.bpmn": RELAY})
    data = {"groups": ["strangers"], "who": None}
    began = play.start("relay", data, by=DAN)
    did_last = play.start("relay", data, by=CECILIA)
    others = play.start("relay", data, by=CECILIA, business_key="project/2")
    assert waiting(play, DAN) == []  # The first task is one that Dan may do himself.

    play.complete(began, "first", ANNA)
    play.complete(did_last, "first", DAN)
    play.complete(others, "first", ANNA)
    assert waiting(play, DAN) == [began, did_last]
    assert waiting(play, DAN, ("project/2", "project/3", "project/4")) == [began, did_last, others]
    assert waiting(play, ANNA) == [began, others]
    assert waiting(play, Actor("nobody")) == []

    play.complete(began, "second", Actor("ulla", frozenset({"strangers"})))
    assert waiting(play, DAN) == [did_last]


def test_who_completed_by_mistake_does_not_wait_and_has_done_nothing(play: Play) -> None:
    play.deploy({"relay.bpmn": RELAY})
    number = play.start("relay", {"groups": ["strangers"], "who": None}, by=CECILIA)
    task = play.task(number, "first")
    play.complete(number, "first", DAN)
    assert waiting(play, DAN) == [number]

    play.database.transact(lambda unit: play.engine.undo(unit, task, by=DAN))
    assert waiting(play, DAN) == []
    assert all_pages(play, DAN, "done") == []
    with play.database.read() as connection:
        assert play.engine.counts(connection, DAN).done == 0


def test_one_does_not_wait_for_oneself(play: Play) -> None:
    play.deploy({"relay.bpmn": RELAY})
    own = play.start("relay", {"groups": ["strangers"], "who": "dan"}, by=DAN)
    taken = play.start("relay", {"groups": ["owners"], "who": "bo"}, by=DAN)
    for instance_id in (own, taken):
        play.complete(instance_id, "first", DAN)
    assert waiting(play, DAN) == [taken]


def test_what_one_waits_for_comes_page_by_page(play: Play) -> None:
    play.deploy({"dated.bpmn": DATED})
    days = ["2027-03-01", None, "2027-01-01", "2027-02-01", None]
    begun = [play.start("dated", {"groups": ["strangers"], "due": day, "who": None}, by=DAN) for day in days]
    assert all_pages(play, DAN, "waiting", 2) == [begun[at] for at in (2, 3, 0, 1, 4)]


def test_a_task_is_unread_until_it_is_opened_and_a_draft_is_marked(play: Play, tasks: dict[str, int]) -> None:
    def marks(by: Actor) -> tuple[bool, bool]:
        with play.database.read() as connection:
            row = play.engine.inbox(connection, by, "groups").rows[0]
        return row.unread, row.drafted

    late = play.task(tasks["late"], "act")
    assert marks(ANNA) == (True, False)
    for _ in range(2):
        play.database.transact(lambda unit: play.engine.see(unit, late, by=ANNA))
    play.database.transact(lambda unit: play.engine.save_draft(unit, late, {"note": ["x"]}, by=ANNA))
    assert marks(ANNA) == (False, True)
    assert marks(BO) == (True, False)

    play.complete(tasks["late"], "act", ANNA)
    assert play.rows("SELECT count(*) FROM task_seen") == [(0,)]
    with pytest.raises(TaskGone):
        play.database.transact(lambda unit: play.engine.see(unit, late, by=ANNA))


def test_the_texts_of_completed_forms_are_told_by_instance_the_newest_first(play: Play, clock: TravellingClock) -> None:
    fields = (field("name", process=True), field("why"))
    ask = drawing("ask", start(), user_task("say", "advisors", formKey="asked"), end(), flows("begin > say > over"))
    play.deploy({"ask/ask.bpmn": ask, "ask/asked.form.json": form("asked", *fields)})
    said = {}
    for name in ("wind", "water", "sun"):
        clock.travel(timedelta(minutes=1))
        instance_id = play.start("ask")
        play.complete(instance_id, "say", ANNA, name=name, why=f"for {name}")
        said[instance_id] = {name, f"for {name}"}
    first, *others = said
    with play.database.read() as connection:
        told = play.engine.answers(connection, said, 10)
        newest = play.engine.answers(connection, said, 2)
        none = play.engine.answers(connection, [], 10)
    assert {number: set(texts) for number, texts in told.items()} == said
    assert set(newest) == set(others)
    assert first not in newest
    assert none == {}
