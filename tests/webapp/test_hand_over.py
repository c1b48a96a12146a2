"""Tasks change hands many at a time: who leaves, whose term ends, whose account ends leaves none of them stuck."""

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import insert, select, update

from engine import Actor, UnitOfWork
from engine.schema import user_task
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.handovers import Result, give_back, hand_over, held_by
from webapp.lifecycle.schema import group_membership, person_group
from webapp.worker import sweep

PAGE = "/account/hand-over"
ANNA = Actor("anna", frozenset({"advisors"}))


def judgement(world: World, holder: str | None = "anna") -> int:
    """An errand that the advisors are to judge, in somebody's hands."""
    engine, before = world.here.engine, world.start_errand("david")
    with world.here.database.read() as connection:
        instance_id = engine.task(connection, before, by=Actor("david")).instance_id
    world.here.database.transact(lambda unit: engine.complete(unit, before, ERRAND, by=Actor("david")))
    task = world.task_of(instance_id)
    if holder:
        by = Actor(holder, frozenset({"advisors"}))
        world.here.database.transact(lambda unit: engine.claim(unit, task, by=by))
    return task


def holders(world: World, *tasks: int) -> list[str | None]:
    with world.here.database.read() as connection:
        found = {row.id: row.assignee for row in connection.execute(select(user_task))}
    return [found[task] for task in tasks]


def last(world: World, task: int) -> tuple[str, str, str]:
    """What history says last of a task's matter: what, who and why."""
    with world.here.database.read() as connection:
        instance_id = connection.scalar(select(user_task.c.instance_id).where(user_task.c.id == task)) or 0
        event = world.here.engine.timeline(connection, instance_id)[-1]
    return event.kind, event.actor, (event.value or {}).get("reason", "")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_who_leaves_hands_over_chosen_tasks_with_a_reason(world: World, anna: Visitor) -> None:
    first, second, kept = judgement(world), judgement(world), judgement(world)
    page = anna.get(PAGE).get_data(as_text=True)
    assert page.count('name="task"') == 3

    answer = anna.post(PAGE, {"task": [str(first), str(second)], "to": ["bo"], "reason": ["Siirryn muihin tehtäviin"]})
    told = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "2 tehtävää siirrettiin." in told
    assert told.count("Nyt henkilöllä Bo Berg") == 2
    assert holders(world, first, second, kept) == ["bo", "bo", "anna"]
    assert last(world, first) == ("handed over", "anna", "Siirryn muihin tehtäviin")
    assert "Siirryn muihin tehtäviin" in anna.get("/projects/1").get_data(as_text=True)


def test_what_is_ones_own_alone_can_be_handed_over_but_not_given_back(world: World, anna: Visitor) -> None:
    group, own = judgement(world), world.start_errand("anna")
    answers = {"task": [str(group), str(own)], "to": ["-"], "reason": ["Lähden"]}
    told = text_of(anna.post(PAGE, answers).get_data(as_text=True))
    assert "1 tehtävä siirrettiin." in told
    assert "Ei siirretty: tehtävä on vain tämän henkilön" in told
    assert holders(world, group, own) == [None, "anna"]
    anna.post(PAGE, {"task": [str(own)], "to": ["bo"], "reason": ["Lähden"]})
    assert holders(world, own) == ["bo"]


