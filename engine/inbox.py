"""The inbox: what waits for a person, what waits for a person's groups, what a person has done; page by page.

Each page is read by one index from where the last one ended, so that it costs the same among a million open tasks as
among a thousand.  A person's groups are several index walks, each cut at one page, laid together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.audiences import members_of
from engine.kinds import Kind
from engine.schema import audience, history, instance, user_task
from engine.statements import Statement
from engine.undone import stands
from engine.walks import Shape, Walk, conditions, group_walks, own_walks, shape_of, values_of

Tab = Literal["mine", "groups", "done"]

NameOf = Callable[[Connection, int, str], str]

COUNTED = 101
"""Counting stops here: a page says "more than 100"."""

RECENT = 50
"""How much of what was done on somebody's behalf is told."""

_EVER, _SEQUENCES = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True)
class Row:
    """A task in a list.

    `name` and `phase` are in their diagram's language; `subject` is what it is about where several have one name;
    `audience` holds `group:…` and `user:…`, and is empty, as are
    the dates, for what is done.  `on_behalf_of` is the absent person in whose place the reader does it, or did.
    """

    task_id: int
    instance_id: int
    definition_id: int
    element: str
    name: str
    title: str
    phase: str
    business_key: str
    subject: str | None = None
    audience: frozenset[str] = frozenset()
    assignee: str | None = None
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    created_at: datetime | None = None
    done_at: datetime | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Page:
    """Some rows, and what to ask for the next ones: None when there are no more."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True)
class Counts:
    """How many tasks there are, at most COUNTED each."""

    mine: int
    groups: int


_TASK = (
    user_task.c.id, user_task.c.instance_id, user_task.c.definition_id, user_task.c.element, user_task.c.name,
    user_task.c.subject, user_task.c.audience_id, user_task.c.assignee, user_task.c.due_at, user_task.c.due_order,
    user_task.c.follow_up_at, user_task.c.priority, user_task.c.created_at,
)  # fmt: skip
_SHOWN = (instance.c.title, instance.c.phase, instance.c.business_key, audience.c.key.label("audience"))


def read_inbox(connection: Connection, by: Actor, tab: Tab, after: str | None, limit: int, name_of: NameOf) -> Page:
    """One page of a tab, what is due first coming first; of what is done, the latest first.

    `after` is a page's own `after`; anything else is read as the beginning.  `name_of` tells an element's name.
    """
    if tab == "done":
        return _done(connection, by, after, limit, name_of)
    due_order, number = _numbers(after, (-1, 0))
    place = {"due_order": due_order, "id": number}
    walks = (own_walks if tab == "mine" else group_walks)(connection, by)
    rows = _along(connection, walks, place, limit + 1)
    return _page(rows, limit, _open_row, lambda row: f"{row.due_order}.{row.id}")


def count_inbox(connection: Connection, by: Actor) -> Counts:
    """How many tasks wait for a person and for the person's groups; counted up to COUNTED."""
    mine, groups = (_count_along(connection, walks(connection, by)) for walks in (own_walks, group_walks))
    return Counts(mine, groups)


def read_done_for(connection: Connection, person: str, name_of: NameOf) -> list[Row]:
    """What others completed on behalf of a person, the latest first: at most RECENT; `assignee` is who did it."""
    rows = _DONE_FOR.rows(connection, person=person)
    return [_done_row(row, name_of(connection, row.definition_id, row.element)) for row in rows]


def attribute(page: Page, by: Actor, process_of: Callable[[Row], str]) -> Page:
    """The page of open tasks with the absent people whose tasks they are; `process_of` tells the key of a process."""
    rows = (
        replace(row, on_behalf_of=by.facing(row.task_id, row.assignee, row.audience, process_of(row)).on_behalf_of)
        for row in page.rows
    )
    return replace(page, rows=tuple(rows))


def _along(connection: Connection, walks: list[Walk], place: dict[str, int], size: int) -> list[Any]:
    if not walks:
        return []
    return _walks_statement(shape_of(walks), size).rows(connection, **place, **values_of(walks))


def _count_along(connection: Connection, walks: list[Walk]) -> int:
    if not walks:
        return 0
    counted: int = _count_walks(shape_of(walks)).rows(connection, **values_of(walks))[0].count
    return min(counted, COUNTED)


def _done(connection: Connection, by: Actor, after: str | None, limit: int, name_of: NameOf) -> Page:
    at, instance_id, sequence = _numbers(after, (_EVER, _EVER, _SEQUENCES))
    place = {"at": at, "instance": instance_id, "sequence": sequence}
    rows = _done_statement(limit + 1).rows(connection, person=by.id, **place)
    return _page(
        rows,
        limit,
        lambda row: _done_row(row, name_of(connection, row.definition_id, row.element)),
        lambda row: f"{row.micros}.{row.instance_id}.{row.sequence}",
    )


