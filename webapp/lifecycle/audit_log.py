"""The audit log: what happened to instances and what people did beside them, the newest first, by what one asks.

Histories and the journal stay where they are; a question reads some of each at a time and tells the newest of both.
"""

import heapq
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, func, literal, null, or_, select

from engine.audit import read_journal_value, read_value
from engine.kinds import Kind
from engine.schema import definition, history, history_value, instance, journal, journal_value
from webapp.lifecycle.schema import meeting

AT_ONCE = 500
ASKED = ("person", "matter", "process", "body", "since", "until", "kind")
"""The words of a question, as a page's address has them."""


@dataclass(frozen=True)
class Question:
    """What is asked of the log; what is None is not asked.

    `person` did it, had it done in that person's name, or had it done to them; `matter` is a business key; `process` a
    process's key; `body` a body's key, for its meetings; `since` and `until` are moments, the second one not included.
    """

    person: str | None = None
    matter: str | None = None
    process: str | None = None
    body: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None

    @property
    def asks_instances_only(self) -> bool:
        """Whether the journal has nothing to say to it."""
        return bool(self.process or self.body) or (self.kind is not None and self.kind in set(Kind))


class Place(NamedTuple):
    """Where a line stands: by its moment, then histories before the journal."""

    at: datetime
    instance_id: int
    """0 for the journal."""
    sequence: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.instance_id}~{self.sequence}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """A place from its text; None for anything else."""
        moment, _, rest = text.partition("~")
        number, _, sequence = rest.partition("~")
        try:
            at = datetime.fromisoformat(moment)
            return cls(at, int(number), int(sequence)) if at.tzinfo else None
        except ValueError:
            return None


@dataclass(frozen=True)
class LogLine:
    """One line of the log; `value` is None where it was erased."""

    place: Place
    kind: str
    actor: str
    on_behalf_of: str | None
    subject: str | None
    """Of the journal: what it was done to."""
    title: str
    business_key: str
    definition_id: int | None
    version: int | None
    element: str | None
    value: Any
    hash: bytes


def answer(connection: Connection, question: Question, after: Place | None, size: int) -> list[LogLine]:
    """The lines that answer a question, the newest first, beginning behind `after`."""
    return list(islice(answers(connection, question, after, size), size))


def answers(
    connection: Connection, question: Question, after: Place | None = None, at_once: int = AT_ONCE
) -> Iterator[LogLine]:
    """All of them, read some at a time."""
    sources = [_pages(connection, _histories(question), question, after, at_once)]
    if not question.asks_instances_only:
        sources.append(_pages(connection, _journal(question), question, after, at_once))
    yield from heapq.merge(*sources, key=lambda line: line.place, reverse=True)


class _Source(NamedTuple):
    """Where lines come from: which entries answer, found by narrow rows, and how a found one is told in full."""

    places: Select[Any]
    """Columns `at`, `number` (an instance's, or 0) and `sequence`."""
    tell: Callable[[CTE], Select[Any]]


def _pages(
    connection: Connection, source: _Source, question: Question, after: Place | None, at_once: int
) -> Iterator[LogLine]:
    places = _in_time(source.places, question)
    at, number, sequence = places.selected_columns
    order = (at.desc(), number.desc(), sequence.desc())
    while True:
        # The places first: a database that sorts whole lines would carry the values of all of them.
        found = _behind(places, after).order_by(*order).limit(at_once).cte("found")
        told = source.tell(found).order_by(found.c.at.desc(), found.c.number.desc(), found.c.sequence.desc())
        rows = connection.execute(told).all()
        for row in rows:
            yield _line(row)
        if len(rows) < at_once:
            return
        after = Place(rows[-1].at, rows[-1].number, rows[-1].sequence)


def definitions_used(connection: Connection, numbers: Collection[int]) -> dict[int, list[int]]:
    """The versions that the histories of these instances went through, in the order in which they began."""
    rows = connection.execute(
        select(history.c.instance_id, history.c.definition_id)
        .where(history.c.instance_id.in_(sorted(numbers)))
        .group_by(history.c.instance_id, history.c.definition_id)
        .order_by(history.c.instance_id, func.min(history.c.sequence))
    )
    found: dict[int, list[int]] = {number: [] for number in numbers}
    for row in rows:
        found[row.instance_id].append(row.definition_id)
    return found


