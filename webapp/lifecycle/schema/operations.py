"""How the machinery stands: whether it is held still, and when each worker last looked."""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, Text

from engine.schema import Instant
from webapp.lifecycle.schema.base import metadata

# While there is a row no timer fires and no letter leaves: the database is a copy that was put back.
standstill = Table(
    "standstill",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("began_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ending", String(8)),  # `keep` or `drop` the letters that have gathered; none: it holds.
    Column("taken_by", String(120)),  # The worker that brings it to its end.
    Column("taken_until", Instant),
    CheckConstraint("id = 1", name="only_one"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("worker", String(120), primary_key=True),  # The machine's name and the process's number.
    Column("began_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),  # Of its last round; written a few times a minute.
)
