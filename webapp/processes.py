"""Which processes a person may start, and what starting one asks for.

A process can be started by hand when it has a plain start event and no other process calls it.  `camunda:initiator` of
the start event names the variable that holds who started it; `camunda:formKey` is the form that is filled in first.
The process's property `starters` limits it to some groups: their keys, separated by commas.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from engine import Element
from engine.definitions import Definition, Definitions
from engine.forms import Form, parse_form
from engine.resources import form_path
from engine.schema import definition

_latest = (
    select(definition.c.key, func.max(definition.c.version).label("version")).group_by(definition.c.key).subquery()
)
_NEWEST = (
    select(definition.c.id)
    .join(_latest, (_latest.c.key == definition.c.key) & (_latest.c.version == definition.c.version))
    .order_by(definition.c.id)
)


@dataclass(frozen=True)
class Startable:
    """The newest version of a process, and the event by which it starts."""

    definition: Definition
    start: Element

    @property
    def key(self) -> str:
        """The process's id."""
        return self.definition.key

    @property
    def initiator(self) -> str | None:
        """The variable that is to hold who started it."""
        return self.start.attributes.get("initiator")

    def form(self) -> Form | None:
        """What is asked first; None when nothing is."""
        key = self.start.attributes.get("formKey")
        path = form_path(key, self.definition.resources, self.definition.folder) if key else None
        return parse_form(self.definition.resources[path], path) if path else None


def startable(connection: Connection, definitions: Definitions, groups: frozenset[str]) -> list[Startable]:
    """What somebody of these groups may start, by name."""
    current = [definitions.get(connection, number) for number in newest_ids(connection)]
    called = {call.key for one in current for call in one.process.calls}
    found = [
        Startable(one, one.process.elements[start.element])
        for one in current
        if one.key not in called and _allows(one, groups)
        for start in one.process.starts
        if start.kind == "none"
    ]
    return sorted(found, key=lambda one: one.definition.name)


def begun_by(connection: Connection, definitions: Definitions, message: str) -> Startable | None:
    """The newest version of what begins by a message; None where nothing does."""
    for number in newest_ids(connection):
        one = definitions.get(connection, number)
        for start in one.process.starts:
            if (start.kind, start.name) == ("message", message):
                return Startable(one, one.process.elements[start.element])
    return None


def newest_ids(connection: Connection) -> list[int]:
    """The numbers of the newest versions."""
    return list(connection.scalars(_NEWEST))


def _allows(one: Definition, groups: frozenset[str]) -> bool:
    wanted = {group.strip() for group in one.process.properties.get("starters", "").split(",") if group.strip()}
    return not wanted or not wanted.isdisjoint(groups)
