"""Notices to people, how each person wants them, how far they were written, and when mail stood still."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint, text
from sqlalchemy import Date as Day

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(12), nullable=False),  # webapp.lifecycle.notices.Kind
    Column(
        "about", String(60), nullable=False
    ),  # `task/12`, `instance/3`, `meeting/5`, `incident/7`, `mail/2`, `hook/1`, `altered/9`.
    Column("task_id", Id),  # Of `task/12`; no reference: a task that is done is no longer there.
    Column("mark", String(60)),  # What may be told a person only once; none: told by the step that asked for it.
    Column("words", Text),  # What a diagram says, by language, as JSON; none: the kind says all.
    Column("delivery", String(8), nullable=False),  # webapp.lifecycle.notices.Delivery, as it was chosen then.
    Column("created_at", Instant, nullable=False),
    Column("read_at", Instant),
    Column("mailed_at", Instant),  # When its letter, or the digest that has it, went into the outbox.
    UniqueConstraint("person_id", "mark"),
    Index("ix_notice_person", "person_id", "id"),
    Index(
        "ix_notice_unread",
        "person_id",
        "id",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
    Index(
        "ix_notice_digest",
        "person_id",
        sqlite_where=text("delivery = 'digest' AND mailed_at IS NULL"),
        postgresql_where=text("delivery = 'digest' AND mailed_at IS NULL"),
    ),
)

# What a person chose; where there is no row, the kind's own default holds.
notice_choice = Table(
    "notice_choice",
    metadata,
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("delivery", String(8), nullable=False),
    PrimaryKeyConstraint("person_id", "kind"),
)

# How far the worker has walked: the number of the last task or incident of which people were told.
notice_walk = Table(
    "notice_walk",
    metadata,
    Column("name", String(12), primary_key=True),
    Column("position", Id, nullable=False),
)

# The days of which the digests were written.
notice_digest = Table(
    "notice_digest",
    metadata,
    Column("day", Day, primary_key=True),
    Column("written_at", Instant, nullable=False),
)

# When no mail server answered; while the newest has no end, mail stands still.
mail_outage = Table(
    "mail_outage",
    metadata,
    Column("id", Id, primary_key=True),
    Column("began_at", Instant, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(
        "ix_mail_outage_open",
        "ended_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
