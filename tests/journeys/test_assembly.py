"""The Regional Assembly meets in spring and autumn and says of the programme what it thinks."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from tests.journeys.asking import incidents
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import RMG
from webapp.demonstration import Stage
from webapp.lifecycle import agenda
from webapp.lifecycle.schema import agenda_item, group_membership

PROGRAMME = "Seutuohjelma 2028–2031"


def test_the_assembly_meets_in_spring_and_in_autumn(stage: Stage) -> None:
    begin, end = datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    with stage.database.read() as connection:
        days = [one.occurs_at for one in stage.engine.occurrences(connection, begin, end) if one.key == "assembly"]

    assert [day.astimezone(stage.clock.zone).month for day in days] == [4, 10]


def test_the_assembly_approves_the_programme_and_notes_the_rest(stage: Stage) -> None:
    stage.database.transact(lambda unit: _ask(unit.write(), stage))

    hold_meeting(stage, Sitting("assembly", "Seutuedustajisto", RMG[0], {PROGRAMME: "approved"}, RMG[:1]))

    with stage.database.read() as connection:
        rows = connection.execute(select(agenda_item)).all()
    assert {row.title: row.outcome for row in rows} == {PROGRAMME: "approved", "Hankepäivän anti": "noted"}
    assert incidents(stage) == []


def _ask(connection: Connection, stage: Stage) -> None:
    term = {"person_id": RMG[0], "group_key": "assembly", "valid_from": stage.today}
    connection.execute(insert(group_membership).values(term))
    agenda.propose(connection, "assembly", "programme", PROGRAMME, "programme/1", stage.clock.now())
    agenda.propose(connection, "assembly", "report", "Hankepäivän anti", "project_day/1", stage.clock.now())
