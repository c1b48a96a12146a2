"""Audiences: the sets of groups and people who may take a task, each kept once."""

from collections.abc import Iterable
from threading import Lock

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.schema import audience, audience_member
from engine.statements import Statement
from engine.work import UnitOfWork

_FIND = Statement(select(audience.c.id).where(audience.c.key == bindparam("key")))
_READ = Statement(select(audience.c.key).where(audience.c.id == bindparam("id")))
_ADD_MEMBER = Statement(
    insert(audience_member).values(audience_id=bindparam("audience_id"), member=bindparam("member"))
)
_ADD = {
    "sqlite": Statement(
        sqlite.insert(audience).values(key=bindparam("key")).on_conflict_do_nothing().returning(audience.c.id)
    ),
    "postgresql": Statement(
        postgresql.insert(audience).values(key=bindparam("key")).on_conflict_do_nothing().returning(audience.c.id)
    ),
}


def key_of(groups: Iterable[str], users: Iterable[str]) -> str:
    """The audience's key: `group:…` and `user:…`, sorted, joined by `|`."""
    return "|".join(sorted({f"group:{group}" for group in groups} | {f"user:{user}" for user in users}))


def members_of(key: str) -> frozenset[str]:
    """The members that a key spells out."""
    return frozenset(key.split("|"))


class Audiences:
    """Remembers audiences' numbers: an audience is never altered, and there are few.

    What is read inside a transaction is not remembered: it may be undone, and its number given to another audience.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._lock = Lock()

    def number(self, unit: UnitOfWork, key: str) -> int:
        """The number of an audience, which is added when there is none yet."""
        known = self._numbers.get(key)
        if known is not None:
            return known
        found = _FIND.rows(unit.connection, key=key)
        if not found:
            return _add(unit.write(), key)
        number: int = found[0].id
        if not unit.writing:
            self._keep(number, key)
        return number

    def members(self, unit: UnitOfWork, number: int) -> frozenset[str]:
        """Who belongs to an audience."""
        key = self._keys.get(number)
        if key is None:
            key = str(_READ.rows(unit.connection, id=number)[0].key)
            if not unit.writing:
                self._keep(number, key)
        return members_of(key)

    def _keep(self, number: int, key: str) -> None:
        with self._lock:
            self._numbers[key], self._keys[number] = number, key


def _add(connection: Connection, key: str) -> int:
    """Add an audience inside the caller's transaction; whoever adds the same one meanwhile is waited for."""
    added = _ADD[connection.dialect.name].rows(connection, key=key)
    if not added:
        known: int = _FIND.rows(connection, key=key)[0].id
        return known
    for member in sorted(members_of(key)):
        _ADD_MEMBER.run(connection, audience_id=added[0].id, member=member)
    number: int = added[0].id
    return number
