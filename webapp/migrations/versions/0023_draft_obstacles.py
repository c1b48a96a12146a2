"""What kept a process draft from being published, and which of its tests may go otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add them."""
    op.add_column("process_draft", sa.Column("obstacle", sa.String(length=10), nullable=True))
    op.add_column("process_draft", sa.Column("waived", sa.Text(), nullable=True))
