"""What was disposed of, and the matters that must not be."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

# What was said in the instance, or the document's content, is gone; the journal has the certificate.
disposal = Table(
    "disposal",
    metadata,
    Column("what", String(10), nullable=False),  # webapp.lifecycle.retention.What
    Column("number", Id, nullable=False),  # Of the document or the instance.
    Column("disposed_at", Instant, nullable=False),
    PrimaryKeyConstraint("what", "number"),
)

# While it is not lifted nothing of the matter is disposed of, however old.
legal_hold = Table(
    "legal_hold",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", ForeignKey("person.id"), nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("lifted_by", ForeignKey("person.id")),
    Column("lifted_at", Instant),
    Index(None, "business_key"),
    sqlite_autoincrement=True,
)
