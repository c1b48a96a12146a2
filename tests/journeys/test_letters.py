"""Letters of the diagrams reach each person in their own language."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.content import read_data
from engine.schema import outbox
from engine.texts import OWN
from tests.journeys.asking import incidents
from tests.journeys.steps import ADVISOR, OWNER, decide, fund, propose_idea
from webapp.demonstration import Stage
from webapp.lifecycle.schema import notice

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


def letters_to(stage: Stage, person: str) -> list[Mapping[str, Any]]:
    """The letters that wait for a person, as they are kept."""
    with stage.database.read() as connection:
        rows = connection.scalars(select(outbox.c.content).where(outbox.c.kind == "mail").order_by(outbox.c.id)).all()
    return [letter for letter in map(read_data, rows) if letter["to"] == person]
