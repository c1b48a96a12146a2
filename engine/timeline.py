"""What happened to an instance, told for people: who, when, on which version, where, with which data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine.definitions import Definitions
from engine.history import read_value
from engine.kinds import Kind
from engine.schema import history, history_value


@dataclass(frozen=True)
class Event:
    """A history entry.

    `name` is the element's label in the diagram's language.  `value` holds what was put in and what followed
    (`values`, `payload`, `data`; `followed`: element, what, detail); it is None when it was erased.
    """

    sequence: int
    at: datetime
    kind: Kind
    actor: str
    on_behalf_of: str | None
    definition_id: int
    process: str
    version: int
    element: str | None
    name: str
    value: Mapping[str, Any] | None
    hash: bytes


def read_timeline(
    connection: Connection, definitions: Definitions, instance_id: int, after: int = 0, most: int | None = None
) -> list[Event]:
    """What happened to an instance after an entry, in order, at most so much; empty when there is no such instance."""
    rows = connection.execute(
        select(history, history_value.c.content)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.instance_id == instance_id, history.c.sequence > after)
        .order_by(history.c.sequence)
        .limit(most)
    )  # fmt: skip
    return [_event(connection, definitions, row) for row in rows]


def name_of(connection: Connection, definitions: Definitions, definition_id: int, element: str | None) -> str:
    """An element's label in its diagram's language; its id where it has none, empty for the process as a whole."""
    if not element:
        return ""
    found = definitions.get(connection, definition_id).process.elements.get(element)
    return found.name or element if found else element


def read_answers(connection: Connection, instances: Iterable[int], most: int) -> dict[int, list[str]]:
    """The texts of what was submitted in instances, by instance, of the newest `most` submissions."""
    rows = connection.execute(
        select(history.c.instance_id, history_value.c.content)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.instance_id.in_(sorted(instances)), history.c.kind == str(Kind.COMPLETED))
        .where(history_value.c.content.is_not(None))
        .order_by(history.c.at.desc())
        .limit(most)
    )  # fmt: skip
    answers: dict[int, list[str]] = {}
    for row in rows:
        answers.setdefault(row.instance_id, []).extend(_texts(read_value(row.content).get("values", {})))
    return answers


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _event(connection: Connection, definitions: Definitions, row: Any) -> Event:
    definition = definitions.get(connection, row.definition_id)
    return Event(
        sequence=row.sequence,
        at=row.at,
        kind=Kind(row.kind),
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        definition_id=row.definition_id,
        process=definition.key,
        version=definition.version,
        element=row.element,
        name=name_of(connection, definitions, row.definition_id, row.element),
        value=None if row.content is None else read_value(row.content),
        hash=row.hash,
    )
