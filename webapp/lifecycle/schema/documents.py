"""Documents, the templates that papers are made from, and the personal links to a meeting's papers."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

# A file that somebody added, to a matter or to a meeting; a new version is a row of its own.
document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", String(40), nullable=False),  # webapp.lifecycle.documents.Kind
    Column("business_key", String(200)),  # Of the matter that it belongs to.
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("name", Text, nullable=False),  # The file's own.
    Column("media_type", String(100), nullable=False),  # By its content, whatever its name says.
    Column("size", Integer, nullable=False),  # Bytes.
    Column("digest", LargeBinary(32), nullable=False),  # SHA-256 of the content.
    Column("version", Integer, nullable=False),  # 1, 2, …
    Column("replaces", ForeignKey("document.id"), unique=True),  # The version before.
    Column("publicity", String(20), nullable=False),  # webapp.lifecycle.documents.Publicity
    Column("publicity_reason", Text),  # Why it is not public, with the section of the law.
    Column("public_from", String(20)),  # webapp.lifecycle.documents.PublicFrom; none: as its publicity says.
    Column("retention", String(20), nullable=False),  # webapp.lifecycle.documents.Retention
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("person.id"), nullable=False),
    Index(None, "business_key"),
    Index(None, "meeting_id"),
    sqlite_autoincrement=True,
)

# The content, in pieces: one backup is one file, and nothing has to hold a whole document in memory.
document_chunk = Table(
    "document_chunk",
    metadata,
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("document_id", "position"),
)

# A template that somebody changed; the newest version counts, and without one the program's own.
document_template = Table(
    "document_template",
    metadata,
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.templates.KINDS
    Column("language", String(2), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, …
    Column("content", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("person.id"), nullable=False),
    PrimaryKeyConstraint("kind", "language", "version"),
)

# By which a member without an account takes part in one meeting's preparation.
personal_link = Table(
    "personal_link",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # SHA-256 of the random part of the link.
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "meeting_id", "person_id"),
)
