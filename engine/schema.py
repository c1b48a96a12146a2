"""The engine's tables (SQLAlchemy Core).  One word a thing, as in docs/glossary.md.

Two kinds of table stand here.  What happened is never altered: deployment, resource, definition, history.
What is, is replaced as it changes: instance, state, user_task, timer, subscription, incident, message, outbox.
Only `history_value` may be emptied: it holds the values that a person may ask to be erased.
"""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows itself only for a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An instant, kept as whole microseconds since 1970 UTC: it sorts, compares and is small on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected an aware time, but {value} has no zone.")
        delta = value - _EPOCH
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        seconds, microseconds = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


class RequestKey(TypeDecorator[str]):
    """An idempotency key, kept in few bytes: each stands in its row and in an index.

    32 hexadecimal digits, as the pages make them, are kept as the 16 bytes they spell; any other text as it is, after
    16 empty bytes.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if len(value) == 32 and not set(value) - set("0123456789abcdef"):
            return bytes.fromhex(value)
        return bytes(16) + value.encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.hex() if len(value) == 16 else value[16:].decode()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class InstanceStatus(StrEnum):
    """Where an instance stands as a whole; transitions are listed in `engine.instances.TRANSITIONS`."""

    ACTIVE = "active"  # It goes on whenever a person, a timer or a message lets it.
    SUSPENDED = "suspended"  # An administrator holds it: nothing moves until it is resumed.
    COMPLETED = "completed"  # Every path has come to an end.
    CANCELLED = "cancelled"  # An administrator ended it before its end.


class OutboxKind(StrEnum):
    """What leaves the transaction that decided it."""

    MESSAGE = "message"  # A BPMN message to another instance, or one that starts an instance.
    SIGNAL = "signal"  # A BPMN signal to every instance that listens.
    MAIL = "mail"  # A letter to a person.


deployment = Table(
    "deployment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", String(200), nullable=False),
    Column("note", Text, nullable=False),
)

resource = Table(
    "resource",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the content, in hex.
    Column("content", LargeBinary, nullable=False),
)

deployment_resource = Table(
    "deployment_resource",
    metadata,
    Column("deployment_id", ForeignKey("deployment.id"), nullable=False),
    Column("path", String(400), nullable=False),  # Below the deployed folder, with forward slashes.
    Column("digest", ForeignKey("resource.digest"), nullable=False),
    PrimaryKeyConstraint("deployment_id", "path"),
)

definition = Table(
    "definition",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False),  # The process's id in its diagram.
    Column("version", Integer, nullable=False),  # 1, 2, … for each key.
    Column("digest", String(64), nullable=False),  # Of the closure: the diagram and all that it uses.
    Column("deployment_id", ForeignKey("deployment.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("path", String(400), nullable=False),
    UniqueConstraint("key", "version"),
)

instance = Table(
    "instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("definition_id", ForeignKey("definition.id"), nullable=False),
    Column("business_key", String(200), nullable=False),  # `project/12`; the engine never looks inside.
    Column("status", String(12), nullable=False),
    Column("title", Text, nullable=False),  # What the people's lists call it.
    Column("phase", Text, nullable=False),  # Of the stage that runs, as its diagram says; empty without one.
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(None, "business_key"),
    sqlite_autoincrement=True,
)

# Apart from `instance`, so that lists and searches never read past the wide column.
state = Table(
    "state",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), primary_key=True, autoincrement=False),
    Column("lock_version", Integer, nullable=False),  # One more with every action.
    Column("sequence", Integer, nullable=False),  # Of the last history entry.
    Column("head", LargeBinary(32), nullable=False),  # Hash of the last history entry.
    Column("content", LargeBinary, nullable=False),  # engine.spiff's codec, UTF-8; deflated once the instance ended.
)

# Who may take a task: a set of groups and people, kept once and shared by all tasks that name the same set.
audience = Table(
    "audience",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(800), nullable=False, unique=True),  # Sorted `group:…` and `user:…`, joined by `|`.
)

audience_member = Table(
    "audience_member",
    metadata,
    Column("audience_id", ForeignKey("audience.id"), nullable=False),
    Column("member", String(200), nullable=False),  # `group:…` or `user:…`.
    PrimaryKeyConstraint("member", "audience_id"),
)

user_task = Table(
    "user_task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer, nullable=False),  # The task's number in the instance's state.
    Column("definition_id", ForeignKey("definition.id"), nullable=False),  # Of the stage it stands in.
    Column("element", String(200), nullable=False),  # Its id in the diagram.
    Column("name", Text, nullable=False),  # Its label in the diagram's own language.
    Column("form", String(200)),  # The form's key, where it has one.
    Column("audience_id", ForeignKey("audience.id"), nullable=False),
    Column("assignee", String(200)),  # The person who holds it; none: it waits for somebody of its audience.
    Column("due_at", Instant),
    Column("due_order", BigInteger, nullable=False),  # due_at, or the largest number: no date comes last.
    Column("follow_up_at", Instant),
    Column("priority", SmallInteger, nullable=False),  # 0 to 100, 50 unless the diagram says otherwise.
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("instance_id", "token"),
    # The inbox's two questions, each answered by one index alone, page by page.
    Index(
        "ix_user_task_mine",
        "assignee",
        "due_order",
        "id",
        sqlite_where=text("assignee IS NOT NULL"),
        postgresql_where=text("assignee IS NOT NULL"),
    ),
    Index(
        "ix_user_task_groups",
        "audience_id",
        "due_order",
        "id",
        sqlite_where=text("assignee IS NULL"),
        postgresql_where=text("assignee IS NULL"),
    ),
    sqlite_autoincrement=True,  # A task's number is never used again: an old link must not open another task.
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", ForeignKey("user_task.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(200), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("content", Text, nullable=False),  # What was typed, as typed: a JSON object of texts and lists of texts.
    PrimaryKeyConstraint("task_id", "person"),
)

timer = Table(
    "timer",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    PrimaryKeyConstraint("instance_id", "token"),
    Index(None, "due_at"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer, nullable=False),
    Column("kind", String(10), nullable=False),  # `message` or `signal`.
    Column("name", String(200), nullable=False),
    Column("correlation", String(400), nullable=False),  # The key a message must carry; empty for signals.
    PrimaryKeyConstraint("instance_id", "token"),
    Index(None, "name", "correlation"),
)

# Messages and signals that start an instance of the newest version of a process.
start_subscription = Table(
    "start_subscription",
    metadata,
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False),  # Of the process.
    PrimaryKeyConstraint("kind", "name", "key"),
)

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

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer),  # Where it stands; none when the whole instance cannot be read.
    Column("element", String(200), nullable=False),
    Column("kind", String(20), nullable=False),  # `service`, `expression`, `decision`, `timer`, `message`, `state`.
    Column("sentence", Text, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("retry_at", Instant),  # When the worker tries again by itself; none: a person must.
    Column("attempts", Integer, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", String(200)),
    Index(
        "ix_incident_open",
        "instance_id",
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
    Index(
        "ix_incident_retry_at",
        "retry_at",
        sqlite_where=text("retry_at IS NOT NULL"),
        postgresql_where=text("retry_at IS NOT NULL"),
    ),
)

history = Table(
    "history",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("sequence", Integer, nullable=False),  # 1, 2, … for each instance, without a gap.
    Column("at", Instant, nullable=False),
    Column("kind", String(24), nullable=False),  # engine.history.Kind
    Column("actor", String(200), nullable=False),
    Column("on_behalf_of", String(200)),
    Column("definition_id", ForeignKey("definition.id"), nullable=False),
    Column("element", String(200)),
    Column("task_id", Id),  # The user task it closed, for those who come too late.
    Column("request_key", RequestKey),  # The idempotency key of the request that caused it.
    Column("hash", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("instance_id", "sequence"),
    Index(
        "ix_history_request_key",
        "request_key",
        unique=True,
        sqlite_where=text("request_key IS NOT NULL"),
        postgresql_where=text("request_key IS NOT NULL"),
    ),
    Index(
        "ix_history_task_id",
        "task_id",
        sqlite_where=text("task_id IS NOT NULL"),
        postgresql_where=text("task_id IS NOT NULL"),
    ),
    Index(
        "ix_history_done",
        "actor",
        "at",
        sqlite_where=text("task_id IS NOT NULL"),
        postgresql_where=text("task_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

history_value = Table(
    "history_value",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32)),  # Only when the value was erased: what the chain needs to stay whole.
    Column("content", LargeBinary),  # The input and what followed, in the state's JSON, packed by engine.content.
    PrimaryKeyConstraint("instance_id", "sequence"),
    CheckConstraint("(content IS NULL) <> (digest IS NULL)", name="erased_or_kept"),
    sqlite_with_rowid=False,
)

# What all chains had come to at a moment; its hash is kept outside the database, too.
seal = Table(
    "seal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("heads", LargeBinary, nullable=False),  # Deflated JSON: [instance, sequence, hash] of those that moved on.
    Column("hash", LargeBinary(32), nullable=False),  # Of the seal before, the moment and the heads.
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
    Index(None, "kind", "due_at"),
    sqlite_autoincrement=True,
)
