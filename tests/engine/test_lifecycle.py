"""A project's thin whole: deployed, started, found in the inbox, completed, told."""

import pytest

from engine import Actor, Database, Engine, InstanceStatus, Kind, verify
from tests.engine.drawings import drawing, end, field, flows, form, start, user_task

IDEA = {
    "idea/idea.bpmn": drawing(
        "idea",
        start(),
        user_task("write", formKey="idea_form"),
        user_task("assess", "owners"),
        end(),
        flows("begin > write > assess > over"),
        title='= "Idea: " + name',
    ),
    "idea/idea.form.json": form("idea_form", field("name", process=True), field("secret")),
}


@pytest.fixture
def idea(database: Database, engine: Engine, deploy, anna: Actor) -> int:
    """An instance of an idea that waits to be written."""
    deploy(IDEA)
    return database.transact(lambda unit: engine.start(unit, "idea", business_key="project/1", data={}, by=anna))


def test_an_idea_is_written_assessed_and_told(
    database: Database, engine: Engine, idea: int, anna: Actor, bo: Actor
) -> None:
    with database.read() as connection:
        (row,) = engine.inbox(connection, anna, "groups").rows
        assert (row.instance_id, row.element, row.name) == (idea, "write", "Write")
        assert engine.counts(connection, anna).groups == 1
        shown = engine.task(connection, row.task_id, by=anna)
        assert shown.form is not None
        assert shown.may_complete

    done = database.transact(
        lambda unit: engine.complete(unit, row.task_id, {"name": ["Kaukolämpö"], "secret": ["x"]}, by=anna)
    )

    assert done.instance_id == idea
    with database.read() as connection:
        assert engine.inbox(connection, anna, "groups").rows == ()
        (finished,) = engine.inbox(connection, anna, "done").rows
        assert (finished.task_id, finished.name) == (row.task_id, "Write")
        (next_row,) = engine.inbox(connection, bo, "groups").rows
        assert (next_row.element, next_row.title) == ("assess", "Idea: Kaukolämpö")
        assert engine.instance(connection, idea).data == {"name": "Kaukolämpö"}

    database.transact(lambda unit: engine.complete(unit, next_row.task_id, {}, by=bo))

    with database.read() as connection:
        assert engine.instance(connection, idea).status is InstanceStatus.COMPLETED
        told = engine.timeline(connection, idea)
        assert [(event.kind, event.actor, event.name) for event in told] == [
            (Kind.STARTED, "anna", ""),
            (Kind.COMPLETED, "anna", "Write"),
            (Kind.COMPLETED, "bo", "Assess"),
        ]
        assert told[1].value is not None
        assert told[1].value["values"] == {"name": "Kaukolämpö", "secret": "x"}
        assert told[1].version == 1
        where = engine.where(connection, idea)
        assert not where.standing
        assert {element for _, element in where.passed} == {"begin", "write", "assess", "over"}
    with database.read() as connection:
        assert engine.replay(connection, idea) == engine.state(connection, idea)
        assert verify(connection) == []
