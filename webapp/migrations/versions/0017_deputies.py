"""Deputies of absent people, and what they did; whether an ended term's tasks went back to their group."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create them, the column and the index."""
    named = sa.text("on_behalf_of IS NOT NULL")
    columns = ["on_behalf_of", "at"]
    op.create_index("ix_history_on_behalf_of", "history", columns, sqlite_where=named, postgresql_where=named)
    op.add_column("group_membership", sa.Column("returned_at", sa.BigInteger(), nullable=True))
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    people = ("person_id", "deputy_id", "appointed_by", "ended_by")
    op.create_table(
        "deputy",
        sa.Column("id", key, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("deputy_id", sa.String(length=200), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("appointed_by", sa.String(length=200), nullable=False),
        sa.Column("appointed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_deputy_period")),
        sa.CheckConstraint("deputy_id <> person_id", name=op.f("ck_deputy_another")),
        *(sa.ForeignKeyConstraint([one], ["person.id"], name=op.f(f"fk_deputy_{one}")) for one in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sqlite_autoincrement=True,
    )
    for column in ("deputy_id", "person_id"):
        op.create_index(op.f(f"ix_deputy_{column}_ends_on"), "deputy", [column, "ends_on"])
    op.create_table(
        "deputy_scope",
        sa.Column("deputy_id", key, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=op.f("fk_deputy_scope_deputy_id")),
        sa.PrimaryKeyConstraint("deputy_id", "key", name=op.f("pk_deputy_scope")),
    )
