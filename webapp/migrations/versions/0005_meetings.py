"""Meetings by the calendar: who attended as what, who inspects, what was agreed to be done, what was corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables and the columns."""
    _add("body", sa.Column("project_id", _ID, sa.ForeignKey("project.id", name=op.f("fk_body_project_id"))))
    _add("meeting", sa.Column("occurs_on", sa.Date()))
    _add("meeting", sa.Column("agenda_closes_at", sa.BigInteger()))
    _add("meeting", sa.Column("chair", sa.String(200), sa.ForeignKey("person.id", name=op.f("fk_meeting_chair"))))
    _add("attendance", sa.Column("role", sa.String(20)))
    _add("attendance", sa.Column("left_at", sa.BigInteger()))
    _add("agenda_item", sa.Column("urgent", sa.Boolean()))
    _add("agenda_item", sa.Column("withdrawn_at", sa.BigInteger()))
    _add("decision", sa.Column("meeting_id", _ID, sa.ForeignKey("meeting.id", name=op.f("fk_decision_meeting_id"))))
    _add("decision", sa.Column("corrects", _ID, sa.ForeignKey("decision.id", name=op.f("fk_decision_corrects"))))
    _add("decision", sa.Column("error", sa.Text()))
    op.create_table(
        "inspector",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_inspector_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inspector_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_inspector")),
    )
    op.create_table(
        "action",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("business_key", name=op.f("uq_action_business_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_action_meeting_id"), "action", ["meeting_id"])
    op.create_table(
        "area_priority",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_area_priority_area")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_area_priority_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "area", name=op.f("pk_area_priority")),
    )


def _add(table: str, column: sa.Column[object]) -> None:
    """Add a column where it stands, its foreign key with it: SQLite would otherwise rebuild the table."""
    op.add_column(table, column, inline_references=True)
