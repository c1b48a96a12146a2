"""The inbox: what waits for a person and for a person's groups, what a person waits for and has done; page by page.

Each page is read by one index from where the last one ended, so that it costs the same among a million open tasks as
among a thousand.  A person's groups are several index walks, each cut at one page, laid together (`engine.walks`).
What a person waits for is found from the person's own matters, the latest RECENT of each kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.audiences import members_of
from engine.kinds import Kind
from engine.schema import InstanceStatus, audience, draft, history, instance, task_seen, user_task
from engine.statements import Statement
from engine.undone import stands
from engine.walks import (
    Shape,
    Walk,
    all_walks,
    conditions,
    group_walks,
    own_audiences,
    own_walks,
    padded,
    room,
    shape_of,
    values_of,
)

Tab = Literal["mine", "groups", "waiting", "done"]

NameOf = Callable[[Connection, int, str], str]

COUNTED = 101
"""Counting stops here: a page says "more than 100"."""

RECENT = 200
"""How many matters a person is remembered to have begun, and to have worked on last, when others' tasks are listed."""

MOST_FOLLOWED = 64
"""Of how many matters that a person answers for others' tasks are listed."""

RECENT_FOR = 50
"""How much of what was done on somebody's behalf is told."""

_EVER, _SEQUENCES = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True)
class Row:
    """A task in a list.

    `name` and `phase` are in their diagram's language; `subject` is what it is about where several have one name;
    `audience` holds `group:…` and `user:…`, and is empty, as are the dates, for what is done.  `definition_id` is of
    the stage that the task stands in, `process_id` of its instance; `place` is what to ask for the rows after this one.
    `on_behalf_of` is the absent person in whose place the reader does it, or did.
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
    process_id: int = 0
    unread: bool = False
    drafted: bool = False
    place: str = ""
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
    waiting: int
    done: int


_TASK = (
    user_task.c.id, user_task.c.instance_id, user_task.c.definition_id, user_task.c.element, user_task.c.name,
    user_task.c.subject, user_task.c.audience_id, user_task.c.assignee, user_task.c.due_at, user_task.c.due_order,
    user_task.c.follow_up_at, user_task.c.priority, user_task.c.created_at,
)  # fmt: skip
_SHOWN = (
    instance.c.title, instance.c.phase, instance.c.business_key, instance.c.definition_id.label("process_id"),
    audience.c.key.label("audience"), task_seen.c.task_id.label("seen"), draft.c.task_id.label("drafted"),
)  # fmt: skip
_PERSON: sa.BindParameter[str] = sa.bindparam("person", type_=sa.String)


@dataclass(frozen=True)
class Asked:
    """A page of a tab: where it begins, how many rows it has, and the business keys that the person answers for.

    `after` is a page's own `after`, or a row's `place`; anything else is read as the beginning.
    """

    tab: Tab
    after: str | None = None
    limit: int = 25
    followed: Sequence[str] = ()


def read_inbox(connection: Connection, by: Actor, asked: Asked, name_of: NameOf) -> Page:
    """One page of a tab, what is due first coming first; of what is done, the latest first.

    `name_of` tells an element's name.
    """
    after, limit = asked.after, asked.limit
    if asked.tab == "done":
        return _done(connection, by, after, limit, name_of)
    due_order, number = _numbers(after, (-1, 0))
    place = {"due_order": due_order, "id": number}
    if asked.tab == "waiting":
        rows = _waiting(connection, by, asked.followed, place, limit + 1)
    else:
        walks = (own_walks if asked.tab == "mine" else group_walks)(connection, by)
        rows = _along(connection, by, walks, place, limit + 1)
    return _page(rows, limit, _open_row)


def count_inbox(connection: Connection, by: Actor, followed: Sequence[str] = ()) -> Counts:
    """How many tasks each tab has, counted up to COUNTED; `followed` as in Asked."""
    walks, keys = all_walks(connection, by), list(followed)[:MOST_FOLLOWED]
    values = values_of([*walks.own, *walks.groups]) | _numbered(walks.audiences) | padded("key", keys)
    statement = _counts(shape_of(walks.own), shape_of(walks.groups), len(walks.audiences), room(len(keys)))
    found = statement.rows(connection, person=by.id, **values)[0]
    return Counts(min(found.mine, COUNTED), min(found.groups, COUNTED), found.waiting, found.done)


def read_done_for(connection: Connection, person: str, name_of: NameOf) -> list[Row]:
    """What others completed on behalf of a person, the latest first: at most RECENT_FOR; `assignee` is who did it."""
    rows = _DONE_FOR.rows(connection, person=person)
    names = [name_of(connection, row.definition_id, row.element) for row in rows]
    return [replace(_done_row(row, name), assignee=row.actor) for row, name in zip(rows, names, strict=True)]


def attribute(page: Page, by: Actor, process_of: Callable[[Row], str]) -> Page:
    """The page of open tasks with the absent people whose tasks they are; `process_of` tells the key of a process."""
    rows = (
        replace(row, on_behalf_of=by.facing(row.task_id, row.assignee, row.audience, process_of(row)).on_behalf_of)
        for row in page.rows
    )
    return replace(page, rows=tuple(rows))


def _along(connection: Connection, by: Actor, walks: list[Walk], place: dict[str, int], size: int) -> list[Any]:
    if not walks:
        return []
    return _walks_statement(shape_of(walks), size).rows(connection, person=by.id, **place, **values_of(walks))


def _waiting(connection: Connection, by: Actor, followed: Sequence[str], place: dict[str, int], size: int) -> list[Any]:
    audiences, keys = own_audiences(connection, by), list(followed)[:MOST_FOLLOWED]
    statement = _waiting_statement(len(audiences), room(len(keys)), size)
    return statement.rows(connection, person=by.id, **place, **_numbered(audiences), **padded("key", keys))


def _done(connection: Connection, by: Actor, after: str | None, limit: int, name_of: NameOf) -> Page:
    at, instance_id, sequence = _numbers(after, (_EVER, _EVER, _SEQUENCES))
    place = {"at": at, "instance": instance_id, "sequence": sequence}
    rows = _done_statement(limit + 1).rows(connection, person=by.id, **place)
    return _page(rows, limit, lambda row: _done_row(row, name_of(connection, row.definition_id, row.element)))


def _page(rows: list[Any], limit: int, show: Callable[[Any], Row]) -> Page:
    shown = tuple(show(row) for row in rows[:limit])
    return Page(shown, shown[-1].place if len(rows) > limit else None)


def _numbers(after: str | None, first: tuple[int, ...]) -> tuple[int, ...]:
    """A place in a list as the page before told it; the beginning for anything else."""
    parts = (after or "").split(".")
    if len(parts) != len(first) or not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts):
        return first
    numbers = tuple(int(part) for part in parts)
    return numbers if all(number <= _EVER for number in numbers) else first


def _numbered(audiences: Sequence[int]) -> dict[str, object]:
    return {f"audience_{at}": number for at, number in enumerate(audiences)}


def _open_row(row: Any) -> Row:
    return Row(
        task_id=row.id, instance_id=row.instance_id, definition_id=row.definition_id, element=row.element,
        name=row.name, title=row.title, phase=row.phase, business_key=row.business_key, subject=row.subject,
        audience=members_of(row.audience), assignee=row.assignee, due_at=row.due_at, follow_up_at=row.follow_up_at,
        priority=row.priority, created_at=row.created_at, process_id=row.process_id, unread=row.seen is None,
        drafted=row.drafted is not None, place=f"{row.due_order}.{row.id}",
    )  # fmt: skip


def _done_row(row: Any, name: str) -> Row:
    return Row(
        task_id=row.task_id, instance_id=row.instance_id, definition_id=row.definition_id, element=row.element,
        name=name, title=row.title, phase=row.phase, business_key=row.business_key, done_at=row.at,
        process_id=row.process_id, place=f"{row.micros}.{row.instance_id}.{row.sequence}",
        on_behalf_of=row.on_behalf_of,
    )  # fmt: skip


def _shown(tasks: Any) -> sa.Select[Any]:
    """The tasks of a page, with what their rows show of the instance."""
    page = tasks.subquery("page")
    return (
        sa.select(page, *_SHOWN)
        .join(instance, instance.c.id == page.c.instance_id)
        .join(audience, audience.c.id == page.c.audience_id)
        .outerjoin(task_seen, (task_seen.c.task_id == page.c.id) & (task_seen.c.person == _PERSON))
        .outerjoin(draft, (draft.c.task_id == page.c.id) & (draft.c.person == _PERSON))
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
def _counts(own: tuple[Shape, ...], groups: tuple[Shape, ...], audiences: int, keys: int) -> Statement:
    """How many rows each tab has, in one statement, counted up to COUNTED; of walks, up to that for each of them."""
    one, passed = sa.literal(1).label("one"), conditions(own + groups)
    counted = {
        "mine": _tasks_along(passed[: len(own)]),
        "groups": _tasks_along(passed[len(own) :]),
        "waiting": _of_others(sa.select(one), audiences, keys).limit(_first(COUNTED)),
        "done": sa.select(one).where(history.c.actor == _PERSON, *_COMPLETED).limit(_first(COUNTED)),
    }
    return Statement(sa.select(*(_count(rows).scalar_subquery().label(name) for name, rows in counted.items())))


def _tasks_along(passed: Sequence[sa.ColumnElement[bool]]) -> Any:
    one = sa.literal(1).label("one")
    if not passed:
        return sa.select(one).where(sa.false())
    walks = [sa.select(one).where(where).limit(_first(COUNTED)).subquery() for where in passed]
    return sa.union_all(*(sa.select(walk) for walk in walks))


@lru_cache
def _waiting_statement(audiences: int, keys: int, size: int) -> Statement:
    tasks = _of_others(sa.select(*_TASK), audiences, keys).where(_BEYOND)
    return Statement(_shown(tasks.order_by(*_ORDER).limit(_first(size))))


def _of_others(tasks: sa.Select[Any], audiences: int, keys: int) -> sa.Select[Any]:
    """Tasks of a person's own matters that somebody else is to do."""
    mine = [user_task.c.audience_id == sa.bindparam(f"audience_{at}") for at in range(audiences)]
    free = sa.and_(user_task.c.assignee.is_(None), *(~one for one in mine))
    matters = _own_matters(keys)
    return (
        tasks.select_from(matters)
        .join(user_task, user_task.c.instance_id == matters.c.instance_id)
        .where(sa.or_(user_task.c.assignee != _PERSON, free))
    )


