"""What the inbox keeps: tasks that were opened, filters by name, whether a person wants shortcuts; two indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "task_seen",
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_task_seen_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "person", name=op.f("pk_task_seen")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_filter_person_id_name")),
        sqlite_autoincrement=True,
    )
    op.add_column("person", sa.Column("shortcuts", sa.Boolean(), nullable=True))
    first = sa.text("sequence = 1")
    op.create_index("ix_history_begun", "history", ["actor", "at"], sqlite_where=first, postgresql_where=first)
    op.create_index(op.f("ix_project_manager"), "project", ["manager"])
