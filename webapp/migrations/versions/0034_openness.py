"""The class of openness of a decision, what of it is secret, and what anybody may read of it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column and the tables; what was decided before has no class, and is shown to nobody outside."""
    op.add_column("decision", sa.Column("publicity", sa.String(length=20), nullable=True))
    op.create_table(
        "decision_secret",
        sa.Column("decision_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_secret_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decision_secret")),
    )
    op.create_table(
        "public_decision",
        sa.Column("decision_id", _ID, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("publicity", sa.String(length=20), nullable=False),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("body", sa.String(length=40), nullable=True),
        sa.Column("business_key", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("legal_decider", sa.String(length=40), nullable=True),
        sa.Column("diary_number", sa.String(length=80), nullable=True),
        sa.Column("corrects", _ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_public_decision_decision_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_public_decision_meeting_id")),
        sa.ForeignKeyConstraint(["body"], ["body.key"], name=op.f("fk_public_decision_body")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_public_decision")),
    )
    op.create_index("ix_public_decision_decided_on_decision_id", "public_decision", ["decided_on", "decision_id"])
