"""Ideas from outside: nothing yet."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add nothing."""
