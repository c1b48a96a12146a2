"""Bodies: their members, chairs and secretaries, and whose turn it is to convene them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from engine.errors import NotFound
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import rotation_turn

PER_YEAR = "year"


@dataclass(frozen=True)
class Body:
    """Whoever meets; its members are the group of the same key."""

    key: str
    name: str
    chair_group: str
    secretary_group: str
    rotation_period: str | None
    rotation_start: int | None
    project_id: int | None = None


@dataclass(frozen=True)
class Convenor:
    """Who calls a meeting: an organisation by rotation, or the chair; `group` is the key of the people who may."""

    organisation: str | None
    group: str


def find_body(connection: Connection, key: str) -> Body:
    """Raises NotFound."""
    row = connection.execute(select(bodies).where(bodies.c.key == key)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a body with the key {key!r}, but there is none.")
    return Body(**row._asdict())


def convenor_of(connection: Connection, body: Body, number: int, day: date) -> Convenor:
    """Who calls a body's meeting: the organisation whose turn the meeting's number (from 1) or its year is.

    A body without rotation is called by its chair.
    """
    order = connection.scalars(
        select(rotation_turn.c.organisation).where(rotation_turn.c.body == body.key).order_by(rotation_turn.c.position)
    ).all()
    if not order:
        return Convenor(None, body.chair_group)
    start = body.rotation_start or 1
    turn = (day.year if body.rotation_period == PER_YEAR else number) - start
    organisation = order[turn % len(order)]
    return Convenor(organisation, f"convenor_{organisation}")
