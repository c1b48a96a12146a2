"""Notices to people, how each wants them, how far the worker has walked, and when mail stood still."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create them."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _create_notices(key)
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("delivery", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_walk",
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("position", key, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notice_walk")),
    )
    # Nobody is told of what was open before there were notices.
    op.execute("INSERT INTO notice_walk SELECT 'task', coalesce(max(id), 0) FROM user_task")
    op.execute("INSERT INTO notice_walk SELECT 'incident', coalesce(max(id), 0) FROM incident")
    op.create_table(
        "notice_digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_notice_digest")),
    )
    op.create_table(
        "mail_outage",
        sa.Column("id", key, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_outage")),
    )
    _index("ix_mail_outage_open", "mail_outage", ["ended_at"], "ended_at IS NULL")


def _create_notices(key: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "notice",
        sa.Column("id", key, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("task_id", key, nullable=True),
        sa.Column("mark", sa.String(length=60), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("delivery", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("mailed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "mark", name=op.f("uq_notice_person_id_mark")),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "id"])
    _index("ix_notice_unread", "notice", ["person_id", "id"], "read_at IS NULL")
    _index("ix_notice_digest", "notice", ["person_id"], "delivery = 'digest' AND mailed_at IS NULL")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
