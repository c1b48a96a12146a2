"""Audit: whether the history is what was written, entry by entry; and erasing a value without breaking the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.engine import Connection

from engine.errors import NotFound
from engine.history import Link, digest_of, hash_of
from engine.schema import history, history_value, state

AT_ONCE = 200
"""How many instances are read at a time."""


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was written; `sequence` names the entry, None: the instance as a whole."""

    instance_id: int
    sequence: int | None
    sentence: str


def verify(connection: Connection, instance_id: int | None = None) -> list[Flaw]:
    """Everything that was changed, removed, put in or cut off; of one instance, or of all.  Empty when all is well.

    Some instances are read at a time, each with the head that its state names in the same statement: the history may
    be larger than memory, and may grow meanwhile.
    """
    if instance_id is not None:
        return list(_verify_range(connection, instance_id, instance_id))
    last = max(connection.scalar(select(func.max(table.c.instance_id))) or 0 for table in (history, state))
    return [
        flaw for first in range(1, last + 1, AT_ONCE) for flaw in _verify_range(connection, first, first + AT_ONCE - 1)
    ]


def erase(connection: Connection, instance_id: int, sequence: int) -> None:
    """Empty an entry's value and leave its digest, so that the chain stays whole.

    Raises NotFound when there is no such entry, or it was erased before.
    """
    row = connection.execute(
        select(history_value).where(history_value.c.instance_id == instance_id, history_value.c.sequence == sequence)
    ).first()
    if row is None or row.content is None:
        raise NotFound(f"Expected a value in entry {sequence} of instance {instance_id}, but there is none.")
    connection.execute(
        update(history_value)
        .where(history_value.c.instance_id == instance_id, history_value.c.sequence == sequence)
        .values(content=None, digest=digest_of(row.salt, row.content))
    )


def _verify_range(connection: Connection, first: int, last: int) -> Iterator[Flaw]:
    rows = connection.execute(_ENTRIES, {"first": first, "last": last})
    for instance_id, entries in groupby(rows, key=lambda row: row.instance_id):
        yield from _verify_instance(instance_id, list(entries))
    for instance_id in connection.scalars(_WITHOUT_HISTORY, {"first": first, "last": last}):
        yield Flaw(instance_id, 1, "Expected its history, but there is none.")


def _verify_instance(instance_id: int, entries: list[Any]) -> Iterator[Flaw]:
    link = Link()
    for row in entries:
        if row.sequence != link.sequence + 1:
            missing = link.sequence + 1
            yield Flaw(instance_id, missing, f"Expected entry {missing}, but the next one is {row.sequence}.")
            return  # What follows hangs on what is missing.
        sentence = _flaw(link, row)
        if sentence:
            yield Flaw(instance_id, row.sequence, sentence)
        # Go on with the hash as it stands, so that each entry is judged by itself.
        link = Link(row.sequence, row.hash)
    yield from _compare(instance_id, link, entries[-1])


def _compare(instance_id: int, link: Link, row: Any) -> Iterator[Flaw]:
    """The end of the chain with what the state says of it."""
    if row.state_head is None:
        yield Flaw(instance_id, None, "Expected the instance's state, but there is none.")
    elif row.state_sequence != link.sequence:
        told = f"Expected {row.state_sequence} entries, but there are {link.sequence}."
        yield Flaw(instance_id, min(row.state_sequence, link.sequence) + 1, told)
    elif row.state_head != link.head:
        yield Flaw(instance_id, link.sequence, "Expected the last entry that the state names, but it is another one.")


def _flaw(link: Link, row: Any) -> str:
    if row.salt is None:
        return "Expected the entry's value or its digest, but the row is gone."
    digest = row.digest if row.content is None else digest_of(row.salt, row.content)
    if hash_of(link.head, row._mapping, digest) != row.hash:
        return "Expected the entry as it was written, but it, its value or the hash before it was changed."
    return ""


_ENTRIES = (
    select(
        history,
        history_value.c.salt,
        history_value.c.digest,
        history_value.c.content,
        state.c.sequence.label("state_sequence"),
        state.c.head.label("state_head"),
    )
    .outerjoin(
        history_value,
        (history_value.c.instance_id == history.c.instance_id) & (history_value.c.sequence == history.c.sequence),
    )
    .outerjoin(state, state.c.instance_id == history.c.instance_id)
    .where(history.c.instance_id.between(bindparam("first"), bindparam("last")))
    .order_by(history.c.instance_id, history.c.sequence)
)
_WITHOUT_HISTORY = (
    select(state.c.instance_id)
    .where(state.c.instance_id.between(bindparam("first"), bindparam("last")))
    .where(~exists().where(history.c.instance_id == state.c.instance_id))
)
