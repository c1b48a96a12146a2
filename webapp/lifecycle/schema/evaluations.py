"""Evaluations of the programme: criteria with their approval, what was said by them, and what was agreed."""

from sqlalchemy import Column, Date, ForeignKey, Index, PrimaryKeyConstraint, SmallInteger, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

evaluation = Table(
    "evaluation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False, unique=True),  # Of its instance.
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.evaluations.EvaluationKind
    Column("opened_on", Date, nullable=False),
    Column("published_on", Date),
    sqlite_autoincrement=True,
)

# What programmes are evaluated by.  Proposed, approved by the Assembly, replaced by what it approves later.
evaluation_criterion = Table(
    "evaluation_criterion",
    metadata,
    Column("id", Id, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("approved_on", Date),
    Column("agenda_item_id", ForeignKey("agenda_item.id")),  # What the Assembly approved it by.
    Column("replaced_on", Date),
    sqlite_autoincrement=True,
)

evaluation_statement = Table(
    "evaluation_statement",
    metadata,
    Column("evaluation_id", ForeignKey("evaluation.id"), nullable=False),
    Column("source", String(80), nullable=False),  # The group that evaluated itself, or `external`.
    Column("evaluator", Text),  # Who evaluated from outside.
    Column("statement", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    PrimaryKeyConstraint("evaluation_id", "source"),
)

evaluation_score = Table(
    "evaluation_score",
    metadata,
    Column("evaluation_id", ForeignKey("evaluation.id"), nullable=False),
    Column("source", String(80), nullable=False),
    Column("criterion_id", ForeignKey("evaluation_criterion.id"), nullable=False),
    Column("points", SmallInteger, nullable=False),  # 0 to 5.
    PrimaryKeyConstraint("evaluation_id", "source", "criterion_id"),
)

evaluation_measure = Table(
    "evaluation_measure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("evaluation_id", ForeignKey("evaluation.id"), nullable=False),
    Column("description", Text, nullable=False),
    Column("owner", String(200), nullable=False),  # A group's key.
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("result", Text),
    Index(None, "evaluation_id"),
    sqlite_autoincrement=True,
)
