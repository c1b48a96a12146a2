"""Series of diary numbers, for an organisation that keeps its case register here."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Create the table; no number is given before the organisation says what numbers look like."""
    op.create_table(
        "diary_series",
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_diary_series")),
    )
