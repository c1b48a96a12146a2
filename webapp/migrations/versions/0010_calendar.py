"""The annual clock: nothing yet."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add nothing."""
