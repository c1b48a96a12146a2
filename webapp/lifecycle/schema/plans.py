"""Plans of projects: the versions, the one in force, and what is reported against it."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
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

MEASURE = Numeric(18, 4)

# Every plan that anybody proposed, whole; the tables below hold the one in force.
plan_version = Table(
    "plan_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("number", SmallInteger),  # 1, 2, … as they came into force; none: proposed, or refused.
    Column("reason", Text),  # Why it differs from the one before; none for the first.
    Column("content", Text, nullable=False),  # engine.content.write_data of webapp.lifecycle.plans.Plan's fields
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", String(20)),  # webapp.lifecycle.plans.Approval
    Column("approved_on", Date),
    UniqueConstraint("project_id", "number"),
)

work_package = Table(
    "work_package",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text),
    PrimaryKeyConstraint("project_id", "position"),
)

activity = Table(
    "activity",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("work_package", SmallInteger),  # The position of its package; none: of the project as a whole.
    Column("kind", String(20), nullable=False),  # `kick_off`, `survey`, `workshop`, `visit`, `communication`, `other`
    Column("name", Text, nullable=False),
    Column("due_on", Date),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.work.WorkStatus
    PrimaryKeyConstraint("project_id", "position"),
)

cost_line = Table(
    "cost_line",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("line", String(20), nullable=False),  # `salaries`, `purchases`, `equipment`, `flat_rate`, `other`
    Column("planned", EUROS, nullable=False),
    PrimaryKeyConstraint("project_id", "line"),
)

report_cost = Table(
    "report_cost",
    metadata,
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("line", String(20), nullable=False),
    Column("spent", EUROS, nullable=False),  # From the project's beginning.
    PrimaryKeyConstraint("report_id", "line"),
)

# What a report claims from a source, and what has been received from it, since the report before.
payment = Table(
    "payment",
    metadata,
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),  # As `financing.source` has it.
    Column("claimed", EUROS),
    Column("received", EUROS),
    PrimaryKeyConstraint("report_id", "position"),
)

indicator = Table(
    "indicator",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("position", SmallInteger),  # None: no longer in the plan; what was measured stays.
    Column("name", Text, nullable=False),
    Column("baseline", MEASURE),
    Column("target", MEASURE),
    UniqueConstraint("project_id", "name"),
)

indicator_value = Table(
    "indicator_value",
    metadata,
    Column("id", Id, primary_key=True),
    Column("indicator_id", ForeignKey("indicator.id"), nullable=False),
    Column("report_id", ForeignKey("report.id")),
    Column("months", SmallInteger),  # After the project's end, where no report tells of it.
    Column("actual", MEASURE, nullable=False),
    UniqueConstraint("indicator_id", "report_id"),
    UniqueConstraint("indicator_id", "months"),
)

partner = Table(
    "partner",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", Text),
    Column("role", Text),
    PrimaryKeyConstraint("project_id", "position"),
)

change_request = Table(
    "change_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("plan_version_id", ForeignKey("plan_version.id"), nullable=False),  # What it asks for.
    Column("starts_on", Date),  # When the change is to begin: after it was asked for.
    Column("moved", EUROS, nullable=False),  # Between cost types.
    Column("end_days", SmallInteger, nullable=False),  # By which the end moves; negative: earlier.
    Column("requested_at", Instant, nullable=False),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.changes.ChangeStatus
    Column("decided_at", Instant),
    Column("funder_decision", String(80)),  # The number of the funder's decision on it.
    Index(None, "project_id"),
)

lesson = Table(
    "lesson",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.lessons.LessonKind
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "project_id"),
)
