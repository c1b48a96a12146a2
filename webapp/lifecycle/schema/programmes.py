"""What projects belong to: programmes, strategies, themes, funds, municipalities; what of them is published."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import EUROS, metadata

classification = Table(
    "classification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.programmes.ClassKind
    Column("name", Text, nullable=False),
    Column("authority", Text),  # Who decides on a programme's or a fund's money.
    Column("valid_from", Date),  # A programme's or strategy's period.
    Column("valid_to", Date),
    Column("parent", ForeignKey("classification.id")),  # The strategy of a theme or programme.
    Column("retention_years", SmallInteger),  # How long a fund's papers are kept …
    Column("retention_from", Text),  # … and from when, in words.
    UniqueConstraint("kind", "name"),
)

project_classification = Table(
    "project_classification",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("classification_id", ForeignKey("classification.id"), nullable=False),
    PrimaryKeyConstraint("project_id", "classification_id"),
    Index(None, "classification_id", "project_id"),
)

project_municipality = Table(
    "project_municipality",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("municipality", ForeignKey("organisation.key"), nullable=False),
    Column("share", EUROS),  # None: not agreed, or not known.
    PrimaryKeyConstraint("project_id", "municipality"),
    Index(None, "municipality", "project_id"),
)

# What anybody may read of a project, in one language; a project with none is not public.
publication = Table(
    "publication",
    metadata,
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),  # What came of it, for an elected official.
    Column("published_at", Instant, nullable=False),
    Column("published_by", String(200), nullable=False),
    PrimaryKeyConstraint("project_id", "language"),
)

# Which row of somebody's table became which project or idea, so that it becomes no second one.
imported = Table(
    "imported",
    metadata,
    Column("kind", String(20), nullable=False),  # `project` or `idea`
    Column("reference", String(200), nullable=False),  # The row's own, as its people have it.
    Column("record_id", Id, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("imported_by", String(200), nullable=False),
    PrimaryKeyConstraint("kind", "reference"),
)
