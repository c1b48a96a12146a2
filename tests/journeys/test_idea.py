"""An idea's way to a decision, and the ways on which it ends."""

from engine import InstanceStatus
from tests.journeys.steps import filter_idea, propose_idea
from webapp.demonstration import Stage


def test_a_dropped_idea_is_answered_with_grounds_and_ends(stage: Stage) -> None:
    idea = propose_idea(stage, "Lentokenttä", 1)

    filter_idea(stage, "Lentokenttä", "drop")

    with stage.database.read() as connection:
        assert stage.engine.instance(connection, idea).status is InstanceStatus.COMPLETED
