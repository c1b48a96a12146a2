"""What tests ask of a stage."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from engine import InstanceStatus, Row
from engine.content import read_data
from engine.schema import incident, outbox
from engine.texts import OWN
from webapp.demonstration import Stage
from webapp.lifecycle.schema import notice


def phase_of(stage: Stage, instance: int) -> str:
    """The phase of an instance, as lists show it."""
    with stage.database.read() as connection:
        return stage.engine.instance(connection, instance).phase


def status_of(stage: Stage, instance: int) -> InstanceStatus:
    """The status of an instance."""
    with stage.database.read() as connection:
        return stage.engine.instance(connection, instance).status


def elements(stage: Stage, person: str) -> list[str]:
    """The elements of all tasks that wait for a person."""
    return [row.element for row in stage.waiting(person)]


def waiting_of(stage: Stage, person: str, element: str) -> list[Row]:
    """The tasks of one element that wait for a person."""
    return [row for row in stage.waiting(person) if row.element == element]


def letters(stage: Stage, person: str) -> list[str]:
    """What letters to a person are called and what reminders say, the oldest first."""
    told = [(at, content["subject"]) for at, content in _letters_to(stage, person) if "subject" in content]
    with stage.database.read() as connection:
        reminders = select(notice.c.created_at, notice.c.words).where(notice.c.words.is_not(None))
        rows = connection.execute(reminders.where(notice.c.person_id == person).order_by(notice.c.id)).all()
    told += [(row.created_at, _own(json.loads(row.words))) for row in rows]
    return [text for _, text in sorted(told, key=lambda one: one[0])]


def _own(words: str | Mapping[str, str]) -> str:
    """In the diagrams' own language."""
    return words if isinstance(words, str) else words[OWN]


def letter(stage: Stage, person: str, subject: str) -> str:
    """The text of the newest letter of a subject that waits for a person."""
    return [content["text"] for _, content in _letters_to(stage, person) if content.get("subject") == subject][-1]


def _letters_to(stage: Stage, person: str) -> list[tuple[datetime, Mapping[str, str]]]:
    with stage.database.read() as connection:
        waiting = select(outbox.c.created_at, outbox.c.content).where(outbox.c.kind == "mail").order_by(outbox.c.id)
        rows = connection.execute(waiting).all()
    contents: list[tuple[datetime, Mapping[str, str]]] = [(row.created_at, read_data(row.content)) for row in rows]
    return [(at, content) for at, content in contents if content["to"] == person]


def incidents(stage: Stage) -> list[str]:
    """What could not go on, and why."""
    with stage.database.read() as connection:
        return list(connection.scalars(select(incident.c.sentence).where(incident.c.resolved_at.is_(None))))
