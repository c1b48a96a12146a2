"""Instances and what waits in them: state, timers, subscriptions, incidents."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text, text

from engine.schema.columns import Id, Instant, metadata


class InstanceStatus(StrEnum):
    """Where an instance stands as a whole; transitions are listed in `engine.instances.TRANSITIONS`."""

    ACTIVE = "active"  # It goes on whenever a person, a timer or a message lets it.
    SUSPENDED = "suspended"  # An administrator holds it: nothing moves until it is resumed.
    COMPLETED = "completed"  # Every path has come to an end.
    CANCELLED = "cancelled"  # An administrator ended it before its end.


instance = Table(
    "instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("definition_id", ForeignKey("definition.id"), nullable=False),
    Column("business_key", String(200), nullable=False),  # `project/12`; the engine never looks inside.
    Column("status", String(12), nullable=False),
    Column("title", Text, nullable=False),  # What the people's lists call it.
    Column("phase", Text, nullable=False),  # Of the stage that runs, as its diagram says; empty without one.
    Column("phase_since", Instant),  # When it came into that phase; none: before this was kept.
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("replacements", Text),  # Whose tasks in it now come to whom, as JSON; none: everybody's to themselves.
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

timer = Table(
    "timer",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    PrimaryKeyConstraint("instance_id", "token"),
    Index(None, "due_at"),
)

# The days on which processes begin by themselves: by their diagrams' rules, as people have moved them.
occurrence = Table(
    "occurrence",
    metadata,
    Column("key", String(200), nullable=False),  # Of the process.
    Column("element", String(200), nullable=False),  # Its start event.
    Column("occurs_at", Instant, nullable=False),  # As the rule says.
    Column("planned_at", Instant),  # As people have it; none: it was left out.
    Column("due_at", Instant),  # When it begins; none once it has, or was left out.
    Column("instance_id", ForeignKey("instance.id")),  # What began.
    Column("changed_by", String(200)),  # Who moved it or left it out.
    Column("retry_at", Instant),  # Not to be tried before: it could not begin.
    Column("failure", Text),  # What the last try said.
    PrimaryKeyConstraint("key", "element", "occurs_at"),
    Index(None, "due_at"),
    Index(None, "planned_at"),
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