def _own_matters(keys: int) -> sa.Subquery:
    """The running instances that a person began, was the last to do a task of, or answers for."""
    begun = (
        sa.select(history.c.instance_id)
        .where(history.c.actor == _PERSON, history.c.sequence == sa.literal_column("1"))
        .order_by(history.c.at.desc())
        .limit(_first(RECENT))
        .subquery()
    )
    worked = (
        sa.select(history.c.instance_id, history.c.sequence)
        .where(history.c.actor == _PERSON, *_COMPLETED)
        .order_by(history.c.at.desc())
        .limit(_first(RECENT))
        .subquery()
    )
    after = history.alias("after")
    gone_on = sa.exists().where(
        after.c.instance_id == worked.c.instance_id,
        after.c.sequence > worked.c.sequence,
        after.c.task_id.is_not(None),
        after.c.kind == _literal(Kind.COMPLETED),
        stands(after),
    )
    ways = [sa.select(begun.c.instance_id), sa.select(worked.c.instance_id).where(~gone_on)]
    if keys:
        named = [sa.bindparam(f"key_{at}", type_=sa.String) for at in range(keys)]
        ways.append(sa.select(instance.c.id.label("instance_id")).where(instance.c.business_key.in_(named)))
    own = sa.union(*ways).subquery("own")
    running = instance.c.status == _literal(InstanceStatus.ACTIVE)
    return sa.select(own.c.instance_id).join(instance, instance.c.id == own.c.instance_id).where(running).subquery()