def _page(rows: list[Any], limit: int, show: Callable[[Any], Row], place: Callable[[Any], str]) -> Page:
    shown = rows[:limit]
    return Page(tuple(show(row) for row in shown), place(shown[-1]) if len(rows) > limit else None)


def _numbers(after: str | None, first: tuple[int, ...]) -> tuple[int, ...]:
    """A place in a list as the page before told it; the beginning for anything else."""
    parts = (after or "").split(".")
    if len(parts) != len(first) or not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts):
        return first
    numbers = tuple(int(part) for part in parts)
    return numbers if all(number <= _EVER for number in numbers) else first


def _open_row(row: Any) -> Row:
    return Row(
        task_id=row.id, instance_id=row.instance_id, definition_id=row.definition_id, element=row.element,
        name=row.name, title=row.title, phase=row.phase, business_key=row.business_key, subject=row.subject,
        audience=members_of(row.audience), assignee=row.assignee, due_at=row.due_at, follow_up_at=row.follow_up_at,
        priority=row.priority, created_at=row.created_at,
    )  # fmt: skip


def _done_row(row: Any, name: str) -> Row:
    return Row(
        task_id=row.task_id, instance_id=row.instance_id, definition_id=row.definition_id, element=row.element,
        name=name, title=row.title, phase=row.phase, business_key=row.business_key, done_at=row.at,
        on_behalf_of=row.on_behalf_of, assignee=row.actor,
    )  # fmt: skip


def _shown(tasks: Any) -> sa.Select[Any]:
    """The tasks of a page, with what their rows show of the instance."""
    page = tasks.subquery("page")
    return (
        sa.select(page, *_SHOWN)
        .join(instance, instance.c.id == page.c.instance_id)
        .join(audience, audience.c.id == page.c.audience_id)
        .order_by(page.c.due_order, page.c.id)
    )


def _first(size: int) -> sa.ColumnElement[int]:
    """How many rows, said in the statement: for a number it is not told PostgreSQL plans as for very many.

    Then it either scans what it need not, or plans anew each time.
    """
    return sa.literal_column(str(size), sa.Integer)


@lru_cache
def _walks_statement(shapes: tuple[Shape, ...], size: int) -> Statement:
    passed = (sa.select(*_TASK).where(where, _BEYOND) for where in conditions(shapes))
    walks = [each.order_by(*_ORDER).limit(_first(size)) for each in passed]
    if len(walks) == 1:
        return Statement(_shown(walks[0]))
    together = sa.union_all(*(sa.select(walk.subquery()) for walk in walks)).order_by("due_order", "id")
    return Statement(_shown(together.limit(_first(size))))


@lru_cache
def _count_walks(shapes: tuple[Shape, ...]) -> Statement:
    passed = (sa.select(sa.literal(1).label("one")).where(where) for where in conditions(shapes))
    walks = [each.limit(_first(COUNTED)).subquery() for each in passed]
    return Statement(_count(sa.union_all(*(sa.select(walk) for walk in walks))))


def _count(rows: Any) -> sa.Select[Any]:
    return sa.select(sa.func.count().label("count")).select_from(rows.subquery())


_ORDER = (user_task.c.due_order, user_task.c.id)
_BEYOND = sa.tuple_(*_ORDER) > sa.tuple_(
    sa.bindparam("due_order", type_=sa.BigInteger), sa.bindparam("id", type_=sa.BigInteger)
)
_MICROS = sa.type_coerce(history.c.at, sa.BigInteger)
_DONE_BY_ALL = (
    sa.select(history.c.task_id, history.c.instance_id, history.c.definition_id, history.c.element, history.c.at,
           _MICROS.label("micros"), history.c.sequence, history.c.actor, instance.c.title, instance.c.phase,
           instance.c.business_key, history.c.on_behalf_of)
    .join(instance, instance.c.id == history.c.instance_id)
    .where(history.c.task_id.is_not(None), history.c.kind == sa.literal_column(f"'{Kind.COMPLETED}'"), stands())
)  # fmt: skip
_DONE = (
    _DONE_BY_ALL.where(history.c.actor == sa.bindparam("person"))
    .where(sa.tuple_(_MICROS, history.c.instance_id, history.c.sequence)
           < sa.tuple_(sa.bindparam("at", type_=sa.BigInteger), sa.bindparam("instance", type_=sa.BigInteger),
                    sa.bindparam("sequence", type_=sa.Integer)))
    .order_by(history.c.at.desc(), history.c.instance_id.desc(), history.c.sequence.desc())
)  # fmt: skip
_DONE_FOR = Statement(
    _DONE_BY_ALL.where(history.c.on_behalf_of == sa.bindparam("person"))
    .order_by(history.c.at.desc())
    .limit(_first(RECENT))
)


@lru_cache
def _done_statement(size: int) -> Statement:
    return Statement(_DONE.limit(_first(size)))
