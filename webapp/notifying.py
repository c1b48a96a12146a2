"""Telling one person that something concerns them."""

from datetime import datetime

from sqlalchemy import Connection

from engine.outbox import Letter
from engine.schema import OutboxKind
from webapp.lifecycle.phrases import Words, compose


def notify_person(connection: Connection, person_id: str, subject: Words, text: Words, now: datetime) -> None:
    """Leave a letter to a person, written in the transaction of what it tells of, sent in their language."""
    statement, values = Letter(OutboxKind.MAIL, {"to": person_id} | compose(subject, text)).statement(now)
    statement.run(connection, **values)
