"""Processes begin by themselves on planned days; a task says what it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "occurrence",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("occurs_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("instance_id", _ID, nullable=True),
        sa.Column("changed_by", sa.String(length=200), nullable=True),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_occurrence_instance_id")),
        sa.PrimaryKeyConstraint("key", "element", "occurs_at", name=op.f("pk_occurrence")),
    )
    op.create_index(op.f("ix_occurrence_due_at"), "occurrence", ["due_at"])
    op.create_index(op.f("ix_occurrence_planned_at"), "occurrence", ["planned_at"])
    op.add_column("user_task", sa.Column("subject", sa.Text(), nullable=True))
