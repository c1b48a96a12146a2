"""The journal: what people did that is not a step of an instance, entry by entry, in one chain of its own.

Log-ins, views of personal data, changed rights, deployments, exports, repairs: each entry's hash covers the one before
it, as in an instance's history, and its value can be erased without breaking the chain.  Seals cover it, too.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from engine.actors import Actor
from engine.chain import GENESIS, Fault, Link, compare, digest_of, hash_link, judge
from engine.content import pack, read_data, unpack, write_data
from engine.schema import journal, journal_head, journal_value

DEPLOYED = "deployed"
"""The kind of entry that a deployment makes."""

_COLUMNS = ("sequence", "kind", "actor", "on_behalf_of", "subject")
_AT_ONCE = 5_000


@dataclass(frozen=True)
class JournalEntry:
    """One thing that somebody did.

    `kind` is a word of whoever writes (`logged in`); `subject` is what it was done to, as `person/anna`; `value` is
    what was told with it, in the values that process data may hold, None when it was erased.
    """

    kind: str
    at: datetime
    by: Actor
    subject: str | None = None
    value: Mapping[str, Any] | None = field(default_factory=dict)
    sequence: int = 0


def write(connection: Connection, entry: JournalEntry) -> int:
    """Add an entry to the end of the chain; its number.  Inside the caller's transaction, which has begun to write.

    Whoever writes next waits for this transaction to end: write it last.
    """
    link = _take_head(connection)
    content, salt = pack(write_data(dict(entry.value or {}))), os.urandom(16)
    row: dict[str, Any] = {
        "sequence": link.sequence + 1,
        "at": entry.at,
        "kind": entry.kind,
        "actor": entry.by.id,
        "on_behalf_of": entry.by.on_behalf_of,
        "subject": entry.subject,
    }
    row["hash"] = entry_hash(link.head, row, digest_of(salt, content))
    connection.execute(insert(journal).values(row))
    connection.execute(insert(journal_value).values(sequence=row["sequence"], salt=salt, content=content))
    connection.execute(update(journal_head).values(sequence=row["sequence"], hash=row["hash"]))
    return link.sequence + 1


def write_deployment(
    connection: Connection, deployment_id: int, files: Mapping[str, str], *, at: datetime, by: Actor, note: str
) -> None:
    """Somebody deployed files: path -> digest."""
    value = {"note": note, "files": files_digest(files)}
    write(connection, JournalEntry(DEPLOYED, at, by, f"deployment/{deployment_id}", value))


def files_digest(files: Mapping[str, str]) -> str:
    """One digest over the files of a deployment, given by path."""
    told = "".join(f"{path}\0{digest}\0" for path, digest in sorted(files.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def deployed_digests(connection: Connection) -> Iterator[tuple[int, str]]:
    """Deployments by number, with the digest that the journal tells of their files.

    What cannot be read is left out: it was altered, and the chain says so.
    """
    rows = connection.execute(
        select(journal.c.subject, journal_value.c.content)
        .join(journal_value, journal_value.c.sequence == journal.c.sequence)
        .where(journal.c.kind == DEPLOYED, journal_value.c.content.is_not(None))
    )
    for row in rows:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            yield int(row.subject.partition("/")[2]), read_journal_value(row.content)["files"]


def read_entry(row: Row[Any]) -> JournalEntry:
    """An entry from a row of `journal` with the `content` of its value."""
    by = Actor(row.actor, on_behalf_of=row.on_behalf_of)
    value = None if row.content is None else read_journal_value(row.content)
    return JournalEntry(row.kind, row.at, by, row.subject, value, row.sequence)


def read_journal_value(content: bytes) -> dict[str, Any]:
    """An entry's value as it was given."""
    value: dict[str, Any] = read_data(unpack(content))
    return value


def head_of(connection: Connection) -> Link:
    """Where the chain has come to."""
    row = connection.execute(select(journal_head.c.sequence, journal_head.c.hash)).first()
    return Link(row.sequence, row.hash) if row else Link()


def faults_of(connection: Connection) -> Iterator[Fault]:
    """Every entry that is not as it was written; nothing when all is well."""
    link = yield from judge(_entries(connection), lambda before, row, digest: entry_hash(before, row._mapping, digest))
    if link is not None:
        yield from compare(link, head_of(connection))


def _entries(connection: Connection) -> Iterator[Row[Any]]:
    """All of them, some at a time: there may be more than memory holds."""
    last = 0
    while rows := connection.execute(_ENTRIES, {"after": last}).all():
        yield from rows
        last = rows[-1].sequence


def _take_head(connection: Connection) -> Link:
    """The end of the chain, held until the transaction ends."""
    while True:
        row = connection.execute(select(journal_head.c.sequence, journal_head.c.hash).with_for_update()).first()
        if row is not None:
            return Link(row.sequence, row.hash)
        connection.execute(_BEGINNING[connection.dialect.name])


def entry_hash(before: bytes, row: Mapping[Any, Any], value_digest: bytes) -> bytes:
    """An entry's hash, over the hash before it, its columns and its value's digest."""
    at: datetime = row["at"]
    told = [at.astimezone(UTC).isoformat(timespec="microseconds"), *(row[column] for column in _COLUMNS)]
    return hash_link(before, json.dumps(told), value_digest)


# Of two who write the first entry at once, one makes the row and the other waits for it.
_BEGINNING = {
    dialect: make(journal_head).values(id=1, sequence=0, hash=GENESIS).on_conflict_do_nothing()
    for dialect, make in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_ENTRIES = (
    select(journal, journal_value.c.salt, journal_value.c.digest, journal_value.c.content)
    .outerjoin(journal_value, journal_value.c.sequence == journal.c.sequence)
    .where(journal.c.sequence > bindparam("after"))
    .order_by(journal.c.sequence)
    .limit(_AT_ONCE)
)
