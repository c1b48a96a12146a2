"""A project's thin whole: deployed, started, found in the inbox, completed, told."""

import pytest

from engine import InstanceStatus, Kind
from tests.engine.drawings import drawing, end, field, flows, form, start, user_task
from tests.engine.play import ANNA, BO, Play

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
def idea(play: Play) -> int:
    """An instance of an idea that waits to be written."""
    play.deploy(IDEA)
    return play.start("idea")


def test_an_idea_is_found_in_the_inbox_of_its_group(play: Play, idea: int) -> None:
    with play.database.read() as connection:
        (row,) = play.engine.inbox(connection, ANNA, "groups").rows
        assert (row.instance_id, row.element, row.name) == (idea, "write", "Write")
        assert row.audience == {"group:advisors"}
        assert play.engine.counts(connection, ANNA).groups == 1
        shown = play.engine.task(connection, row.task_id, by=ANNA)
        assert shown.form is not None
        assert shown.may_complete


def test_a_completed_task_makes_place_for_the_next_ones(play: Play, idea: int) -> None:
    done = play.complete(idea, "write", name="Kaukolämpö", secret="x")

    assert done.instance_id == idea
    with play.database.read() as connection:
        assert play.engine.inbox(connection, ANNA, "groups").rows == ()
        (finished,) = play.engine.inbox(connection, ANNA, "done").rows
        assert (finished.element, finished.name) == ("write", "Write")
        (row,) = play.engine.inbox(connection, BO, "groups").rows
        assert (row.element, row.title) == ("assess", "Idea: Kaukolämpö")


def test_only_what_the_form_marks_enters_process_data_and_the_rest_is_history(play: Play, idea: int) -> None:
    play.complete(idea, "write", name="Kaukolämpö", secret="x")

    assert play.data(idea) == {"name": "Kaukolämpö"}
    told = play.timeline(idea)[-1].value
    assert told is not None
    assert told["values"] == {"name": "Kaukolämpö", "secret": "x"}


def test_the_timeline_tells_who_did_what_on_which_version(play: Play, idea: int) -> None:
    play.complete(idea, "write", name="Kaukolämpö")
    play.complete(idea, "assess", BO)

    assert play.instance(idea).status is InstanceStatus.COMPLETED
    assert [(event.kind, event.actor, event.name, event.version) for event in play.timeline(idea)] == [
        (Kind.STARTED, "anna", "", 1),
        (Kind.COMPLETED, "anna", "Write", 1),
        (Kind.COMPLETED, "bo", "Assess", 1),
    ]
    play.demand_sound()


def test_where_it_stands_and_what_it_passed_can_be_drawn(play: Play, idea: int) -> None:
    play.complete(idea, "write", name="Kaukolämpö")

    with play.database.read() as connection:
        where = play.engine.where(connection, idea)
    definition = play.instance(idea).definition.id
    assert where.standing == {(definition, "assess"): 1}
    assert set(where.passed) == {(definition, "begin"), (definition, "write")}
