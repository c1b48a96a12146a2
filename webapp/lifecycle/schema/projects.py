"""Ideas and projects, their money, and what is reported of them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import EUROS, metadata

idea = Table(
    "idea",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("proposer", String(200)),  # A person's id, or `external/7`; none: a body or a project brought it.
    Column("business_key", String(200), nullable=False, unique=True),  # Of its instance.
    Column("origin", String(20), nullable=False),  # webapp.lifecycle.ideas.Origin
    Column("area", ForeignKey("area.key")),
    Column("need", Text, nullable=False),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.ideas.Status
    Column("merged_into", ForeignKey("idea.id")),
    Column("parent_project", Id),  # Whose final report proposed it; no key of the database: a project has its idea.
    Column("proposed_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("direction", String(20)),  # webapp.lifecycle.ideas.Direction; none: nobody has said.
    Column("score", Numeric(4, 2)),  # The weighted mean of the common criteria, 0 to 5.
    Column("grounds", Text),  # What the proposer was last told: why it was answered so, or what is asked.
    sqlite_autoincrement=True,
)

project = Table(
    "project",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("acronym", Text),
    Column("business_key", String(200), unique=True),  # Of its instance; a reference project has none.
    Column("idea_id", ForeignKey("idea.id")),
    Column("area", ForeignKey("area.key")),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.projects.Status
    Column("origin", String(20), nullable=False),  # `process`, or `reference`: imported as an example.
    Column("manager", String(200)),
    Column("implementer", Text),
    Column("administrator", Text),
    Column("funding_authority", Text),
    Column("ministry", Text),
    Column("contact_organisation", Text),
    Column("project_code", String(80)),  # In the funder's system.
    Column("decision_number", String(80)),  # The funder's.
    Column("diary_number", String(80)),  # The host's case system gives it.
    Column("field_of_science", String(20)),  # Statistics Finland's code: `5200`.
    Column("total_cost", EUROS),  # None: not known.
    Column("starts_on", Date),  # As planned.
    Column("ends_on", Date),
    Column("started_on", Date),  # As it happened.
    Column("ended_on", Date),
    Column("summary", Text, nullable=False),
    Column("source", Text),  # Where a reference project's facts come from.
    Index(None, "idea_id"),
    Index(None, "manager"),
    sqlite_autoincrement=True,
)

# Predecessor and successor, or phase 1 and 2: a chain or a fork.  The other end may be known by name only.
lineage = Table(
    "lineage",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # `predecessor` or `successor`
    Column("other_project", ForeignKey("project.id")),
    Column("other_name", Text, nullable=False),
)

financing = Table(
    "financing",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", String(20), nullable=False),  # `municipal`, `own`, `external`, `private`
    Column("amount", EUROS),  # As planned; None: not known.
    Column("applied", EUROS),
    Column("granted", EUROS),
    Column("decision_number", String(80)),
    Column("decided_on", Date),
    Column("state_aid", String(20)),  # `none`, `de_minimis`, `other`
    PrimaryKeyConstraint("project_id", "position"),
)

steering_member = Table(
    "steering_member",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("chair", Boolean),
    PrimaryKeyConstraint("project_id", "person_id"),
)

report = Table(
    "report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # `status`, `interim` or `final`
    Column("number", SmallInteger, nullable=False),  # 1, 2, … for each kind of a project.
    Column("opens_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("planned_on", Date),  # When it was due before somebody moved it.
    Column("claim", Boolean),  # It is the funder's payment claim as well.
    Column("opened_at", Instant),  # Its round has begun.
    Column("taken_at", Instant),  # … and knows that it is this one.
    Column("written_at", Instant),  # When it was last handed in.
    Column("escalated_at", Instant),  # When its lateness was last told.
    Column("recorded_at", Instant),  # None: not yet accepted.
    Column("situation", String(20)),
    Column("summary", Text),
    Column("spent", EUROS),  # Of an accepted one, from the project's beginning: the sum of its `report_cost`.
    UniqueConstraint("project_id", "kind", "number"),
    # The portfolio counts what is late and sums what was spent without reading the reports' texts.
    Index(None, "recorded_at", "due_on", "project_id"),
    Index(None, "project_id", "spent"),
)

deviation = Table(
    "deviation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("description", Text, nullable=False),
    Column("effect", Text),
    Column("proposal", Text),
    Column("material", Boolean, nullable=False),
    Column("outcome", String(40)),  # What the RMG said of a material one.
    Column("recorded_at", Instant, nullable=False),
    Index(None, "project_id"),
)

impact = Table(
    "impact",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("months", SmallInteger, nullable=False),  # After the end.
    Column("description", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    PrimaryKeyConstraint("project_id", "months"),
)

# The municipalities' yearly development money that the RMG grants from: a ledger, entry by entry.
appropriation = Table(
    "appropriation",
    metadata,
    Column("year", SmallInteger, primary_key=True, autoincrement=False),
    Column("amount", EUROS),  # None: not yet decided.
    Column("carried_in", EUROS),  # What was left of the year before and may still be used.
    Column("carried_out", EUROS),  # What of this went on to the next year.
)

appropriation_entry = Table(
    "appropriation_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("year", ForeignKey("appropriation.year"), nullable=False),
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.appropriation.Entry
    Column("amount", EUROS, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Index(None, "year"),
    Index(None, "idea_id"),
)

# How far each series of diary numbers has come: `2027/{running}/02.08`.
diary_series = Table(
    "diary_series",
    metadata,
    Column("series", String(120), primary_key=True),
    Column("last", Integer, nullable=False),
)
