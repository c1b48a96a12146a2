"""What happened, entry by entry, and the seals over it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

from engine.schema.columns import Id, Instant, RequestKey, metadata

history = Table(
    "history",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("sequence", Integer, nullable=False),  # 1, 2, … for each instance, without a gap.
    Column("at", Instant, nullable=False),
    Column("kind", String(24), nullable=False),  # engine.history.Kind
    Column("actor", String(200), nullable=False),
    Column("on_behalf_of", String(200)),
    Column("definition_id", ForeignKey("definition.id"), nullable=False),
    Column("element", String(200)),
    Column("task_id", Id),  # The user task it closed, for those who come too late.
    Column("request_key", RequestKey),  # The idempotency key of the request that caused it.
    Column("hash", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("instance_id", "sequence"),
    Index(
        "ix_history_request_key",
        "request_key",
        unique=True,
        sqlite_where=text("request_key IS NOT NULL"),
        postgresql_where=text("request_key IS NOT NULL"),
    ),
    Index(
        "ix_history_task_id",
        "task_id",
        sqlite_where=text("task_id IS NOT NULL"),
        postgresql_where=text("task_id IS NOT NULL"),
    ),
    Index(
        "ix_history_done",
        "actor",
        "at",
        sqlite_where=text("task_id IS NOT NULL"),
        postgresql_where=text("task_id IS NOT NULL"),
    ),
    Index(
        "ix_history_on_behalf_of",
        "on_behalf_of",
        "at",
        sqlite_where=text("on_behalf_of IS NOT NULL"),
        postgresql_where=text("on_behalf_of IS NOT NULL"),
    ),
    # What somebody began, the latest first.
    Index(
        "ix_history_begun",
        "actor",
        "at",
        sqlite_where=text("sequence = 1"),
        postgresql_where=text("sequence = 1"),
    ),
    sqlite_with_rowid=False,
)

history_value = Table(
    "history_value",
    metadata,
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32)),  # Only when the value was erased: what the chain needs to stay whole.
    Column("content", LargeBinary),  # The input and what followed, in the state's JSON, packed by engine.content.
    PrimaryKeyConstraint("instance_id", "sequence"),
    CheckConstraint("(content IS NULL) <> (digest IS NULL)", name="erased_or_kept"),
    sqlite_with_rowid=False,
)

# What people did that is no step of an instance: one chain for the whole site.
journal = Table(
    "journal",
    metadata,
    Column("sequence", Id, primary_key=True, autoincrement=False),  # 1, 2, … without a gap.
    Column("at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),  # A word of whoever writes.
    Column("actor", String(200), nullable=False),
    Column("on_behalf_of", String(200)),
    Column("subject", String(200)),  # What it was done to: `person/anna`.
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_journal_at", "at"),
    Index("ix_journal_actor", "actor", "at"),
    Index("ix_journal_subject", "subject", "at"),
)

journal_value = Table(
    "journal_value",
    metadata,
    Column("sequence", ForeignKey("journal.sequence"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32)),  # As in `history_value`.
    Column("content", LargeBinary),
    CheckConstraint("(content IS NULL) <> (digest IS NULL)", name="erased_or_kept"),
)

# One row: where the journal's chain has come to, and what its writers wait for in turn.
journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Id, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

# What all chains had come to at a moment; its hash is kept outside the database, too.
seal = Table(
    "seal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("heads", LargeBinary, nullable=False),  # Deflated JSON: [instance or 0, sequence, hash] of what moved on.
    Column("hash", LargeBinary(32), nullable=False),  # Of the seal before, the moment and the heads.
)
