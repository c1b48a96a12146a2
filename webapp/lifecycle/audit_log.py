"""The audit log: what happened to instances and what people did beside them, the newest first, by what one asks.

Histories and the journal stay where they are; a question reads some of each at a time and tells the newest of both.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, literal, null, or_, select

from engine.audit import read_journal_value, read_value
from engine.kinds import Kind
from engine.schema import definition, history, history_value, instance, journal, journal_value
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import meeting

AT_ONCE = 500


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
    statement: Select[Any]
    at: ColumnElement[datetime]
    number: ColumnElement[int]
    sequence: ColumnElement[int]


def _pages(
    connection: Connection, source: _Source, question: Question, after: Place | None, at_once: int
) -> Iterator[LogLine]:
    statement = source.statement
    if question.since is not None:
        statement = statement.where(source.at >= question.since)
    if question.until is not None:
        statement = statement.where(source.at < question.until)
    order = (source.at.desc(), source.number.desc(), source.sequence.desc())
    while True:
        rows = connection.execute(_behind(statement, source, after).order_by(*order).limit(at_once)).all()
        for row in rows:
            yield _line(row)
        if len(rows) < at_once:
            return
        after = Place(rows[-1].at, rows[-1].number, rows[-1].sequence)


def _behind(statement: Select[Any], source: _Source, after: Place | None) -> Select[Any]:
    if after is None:
        return statement
    same, number, sequence = source.at == after.at, source.number, source.sequence
    further = or_(number < after.instance_id, and_(number == after.instance_id, sequence < after.sequence))
    return statement.where(or_(source.at < after.at, and_(same, further)))


def _histories(question: Question) -> _Source:
    statement = (
        select(
            history.c.at, history.c.instance_id.label("number"), history.c.sequence, history.c.kind, history.c.actor,
            history.c.on_behalf_of, null().label("subject"), instance.c.title, instance.c.business_key,
            history.c.definition_id, definition.c.version, history.c.element, history_value.c.content, history.c.hash,
        )
        .join(instance, instance.c.id == history.c.instance_id)
        .join(definition, definition.c.id == history.c.definition_id)
        .join(history_value, and_(history_value.c.instance_id == history.c.instance_id,
                                  history_value.c.sequence == history.c.sequence))
    )  # fmt: skip
    if question.person:
        statement = statement.where(or_(history.c.actor == question.person, history.c.on_behalf_of == question.person))
    if question.matter:
        statement = statement.where(instance.c.business_key == question.matter)
    if question.process:
        statement = statement.where(definition.c.key == question.process)
    if question.body:
        held = select(meeting.c.business_key).where(meeting.c.body == question.body)
        statement = statement.where(instance.c.business_key.in_(held))
    if question.kind:
        statement = statement.where(history.c.kind == question.kind)
    if question.since is not None:
        statement = statement.where(or_(instance.c.ended_at.is_(None), instance.c.ended_at >= question.since))
    if question.until is not None:
        statement = statement.where(instance.c.started_at < question.until)
    return _Source(statement, history.c.at, history.c.instance_id, history.c.sequence)


def _journal(question: Question) -> _Source:
    number: ColumnElement[int] = literal(0)
    statement = select(
        journal.c.at, number.label("number"), journal.c.sequence, journal.c.kind, journal.c.actor,
        journal.c.on_behalf_of, journal.c.subject, literal("").label("title"), literal("").label("business_key"),
        null().label("definition_id"), null().label("version"), null().label("element"), journal_value.c.content,
        journal.c.hash,
    ).join(journal_value, journal_value.c.sequence == journal.c.sequence)  # fmt: skip
    if question.person:
        meant = f"person/{question.person}"
        statement = statement.where(
            or_(
                journal.c.actor == question.person,
                journal.c.on_behalf_of == question.person,
                journal.c.subject == meant,
            )
        )
    if question.matter:
        statement = statement.where(journal.c.subject == question.matter)
    if question.kind:
        statement = statement.where(journal.c.kind == question.kind)
    return _Source(statement, journal.c.at, number, journal.c.sequence)


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


def kinds() -> list[str]:
    """Every kind of line there may be: of histories, then of the journal."""
    return [*(str(kind) for kind in Kind), *(str(doing) for doing in Doing)]
