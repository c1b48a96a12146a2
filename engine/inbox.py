"""The inbox: what waits for a person and for a person's groups, what a person waits for and has done; page by page.

Each page is read by one index from where the last one ended, so that it costs the same among a million open tasks as
among a thousand.  A person's groups are several index walks, each cut at one page, laid together.  What a person waits
for is found from the person's own matters, the latest RECENT of each kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.audiences import members_of
from engine.kinds import Kind
from engine.schema import InstanceStatus, audience, audience_member, draft, history, instance, task_seen, user_task
from engine.statements import Statement

Tab = Literal["mine", "groups", "waiting", "done"]

NameOf = Callable[[Connection, int, str], str]

COUNTED = 101
"""Counting stops here: a page says "more than 100"."""

RECENT = 200
"""How many matters a person is remembered to have begun, and to have worked on last, when others' tasks are listed."""

MOST_FOLLOWED = 64
"""Of how many matters that a person answers for others' tasks are listed."""

_EVER, _SEQUENCES = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True)
class Row:
    """A task in a list.

    `name` and `phase` are in their diagram's language; `subject` is what it is about where several have one name;
    `audience` holds `group:…` and `user:…`, and is empty, as are the dates, for what is done.  `definition_id` is of
    the stage that the task stands in, `process_id` of its instance; `place` is what to ask for the rows after this one.
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
        rows = (_mine if asked.tab == "mine" else _groups)(connection, by, place, limit + 1)
    return _page(rows, limit, _open_row)


def count_inbox(connection: Connection, by: Actor, followed: Sequence[str] = ()) -> Counts:
    """How many tasks each tab has, counted up to COUNTED; `followed` as in Asked."""
    audiences, keys = audiences_of(connection, by), list(followed)[:MOST_FOLLOWED]
    values = {"person": by.id, **_numbered(audiences), **_keyed(keys)}
    found = _counts(len(audiences), _room(len(keys))).rows(connection, **values)[0]
    return Counts(found.mine, min(found.groups, COUNTED), found.waiting, found.done)


def audiences_of(connection: Connection, by: Actor) -> list[int]:
    """The numbers of the audiences that an actor belongs to."""
    members = sorted(by.memberships)
    values = {f"member_{at}": members[min(at, len(members) - 1)] for at in range(_room(len(members)))}
    return sorted({row.audience_id for row in _audiences(_room(len(members))).rows(connection, **values)})


def _mine(connection: Connection, by: Actor, place: dict[str, int], size: int) -> list[Any]:
    return _mine_statement(size).rows(connection, person=by.id, **place)


def _groups(connection: Connection, by: Actor, place: dict[str, int], size: int) -> list[Any]:
    audiences = audiences_of(connection, by)
    if not audiences:
        return []
    return _groups_statement(len(audiences), size).rows(connection, person=by.id, **place, **_numbered(audiences))


def _waiting(connection: Connection, by: Actor, followed: Sequence[str], place: dict[str, int], size: int) -> list[Any]:
    audiences, keys = audiences_of(connection, by), list(followed)[:MOST_FOLLOWED]
    values = {"person": by.id, **place, **_numbered(audiences), **_keyed(keys)}
    return _waiting_statement(len(audiences), _room(len(keys)), size).rows(connection, **values)


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


def _numbered(audiences: list[int]) -> dict[str, int]:
    return {f"audience_{at}": number for at, number in enumerate(audiences)}


def _room(count: int) -> int:
    """For how many business keys a statement is made: few statements serve all numbers of them."""
    return 0 if count == 0 else 1 << (count - 1).bit_length()


def _keyed(keys: list[str]) -> dict[str, str]:
    """Business keys as the statement wants them; the last one fills what room is left."""
    return {f"key_{at}": keys[min(at, len(keys) - 1)] for at in range(_room(len(keys)))}


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


def _free_of(audience_id: sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Waiting for somebody of an audience; said as the partial index says it."""
    return sa.and_(user_task.c.audience_id == audience_id, user_task.c.assignee.is_(None))


