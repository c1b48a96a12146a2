"""What people say to one another about a matter, beside its history."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

# A remark on one instance; never altered, but its writer may take it back.
comment = Table(
    "comment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False),  # Of the engine, which does not depend on the field.
    Column("text", Text, nullable=False),  # Markdown, as typed.
    Column("written_at", Instant, nullable=False),
    Column("written_by", ForeignKey("person.id"), nullable=False),
    Column("removed_at", Instant),  # When its writer took it back; from then on nobody is shown its text.
    Column("request_key", String(32), nullable=False, unique=True),  # Pressing twice says it once.
    Index(None, "instance_id"),
    sqlite_autoincrement=True,
)

# Whom a comment mentions.
comment_mention = Table(
    "comment_mention",
    metadata,
    Column("comment_id", ForeignKey("comment.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    PrimaryKeyConstraint("comment_id", "person_id"),
)
