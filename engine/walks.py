"""The index walks that a tab of the inbox is laid together from: one's own, and those of the people one stands in for.

Each walk reads one index from where the last page ended, and is cut at one page.  What a deputy's scope leaves out is
passed over on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.schema import audience_member, definition, user_task
from engine.statements import Statement

Where = sa.ColumnElement[bool]
Numbers = Mapping[str, Iterable[int]]


@dataclass(frozen=True)
class Walk:
    """One index walk: along a person's tasks, or along what is free of an audience.

    The others narrow it: to some audiences, to some definitions (None: to none in particular), and without some tasks.
    """

    person: str | None = None
    audience: int | None = None
    audiences: tuple[int, ...] | None = None
    definitions: tuple[int, ...] | None = None
    without: tuple[int, ...] = ()


Shape = tuple[bool, int | None, int | None, int]
"""What a walk's statement depends on: a person's or not, and how many numbers narrow it."""


@dataclass(frozen=True)
class Walks:
    """All walks of a person's inbox; `audiences` are those that the person belongs to, the absent ones' not."""

    own: list[Walk]
    groups: list[Walk]
    audiences: tuple[int, ...]


def own_walks(connection: Connection, by: Actor) -> list[Walk]:
    """Along what a person holds, and what those hold in whose place the person acts."""
    narrowed = [one.memberships for one in by.absent if one.groups_only]
    audiences = _audiences_of(connection, frozenset().union(*narrowed)) if narrowed else {}
    return _own(by, audiences, _definitions_of(connection, by))


def group_walks(connection: Connection, by: Actor) -> list[Walk]:
    """Along what is free for a person, and for those in whose place the person acts; an audience is walked once."""
    return _of_groups(by, _audiences_of(connection, _memberships(by)), _definitions_of(connection, by))


def all_walks(connection: Connection, by: Actor) -> Walks:
    """Both, for as many questions as the walks of the groups alone take."""
    audiences, definitions = _audiences_of(connection, _memberships(by)), _definitions_of(connection, by)
    return Walks(
        _own(by, audiences, definitions), _of_groups(by, audiences, definitions), _of_all(audiences, by.memberships)
    )


def own_audiences(connection: Connection, by: Actor) -> tuple[int, ...]:
    """The audiences that a person belongs to, the absent ones' not."""
    return _of_all(_audiences_of(connection, by.memberships), by.memberships)


def _own(by: Actor, audiences: Numbers, definitions: Numbers) -> list[Walk]:
    barred = tuple(sorted(by.barred))
    theirs = [
        Walk(
            one.person,
            audiences=_of_all(audiences, one.memberships) if one.groups_only else None,
            definitions=None if one.processes is None else _of_all(definitions, one.processes),
            without=barred,
        )
        for one in by.absent
    ]
    return [Walk(by.id), *theirs]


def _of_groups(by: Actor, audiences: Numbers, definitions: Numbers) -> list[Walk]:
    own = _of_all(audiences, by.memberships)
    limits: dict[int, frozenset[int] | None] = {}
    for absent in by.absent:
        found = None if absent.processes is None else _of_all(definitions, absent.processes)
        for number in _of_all(audiences, absent.memberships):
            before = limits.get(number, frozenset())
            limits[number] = None if before is None or found is None else before.union(found)
    barred = tuple(sorted(by.barred))
    theirs = [
        Walk(audience=number, definitions=None if limit is None else tuple(sorted(limit)), without=barred)
        for number, limit in sorted(limits.items())
        if number not in own
    ]
    return [*(Walk(audience=number) for number in own), *theirs]


def _memberships(by: Actor) -> frozenset[str]:
    """Those of a person and of the absent."""
    return by.memberships.union(*(one.memberships for one in by.absent))


def _audiences_of(connection: Connection, memberships: Iterable[str]) -> dict[str, list[int]]:
    """The numbers of the audiences that each membership belongs to."""
    members = sorted(memberships)
    if not members:
        return {}
    rows = _audiences(room(len(members))).rows(connection, **padded("member", members))
    return _grouped((one.member, one.audience_id) for one in rows)


@lru_cache
def _audiences(members: int) -> Statement:
    row = audience_member.c
    named = [sa.bindparam(f"member_{at}", type_=sa.String) for at in range(members)]
    return Statement(sa.select(row.member, row.audience_id).where(row.member.in_(named)))


def room(count: int) -> int:
    """For how many values a statement is made: few statements serve all numbers of them."""
    return 0 if count == 0 else 1 << (count - 1).bit_length()


def padded(name: str, values: Sequence[str]) -> dict[str, str]:
    """Values as a statement with room for more wants them; the last one fills what room is left."""
    return {f"{name}_{at}": values[min(at, len(values) - 1)] for at in range(room(len(values)))}


def _definitions_of(connection: Connection, by: Actor) -> dict[str, list[int]]:
    """The numbers of the definitions of each process that a deputy is limited to."""
    keys = frozenset().union(*(one.processes or frozenset() for one in by.absent))
    if not keys:
        return {}
    rows = connection.execute(sa.select(definition.c.key, definition.c.id).where(definition.c.key.in_(sorted(keys))))
    return _grouped((one.key, one.id) for one in rows)


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, number in pairs:
        found.setdefault(name, []).append(number)
    return found


def _of_all(found: Numbers, names: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({number for name in names for number in found.get(name, ())}))


def shape_of(walks: Iterable[Walk]) -> tuple[Shape, ...]:
    """What the statement of these walks depends on."""
    return tuple(
        (one.person is not None, _length(one.audiences), _length(one.definitions), len(one.without)) for one in walks
    )


def values_of(walks: Iterable[Walk]) -> dict[str, object]:
    """What the statement of these walks is to be told."""
    values: dict[str, object] = {}
    for at, one in enumerate(walks):
        values[f"of_{at}"] = one.person if one.person is not None else one.audience
        for name, numbers in (("a", one.audiences), ("d", one.definitions), ("w", one.without)):
            values |= {f"{name}_{at}_{place}": number for place, number in enumerate(numbers or ())}
    return values


@lru_cache
def conditions(shapes: tuple[Shape, ...]) -> tuple[Where, ...]:
    """Which tasks each walk passes; said as the partial indexes say it."""
    return tuple(_condition(at, *shape) for at, shape in enumerate(shapes))


def _condition(at: int, is_person: bool, audiences: int | None, definitions: int | None, without: int) -> Where:
    first = (
        user_task.c.assignee == sa.bindparam(f"of_{at}", type_=sa.String)
        if is_person
        else sa.and_(
            user_task.c.audience_id == sa.bindparam(f"of_{at}", type_=sa.BigInteger), user_task.c.assignee.is_(None)
        )
    )
    narrowed = [first]
    if audiences is not None:
        narrowed.append(user_task.c.audience_id.in_(_numbers("a", at, audiences)))
    if definitions is not None:
        narrowed.append(user_task.c.definition_id.in_(_numbers("d", at, definitions)))
    if without:
        narrowed.append(user_task.c.id.not_in(_numbers("w", at, without)))
    return sa.and_(*narrowed)


def _numbers(name: str, at: int, count: int) -> list[sa.BindParameter[int]]:
    return [sa.bindparam(f"{name}_{at}_{place}", type_=sa.BigInteger) for place in range(count)]


def _length(numbers: tuple[int, ...] | None) -> int | None:
    return None if numbers is None else len(numbers)
