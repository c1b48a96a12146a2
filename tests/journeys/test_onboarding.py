"""Whoever comes to a new role learns it, and somebody sees to it."""

from datetime import timedelta

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.meetings import COORDINATOR, task_data
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.lifecycle.people import make_occasional

NEW = "neuvoja.ks"


def join(stage: Stage, *groups: str) -> None:
    """An administrator puts an advisor into groups."""
    path = f"/people/{NEW}"
    answer = log_in(stage, "yllapito").post(f"{path}/groups", {"groups": ["advisor", *groups]}, page=path)
    assert answer.status_code == 303
    stage.settle()


def test_a_newcomer_learns_what_the_role_holds_and_the_area_owner_makes_sure(stage: Stage) -> None:
    join(stage, "coordinator")
    (task,) = [row for row in stage.waiting(NEW) if row.element == "learn"]
    member = task_data(stage, task.task_id, NEW)["member"]
    assert member["groups"] == "Seutukoordinaattori"
    assert "Tarkista seuraavan vuoden ajankohdat" in member["work"]

    welcome = stage.do(NEW, "learn", learnt=True, learning_questions="Kuka kutsuu Pelotonin koolle?")
    assert "check_learning" in elements(stage, "omistaja.ks")
    stage.do("omistaja.ks", "check_learning", all_clear=True)

    assert status_of(stage, welcome) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_one_task_welcomes_to_all_groups_that_are_joined_at_once(stage: Stage) -> None:
    join(stage, "peloton", "foresight")
    assert elements(stage, NEW).count("learn") == 1


def test_nobody_is_welcomed_who_stays_where_they_were(stage: Stage) -> None:
    join(stage)
    assert "learn" not in elements(stage, NEW)


def test_a_newcomer_who_waits_is_reminded_and_so_is_the_guide(stage: Stage) -> None:
    join(stage, "peloton")
    stage.travel(timedelta(days=15))
    reminder = "Perehdytys odottaa: Yritysneuvoja, KS"
    assert reminder in letters(stage, NEW)
    assert reminder in letters(stage, "omistaja.ks")
    assert reminder not in letters(stage, COORDINATOR)


def test_who_takes_part_by_personal_links_only_is_given_no_task_to_log_in_for(stage: Stage) -> None:
    stage.database.transact(lambda unit: make_occasional(unit.write(), NEW, True))
    join(stage, "peloton")
    assert "learn" not in elements(stage, NEW)