def _first(size: int) -> sa.ColumnElement[int]:
    """How many rows, said in the statement: for a number it is not told PostgreSQL plans as for very many.

    Then it either scans what it need not, or plans anew each time.
    """
    return sa.literal_column(str(size), sa.Integer)


@lru_cache
def _mine_statement(size: int) -> Statement:
    mine = sa.select(*_TASK).where(user_task.c.assignee == sa.bindparam("person"), _BEYOND)
    return Statement(_shown(mine.order_by(*_ORDER).limit(_first(size))))


@lru_cache
def _groups_statement(count: int, size: int) -> Statement:
    free = (sa.select(*_TASK).where(_free_of(sa.bindparam(f"audience_{at}")), _BEYOND) for at in range(count))
    walks = [each.order_by(*_ORDER).limit(_first(size)).subquery() for each in free]
    together = sa.union_all(*(sa.select(walk) for walk in walks)).order_by("due_order", "id")
    return Statement(_shown(together.limit(_first(size))))


@lru_cache
def _audiences(members: int) -> Statement:
    named = [sa.bindparam(f"member_{at}", type_=sa.String) for at in range(members)]
    return Statement(sa.select(audience_member.c.audience_id).where(audience_member.c.member.in_(named)))


@lru_cache
def _counts(audiences: int, keys: int) -> Statement:
    """How many rows each tab has, in one statement, counted up to COUNTED; of the groups, up to that for each walk."""
    one = sa.literal(1).label("one")
    completed = (history.c.actor == _PERSON, history.c.task_id.is_not(None), _COMPLETED)
    counted = {
        "mine": sa.select(one).where(user_task.c.assignee == _PERSON).limit(_first(COUNTED)),
        "groups": _free_tasks(audiences),
        "waiting": _of_others(sa.select(one), audiences, keys).limit(_first(COUNTED)),
        "done": sa.select(one).where(*completed).limit(_first(COUNTED)),
    }
    return Statement(sa.select(*(_count(rows).scalar_subquery().label(name) for name, rows in counted.items())))


def _free_tasks(count: int) -> Any:
    if count == 0:
        return sa.select(sa.literal(1).label("one")).where(sa.false())
    walks = [
        sa.select(sa.literal(1).label("one"))
        .where(_free_of(sa.bindparam(f"audience_{at}")))
        .limit(_first(COUNTED))
        .subquery()
        for at in range(count)
    ]
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
        .where(history.c.actor == _PERSON, history.c.task_id.is_not(None), _COMPLETED)
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


_COMPLETED = history.c.kind == _literal(Kind.COMPLETED)
_ORDER = (user_task.c.due_order, user_task.c.id)
_BEYOND = sa.tuple_(*_ORDER) > sa.tuple_(
    sa.bindparam("due_order", type_=sa.BigInteger), sa.bindparam("id", type_=sa.BigInteger)
)
_MICROS = sa.type_coerce(history.c.at, sa.BigInteger)
_DONE = (
    sa.select(history.c.task_id, history.c.instance_id, history.c.definition_id, history.c.element, history.c.at,
           _MICROS.label("micros"), history.c.sequence, instance.c.title, instance.c.phase, instance.c.business_key,
           instance.c.definition_id.label("process_id"))
    .join(instance, instance.c.id == history.c.instance_id)
    .where(history.c.actor == sa.bindparam("person"), history.c.task_id.is_not(None))
    .where(_COMPLETED)
    .where(sa.tuple_(_MICROS, history.c.instance_id, history.c.sequence)
           < sa.tuple_(sa.bindparam("at", type_=sa.BigInteger), sa.bindparam("instance", type_=sa.BigInteger),
                    sa.bindparam("sequence", type_=sa.Integer)))
    .order_by(history.c.at.desc(), history.c.instance_id.desc(), history.c.sequence.desc())
)  # fmt: skip


@lru_cache
def _done_statement(size: int) -> Statement:
    return Statement(_DONE.limit(_first(size)))
