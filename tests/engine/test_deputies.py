"""Whoever stands in for absent people sees their tasks, does them, and history names the right one."""

from itertools import product

import pytest

from engine import ADMINISTRATOR, Absent, Actor, Conflict, InvalidInput, Kind, NotAllowed, TaskClaimed
from engine.inbox import Tab
from tests.engine.drawings import drawing, end, flows, start, user_task
from tests.engine.play import ANNA, BO, CECILIA, Play
from tests.engine.test_inbox import DATED, all_pages
from tests.engine.test_statements import listened

OTHER = drawing(
    "other",
    start(),
    user_task("write", "= groups", assignee="= who"),
    end(),
    flows("begin > write > over"),
)


@pytest.fixture
def tasks(play: Play) -> dict[str, int]:
    """Instances, each with one task, by what is to be told of it."""
    play.deploy({"dated.bpmn": DATED, "other.bpmn": OTHER})

    def begin(groups: list[str], who: str | None = None, key: str = "dated") -> int:
        return play.start(key, {"groups": groups, "due": "2027-01-05", "who": who})

    return {
        "annas": begin(["advisors"], "anna"),
        "free": begin(["advisors"]),
        "other": begin(["advisors"], None, "other"),
        "owners": begin(["owners"]),
        "dans": begin(["owners"], "dan"),
        "shared": begin(["advisors", "owners"]),
        "admins": begin([ADMINISTRATOR]),
    }


def named(tasks: dict[str, int], found: list[int]) -> set[str]:
    """What the instances are called here; each is there once."""
    assert len(found) == len(set(found))
    return {name for name, number in tasks.items() if number in found}


def deputy(*absent: Absent, groups: tuple[str, ...] = (), barred: frozenset[int] = frozenset()) -> Actor:
    return Actor("erik", frozenset(groups), absent=absent, barred=barred)


WHOLE = Absent("anna", frozenset({"advisors", ADMINISTRATOR}))
DANS = Absent("dan", frozenset({"owners"}))


def seen(play: Play, tasks: dict[str, int], by: Actor, tab: Tab) -> set[str]:
    return named(tasks, all_pages(play, by, tab, limit=2))


def test_a_deputy_of_several_people_sees_what_is_theirs_and_their_groups(play: Play, tasks: dict[str, int]) -> None:
    by = deputy(WHOLE, DANS)
    assert seen(play, tasks, by, "mine") == {"annas", "dans"}
    assert seen(play, tasks, by, "groups") == {"free", "other", "owners", "shared"}
    with play.database.read() as connection:
        counts = play.engine.counts(connection, by)
        rows = [row for tab in ("mine", "groups") for row in play.engine.inbox(connection, by, tab).rows]  # type: ignore[arg-type]
    assert (counts.mine, counts.groups) == (2, 4)
    assert {(row.instance_id, row.on_behalf_of) for row in rows} == {
        (tasks["annas"], "anna"),
        (tasks["free"], "anna"),
        (tasks["other"], "anna"),
        (tasks["shared"], "anna"),
        (tasks["owners"], "dan"),
        (tasks["dans"], "dan"),
    }


def test_a_deputy_waits_for_others_in_own_matters_only(play: Play, tasks: dict[str, int]) -> None:
    own = play.start("other", {"groups": ["owners"], "due": None, "who": None}, by=Actor("erik"))
    play.start("other", {"groups": ["owners"], "due": None, "who": None}, by=ANNA)
    by = deputy(WHOLE)
    assert all_pages(play, by, "waiting") == [own]
    with play.database.read() as connection:
        assert play.engine.counts(connection, by).waiting == 1
        (row,) = play.engine.inbox(connection, by, "waiting").rows
    assert row.on_behalf_of is None


def test_a_deputys_marks_are_the_deputys_own(play: Play, tasks: dict[str, int]) -> None:
    by, held = deputy(WHOLE), play.task(tasks["annas"], "act")
    for person in (ANNA, by):
        with play.database.read() as connection:
            (row,) = play.engine.inbox(connection, person, "mine").rows
        assert (row.unread, row.drafted) == (True, False)
        play.database.transact(lambda unit, who=person: play.engine.see(unit, held, by=who))
        play.database.transact(lambda unit, who=person: play.engine.save_draft(unit, held, {"note": ["x"]}, by=who))
        with play.database.read() as connection:
            (row,) = play.engine.inbox(connection, person, "mine").rows
        assert (row.unread, row.drafted) == (False, True)