def history_places(question: Question) -> Select[Any]:
    """Which entries of histories answer a question: columns `at`, `number` (the instance's) and `sequence`."""
    return _in_time(_histories(question).places, question)


def _in_time(places: Select[Any], question: Question) -> Select[Any]:
    at = places.selected_columns.at
    if question.since is not None:
        places = places.where(at >= question.since)
    if question.until is not None:
        places = places.where(at < question.until)
    return places


def _behind(places: Select[Any], after: Place | None) -> Select[Any]:
    if after is None:
        return places
    at, number, sequence = places.selected_columns
    further = or_(number < after.instance_id, and_(number == after.instance_id, sequence < after.sequence))
    return places.where(or_(at < after.at, and_(at == after.at, further)))


def _histories(question: Question) -> _Source:
    places = select(history.c.at, history.c.instance_id.label("number"), history.c.sequence)
    if question.person:
        places = places.where(or_(history.c.actor == question.person, history.c.on_behalf_of == question.person))
    if question.kind:
        places = places.where(history.c.kind == question.kind)
    if question.process:
        versions = select(definition.c.id).where(definition.c.key == question.process)
        places = places.where(history.c.definition_id.in_(versions))
    if meant := list(_meant(question)):
        places = places.where(history.c.instance_id.in_(select(instance.c.id).where(*meant)))
    return _Source(places, _tell_history)


def _meant(question: Question) -> Iterator[ColumnElement[bool]]:
    """Which instances can hold an answer at all."""
    if question.matter:
        yield instance.c.business_key == question.matter
    if question.body:
        yield instance.c.business_key.in_(select(meeting.c.business_key).where(meeting.c.body == question.body))
    if question.since is not None:
        yield or_(instance.c.ended_at.is_(None), instance.c.ended_at >= question.since)
    if question.until is not None:
        yield instance.c.started_at < question.until


def _tell_history(found: CTE) -> Select[Any]:
    entry = and_(history.c.instance_id == found.c.number, history.c.sequence == found.c.sequence)
    value = and_(history_value.c.instance_id == found.c.number, history_value.c.sequence == found.c.sequence)
    return (
        select(
            found, history.c.kind, history.c.actor, history.c.on_behalf_of, null().label("subject"), instance.c.title,
            instance.c.business_key, history.c.definition_id, definition.c.version, history.c.element,
            history_value.c.content, history.c.hash,
        )
        .join(history, entry)
        .join(history_value, value)
        .join(instance, instance.c.id == found.c.number)
        .join(definition, definition.c.id == history.c.definition_id)
    )  # fmt: skip


def _journal(question: Question) -> _Source:
    number: ColumnElement[int] = literal(0)
    places = select(journal.c.at, number.label("number"), journal.c.sequence)
    if question.person:
        mine = or_(journal.c.actor == question.person, journal.c.on_behalf_of == question.person)
        places = places.where(or_(mine, journal.c.subject == f"person/{question.person}"))
    if question.matter:
        places = places.where(journal.c.subject == question.matter)
    if question.kind:
        places = places.where(journal.c.kind == question.kind)
    return _Source(places, _tell_journal)


def _tell_journal(found: CTE) -> Select[Any]:
    return (
        select(
            found, journal.c.kind, journal.c.actor, journal.c.on_behalf_of, journal.c.subject,
            literal("").label("title"), literal("").label("business_key"), null().label("definition_id"),
            null().label("version"), null().label("element"), journal_value.c.content, journal.c.hash,
        )
        .join(journal, journal.c.sequence == found.c.sequence)
        .join(journal_value, journal_value.c.sequence == found.c.sequence)
    )  # fmt: skip


def _line(row: Any) -> LogLine:
    place = Place(row.at, row.number, row.sequence)
    return LogLine(
        place, row.kind, row.actor, row.on_behalf_of, row.subject, row.title, row.business_key, row.definition_id,
        row.version, row.element, _value(row), row.hash,
    )  # fmt: skip


def _value(row: Any) -> Any:
    if row.content is None:
        return None
    return read_value(row.content) if row.number else read_journal_value(row.content)
