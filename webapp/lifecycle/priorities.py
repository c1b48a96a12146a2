"""The region's own strategic priorities and development themes: those that its bodies decided on, with their term."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, or_, select, update

from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.programmes import ClassKind, add_classification
from webapp.lifecycle.schema import classification

DECIDERS = {ClassKind.STRATEGY: "assembly", ClassKind.THEME: "rmg"}
"""The bodies that decide [S24]; what others decided is not the region's own."""


def in_force(connection: Connection, kind: ClassKind, day: date) -> list[str]:
    """The names of what is in force on a day, in the order of their making."""
    decider = find_body(connection, DECIDERS[kind]).name
    begun = or_(classification.c.valid_from.is_(None), classification.c.valid_from <= day)
    not_over = or_(classification.c.valid_to.is_(None), classification.c.valid_to >= day)
    own = classification.c.kind == kind, classification.c.authority == decider
    return list(
        connection.scalars(select(classification.c.name).where(*own, begun, not_over).order_by(classification.c.id))
    )


def replace_in_force(connection: Connection, kind: ClassKind, names: Sequence[str], day: date) -> None:
    """These are in force from a day on; what was in force and is not among them ends the day before."""
    decider = find_body(connection, DECIDERS[kind]).name
    old = set(in_force(connection, kind, day))
    ended = classification.c.kind == kind, classification.c.name.in_(old - set(names))
    connection.execute(update(classification).where(*ended).values(valid_to=day - timedelta(days=1)))
    for name in dict.fromkeys(names):
        if name not in old:
            add_classification(connection, kind, name, authority=decider, valid_from=day, valid_to=None)
