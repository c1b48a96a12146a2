"""Foresight rounds, their notes, reports and measures; events; what heads of areas say each year."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create their tables."""
    op.create_table(
        "foresight_round",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("convenor", sa.String(length=40), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("gathered_at", sa.BigInteger(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["convenor"], ["organisation.key"], name=op.f("fk_foresight_round_convenor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foresight_round")),
        sa.UniqueConstraint("business_key", name=op.f("uq_foresight_round_business_key")),
    )
    op.create_table(
        "foresight_note",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"], name=op.f("fk_foresight_note_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foresight_note")),
    )
    op.create_index(op.f("ix_foresight_note_business_key"), "foresight_note", ["business_key"])
    op.create_index(op.f("ix_foresight_note_noted_at"), "foresight_note", ["noted_at"])
    op.create_table(
        "situation_report",
        sa.Column("id", _ID, nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("conclusions", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["foresight_round.id"], name=op.f("fk_situation_report_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_report")),
        sa.UniqueConstraint("round_id", name=op.f("uq_situation_report_round_id")),
    )
    op.create_table(
        "measure",
        sa.Column("id", _ID, nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_measure_area")),
        sa.ForeignKeyConstraint(["report_id"], ["situation_report.id"], name=op.f("fk_measure_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(op.f("ix_measure_report_id"), "measure", ["report_id"])
    op.create_table(
        "event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("material", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_held_on"), "event", ["held_on"])
    op.create_table(
        "area_summary",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_area_summary_area")),
        sa.PrimaryKeyConstraint("year", "area", name=op.f("pk_area_summary")),
    )
