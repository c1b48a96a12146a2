"""Foresight and events: nothing yet."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add nothing."""
