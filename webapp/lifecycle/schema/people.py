"""People, their groups and organisations, and the areas that organisations own."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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
from webapp.lifecycle.schema.base import metadata

person = Table(
    "person",
    metadata,
    Column("id", String(200), primary_key=True),  # A short text, as the engine's actors have it: `anna`.
    Column("name", Text, nullable=False),
    Column("email", String(320), nullable=False, unique=True),  # In small letters.
    Column("language", String(2), nullable=False),
    Column("organisation", ForeignKey("organisation.key")),
    Column("active", Boolean, nullable=False),
    Column("is_demo", Boolean, nullable=False),  # Invented, and marked so wherever it shows.
    Column("occasional", Boolean),  # Takes part in meetings by a personal link; none: by an account.
    Column("shortcuts", Boolean),  # Whether single letters do something on pages; none: they do.
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
    Column("returned_at", Instant),  # When what the person still held after it went back to the group.
    UniqueConstraint("person_id", "group_key", "valid_from"),
    Index(None, "group_key"),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="term"),
)

# Who does an absent person's tasks, from the first day to the last one; never altered but by being ended early.
deputy = Table(
    "deputy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),  # Who is away.
    Column("deputy_id", ForeignKey("person.id"), nullable=False),  # Who stands in.
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("scope", String(40), nullable=False),  # everything, groups or processes: then their keys in deputy_scope.
    Column("appointed_by", ForeignKey("person.id"), nullable=False),
    Column("appointed_at", Instant, nullable=False),
    Column("ended_by", ForeignKey("person.id")),  # None: it lasts to its last day.
    Column("ended_at", Instant),
    Index(None, "deputy_id", "ends_on"),
    Index(None, "person_id", "ends_on"),
    CheckConstraint("ends_on >= begins_on", name="period"),
    CheckConstraint("deputy_id <> person_id", name="another"),
    sqlite_autoincrement=True,
)

deputy_scope = Table(
    "deputy_scope",
    metadata,
    Column("deputy_id", ForeignKey("deputy.id"), nullable=False),
    Column("key", String(200), nullable=False),  # A group's or a process's.
    PrimaryKeyConstraint("deputy_id", "key"),
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
