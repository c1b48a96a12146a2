"""Projects: founded by a decision, run from their diagram, ended; their lineage goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from webapp.lifecycle.schema import deviation, idea, impact, lineage, partner, steering_member
from webapp.lifecycle.schema import project as projects
from webapp.rights import Relation


class ProjectStatus(StrEnum):
    """How a project stands as a whole; its phase, its instance says."""

    STARTING = "starting"
    ACTIVE = "active"
    SUSPENDED = "suspended"  # By the RMG; nothing is reported meanwhile.
    ENDED = "ended"
    UNKNOWN = "unknown"  # A reference project whose page does not say.


@dataclass(frozen=True)
class Founded:
    """What is known of a project when it is decided."""

    name: str
    idea: int
    area: str | None
    total_cost: Decimal | None
    starts_on: date | None
    ends_on: date | None
    summary: str


def found(connection: Connection, founded: Founded) -> int:
    """Make a project of an idea; its number.  A follow-up's predecessor is linked both ways."""
    values = {
        "name": founded.name,
        "idea_id": founded.idea,
        "area": founded.area,
        "status": ProjectStatus.STARTING,
        "origin": "process",
        "total_cost": founded.total_cost,
        "starts_on": founded.starts_on,
        "ends_on": founded.ends_on,
        "summary": founded.summary,
    }
    key = connection.execute(insert(projects).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    number = int(key[0])
    change(connection, number, business_key=f"project/{number}")
    _link_predecessor(connection, number, founded)
    return number


def change(connection: Connection, project: int, **values: object) -> None:
    """Write down what is known of a project by now."""
    connection.execute(update(projects).where(projects.c.id == project).values(**values))


def find_project(connection: Connection, project: int) -> Row[Any]:
    """What is known of a project by now."""
    return connection.execute(select(projects).where(projects.c.id == project)).one()


def relations(manager: str | None, owner: object, person: str, groups: frozenset[str]) -> list[Relation]:
    """What a person is to a project that has this manager, in the area of this owner's group."""
    found = [Relation.MANAGER] if person == manager else []
    return found + ([Relation.AREA_OWNER] if str(owner) in groups else [])


def name_partners(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put partners (`name`, `country`, `role`) in place of those before."""
    connection.execute(delete(partner).where(partner.c.project_id == project))
    for position, row in enumerate(rows, 1):
        values = {"name": row["name"], "country": row.get("country"), "role": row.get("role")}
        connection.execute(insert(partner).values(values | {"project_id": project, "position": position}))


def appoint(connection: Connection, project: int, manager: str, steering_group: Iterable[str], chair: str) -> None:
    """Name a project's manager and steering group, in place of those before; its chair belongs to the group."""
    change(connection, project, manager=manager)
    connection.execute(delete(steering_member).where(steering_member.c.project_id == project))
    for person in sorted({*steering_group, chair}):
        values = {"project_id": project, "person_id": person, "chair": person == chair}
        connection.execute(insert(steering_member).values(values))


def record_deviation(connection: Connection, project: int, now: datetime, **values: object) -> None:
    """Keep what differs from a project's plan: `kind`, `severity`, `description`, `material`, `outcome`."""
    connection.execute(insert(deviation).values(project_id=project, recorded_at=now, **values))


def record_impact(connection: Connection, project: int, months: int, description: str, now: datetime) -> None:
    """Keep what a project has led to, so many months after its end."""
    values = {"project_id": project, "months": months, "description": description, "recorded_at": now}
    connection.execute(insert(impact).values(values))


def managed_by(connection: Connection, person: str, most: int) -> list[str]:
    """The business keys of the running projects that a person manages, the newest first, at most so many."""
    return list(connection.scalars(_MANAGED, {"person": person, "most": most}))


_MANAGED = (
    select(projects.c.business_key)
    .where(
        projects.c.manager == bindparam("person"), projects.c.ended_on.is_(None), projects.c.business_key.is_not(None)
    )
    .order_by(projects.c.id.desc())
    .limit(bindparam("most"))
)


def _link_predecessor(connection: Connection, project: int, founded: Founded) -> None:
    parent = connection.scalar(select(idea.c.parent_project).where(idea.c.id == founded.idea))
    if parent is None:
        return
    name = connection.scalar(select(projects.c.name).where(projects.c.id == parent)) or ""
    for one, kind, other, other_name in (
        (project, "predecessor", parent, name),
        (parent, "successor", project, founded.name),
    ):
        values = {"project_id": one, "kind": kind, "other_project": other, "other_name": other_name}
        connection.execute(insert(lineage).values(values))
