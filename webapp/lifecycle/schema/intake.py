"""Ideas from outside and on their way: who sent them, the versions of a proposal, what outside funders decided."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import EUROS, metadata

# Somebody without an account who sent an idea.  Personal data stand here only: process data and history know
# `external/7`.  Once erased, name and address are empty and the link opens nothing.
external_proposer = Table(
    "external_proposer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False, unique=True),  # Of the idea.
    Column("name", Text),
    Column("organisation", Text),
    Column("email", String(320)),
    Column("language", String(2), nullable=False),
    Column("digest", LargeBinary(32), unique=True),  # Of the random part of the private link.
    Column("consented_at", Instant, nullable=False),
    Column("erased_at", Instant),
    sqlite_autoincrement=True,
)

# Each time a proposal was handed on, whole; never altered.
proposal_version = Table(
    "proposal_version",
    metadata,
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("version", SmallInteger, nullable=False),  # 1, 2, … of an idea.
    Column("prepared_at", Instant, nullable=False),
    Column("prepared_by", String(200), nullable=False),
    Column("total_cost", EUROS, nullable=False),
    Column("content", LargeBinary, nullable=False),  # The form's answers, as engine.content writes values.
    PrimaryKeyConstraint("idea_id", "version"),
)

# What an outside funder decided; a later decision stands beside the earlier one.
funder_decision = Table(
    "funder_decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("number", String(80), nullable=False),  # The funder's own.
    Column("decided_on", Date, nullable=False),
    Column("result", String(20), nullable=False),  # `as_applied`, `changed` or `refused`
    Column("amount", EUROS, nullable=False),
    Column("conditions", Text),
    Column("recorded_at", Instant, nullable=False),
    Index(None, "idea_id"),
)

funder_source = Table(
    "funder_source",
    metadata,
    Column("decision_id", ForeignKey("funder_decision.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),  # Of the money: a fund of the EU, the state, …
    Column("amount", EUROS, nullable=False),
    PrimaryKeyConstraint("decision_id", "position"),
)
