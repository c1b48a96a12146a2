"""Grounds of disqualifications, and the day before which no meeting takes an item up."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns; what was asked and declared before has neither."""
    op.add_column("agenda_item", sa.Column("earliest_on", sa.Date(), nullable=True))
    op.add_column("disqualification", sa.Column("grounds", sa.Text(), nullable=True))
