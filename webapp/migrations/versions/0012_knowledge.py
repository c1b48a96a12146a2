"""The knowledge bank and evaluations: nothing yet."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add nothing."""
