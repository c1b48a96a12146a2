"""What was disposed of, and the matters that must not be."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create them."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "disposal",
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("number", key, nullable=False),
        sa.Column("disposed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", "number", name=op.f("pk_disposal")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", key, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"], name=op.f("fk_legal_hold_placed_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_legal_hold_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_legal_hold_business_key"), "legal_hold", ["business_key"])
