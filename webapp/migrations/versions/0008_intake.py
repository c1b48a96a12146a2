"""Ideas from outside, versions of proposals, what outside funders decided, and money carried from year to year."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# SQLite numbers rows itself only for a column declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EUROS = sa.Numeric(precision=14, scale=2)


def upgrade() -> None:
    """Add the tables and the columns."""
    op.add_column("idea", sa.Column("direction", sa.String(length=20), nullable=True))
    op.add_column("idea", sa.Column("score", sa.Numeric(precision=4, scale=2), nullable=True))
    op.add_column("idea", sa.Column("grounds", sa.Text(), nullable=True))
    op.add_column("appropriation", sa.Column("carried_in", _EUROS, nullable=True))
    op.add_column("appropriation", sa.Column("carried_out", _EUROS, nullable=True))
    op.create_table(
        "external_proposer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("consented_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_proposer")),
        sa.UniqueConstraint("business_key", name=op.f("uq_external_proposer_business_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_external_proposer_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proposal_version",
        sa.Column("idea_id", _ID, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("prepared_by", sa.String(length=200), nullable=False),
        sa.Column("total_cost", _EUROS, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_proposal_version_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", "version", name=op.f("pk_proposal_version")),
    )
    op.create_table(
        "funder_decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("idea_id", _ID, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("amount", _EUROS, nullable=False),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_funder_decision_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_decision")),
    )
    op.create_index(op.f("ix_funder_decision_idea_id"), "funder_decision", ["idea_id"])
    op.create_table(
        "funder_source",
        sa.Column("decision_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount", _EUROS, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["funder_decision.id"], name=op.f("fk_funder_source_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_funder_source")),
    )
