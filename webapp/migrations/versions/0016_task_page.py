"""Letters know the history entry that they followed from; comments of matters, and who has a task open."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column("outbox", sa.Column("instance_id", _ID, nullable=True))
    op.add_column("outbox", sa.Column("sequence", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_outbox_instance_id"), "outbox", ["instance_id"])
    _add_sightings()
    _add_comments()


def _add_sightings() -> None:
    op.create_table(
        "task_view",
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_task_view_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "person", name=op.f("pk_task_view")),
    )


def _add_comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("request_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_comment_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("request_key", name=op.f("uq_comment_request_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_comment_instance_id"), "comment", ["instance_id"])
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_mention_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_mention_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_comment_mention")),
    )
