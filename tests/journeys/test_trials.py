"""A trial in the region: its own people and bodies are copied, and nothing of theirs is touched."""

import pytest
from sqlalchemy import func, insert, select

from engine.simulation.ground import prepare
from engine.simulation.records import Complete, Record
from engine.simulation.runs import begin
from tests.journeys.conftest import A_MONDAY, BPMN, HELSINKI
from webapp.demonstration import Stage
from webapp.deployment import read_folder
from webapp.lifecycle import schema
from webapp.trials import copied_setting, read_region

DESCRIBED = Complete(
    "describe_idea",
    {"title": ["Puuala"], "area": ["skills"], "direction": ["bottom_up"], "need": ["Tarve on suuri ja yhteinen."]},
)


def test_a_steering_group_is_copied_without_its_project(stage: Stage) -> None:
    with stage.database.unit() as unit:
        values = {"name": "Puuala", "status": "active", "origin": "process", "business_key": "project/1", "summary": ""}
        number = unit.write().execute(insert(schema.project).values(values).returning(schema.project.c.id)).scalar_one()
        of_it = {"key": "steering_1", "name": "Puuala", "chair_group": "rmg_chair", "secretary_group": "coordinator"}
        unit.write().execute(insert(schema.body).values(of_it | {"project_id": number}))
        unit.commit()
    with stage.database.read() as connection:
        setting = copied_setting(connection, read_region(connection), stage.today)
    ground = prepare(read_folder(BPMN), setting, at=A_MONDAY, zone=HELSINKI)
    with ground.database.read() as connection:
        found = connection.execute(select(schema.body).where(schema.body.c.key == "steering_1")).one()
    assert found.project_id is None
    ground.close()


@pytest.mark.parametrize("backwards", [False, True])
def test_a_trial_has_the_regions_people_and_leaves_them_alone(stage_anywhere: Stage, backwards: bool) -> None:
    stage = stage_anywhere
    with stage.database.read() as connection:
        rows = read_region(connection)
        before = connection.scalar(select(func.count()).select_from(schema.idea))
        if backwards:  # A database gives rows in whatever order it likes.
            rows = {name: list(reversed(list(some))) for name, some in rows.items()}
        setting = copied_setting(connection, rows, stage.today)
    ground = prepare(read_folder(BPMN), setting, at=A_MONDAY, zone=HELSINKI)
    run = begin(ground, Record("idea", A_MONDAY, "neuvoja.witas", inputs=(DESCRIBED,)))
    (waiting,) = run.waiting()
    assert waiting.people == ("omistaja.poke",)
    with run.world.database.read() as connection:
        assert connection.scalar(select(schema.idea.c.title)) == "Puuala"
    with stage.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.idea)) == before
    run.close()
    ground.close()
