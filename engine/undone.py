"""What was undone: a completion whose very next entry takes it back."""

from sqlalchemy import ColumnElement, exists

from engine.kinds import Kind
from engine.schema import history


def stands() -> ColumnElement[bool]:
    """That an entry of `history` was not undone.  Only the last entry ever is, so the undoing has the next number."""
    following = history.alias("following")
    return ~(
        exists()
        .where(following.c.instance_id == history.c.instance_id)
        .where(following.c.sequence == history.c.sequence + 1, following.c.kind == str(Kind.UNDONE))
    )
