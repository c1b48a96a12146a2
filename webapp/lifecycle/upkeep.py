"""The model's upkeep: which days a year has, whose terms end, what a newcomer's year holds, what is reviewed."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from engine.schema import definition
from webapp.lifecycle.bodies import PER_YEAR, Convenor, convenor_of, find_body
from webapp.lifecycle.calendar import Clock, Occasion, State, occasions
from webapp.lifecycle.meetings import next_number
from webapp.lifecycle.people import everybody, members_of
from webapp.lifecycle.roles import duties_of
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import group_membership, organisation, person, person_group
from webapp.lifecycle.sittings import Sitting

COORDINATORS = "coordinator"


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to call a body in a year, or, by the meeting, next."""

    body: str
    name: str
    organisation: str
    convenor: Convenor
    by_year: bool


@dataclass(frozen=True)
class Term:
    """Terms of a body's members that end on one day."""

    group: str
    name: str
    ends_on: date
    members: tuple[str, ...]


def days_of(clock: Clock, year: int) -> list[Occasion]:
    """What a year will hold, without what is left out."""
    zone = clock.present.zone
    begin = datetime(min(year, clock.today.year), 1, 1, tzinfo=zone)
    found = occasions(clock, begin, datetime(year + 1, 1, 1, tzinfo=zone))
    return [one for one in found if one.at.astimezone(zone).year == year and one.state is not State.LEFT_OUT]


def turns_of(connection: Connection, year: int) -> list[Turn]:
    """The turns of a year, for each body that has a rotation and whose convenors are known."""
    rotating = connection.scalars(
        select(bodies.c.key).where(bodies.c.rotation_period.is_not(None)).order_by(bodies.c.key)
    )
    turns = []
    for key in rotating.all():
        body = find_body(connection, key)
        convenor = convenor_of(connection, body, next_number(connection, key), date(year, 1, 1))
        name = connection.scalar(select(organisation.c.short_name).where(organisation.c.key == convenor.organisation))
        turns.append(Turn(key, body.name, name or body.name, convenor, body.rotation_period == PER_YEAR))
    return turns


def newest_processes(connection: Connection) -> list[tuple[str, str, int]]:
    """Key, name and version of what is deployed now, by name."""
    latest = select(definition.c.key, func.max(definition.c.version).label("version")).group_by(definition.c.key)
    newest = latest.subquery()
    rows = connection.execute(
        select(definition.c.key, definition.c.name, definition.c.version)
        .join(newest, (newest.c.key == definition.c.key) & (newest.c.version == definition.c.version))
        .order_by(definition.c.name)
    )
    return [(row.key, row.name, row.version) for row in rows]


def ending_terms(connection: Connection, begin: date, end: date) -> list[Term]:
    """The terms of bodies' members that end within days, `end` not included; one for each body and day."""
    row = group_membership.c
    rows = connection.execute(
        select(row.group_key, row.valid_to, row.person_id, bodies.c.name)
        .join(bodies, bodies.c.key == row.group_key)
        .join(person, (person.c.id == row.person_id) & person.c.active)
        .where(row.valid_to >= begin, row.valid_to < end)
        .order_by(row.group_key, row.valid_to, row.person_id)
    ).all()
    found: dict[tuple[str, date, str], list[str]] = {}
    for one in rows:
        found.setdefault((one.group_key, one.valid_to, one.name), []).append(one.person_id)
    return [Term(group, name, ends_on, tuple(people)) for (group, ends_on, name), people in found.items()]


def candidates_for(connection: Connection, group: str, today: date) -> list[tuple[str, str]]:
    """Ids and names of those who are not in a group."""
    there = set(members_of(connection, group, today))
    return [one for one in everybody(connection) if one[0] not in there]


def write_terms(
    connection: Connection, group: str, people: Iterable[str], begins_on: date, ends_on: date | None
) -> None:
    """Begin new terms on a day; `ends_on` is their last day, None: until further notice."""
    values = {"group_key": group, "valid_from": begins_on, "valid_to": ends_on}
    for one in people:
        connection.execute(insert(group_membership).values(person_id=one, **values))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def group_names_of(connection: Connection, groups: Sequence[str]) -> list[str]:
    """The names of groups, in order."""
    names = select(person_group.c.name).where(person_group.c.key.in_(groups)).order_by(person_group.c.name)
    return list(connection.scalars(names))


def checker_of(connection: Connection, person_id: str, groups: Sequence[str]) -> str:
    """Who sees to it that a newcomer finds the way: the owner of the organisation's area, else the coordinator."""
    organisation_key = connection.scalar(select(person.c.organisation).where(person.c.id == person_id))
    owner = f"area_owner_{organisation_key}"
    known = connection.scalar(select(person_group.c.key).where(person_group.c.key == owner))
    return COORDINATORS if known is None or owner in groups else owner


def work_of(clock: Clock, groups: Sequence[str]) -> list[tuple[str, str]]:
    """What groups do: a process's name and the task's, as the newest diagrams have it; each once."""
    numbers = [clock.definitions.newest(clock.connection, key) for key, _, _ in newest_processes(clock.connection)]
    definitions = [clock.definitions.get(clock.connection, number) for number in numbers]
    duties = [duty for one in definitions for group in groups for duty in duties_of([one], group)]
    return list(dict.fromkeys((duty.definition.name, duty.element.name) for duty in duties))


def days_for(clock: Clock, groups: Sequence[str]) -> list[Occasion]:
    """The days of the next twelve months of the bodies among groups."""
    begin = clock.present.at
    found = occasions(clock, begin, begin + timedelta(days=365))
    return [one for one in found if one.body in groups and one.state is not State.LEFT_OUT]


def title_of(one: Occasion) -> str:
    """What an occasion is called in the diagram's language."""
    sitting: Sitting | None = one.sitting
    return sitting.title if sitting else ": ".join(part for part in (one.name, one.part) if part)
