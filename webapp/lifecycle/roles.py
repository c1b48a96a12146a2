"""What a role does in a year: the user tasks that the diagrams give to a group, how often and when.

A task is a group's by its candidates or its lane.  Where the diagram works out only as it goes whose a task is, the
task's property `holders` says which groups it may be: their keys, separated by commas, `*` for the rest of a key.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from sqlalchemy import Connection, func, select

from engine import Element, Kind
from engine.definitions import Definition
from engine.schema import definition, history
from webapp.lifecycle.calendar import Occasion
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import group_membership

HOLDERS = "holders"


@dataclass(frozen=True)
class Duty:
    """A user task of a role; `by_name` when it comes only to whom the matter names, not to the whole group."""

    definition: Definition
    element: Element
    by_name: bool


def duties_of(definitions: Iterable[Definition], group: str) -> list[Duty]:
    """The tasks that come to a group, by process and as they stand in the diagram."""
    return [
        Duty(one, element, _is_by_name(element))
        for one in definitions
        for element in one.process.elements.values()
        if element.kind == "userTask" and _is_of(element, group)
    ]


def _is_of(element: Element, group: str) -> bool:
    return any(fnmatchcase(group, pattern) for pattern in _holders(element))


def _holders(element: Element) -> list[str]:
    told = element.properties.get(HOLDERS) or element.attributes.get("candidateGroups")
    if told is None and not _is_by_name(element):
        told = element.group
    return [] if not told or told.startswith("=") else [one.strip() for one in told.split(",")]


def _is_by_name(element: Element) -> bool:
    attributes = element.attributes
    return "candidateGroups" not in attributes and ("assignee" in attributes or "candidateUsers" in attributes)


def done_since(connection: Connection, group: str, since: datetime) -> dict[tuple[str, str], int]:
    """How often each task was completed since then by those who are or were in a group: by process and element."""
    people = select(group_membership.c.person_id).where(group_membership.c.group_key == group)
    row = history.c
    rows = connection.execute(
        select(definition.c.key, row.element, func.count().label("times"))
        .join(definition, definition.c.id == row.definition_id)
        .where(row.actor.in_(people), row.at >= since, row.task_id.is_not(None), row.kind == str(Kind.COMPLETED))
        .group_by(definition.c.key, row.element)
    )
    return {(one.key, one.element): one.times for one in rows}


def days_by_process(
    definitions: Sequence[Definition], found: Iterable[Occasion], concerned: frozenset[str]
) -> dict[str, list[datetime]]:
    """The days of each process, and of those that call it; of bodies, only those that are concerned."""
    own: defaultdict[str, list[datetime]] = defaultdict(list)
    for one in found:
        if one.body is None or one.body in concerned:
            own[one.key].append(one.at)
    callers: defaultdict[str, set[str]] = defaultdict(set)
    for each in definitions:
        for call in each.process.calls:
            callers[call.key].add(each.key)
    return {one.key: sorted(at for key in _with_callers(one.key, callers) for at in own[key]) for one in definitions}


def bodies_of(connection: Connection, group: str) -> frozenset[str]:
    """The bodies that a group is, chairs, keeps the minutes of, or may have to call together by its turn."""
    row = bodies.c
    rotates = row.rotation_period.is_not(None) if group.startswith("convenor_") else row.key == group
    found = (row.key == group) | (row.chair_group == group) | (row.secretary_group == group) | rotates
    return frozenset(connection.scalars(select(row.key).where(found)))


def _with_callers(key: str, callers: Mapping[str, set[str]]) -> set[str]:
    found, asked = set[str](), {key}
    while asked:
        found |= asked
        asked = {caller for one in asked for caller in callers.get(one, ())} - found
    return found
