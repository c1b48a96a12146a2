"""The annual clock: changes of occurrences, funders' calls and what is meant for them, links of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create them."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "occurrence_change",
        sa.Column("id", key, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("occurs_at", sa.BigInteger(), nullable=False),
        sa.Column("was_at", sa.BigInteger(), nullable=True),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_occurrence_change_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence_change")),
        sqlite_autoincrement=True,
    )
    place = ["key", "element", "occurs_at"]
    op.create_index(op.f("ix_occurrence_change_key_element_occurs_at"), "occurrence_change", place)
    op.create_table(
        "funding_call",
        sa.Column("id", key, nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("fund", sa.Text(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_funding_call_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_call")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_funding_call_closes_on"), "funding_call", ["closes_on"])
    op.create_table(
        "idea_call",
        sa.Column("idea_id", key, nullable=False),
        sa.Column("call_id", key, nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_call_idea_id")),
        sa.ForeignKeyConstraint(["call_id"], ["funding_call.id"], name=op.f("fk_idea_call_call_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_call")),
    )
    op.create_index(op.f("ix_idea_call_call_id"), "idea_call", ["call_id"])
    op.create_table(
        "calendar_link",
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_link_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_link_digest")),
    )