def test_a_task_that_is_done_meanwhile_stands_in_no_others_way(world: World, anna: Visitor) -> None:
    done, other = judgement(world), judgement(world)
    page = anna.get(PAGE).get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token)" value="([^"]*)"', page))
    world.here.database.transact(lambda unit: world.here.engine.hand_over(unit, done, to="bo", by=ANNA))
    answers = {**hidden, "task": [str(done), str(other)], "to": "bo", "reason": "Lähden"}
    assert anna.client.post(PAGE, data=answers).status_code == 200
    assert holders(world, done, other) == ["bo", "bo"]


def test_what_has_changed_hands_since_it_was_listed_stays_there(world: World) -> None:
    """An administrator may move anybody's task: but Bo, who has it now, was not asked about."""
    here, cecilia = world.here, Actor("cecilia", frozenset({"administrator"}))
    first, second, done = judgement(world), judgement(world), judgement(world)
    with here.database.read() as connection:
        listed = held_by(connection, "anna")
    for task in (first, second):
        here.database.transact(lambda unit, task=task: here.engine.hand_over(unit, task, to="bo", by=ANNA))  # type: ignore[misc]
    answers = {"grounds": ["x"], "judgement": ["accept"]}
    here.database.transact(lambda unit: here.engine.complete(unit, done, answers, by=ANNA))

    back = give_back(here.database, here.engine, listed, by=cecilia, reason="x")
    assert back == {first: Result.REFUSED, second: Result.REFUSED, done: Result.GONE}
    over = hand_over(here.database, here.engine, listed, "david", by=cecilia, reason="x")
    assert over == back
    assert holders(world, first, second) == ["bo", "bo"]


def test_what_is_missing_is_said_and_the_choice_is_kept(world: World, anna: Visitor) -> None:
    first, second = judgement(world), judgement(world)
    answer = anna.post(PAGE, {"task": [str(second)], "to": ["nobody"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Valitse, kenelle tehtävä siirretään." in page
    assert "Kirjoita perustelu." in page
    assert re.findall(r'value="(\d+)" checked', page) == [str(second)]
    assert holders(world, first, second) == ["anna", "anna"]
    assert anna.post(PAGE, {"to": ["bo"], "reason": ["x"]}).status_code == 422


def test_nobody_hands_over_what_another_holds(world: World, bo: Visitor) -> None:
    task = judgement(world)
    assert bo.post(PAGE, {"task": [str(task)], "to": ["bo"], "reason": ["x"]}, page="/account").status_code == 422
    assert bo.get("/people/anna/hand-over").status_code == 403
    assert holders(world, task) == ["anna"]


def test_an_administrator_hands_over_somebody_elses_and_an_own_task_they_had_not_taken(
    world: World, cecilia: Visitor
) -> None:
    task, path = judgement(world), "/people/anna/hand-over"
    own = world.start_errand("anna")
    world.here.database.transact(lambda unit: world.here.engine.release(unit, own, by=ANNA))
    assert cecilia.get(path).get_data(as_text=True).count('name="task"') == 2
    answers = {"task": [str(task), str(own)], "to": ["bo"], "reason": ["Sick leave"]}
    assert "2 tasks were moved." in cecilia.post(path, answers).get_data(as_text=True)
    assert holders(world, task, own) == ["bo", "bo"]
    assert last(world, own) == ("handed over", "cecilia", "Sick leave")


def test_when_an_account_ends_its_tasks_go_back_and_what_cannot_is_counted(world: World, cecilia: Visitor) -> None:
    task, own = judgement(world), world.start_errand("anna")
    assert cecilia.post("/people/anna/deactivate", page="/people/anna").status_code == 303
    page = text_of(cecilia.get("/people/anna").get_data(as_text=True))
    assert "1 task went back to its group." in page
    assert "1 task is left to hand over." in page
    assert "Hand over several at once" in page
    assert holders(world, task, own) == [None, "anna"]
    assert last(world, task) == ("released", "cecilia", "The person's account ended.")


def test_who_leaves_a_group_leaves_its_tasks_there_and_keeps_the_others(world: World, cecilia: Visitor) -> None:
    task, own = judgement(world), world.start_errand("anna")
    cecilia.post("/people/anna/groups", {"groups": []}, page="/people/anna")
    assert "1 task went back to its group." in cecilia.get("/people/anna").get_data(as_text=True)
    assert holders(world, task, own) == [None, "anna"]
    assert last(world, task) == ("released", "cecilia", "The term in the group ended.")


def test_a_group_that_is_left_without_people_is_said(world: World, cecilia: Visitor) -> None:
    judgement(world)
    cecilia.post("/people/bo/groups", {"groups": []}, page="/people/bo")
    assert "Nobody is left" not in cecilia.get("/people/bo").get_data(as_text=True)
    cecilia.post("/people/anna/groups", {"groups": []}, page="/people/anna")
    assert "Nobody is left to do the tasks of these groups: Neuvojat." in text_of(
        cecilia.get("/people/anna").get_data(as_text=True)
    )


def end_term(world: World, person: str, days: int) -> None:
    """Let a person's term end so many days from today."""
    row, day = group_membership.c, world.here.today() + timedelta(days=days)
    ended = update(group_membership).where(row.person_id == person, row.group_key == "advisors").values(valid_to=day)
    world.here.database.transact(lambda unit: unit.write().execute(ended))


def test_when_a_term_ends_by_its_date_the_tasks_go_back_once(
    world: World, cecilia: Visitor, as_person: Callable[[str], Visitor]
) -> None:
    task = judgement(world)
    end_term(world, "anna", 3)
    world.clock.travel(timedelta(days=3))
    sweep(world.here)
    assert holders(world, task) == ["anna"]  # The last day of the term.
    world.clock.travel(timedelta(days=1))
    sweep(world.here)
    assert holders(world, task) == [None]
    assert last(world, task) == ("released", "system", "Jäsenyys ryhmässä päättyi.")
    assert as_person("bo").get(f"/tasks/{task}").status_code == 200

    # Whoever gives it to Anna afterwards means it.
    world.here.database.transact(
        lambda unit: world.here.engine.hand_over(
            unit, task, to="anna", by=Actor("cecilia", frozenset({"administrator"}))
        )
    )
    sweep(world.here)
    assert holders(world, task) == ["anna"]


def test_who_continues_keeps_the_tasks(world: World) -> None:
    task = judgement(world)
    end_term(world, "anna", 1)
    begins = world.here.today() + timedelta(days=2)

    def renew(unit: UnitOfWork) -> None:
        unit.write().execute(insert(group_membership).values(person_id="anna", group_key="advisors", valid_from=begins))
        unit.write().execute(insert(person_group).values(key="others", name="Muut"))

    world.here.database.transact(renew)
    world.clock.travel(timedelta(days=2))
    sweep(world.here)
    assert holders(world, task) == ["anna"]