def _literal(word: str) -> sa.ColumnElement[str]:
    """One of our own words, said in the statement, where a partial index or the planner wants to know it."""
    return sa.literal_column(f"'{word}'", sa.String)


def _count(rows: Any) -> sa.Select[Any]:
    return sa.select(sa.func.count().label("count")).select_from(rows.subquery())


_COMPLETED = (history.c.task_id.is_not(None), history.c.kind == _literal(Kind.COMPLETED), stands())
_ORDER = (user_task.c.due_order, user_task.c.id)
_BEYOND = sa.tuple_(*_ORDER) > sa.tuple_(
    sa.bindparam("due_order", type_=sa.BigInteger), sa.bindparam("id", type_=sa.BigInteger)
)
_MICROS = sa.type_coerce(history.c.at, sa.BigInteger)
_DONE_BY_ALL = (
    sa.select(history.c.task_id, history.c.instance_id, history.c.definition_id, history.c.element, history.c.at,
           _MICROS.label("micros"), history.c.sequence, history.c.actor, history.c.on_behalf_of, instance.c.title,
           instance.c.phase, instance.c.business_key, instance.c.definition_id.label("process_id"))
    .join(instance, instance.c.id == history.c.instance_id)
    .where(*_COMPLETED)
)  # fmt: skip
_DONE = (
    _DONE_BY_ALL.where(history.c.actor == _PERSON)
    .where(sa.tuple_(_MICROS, history.c.instance_id, history.c.sequence)
           < sa.tuple_(sa.bindparam("at", type_=sa.BigInteger), sa.bindparam("instance", type_=sa.BigInteger),
                    sa.bindparam("sequence", type_=sa.Integer)))
    .order_by(history.c.at.desc(), history.c.instance_id.desc(), history.c.sequence.desc())
)  # fmt: skip
_DONE_FOR = Statement(
    _DONE_BY_ALL.where(history.c.on_behalf_of == _PERSON).order_by(history.c.at.desc()).limit(_first(RECENT_FOR))
)


@lru_cache
def _done_statement(size: int) -> Statement:
    return Statement(_DONE.limit(_first(size)))