def test_what_is_ones_own_is_done_in_nobodys_place(play: Play, tasks: dict[str, int]) -> None:
    by = deputy(WHOLE, groups=("advisors",))
    assert seen(play, tasks, by, "groups") == {"free", "other", "shared"}
    play.complete(tasks["free"], "act", by)
    play.complete(tasks["annas"], "act", by)
    assert [play.timeline(tasks[name])[-1].on_behalf_of for name in ("free", "annas")] == [None, "anna"]


def test_each_act_is_told_with_the_person_whose_task_it_was(play: Play, tasks: dict[str, int]) -> None:
    by = deputy(WHOLE, DANS)
    task = play.task(tasks["owners"], "act")
    play.database.transact(lambda unit: play.engine.claim(unit, task, by=by))
    for name in ("annas", "owners", "dans"):
        play.complete(tasks[name], "act", by)
    acts = {name: {(one.actor, one.on_behalf_of) for one in play.timeline(tasks[name])[1:]} for name in tasks}
    assert acts["annas"] == {("erik", "anna")}
    assert acts["owners"] == acts["dans"] == {("erik", "dan")}
    with play.database.read() as connection:
        done = play.engine.inbox(connection, by, "done").rows
    assert {row.on_behalf_of for row in done} == {"anna", "dan"}
    play.demand_sound()


def test_a_scope_of_groups_or_of_processes_shows_and_opens_only_what_is_in_it(
    play: Play, tasks: dict[str, int]
) -> None:
    by_groups = deputy(Absent("dan", frozenset({"owners"}), groups_only=True))
    by_process = deputy(Absent("anna", frozenset({"advisors"}), processes=frozenset({"other"})))
    assert seen(play, tasks, by_groups, "mine") == {"dans"}
    assert seen(play, tasks, by_groups, "groups") == {"owners", "shared"}
    assert seen(play, tasks, by_process, "mine") == set()
    assert seen(play, tasks, by_process, "groups") == {"other"}
    with pytest.raises(NotAllowed):
        play.complete(tasks["annas"], "act", by_process)
    # What Anna holds was put into her hands by hand: it is none of the owners' tasks.
    with pytest.raises(NotAllowed):
        play.complete(tasks["annas"], "act", deputy(Absent("anna", frozenset({"owners"}), groups_only=True)))
    both = deputy(
        Absent("anna", frozenset({"advisors"}), processes=frozenset({"other"})),
        Absent("bo", frozenset({"advisors"}), processes=frozenset({"dated"})),
    )
    assert seen(play, tasks, both, "groups") == {"free", "other", "shared"}


def test_a_deputy_of_an_administrator_administers_nothing(play: Play, tasks: dict[str, int]) -> None:
    by = deputy(Absent("cecilia", CECILIA.groups))
    assert seen(play, tasks, by, "groups") == set()
    with pytest.raises(NotAllowed):
        play.complete(tasks["admins"], "act", by)
    held = play.task(tasks["annas"], "act")
    with pytest.raises(NotAllowed):
        play.database.transact(lambda unit: play.engine.hand_over(unit, held, to="erik", by=by))


def test_a_deputys_deputy_is_nobodys(play: Play, tasks: dict[str, int]) -> None:
    """Erik stands in for Anna, who stands in for Dan."""
    assert "dans" not in seen(play, tasks, deputy(WHOLE), "mine")
    with pytest.raises(NotAllowed):
        play.complete(tasks["dans"], "act", deputy(WHOLE))


def test_where_the_deputy_is_disqualified_nobodys_place_is_taken(play: Play, tasks: dict[str, int]) -> None:
    barred = frozenset({play.task(tasks["annas"], "act"), play.task(tasks["shared"], "act")})
    by = deputy(WHOLE, barred=barred)
    assert seen(play, tasks, by, "mine") == set()
    assert seen(play, tasks, by, "groups") == {"free", "other"}
    for name in ("annas", "shared"):
        with pytest.raises(NotAllowed):
            play.complete(tasks[name], "act", by)


def test_what_another_member_of_the_group_holds_stays_with_that_member(play: Play, tasks: dict[str, int]) -> None:
    task = play.task(tasks["free"], "act")
    play.database.transact(lambda unit: play.engine.claim(unit, task, by=BO))
    with pytest.raises((TaskClaimed, NotAllowed)):
        play.complete(tasks["free"], "act", deputy(WHOLE))


