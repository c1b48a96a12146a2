"""The field's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite numbers rows itself only for a column declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "appropriation",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_appropriation")),
    )
    op.create_table(
        "organisation",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["successor"], ["organisation.key"], name=op.f("fk_organisation_successor")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organisation")),
    )
    op.create_table(
        "person_group",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_person_group")),
    )
    op.create_table(
        "area",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["organisation.key"], name=op.f("fk_area_owner")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_area")),
    )
    op.create_table(
        "body",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("chair_group", sa.String(length=200), nullable=False),
        sa.Column("secretary_group", sa.String(length=200), nullable=False),
        sa.Column("rotation_period", sa.String(length=10), nullable=True),
        sa.Column("rotation_start", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["chair_group"], ["person_group.key"], name=op.f("fk_body_chair_group")),
        sa.ForeignKeyConstraint(["secretary_group"], ["person_group.key"], name=op.f("fk_body_secretary_group")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_body")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"], name=op.f("fk_person_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "group_membership",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("group_key", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_group_membership_term")),
        sa.ForeignKeyConstraint(["group_key"], ["person_group.key"], name=op.f("fk_group_membership_group_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_membership")),
        sa.UniqueConstraint(
            "person_id", "group_key", "valid_from", name=op.f("uq_group_membership_person_id_group_key_valid_from")
        ),
    )
    op.create_index(op.f("ix_group_membership_group_key"), "group_membership", ["group_key"], unique=False)
    op.create_table(
        "idea",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("proposer", sa.String(length=200), nullable=True),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("merged_into", _ID, nullable=True),
        sa.Column("parent_project", _ID, nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_idea_area")),
        sa.ForeignKeyConstraint(["merged_into"], ["idea.id"], name=op.f("fk_idea_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("business_key", name=op.f("uq_idea_business_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meeting",
        sa.Column("id", _ID, nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("procedure", sa.String(length=20), nullable=False),
        sa.Column("convenor", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("quorate", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.key"], name=op.f("fk_meeting_body")),
        sa.ForeignKeyConstraint(["convenor"], ["organisation.key"], name=op.f("fk_meeting_convenor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("body", "number", name=op.f("uq_meeting_body_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rotation_turn",
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.key"], name=op.f("fk_rotation_turn_body")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"], name=op.f("fk_rotation_turn_organisation")),
        sa.PrimaryKeyConstraint("body", "position", name=op.f("pk_rotation_turn")),
    )
    op.create_table(
        "sub_area",
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_sub_area_area")),
        sa.PrimaryKeyConstraint("area", "position", name=op.f("pk_sub_area")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.key"], name=op.f("fk_agenda_item_body")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agenda_item_body_meeting_id"), "agenda_item", ["body", "meeting_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_business_key"), "agenda_item", ["business_key"], unique=False)
    op.create_table(
        "appropriation_entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("idea_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_appropriation_entry_idea_id")),
        sa.ForeignKeyConstraint(["year"], ["appropriation.year"], name=op.f("fk_appropriation_entry_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appropriation_entry")),
    )
    op.create_index(op.f("ix_appropriation_entry_idea_id"), "appropriation_entry", ["idea_id"], unique=False)
    op.create_index(op.f("ix_appropriation_entry_year"), "appropriation_entry", ["year"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "project",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("business_key", sa.String(length=200), nullable=True),
        sa.Column("idea_id", _ID, nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("manager", sa.String(length=200), nullable=True),
        sa.Column("implementer", sa.Text(), nullable=True),
        sa.Column("administrator", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("fund", sa.Text(), nullable=True),
        sa.Column("funding_authority", sa.Text(), nullable=True),
        sa.Column("project_code", sa.String(length=80), nullable=True),
        sa.Column("total_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_project_area")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_project_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("business_key", name=op.f("uq_project_business_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("agenda_item_id", _ID, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=True),
        sa.Column("legal_decider", sa.String(length=40), nullable=True),
        sa.Column("diary_number", sa.String(length=80), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_decision_agenda_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_business_key"), "decision", ["business_key"], unique=False)
    op.create_table(
        "deviation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_deviation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
    )
    op.create_index(op.f("ix_deviation_project_id"), "deviation", ["project_id"], unique=False)
    op.create_table(
        "disqualification",
        sa.Column("agenda_item_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_disqualification_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disqualification_person_id")),
        sa.PrimaryKeyConstraint("agenda_item_id", "person_id", name=op.f("pk_disqualification")),
    )
    op.create_table(
        "financing",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_financing_project_id")),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f("pk_financing")),
    )
    op.create_table(
        "impact",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_impact_project_id")),
        sa.PrimaryKeyConstraint("project_id", "months", name=op.f("pk_impact")),
    )
    op.create_table(
        "lineage",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("other_project", _ID, nullable=True),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["other_project"], ["project.id"], name=op.f("fk_lineage_other_project")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lineage_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lineage")),
    )
    op.create_table(
        "opinion",
        sa.Column("agenda_item_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("recommendation", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_opinion_agenda_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opinion_person_id")),
        sa.PrimaryKeyConstraint("agenda_item_id", "person_id", name=op.f("pk_opinion")),
    )
    op.create_table(
        "report",
        sa.Column("id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=True),
        sa.Column("situation", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_report_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("project_id", "kind", "number", name=op.f("uq_report_project_id_kind_number")),
    )
    op.create_table(
        "score",
        sa.Column("agenda_item_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("criterion", sa.String(length=80), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_score_agenda_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_score_person_id")),
        sa.PrimaryKeyConstraint("agenda_item_id", "person_id", "criterion", name=op.f("pk_score")),
    )
    op.create_table(
        "steering_member",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_steering_member_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_steering_member_project_id")),
        sa.PrimaryKeyConstraint("project_id", "person_id", name=op.f("pk_steering_member")),
    )
