"""What tests ask of a stage."""

from collections.abc import Mapping

from sqlalchemy import select

from engine import InstanceStatus, Row
from engine.content import read_data
from engine.schema import incident, outbox
from webapp.demonstration import Stage


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
    """The subjects of the letters that wait for a person, the oldest first."""
    return [content["subject"] for content in _letters_to(stage, person)]


def letter(stage: Stage, person: str, subject: str) -> str:
    """The text of the newest letter of a subject that waits for a person."""
    return [content["text"] for content in _letters_to(stage, person) if content["subject"] == subject][-1]


def _letters_to(stage: Stage, person: str) -> list[Mapping[str, str]]:
    with stage.database.read() as connection:
        rows = connection.scalars(select(outbox.c.content).where(outbox.c.kind == "mail").order_by(outbox.c.id)).all()
    contents: list[Mapping[str, str]] = [read_data(row) for row in rows]
    return [content for content in contents if content["to"] == person]


def incidents(stage: Stage) -> list[str]:
    """What could not go on, and why."""
    with stage.database.read() as connection:
        return list(connection.scalars(select(incident.c.sentence).where(incident.c.resolved_at.is_(None))))
