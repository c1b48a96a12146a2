"""The steps of matters, one after another: matter by matter, each from its beginning, some read at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from engine import Engine, Kind
from engine.audit import read_value
from engine.definitions import Definition
from engine.schema import history, history_value, instance
from webapp.lifecycle.audit_log import Question, history_places

MATTERS_AT_ONCE = 200
STEPS_AT_ONCE = 200
AUTOMATIC = frozenset({"serviceTask", "businessRuleTask", "scriptTask", "sendTask"})
"""Elements by which the program itself does something."""

TRANSITION: Mapping[Kind, str] = {
    Kind.STARTED: "complete",
    Kind.COMPLETED: "complete",
    Kind.MESSAGE: "complete",
    Kind.SIGNAL: "complete",
    Kind.TIMER: "complete",
    Kind.ATTACHED: "complete",
    Kind.CLAIMED: "start",
    Kind.RELEASED: "reassign",
    Kind.HANDED_OVER: "reassign",
    Kind.WITHDRAWN: "withdraw",
    Kind.FAILED: "suspend",
    Kind.RETRIED: "resume",
    Kind.SUSPENDED: "suspend",
    Kind.RESUMED: "resume",
    Kind.CANCELLED: "pi_abort",
    Kind.UNDONE: "unknown",
    Kind.MIGRATED: "unknown",
}
"""What each kind is in the standard life of an activity (the lifecycle extension of IEEE 1849-2016)."""


@dataclass(frozen=True)
class Step:
    """An entry of history with the words of its diagram; `value` is None where it was erased."""

    matter: str
    title: str
    instance_id: int
    sequence: int
    at: datetime
    kind: Kind
    actor: str
    on_behalf_of: str | None
    process: str
    version: int
    element: str | None
    name: str
    group: str
    task: str | None
    """Which task it is of: the number of the instance and of the task's token in it; None where that was erased."""
    automatic: Sequence[tuple[str, str]]
    """What the program did in consequence: elements, with what they are called."""
    value: Mapping[str, Any] | None
    hash: bytes

    @property
    def transition(self) -> str:
        """What it is in the standard life of an activity."""
        return TRANSITION[self.kind]


_Place = tuple[int, int]


def read_steps(connection: Connection, engine: Engine, question: Question) -> Iterator[Step]:
    """Every step that answers a question."""
    keys = select(instance.c.business_key).distinct().order_by(instance.c.business_key)
    if question.matter:
        keys = keys.where(instance.c.business_key == question.matter)
    matters = list(connection.scalars(keys))
    for first in range(0, len(matters), MATTERS_AT_ONCE):
        places = _places(connection, question, matters[first : first + MATTERS_AT_ONCE])
        for begin in range(0, len(places), STEPS_AT_ONCE):
            for row in _rows(connection, places[begin : begin + STEPS_AT_ONCE]):
                yield _step(row, engine.definitions.get(connection, row.definition_id))


def _places(connection: Connection, question: Question, matters: Sequence[str]) -> list[_Place]:
    """Where the answers stand, without their values: a database that sorts those would carry all of them."""
    found = history_places(question).subquery()
    rows = connection.execute(
        select(found.c.number, found.c.sequence)
        .join(instance, instance.c.id == found.c.number)
        .where(instance.c.business_key.in_(matters))
        .order_by(instance.c.business_key, found.c.at, found.c.number, found.c.sequence)
    )
    return [(row.number, row.sequence) for row in rows]


def _rows(connection: Connection, places: Sequence[_Place]) -> Iterator[Row[Any]]:
    """What stands at places, in their order."""
    asked = connection.execute(
        select(history, history_value.c.content, instance.c.business_key, instance.c.title)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .join(instance, instance.c.id == history.c.instance_id)
        .where(tuple_(history.c.instance_id, history.c.sequence).in_(places))
    )  # fmt: skip
    found = {(row.instance_id, row.sequence): row for row in asked}
    return (found[place] for place in places if place in found)


def _step(row: Row[Any], definition: Definition) -> Step:
    kind, value = Kind(row.kind), None if row.content is None else read_value(row.content)
    elements = definition.process.elements
    passed = [one for one, what, _ in (value or {}).get("followed", ()) if what == "passed" and one in elements]
    at = elements.get(row.element or _where(kind, value or {}, passed) or "")
    name = (at.name or at.id) if at else (definition.name if kind is Kind.STARTED else str(kind))
    group = "" if at is None else at.group or at.lane or ""
    return Step(
        matter=row.business_key,
        title=row.title,
        instance_id=row.instance_id,
        sequence=row.sequence,
        at=row.at,
        kind=kind,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        process=definition.key,
        version=definition.version,
        element=row.element,
        name=name,
        group=(at.lane or "" if at else "") if group.startswith("=") else group,
        task=f"{row.instance_id}/{value['token']}" if value and "token" in value else None,
        automatic=[
            (one, elements[one].name or one) for one in passed if one != row.element and elements[one].kind in AUTOMATIC
        ],
        value=value,
        hash=row.hash,
    )


def _where(kind: Kind, value: Mapping[str, Any], passed: Sequence[str]) -> str | None:
    """The element that an entry tells of only in its value: the beginning, or the first timer that fired."""
    if kind is Kind.STARTED:
        return next(iter(passed), None)
    if kind is Kind.TIMER:
        return next((str(element) for _, element in value.get("timers", ())), None)
    return None
