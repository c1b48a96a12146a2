"""Filters of the inbox that people have kept under names of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from engine.errors import NotFound
from webapp.accounts.schema import saved_filter

MOST = 30
LONGEST_NAME = 60


class NameTaken(ValueError):
    """The person has another filter of this name."""


class TooMany(ValueError):
    """The person has MOST filters already."""


_OF_PERSON = (
    select(saved_filter.c.id, saved_filter.c.name, saved_filter.c.query)
    .where(saved_filter.c.person_id == bindparam("person"))
    .order_by(saved_filter.c.name)
)


@dataclass(frozen=True)
class SavedFilter:
    """A filter: its name, and what stands behind the question mark of its address."""

    id: int
    name: str
    query: str


def list_filters(connection: Connection, person_id: str) -> Sequence[SavedFilter]:
    """A person's filters by name."""
    return [SavedFilter(*row) for row in connection.execute(_OF_PERSON, {"person": person_id})]


def keep_filter(connection: Connection, person_id: str, name: str, query: str) -> None:
    """Keep a filter; one that has the name already is replaced.  Raises TooMany."""
    owned = saved_filter.c.person_id == person_id
    same = owned & (saved_filter.c.name == name)
    if connection.execute(update(saved_filter).where(same).values(query=query)).rowcount:
        return
    count = connection.scalar(select(func.count()).select_from(saved_filter).where(owned)) or 0
    if count >= MOST:
        raise TooMany(f"Expected at most {MOST} filters of {person_id}, but this would be one more.")
    connection.execute(insert(saved_filter).values(person_id=person_id, name=name, query=query))


def rename_filter(connection: Connection, person_id: str, number: int, name: str) -> None:
    """Call one of a person's filters otherwise.  Raises NotFound, NameTaken."""
    owned = saved_filter.c.person_id == person_id
    same = select(saved_filter.c.id).where(owned, saved_filter.c.name == name, saved_filter.c.id != number)
    if connection.scalar(same) is not None:
        raise NameTaken(f"Expected a new name, but another filter is called {name!r}.")
    changed = connection.execute(update(saved_filter).where(owned, saved_filter.c.id == number).values(name=name))
    if not changed.rowcount:
        raise NotFound(f"Expected a filter of {person_id} with the number {number}, but there is none.")


def remove_filter(connection: Connection, person_id: str, number: int) -> None:
    """Forget one of a person's filters; one that is gone stays gone."""
    connection.execute(delete(saved_filter).where(saved_filter.c.person_id == person_id, saved_filter.c.id == number))
