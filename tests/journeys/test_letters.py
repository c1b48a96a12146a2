"""Letters of the diagrams reach each person in their own language."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.content import read_data
from engine.schema import outbox
from engine.texts import OWN
from tests.journeys.asking import incidents
from tests.journeys.steps import ADVISOR, OWNER, decide, fund, propose_idea
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.digests import write_digests
from webapp.lifecycle.notices import Kind, count_unread, list_notices, mark_moot_read, mark_read_about
from webapp.lifecycle.places import places_of
from webapp.lifecycle.schema import notice
from webapp.notice_letters import word
from webapp.noticing import write_notices
from webapp.runtime import Runtime

TITLE = "Puualan kehittämisverkosto"


def test_a_reminder_of_a_diagram_is_kept_in_every_language_of_its_texts(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    propose_idea(stage, TITLE, 1)

    with stage.database.read() as connection:
        of_owner = select(notice.c.id, notice.c.words).where(notice.c.person_id == OWNER)
        (row,) = connection.execute(of_owner).all()
    assert json.loads(row.words) == {
        OWN: f"Idea odottaa arviotasi: {TITLE}",
        "sv": f"En idé väntar på din bedömning: {TITLE}",
        "en": f"An idea waits for your assessment: {TITLE}",
    }
    (letter,) = letters_to(stage, OWNER)
    assert letter == {"to": OWNER, "notices": {"reminder": ["instance/1"]}}  # What is mailed names no matter.
    assert incidents(stage) == []


def test_a_letter_of_a_service_is_written_in_every_language_too(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    propose_idea(stage, TITLE, 1)
    stage.tell(ADVISOR, "idea_withdrawn", "idea/1")

    told = letters_to(stage, OWNER)[-1]
    assert told["subject"] == f"Ehdottaja perui idean: {TITLE}"
    assert told["translated"]["sv"]["subject"] == f"Förslagsställaren tog tillbaka en idé: {TITLE}"
    assert told["translated"]["en"]["subject"] == f"The proposer took an idea back: {TITLE}"
    assert incidents(stage) == []


def test_the_letter_of_a_decision_says_it_in_every_language(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)

    told = letters_to(stage, ADVISOR)[-1]
    assert "myönnettiin kuntarahoitusta 190\N{NO-BREAK SPACE}000,00\N{NO-BREAK SPACE}€" in told["text"]
    assert "beviljades kommunal finansiering: 190" in told["translated"]["sv"]["text"]
    assert "granted municipal money: 190" in told["translated"]["en"]["text"]
    assert "Kaksi yritystä lisää." in told["translated"]["en"]["text"]  # What people wrote stays as they wrote it.


def test_new_tasks_become_notices_and_a_digest_on_either_database(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    config = Config(secret_key="a secret of the tests, long enough", database_url="sqlite:///unused")
    here = Runtime(config, stage.clock, stage.database, stage.engine)
    propose_idea(stage, TITLE, 1)
    (task,) = [row.task_id for row in stage.waiting(OWNER) if row.element == "filter_idea"]
    assert write_notices(here) == write_notices(here)  # The first walk tells; the second finds it told.

    stage.travel(timedelta(days=1))
    write_notices(here)
    assert write_digests(here) > 0
    assert write_digests(here) == 0
    digest = letters_to(stage, OWNER)[-1]
    assert digest == {"to": OWNER, "notices": {"group_task": [f"task/{task}"]}, "digest": True}
    with stage.database.read() as connection:
        mine = list_notices(connection, OWNER, None, 10)
        assert [(one.kind, one.about, one.moot) for one in mine].count((Kind.GROUP_TASK, f"task/{task}", False)) == 1
        assert [place.path for place in places_of(connection, OWNER, ["instance/1"], here.today())] == [
            f"/tasks/{task}"
        ]
        unread = count_unread(connection, OWNER)
        assert "filter_idea" not in word(connection, digest, "fi", "https://hanke.example", here.today()).text
    assert unread == len(mine)
    stage.database.transact(lambda unit: mark_read_about(unit.write(), OWNER, [f"task/{task}"], stage.clock.now()))
    stage.database.transact(lambda unit: mark_moot_read(unit.write(), stage.clock.now()))
    with stage.database.read() as connection:
        assert count_unread(connection, OWNER) == unread - 1


def letters_to(stage: Stage, person: str) -> list[Mapping[str, Any]]:
    """The letters that wait for a person, as they are kept."""
    with stage.database.read() as connection:
        rows = connection.scalars(select(outbox.c.content).where(outbox.c.kind == "mail").order_by(outbox.c.id)).all()
    return [letter for letter in map(read_data, rows) if letter["to"] == person]
