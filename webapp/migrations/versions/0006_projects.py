"""Projects: plans by version, what is reported against them, requests for change, lessons; and more of what was there.

What was planned before this stays where it was: a project that already runs has no version of a plan until it changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EUROS = sa.Numeric(precision=14, scale=2)
_MEASURE = sa.Numeric(precision=18, scale=4)


def upgrade() -> None:
    """Add the tables, and the columns of those that were there."""
    _add_plans()
    _add_results()
    _add_changes()
    _add_columns()


def _add_plans() -> None:
    """Versions of plans, and the plan in force."""
    op.create_table(
        "plan_version",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(length=20), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_plan_version_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_plan_version_project_id_number")),
    )
    op.create_table(
        "work_package",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_work_package_project_id")),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f("pk_work_package")),
    )
    op.create_table(
        "activity",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("work_package", sa.SmallInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_activity_project_id")),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f("pk_activity")),
    )
    op.create_table(
        "cost_line",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.Column("planned", _EUROS, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_cost_line_project_id")),
        sa.PrimaryKeyConstraint("project_id", "line", name=op.f("pk_cost_line")),
    )
    op.create_table(
        "partner",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_partner_project_id")),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f("pk_partner")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("baseline", _MEASURE, nullable=True),
        sa.Column("target", _MEASURE, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_indicator_project_id_name")),
    )


def _add_results() -> None:
    """What is reported against a plan."""
    op.create_table(
        "report_cost",
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.Column("spent", _EUROS, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_cost_report_id")),
        sa.PrimaryKeyConstraint("report_id", "line", name=op.f("pk_report_cost")),
    )
    op.create_table(
        "payment",
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("claimed", _EUROS, nullable=True),
        sa.Column("received", _EUROS, nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_payment_report_id")),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_payment")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("id", _ID, nullable=False),
        sa.Column("indicator_id", _ID, nullable=False),
        sa.Column("report_id", _ID, nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        sa.Column("actual", _MEASURE, nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_value_indicator_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_indicator_value_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint("indicator_id", "months", name=op.f("uq_indicator_value_indicator_id_months")),
        sa.UniqueConstraint("indicator_id", "report_id", name=op.f("uq_indicator_value_indicator_id_report_id")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lesson_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index(op.f("ix_lesson_project_id"), "lesson", ["project_id"])


def _add_changes() -> None:
    """Requests for another plan."""
    op.create_table(
        "change_request",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("plan_version_id", _ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("moved", _EUROS, nullable=False),
        sa.Column("end_days", sa.SmallInteger(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("funder_decision", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_change_request_plan_version_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_change_request_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    op.create_index(op.f("ix_change_request_project_id"), "change_request", ["project_id"])


def _add_columns() -> None:
    """Empty for what was there before: not known."""
    op.add_column("deviation", sa.Column("effect", sa.Text(), nullable=True))
    op.add_column("deviation", sa.Column("proposal", sa.Text(), nullable=True))
    op.add_column("financing", sa.Column("applied", _EUROS, nullable=True))
    op.add_column("financing", sa.Column("granted", _EUROS, nullable=True))
    op.add_column("financing", sa.Column("decision_number", sa.String(length=80), nullable=True))
    op.add_column("financing", sa.Column("decided_on", sa.Date(), nullable=True))
    op.add_column("financing", sa.Column("state_aid", sa.String(length=20), nullable=True))
    op.add_column("project", sa.Column("ministry", sa.Text(), nullable=True))
    op.add_column("project", sa.Column("contact_organisation", sa.Text(), nullable=True))
    op.add_column("project", sa.Column("decision_number", sa.String(length=80), nullable=True))
    op.add_column("project", sa.Column("diary_number", sa.String(length=80), nullable=True))
    op.add_column("project", sa.Column("field_of_science", sa.String(length=20), nullable=True))
    op.add_column("report", sa.Column("planned_on", sa.Date(), nullable=True))
    op.add_column("report", sa.Column("claim", sa.Boolean(), nullable=True))
    op.add_column("report", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.add_column("report", sa.Column("taken_at", sa.BigInteger(), nullable=True))
    op.add_column("report", sa.Column("written_at", sa.BigInteger(), nullable=True))
    op.add_column("steering_member", sa.Column("chair", sa.Boolean(), nullable=True))
