"""Filters that people have kept under names of their own: of the inbox, and questions to the audit log.

Those of one owner lie in one drawer; nobody else's are reached from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from engine.errors import NotFound
from webapp.accounts.schema import saved_filter, saved_question

MOST = 30
LONGEST_NAME = 60


class NameTaken(ValueError):
    """Another filter in the drawer has this name."""


class TooMany(ValueError):
    """There are MOST filters in the drawer already."""


class Drawer(NamedTuple):
    """Where filters lie: a table, and whose they are; None: everybody's who sees the list."""

    table: Table
    owner: str | None

    @property
    def owned(self) -> ColumnElement[bool]:
        """What lies in it."""
        return self.table.c.person_id.is_not_distinct_from(self.owner)


def inbox_filters(person_id: str) -> Drawer:
    """A person's filters of the inbox."""
    return Drawer(saved_filter, person_id)


def log_questions(person_id: str | None) -> Drawer:
    """A person's questions to the audit log; of None those that everybody has who reads the log."""
    return Drawer(saved_question, person_id)


@dataclass(frozen=True)
class SavedFilter:
    """A filter: its name, and what stands behind the question mark of its address."""

    id: int
    name: str
    query: str


def list_filters(connection: Connection, drawer: Drawer) -> Sequence[SavedFilter]:
    """A drawer's filters by name."""
    kept = drawer.table.c
    rows = connection.execute(select(kept.id, kept.name, kept.query).where(drawer.owned).order_by(kept.name))
    return [SavedFilter(*row) for row in rows]


def keep_filter(connection: Connection, drawer: Drawer, name: str, query: str) -> None:
    """Keep a filter; one that has the name already is replaced.  Raises TooMany."""
    table = drawer.table
    same = drawer.owned & (table.c.name == name)
    if connection.execute(update(table).where(same).values(query=query)).rowcount:
        return
    count = connection.scalar(select(func.count()).select_from(table).where(drawer.owned)) or 0
    if count >= MOST:
        raise TooMany(f"Expected at most {MOST} filters of {drawer.owner}, but this would be one more.")
    connection.execute(insert(table).values(person_id=drawer.owner, name=name, query=query))


def rename_filter(connection: Connection, drawer: Drawer, number: int, name: str) -> None:
    """Call one of a drawer's filters otherwise.  Raises NotFound, NameTaken."""
    table = drawer.table
    same = select(table.c.id).where(drawer.owned, table.c.name == name, table.c.id != number)
    if connection.scalar(same) is not None:
        raise NameTaken(f"Expected a new name, but another filter is called {name!r}.")
    changed = connection.execute(update(table).where(drawer.owned, table.c.id == number).values(name=name))
    if not changed.rowcount:
        raise NotFound(f"Expected a filter of {drawer.owner} with the number {number}, but there is none.")


def remove_filter(connection: Connection, drawer: Drawer, number: int) -> None:
    """Forget one of a drawer's filters; one that is gone stays gone."""
    connection.execute(delete(drawer.table).where(drawer.owned, drawer.table.c.id == number))
