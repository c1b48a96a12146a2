"""What was counted and is kept until it is counted anew."""

from sqlalchemy import Column, String, Table, Text

from engine.schema import Instant
from webapp.lifecycle.schema.base import metadata

# The figures of a process, in all of its versions.
process_figures = Table(
    "process_figures",
    metadata,
    Column("key", String(200), primary_key=True),  # Of the process.
    Column("counted_at", Instant, nullable=False),
    Column("content", Text, nullable=False),  # As engine.figures writes them: JSON.
)
