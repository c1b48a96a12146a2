"""Whoever comes to a new role learns it, and somebody sees to it."""

import gc
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import InstanceStatus, open_database
from engine.schema import user_task
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.conftest import BPMN
from tests.journeys.meetings import COORDINATOR, task_data
from tests.journeys.test_pages import log_in
from webapp.cli import main
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


def test_whoever_is_invited_on_the_pages_is_welcomed_to_the_first_groups(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    answers = {"name": ["Netta Uusi"], "email": ["netta@esimerkki.invalid"], "language": ["fi"], "groups": ["advisor"]}
    assert log_in(stage, "yllapito").post("/people/invite", answers, page="/people/invite").status_code == 303
    stage.settle()

    assert "learn" in elements(stage, "netta")
    assert incidents(stage) == []


def test_whoever_is_made_by_the_command_is_welcomed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path / 'hankepolku.db'}"
    monkeypatch.setenv("HANKEPOLKU_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("HANKEPOLKU_DATABASE_URL", address)
    assert main(("db", "upgrade")) == 0
    assert main(("deploy", str(BPMN), "--by", "cecilia", "--note", "The first.")) == 0

    assert main(("user", "create", "--group", "nowhere", "Netta Uusi", "netta@example.fi")) == 1
    assert main(("user", "create", "--admin", "Cecilia Crane", "cecilia@example.fi")) == 0

    database = open_database(address)
    with database.read() as connection:
        learning = connection.execute(select(user_task.c.element, user_task.c.assignee)).all()
    database.close()
    gc.collect()  # Closes the databases of the commands, whose processes would have ended here.
    assert learning == [("learn", "cecilia")]


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
