"""What an authority says of when a seal was made."""

from sqlalchemy import Column, LargeBinary, Table, Text

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

seal_stamp = Table(
    "seal_stamp",
    metadata,
    Column("seal_id", Id, primary_key=True, autoincrement=False),  # The seal's number.
    Column("at", Instant, nullable=False),  # As the authority tells it.
    Column("authority", Text, nullable=False),  # Its address.
    Column("token", LargeBinary, nullable=False),  # Its answer (RFC 3161, TimeStampResp).
)
