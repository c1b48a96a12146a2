"""Bodies: their members, chairs and secretaries, and whose turn it is to convene them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, or_, select

from engine.errors import NotFound
from webapp.lifecycle.people import members_of
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import project, rotation_turn, steering_member

PER_YEAR = "year"
STEERING_GROUP = "steering_group"


@dataclass(frozen=True)
class Body:
    """Whoever meets; its members are the group of the same key, or the steering group of its project."""

    key: str
    name: str
    chair_group: str
    secretary_group: str
    rotation_period: str | None
    rotation_start: int | None
    project_id: int | None = None

    @property
    def rules(self) -> str:
        """The name by which the meeting's decision tables know it: all steering groups are alike."""
        return self.key if self.project_id is None else STEERING_GROUP


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


def steering_group_of(connection: Connection, project_id: int) -> Body:
    """A project's steering group as a body.  Raises NotFound when there is no such project."""
    key = f"{STEERING_GROUP}_{project_id}"
    if connection.scalar(select(bodies.c.key).where(bodies.c.key == key)) is None:
        name = connection.scalar(select(project.c.name).where(project.c.id == project_id))
        if name is None:
            raise NotFound(f"Expected a project with the number {project_id}, but there is none.")
        groups = {"chair_group": STEERING_GROUP, "secretary_group": STEERING_GROUP}
        values = {"key": key, "name": f"{name}, ohjausryhmä", "project_id": project_id}
        connection.execute(insert(bodies).values(values | groups))
    return find_body(connection, key)


def steered_by(connection: Connection, person: str) -> list[tuple[int, str]]:
    """Numbers and names of the projects that a person manages or whose steering group they belong to, by name."""
    mine = select(steering_member.c.project_id).where(steering_member.c.person_id == person)
    running = select(project.c.id, project.c.name).where(or_(project.c.manager == person, project.c.id.in_(mine)))
    found = running.where(project.c.ended_on.is_(None)).order_by(project.c.name, project.c.id)
    return [(row.id, row.name) for row in connection.execute(found)]


def manager_of(connection: Connection, body: Body) -> str | None:
    """Who calls a steering group together and keeps its minutes: its project's manager; None for other bodies."""
    return connection.scalar(select(project.c.manager).where(project.c.id == body.project_id))


def body_members(connection: Connection, body: Body, day: date) -> tuple[str, ...]:
    """The ids of a body's members whose term covers the day, in order."""
    if body.project_id is None:
        return members_of(connection, body.key, day)
    steering = select(steering_member.c.person_id).where(steering_member.c.project_id == body.project_id)
    return tuple(connection.scalars(steering.order_by(steering_member.c.person_id)))


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
