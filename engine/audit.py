"""Audit: whether the history is what was written, entry by entry; and erasing a value without breaking the chain."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, select, update
from sqlalchemy.engine import Connection

from engine.chain import Fault, Link, compare, digest_of, judge
from engine.errors import NotFound
from engine.history import hash_of, read_value
from engine.journal import deployed_digests, faults_of, files_digest, read_journal_value
from engine.schema import deployment_resource, history, history_value, journal_value, resource, state

__all__ = ["Flaw", "Stream", "erase", "erase_journal", "read_journal_value", "read_value", "verify"]
__all__ += ["verify_deployments", "verify_journal"]

AT_ONCE = 200
"""How many instances are read at a time."""


class Stream(StrEnum):
    """What a flaw was found in."""

    HISTORY = "history"
    JOURNAL = "journal"
    DEPLOYMENT = "deployment"
    SEAL = "seal"


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was written.

    `sequence` names the entry (of a history or the journal), the deployment or the seal; None: the instance as a whole.
    `instance_id` is 0 where no instance is meant.
    """

    instance_id: int
    sequence: int | None
    sentence: str
    stream: Stream = Stream.HISTORY

    @property
    def place(self) -> str:
        """Where it is: `instance 7, entry 3`, `journal, entry 9`, `seal 2`."""
        if self.stream is Stream.HISTORY:
            return f"instance {self.instance_id}" + (f", entry {self.sequence}" if self.sequence is not None else "")
        return f"journal, entry {self.sequence}" if self.stream is Stream.JOURNAL else f"{self.stream} {self.sequence}"


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


def verify_journal(connection: Connection) -> list[Flaw]:
    """What of the journal was changed, removed, put in or cut off."""
    return [Flaw(0, number, sentence, Stream.JOURNAL) for number, sentence in faults_of(connection)]


def verify_deployments(connection: Connection) -> list[Flaw]:
    """Deployments of which a file is not what was deployed; those from before there was a journal are not known."""
    altered = {
        row.digest
        for row in connection.execute(select(resource.c.digest, resource.c.content))
        if not isinstance(row.content, bytes) or hashlib.sha256(row.content).hexdigest() != row.digest
    }
    files: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(deployment_resource)):
        files.setdefault(row.deployment_id, {})[row.path] = row.digest
    flaws = [
        Flaw(0, number, f"Expected the file as it was deployed, but {path} was changed.", Stream.DEPLOYMENT)
        for number, paths in sorted(files.items())
        for path, digest in sorted(paths.items())
        if digest in altered
    ]
    for number, told in deployed_digests(connection):
        if told != files_digest(files.get(number, {})):
            sentence = "Expected the files that were deployed, but one was put in, removed or exchanged."
            flaws.append(Flaw(0, number, sentence, Stream.DEPLOYMENT))
    return flaws


def erase(connection: Connection, instance_id: int, sequence: int) -> None:
    """Empty an entry's value and leave its digest, so that the chain stays whole.

    Raises NotFound when there is no such entry, or it was erased before.
    """
    here = (history_value.c.instance_id == instance_id) & (history_value.c.sequence == sequence)
    _empty(connection, history_value, here, f"entry {sequence} of instance {instance_id}")


def erase_journal(connection: Connection, sequence: int) -> None:
    """The same, of an entry of the journal."""
    _empty(connection, journal_value, journal_value.c.sequence == sequence, f"entry {sequence} of the journal")


def _empty(connection: Connection, table: Table, here: ColumnElement[bool], place: str) -> None:
    row = connection.execute(select(table).where(here)).first()
    if row is None or row.content is None:
        raise NotFound(f"Expected a value in {place}, but there is none.")
    connection.execute(update(table).where(here).values(content=None, digest=digest_of(row.salt, row.content)))


def _verify_range(connection: Connection, first: int, last: int) -> Iterator[Flaw]:
    try:
        rows = connection.execute(_ENTRIES, {"first": first, "last": last}).all()
    except (TypeError, ValueError, OverflowError):  # A text in the place of a moment, say.
        if first == last:
            yield Flaw(first, None, "Expected entries that can be read, but one of them cannot.")
        else:
            for instance_id in range(first, last + 1):
                yield from _verify_range(connection, instance_id, instance_id)
        return
    for instance_id, entries in groupby(rows, key=lambda row: row.instance_id):
        yield from _verify_instance(instance_id, list(entries))
    for instance_id in connection.scalars(_WITHOUT_HISTORY, {"first": first, "last": last}):
        yield Flaw(instance_id, 1, "Expected its history, but there is none.")


def _verify_instance(instance_id: int, entries: list[Any]) -> Iterator[Flaw]:
    for sequence, sentence in _faults(entries):
        yield Flaw(instance_id, sequence, sentence)
    if entries[-1].state_head is None:
        yield Flaw(instance_id, None, "Expected the instance's state, but there is none.")


def _faults(entries: list[Any]) -> Iterator[Fault]:
    link = yield from judge(entries, lambda before, row, digest: hash_of(before, row._mapping, digest))
    last = entries[-1]
    if link is not None and last.state_head is not None:
        yield from compare(link, Link(last.state_sequence, last.state_head))


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
