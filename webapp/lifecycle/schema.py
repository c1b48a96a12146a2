"""The field's tables (SQLAlchemy Core): what outlives an instance, or is shared by several.

Process data hold ids and decisions; what people look up later lies here, written by the service task that follows.
Links to the engine's tables are plain numbers and business keys: the engine never depends on the field.
People are never deleted while history names them; a membership, a term and an organisation end by date.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema import Id, Instant
from engine.schema import metadata as engine_metadata

metadata = MetaData(naming_convention=engine_metadata.naming_convention)

EUROS = Numeric(14, 2)

person = Table(
    "person",
    metadata,
    Column("id", String(200), primary_key=True),  # A short text, as the engine's actors have it: `anna`.
    Column("name", Text, nullable=False),
    Column("email", String(320), nullable=False, unique=True),  # In small letters.
    Column("language", String(2), nullable=False),
    Column("password_hash", Text),  # argon2id; none: no log-in yet, or through the organisation's own.
    Column("organisation", ForeignKey("organisation.key")),
    Column("active", Boolean, nullable=False),
    Column("is_demo", Boolean, nullable=False),  # Invented, and marked so wherever it shows.
)

# What a lane, a task's candidates or a body means by its group key.
person_group = Table(
    "person_group",
    metadata,
    Column("key", String(200), primary_key=True),  # `peloton`, `area_owner_witas`: the lane's id or its `group`.
    Column("name", Text, nullable=False),
)

group_membership = Table(
    "group_membership",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("group_key", ForeignKey("person_group.key"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # The last day of the term; none: until further notice.
    UniqueConstraint("person_id", "group_key", "valid_from"),
    Index(None, "group_key"),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="term"),
)

organisation = Table(
    "organisation",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("kind", String(40), nullable=False),  # webapp.lifecycle.organisations.Kind
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", ForeignKey("organisation.key")),
)

area = Table(
    "area",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("owner", ForeignKey("organisation.key"), nullable=False),
    Column("position", SmallInteger, nullable=False),
)

sub_area = Table(
    "sub_area",
    metadata,
    Column("area", ForeignKey("area.key"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("area", "position"),
)

# Whoever meets.  Its members are the group of the same key; its rules lie in the meeting's decision tables.
body = Table(
    "body",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("chair_group", ForeignKey("person_group.key"), nullable=False),
    Column("secretary_group", ForeignKey("person_group.key"), nullable=False),
    Column("rotation_period", String(10)),  # `meeting` or `year`; none: the chair calls the meetings.
    Column("rotation_start", Integer),  # The year whose turn is the first of the order; meetings count from 1.
)

rotation_turn = Table(
    "rotation_turn",
    metadata,
    Column("body", ForeignKey("body.key"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("organisation", ForeignKey("organisation.key"), nullable=False),
    PrimaryKeyConstraint("body", "position"),
)

idea = Table(
    "idea",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("proposer", String(200), nullable=False),  # A person's or an instance's name.
    Column("origin", String(20), nullable=False),  # webapp.lifecycle.ideas.Origin
    Column("area", ForeignKey("area.key")),
    Column("need", Text, nullable=False),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.ideas.Status
    Column("merged_into", ForeignKey("idea.id")),
    Column("parent_project", ForeignKey("project.id")),  # Whose final report proposed it.
    Column("proposed_at", Instant, nullable=False),
    Column("answered_at", Instant),
    sqlite_autoincrement=True,
)

project = Table(
    "project",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("acronym", Text),
    Column("idea_id", ForeignKey("idea.id")),
    Column("area", ForeignKey("area.key")),
    Column("status", String(20), nullable=False),  # webapp.lifecycle.projects.Status
    Column("origin", String(20), nullable=False),  # `process`, or `reference`: imported as an example.
    Column("manager", String(200)),
    Column("implementer", Text),
    Column("administrator", Text),
    Column("programme", Text),
    Column("fund", Text),
    Column("funding_authority", Text),
    Column("project_code", String(80)),
    Column("total_cost", EUROS),  # None: not known.
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("ended_on", Date),
    Column("summary", Text, nullable=False),
    Column("source", Text),  # Where a reference project's facts come from.
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
    Column("amount", EUROS),
    PrimaryKeyConstraint("project_id", "position"),
)