def test_the_reason_of_a_handing_over_stands_in_the_history(play: Play, tasks: dict[str, int]) -> None:
    task = play.task(tasks["annas"], "act")
    play.database.transact(lambda unit: play.engine.hand_over(unit, task, to="bo", by=ANNA, reason="Leave"))
    play.database.transact(lambda unit: play.engine.release(unit, task, by=BO, reason="Busy"))
    told = [one.value["reason"] for one in play.timeline(tasks["annas"])[1:] if one.value]
    assert told == ["Leave", "Busy"]


def test_a_page_of_a_deputy_of_three_costs_as_many_statements_as_of_one(play: Play, tasks: dict[str, int]) -> None:
    limited = Absent("bo", frozenset({"advisors", "owners"}), processes=frozenset({"other"}))
    one, three = deputy(limited), deputy(limited, DANS, Absent("anna", frozenset({"advisors"}), groups_only=True))
    counted = {}
    for tab, by in product(("mine", "groups"), (one, three)):
        play.settle()
        seen(play, tasks, by, tab)  # What is remembered is remembered.
        with play.database.unit() as unit, listened(unit) as heard:
            play.engine.inbox(unit.connection, by, tab)
        counted[tab, by.absent] = sum(statement.startswith("SELECT") for statement in heard)
    for by in (one, three):
        with play.database.unit() as unit, listened(unit) as heard:
            play.engine.counts(unit.connection, by)
        assert sum(statement.startswith("SELECT") for statement in heard) == 3
    assert counted["groups", one.absent] == counted["groups", three.absent] == 3
    assert (counted["mine", one.absent], counted["mine", three.absent]) == (2, 3)


REPLACING = drawing(
    "replacing",
    start(),
    user_task("write", "", assignee="= who"),
    user_task("review", "", candidateUsers="= readers"),
    user_task("finish", "", assignee="= who"),
    end(),
    flows("begin > write > review > finish > over"),
)


def replace_person(play: Play, instance_id: int, person: str, replacement: str) -> None:
    play.database.transact(
        lambda unit: play.engine.replace_person(
            unit, instance_id, person=person, replacement=replacement, by=CECILIA, reason="Leaves"
        )
    )


def test_who_takes_anothers_place_gets_the_open_tasks_and_those_to_come(play: Play) -> None:
    play.deploy({"replacing.bpmn": REPLACING})
    mine, other = (play.start("replacing", {"who": "anna", "readers": ["anna", "dan"]}) for _ in range(2))
    replace_person(play, mine, "anna", "erik")

    assert [(row.assignee, row.audience) for row in play.open(mine)] == [("erik", {"user:erik"})]
    assert [row.assignee for row in play.open(other)] == ["anna"]
    with pytest.raises(NotAllowed):
        play.complete(mine, "write", ANNA)
    play.complete(mine, "write", Actor("erik"))
    assert [row.audience for row in play.open(mine)] == [{"user:erik", "user:dan"}]
    play.complete(mine, "review", Actor("dan"))
    assert [row.assignee for row in play.open(mine)] == ["erik"]
    told = play.timeline(mine)[1]
    assert (told.kind, told.actor, told.value and told.value["reason"]) == (Kind.HANDED_OVER, "cecilia", "Leaves")
    play.demand_sound()


def test_a_place_may_be_taken_again_and_given_back(play: Play) -> None:
    play.deploy({"replacing.bpmn": REPLACING})
    mine = play.start("replacing", {"who": "anna", "readers": ["dan"]})
    replace_person(play, mine, "anna", "erik")
    replace_person(play, mine, "erik", "bo")
    assert [row.assignee for row in play.open(mine)] == ["bo"]
    assert play.instance(mine).replacements == {"anna": "bo", "erik": "bo"}
    assert play.instance(mine).people(BO) == {"anna", "bo", "erik"}
    assert play.instance(mine).people(ANNA) == frozenset()
    replace_person(play, mine, "bo", "anna")
    assert play.instance(mine).people(ANNA) >= {"anna"}
    play.complete(mine, "write", ANNA)
    play.complete(mine, "review", Actor("dan"))
    assert [row.assignee for row in play.open(mine)] == ["anna"]
    play.demand_sound()


def test_nobody_takes_a_place_in_what_has_ended_or_their_own(play: Play) -> None:
    play.deploy({"replacing.bpmn": REPLACING})
    mine = play.start("replacing", {"who": "anna", "readers": ["dan"]})
    with pytest.raises(InvalidInput):
        replace_person(play, mine, "anna", "anna")
    play.database.transact(lambda unit: play.engine.cancel(unit, mine, by=CECILIA, reason="x"))
    with pytest.raises(Conflict):
        replace_person(play, mine, "anna", "erik")
