"""The annual clock: who moved an occurrence and why, the funders' calls, and the links that calendars are read by."""

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

# Every moving, leaving out and restoring; never altered.  The occurrence itself is the engine's.
occurrence_change = Table(
    "occurrence_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False),  # Of the process.
    Column("element", String(200), nullable=False),  # Its start event.
    Column("occurs_at", Instant, nullable=False),  # As the rule says.
    Column("was_at", Instant),  # None: it had been left out.
    Column("moved_to", Instant),  # None: it was left out.
    Column("reason", Text, nullable=False),
    Column("changed_by", ForeignKey("person.id"), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "key", "element", "occurs_at"),
    sqlite_autoincrement=True,
)

funding_call = Table(
    "funding_call",
    metadata,
    Column("id", Id, primary_key=True),
    Column("funder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("theme", Text),
    Column("fund", Text),
    Column("opens_on", Date),
    Column("closes_on", Date, nullable=False),  # The last day on which an application is taken.
    Column("link", Text),
    Column("changed_by", ForeignKey("person.id"), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "closes_on"),
    sqlite_autoincrement=True,
)

# Which call an idea on its way is meant for.
idea_call = Table(
    "idea_call",
    metadata,
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("call_id", ForeignKey("funding_call.id"), nullable=False),
    PrimaryKeyConstraint("idea_id"),
    Index(None, "call_id"),
)

# By what a calendar program reads somebody's dates; one a person, kept only as SHA-256 of itself.
calendar_link = Table(
    "calendar_link",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)
