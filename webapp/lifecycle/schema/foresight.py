"""Foresight and events: rounds, what is known for them, reports, measures; what is arranged; yearly summaries."""

from sqlalchemy import Column, Date, ForeignKey, Index, PrimaryKeyConstraint, SmallInteger, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

foresight_round = Table(
    "foresight_round",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False, unique=True),  # Of its instance.
    Column("title", Text, nullable=False),
    Column("convenor", ForeignKey("organisation.key")),  # Whose turn the year is.
    Column("opened_on", Date, nullable=False),
    Column("meets_on", Date),
    Column("gathered_at", Instant),  # What is noted after it belongs to the next round.
    Column("missing", Text),  # Who had not contributed by the meeting, one a line.
)

# Whatever somebody knows for a round: a summary of customers, statistics, an interview, an observation.
foresight_note = Table(
    "foresight_note",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False),  # Of the instance that it was written in.
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.foresight.NoteKind
    Column("organisation", ForeignKey("organisation.key")),  # Who contributes.
    Column("about", Text),  # The enterprise, industry or event.
    Column("text", Text, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Index(None, "noted_at"),
    Index(None, "business_key"),
)

# What the RMG approved, with its text.
situation_report = Table(
    "situation_report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("round_id", ForeignKey("foresight_round.id"), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("conclusions", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
)

# What the RMG concluded from a report should be done, and what came of it.
measure = Table(
    "measure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("report_id", ForeignKey("situation_report.id"), nullable=False),
    Column("description", Text, nullable=False),
    Column("area", ForeignKey("area.key"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", String(20)),  # `done` or `dropped`; none: it is under way.
    Column("result", Text),
    Column("closed_at", Instant),
    Index(None, "report_id"),
)

# A forum, a day, a gathering: arranged for many, with notes afterwards.
event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False),  # Of its instance, which may arrange several.
    Column("kind", String(20), nullable=False),  # The key of its process: `forum`, `project_day`.
    Column("title", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("organiser", Text, nullable=False),
    Column("programme", Text),
    Column("material", Text),
    Column("notes", Text),  # None: not yet held.
    Column("noted_at", Instant),
    Index(None, "held_on"),
)

# What the head of an area says of its projects, year by year.
area_summary = Table(
    "area_summary",
    metadata,
    Column("year", SmallInteger, nullable=False),
    Column("area", ForeignKey("area.key"), nullable=False),
    Column("text", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    PrimaryKeyConstraint("year", "area"),
)
