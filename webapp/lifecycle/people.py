"""People and the groups that they belong to for a term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Date, and_, bindparam, or_, select, update

from engine.errors import NotFound

from .schema import group_membership
from .schema import person as people
from .schema import person_group as groups

ADMINISTRATORS = "administrator"


@dataclass(frozen=True)
class Person:
    """Somebody who may act."""

    id: str
    name: str
    email: str
    language: str
    organisation: str | None
    active: bool
    is_demo: bool


def in_force() -> ColumnElement[bool]:
    """Whether a membership's term covers the bound `day`."""
    day = bindparam("day", type_=Date)
    ended = group_membership.c.valid_to
    return and_(group_membership.c.valid_from <= day, or_(ended.is_(None), ended >= day))


_PERSON = select(
    people.c.id, people.c.name, people.c.email, people.c.language,
    people.c.organisation, people.c.active, people.c.is_demo,
).where(people.c.id == bindparam("id"))  # fmt: skip
_GROUPS = select(group_membership.c.group_key).where(group_membership.c.person_id == bindparam("id"), in_force())
_MEMBERS = (
    select(people.c.id)
    .join(group_membership, group_membership.c.person_id == people.c.id)
    .where(group_membership.c.group_key == bindparam("group"), people.c.active, in_force())
    .distinct()
    .order_by(people.c.id)
)


def person(connection: Connection, person_id: str) -> Person:
    """Whom an id means.  Raises NotFound."""
    row = connection.execute(_PERSON, {"id": person_id}).one_or_none()
    if row is None:
        raise NotFound(f"Expected a person with the id {person_id}, but there is none.")
    return Person(**row._asdict())


def groups_of(connection: Connection, person_id: str, at: date) -> frozenset[str]:
    """The keys of the groups whose term covers the day (in the organisation's zone), as `Actor.groups` wants them."""
    return frozenset(connection.scalars(_GROUPS, {"id": person_id, "day": at}))


def members_of(connection: Connection, group: str, at: date) -> tuple[str, ...]:
    """The ids of a group's active members whose term covers the day, in order."""
    return tuple(connection.scalars(_MEMBERS, {"group": group, "day": at}))


def members_of_each(connection: Connection, keys: Iterable[str], at: date) -> dict[str, list[str]]:
    """The ids of the active members of groups whose term covers the day, by group; a group without any is left out."""
    statement = (
        select(group_membership.c.group_key, people.c.id)
        .join(people, group_membership.c.person_id == people.c.id)
        .where(group_membership.c.group_key.in_(sorted(keys)), people.c.active, in_force())
        .distinct()
        .order_by(people.c.id)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(statement, {"day": at}):
        found.setdefault(row.group_key, []).append(row.id)
    return found


def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names behind ids."""
    rows = connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


def group_names(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """The names behind the keys of groups."""
    rows = connection.execute(select(groups.c.key, groups.c.name).where(groups.c.key.in_(list(keys))))
    return {row.key: row.name for row in rows}


def everybody(connection: Connection) -> list[tuple[str, str]]:
    """Ids and names of all active people, by name."""
    active = select(people.c.id, people.c.name).where(people.c.active).order_by(people.c.name, people.c.id)
    return [(row.id, row.name) for row in connection.execute(active)]


def is_occasional(connection: Connection, person_id: str) -> bool:
    """Whether a person takes part in meetings by a personal link, without an account."""
    return bool(connection.scalar(select(people.c.occasional).where(people.c.id == person_id)))


def occasional_people(connection: Connection) -> frozenset[str]:
    """The ids of all who take part by a personal link."""
    return frozenset(connection.scalars(select(people.c.id).where(people.c.occasional)))


def make_occasional(connection: Connection, person_id: str, occasional: bool) -> None:
    """Say whether a person takes part by a personal link."""
    connection.execute(update(people).where(people.c.id == person_id).values(occasional=occasional))
