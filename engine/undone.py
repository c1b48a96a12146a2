"""What was undone: a completion whose very next entry takes it back."""

from sqlalchemy import ColumnElement, FromClause, exists

from engine.kinds import Kind
from engine.schema import history


def stands(entry: FromClause = history) -> ColumnElement[bool]:
    """That an entry of `history`, or of an alias of it, was not undone.

    Only the last entry ever is, so the undoing has the next number.
    """
    following = history.alias("following")
    return ~(
        exists()
        .where(following.c.instance_id == entry.c.instance_id)
        .where(following.c.sequence == entry.c.sequence + 1, following.c.kind == str(Kind.UNDONE))
    )
