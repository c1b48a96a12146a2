"""What is on its way: kept messages, and what leaves a transaction."""

from enum import StrEnum

from sqlalchemy import Column, Index, Integer, String, Table, Text

from engine.schema.columns import Id, Instant, metadata


class OutboxKind(StrEnum):
    """What leaves the transaction that decided it."""

    MESSAGE = "message"  # A BPMN message to another instance, or one that starts an instance.
    SIGNAL = "signal"  # A BPMN signal to every instance that listens.
    MAIL = "mail"  # A letter to a person.
    HOOK = "hook"  # An event to another system.


# Messages for which nobody waits yet.
message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("correlation", String(400), nullable=False),
    Column("content", Text, nullable=False),  # The payload, in the state's JSON.
    Column("sent_at", Instant, nullable=False),
    Column("sent_by", String(200), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "name", "correlation"),
    Index(None, "expires_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),  # Not to be tried before.
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Instant),  # In somebody's hands until then.
    Column("failure", Text),  # What the last attempt said.
    Column("instance_id", Id),  # Of the history entry that it followed from, where it did.
    Column("sequence", Integer),
    Index(None, "kind", "due_at"),
    Index(None, "instance_id"),
    sqlite_autoincrement=True,
)
