"""Intruders who may do anything in the database: each alters what happened in a way of its own.

A way takes the connection, a source of chance and the sealed entries; it gives the entry where the alteration begins.
"""

import hashlib
import random
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update

from engine.chain import GENESIS, digest_of
from engine.history import hash_of
from engine.journal import entry_hash
from engine.schema import history, history_value, journal, journal_head, journal_value, seal, state

JOURNAL, SEALS = 0, -1
Place = tuple[int, int]
"""An instance (or JOURNAL) and the number of an entry; SEALS and a seal's number."""
Way = Callable[[Connection, random.Random, Place], Place]


@dataclass(frozen=True)
class Chain:
    """One chain of entries: its tables, and which of their rows are its own."""

    number: int

    @property
    def entries(self) -> Table:
        return history if self.number else journal

    @property
    def values(self) -> Table:
        return history_value if self.number else journal_value

    def row(self, connection: Connection, sequence: int) -> dict[str, Any]:
        found = connection.execute(select(self.entries).where(*self.at(self.entries, sequence)))
        return dict(found.mappings().one())

    def value(self, connection: Connection, sequence: int) -> dict[str, Any]:
        found = connection.execute(select(self.values).where(*self.at(self.values, sequence)))
        return dict(found.mappings().one())

    def at(self, table: Table, sequence: int) -> list[Any]:
        return [*self.own(table), table.c.sequence == sequence]

    def own(self, table: Table) -> list[Any]:
        return [table.c.instance_id == self.number] if self.number else []

    def last(self, connection: Connection) -> int:
        return connection.scalar(select(func.max(self.entries.c.sequence)).where(*self.own(self.entries))) or 0

    def end(self, connection: Connection, sequence: int, head: bytes) -> None:
        """Let the chain's end be this one."""
        if self.number:
            connection.execute(
                update(state).where(state.c.instance_id == self.number).values(sequence=sequence, head=head)
            )
        else:
            connection.execute(update(journal_head).values(sequence=sequence, hash=head))

    def hash_of(self, before: bytes, row: Mapping[str, Any], digest: bytes) -> bytes:
        return hash_of(before, row, digest) if self.number else entry_hash(before, row, digest)

    def link_anew(self, connection: Connection, first: int) -> None:
        """Hash every entry anew from one on, as whoever knows our program would, and name the new end."""
        before = GENESIS if first == 1 else self.row(connection, first - 1)["hash"]
        for sequence in range(first, self.last(connection) + 1):
            kept = self.value(connection, sequence)
            digest = kept["digest"] if kept["content"] is None else digest_of(kept["salt"], kept["content"])
            before = self.hash_of(before, self.row(connection, sequence), digest)
            connection.execute(update(self.entries).where(*self.at(self.entries, sequence)).values(hash=before))
        self.end(connection, self.last(connection), before)

    def move(self, connection: Connection, sequence: int, by: int) -> None:
        """Give an entry and its value another number."""
        for table in (self.values, self.entries):
            connection.execute(update(table).where(*self.at(table, sequence)).values(sequence=sequence + by))


def take_away_guards(connection: Connection) -> None:
    """What an administrator of the database can do."""
    if connection.dialect.name == "sqlite":
        for trigger in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def edit_column(connection: Connection, chance: random.Random, place: Place) -> Place:
    """A column says something else."""
    chain, sequence = Chain(place[0]), place[1]
    row = chain.row(connection, sequence)
    others: dict[str, Any] = {
        "kind": "withdrawn", "actor": "mallory", "on_behalf_of": "mallory", "at": row["at"].replace(microsecond=7),
    }  # fmt: skip
    others |= {"element": "another", "task_id": 999, "request_key": "k" * 32} if place[0] else {"subject": "person/m"}
    column = chance.choice([name for name, value in others.items() if row[name] != value])
    connection.execute(update(chain.entries).where(*chain.at(chain.entries, sequence)).values({column: others[column]}))
    return place


def edit_hash(connection: Connection, chance: random.Random, place: Place) -> Place:
    """A hash is another one."""
    chain = Chain(place[0])
    values = {"hash": hashlib.sha256(chance.randbytes(8)).digest()}
    connection.execute(update(chain.entries).where(*chain.at(chain.entries, place[1])).values(values))
    return place


def edit_value(connection: Connection, chance: random.Random, place: Place) -> Place:
    """A value, its salt or its digest is another one."""
    chain = Chain(place[0])
    values: dict[str, Any] = chance.choice(
        [
            {"content": chain.value(connection, place[1])["content"] + b" "},
            {"content": zlib.compress(chance.randbytes(20))},
            {"salt": chance.randbytes(16)},
            {"content": None, "digest": chance.randbytes(32)},
        ]
    )
    connection.execute(update(chain.values).where(*chain.at(chain.values, place[1])).values(values))
    return place


def edit_and_link_anew(connection: Connection, chance: random.Random, place: Place) -> Place:
    """An entry says something else, and every hash after it fits."""
    edit_column(connection, chance, place)
    Chain(place[0]).link_anew(connection, place[1])
    return place


def drop_entry(connection: Connection, _chance: random.Random, place: Place) -> Place:
    """An entry and its value are gone; the last one's place is told by the end."""
    chain = Chain(place[0])
    for table in (chain.values, chain.entries):
        connection.execute(delete(table).where(*chain.at(table, place[1])))
    return place


def drop_value(connection: Connection, _chance: random.Random, place: Place) -> Place:
    """Only the value is gone."""
    chain = Chain(place[0])
    connection.execute(delete(chain.values).where(*chain.at(chain.values, place[1])))
    return place


def drop_and_close_up(connection: Connection, chance: random.Random, place: Place) -> Place:
    """An entry is gone, those after it have moved up, and every hash fits."""
    chain, last = Chain(place[0]), Chain(place[0]).last(connection)
    drop_entry(connection, chance, place)
    for sequence in range(place[1] + 1, last + 1):
        chain.move(connection, sequence, -1)
    if chain.last(connection):
        chain.link_anew(connection, min(place[1], chain.last(connection)))
    else:
        chain.end(connection, 0, GENESIS)
    return place


def insert_copy(connection: Connection, chance: random.Random, place: Place) -> Place:
    """A copy of an entry, by somebody else, stands in its place; those from there on have moved down."""
    chain, last = Chain(place[0]), Chain(place[0]).last(connection)
    row, kept = chain.row(connection, place[1]), chain.value(connection, place[1])
    for sequence in range(last, place[1] - 1, -1):
        chain.move(connection, sequence, 1)
    connection.execute(insert(chain.entries).values(row | {"actor": "mallory"} | _once(row)))
    connection.execute(insert(chain.values).values(kept))
    if chance.random() < 0.5:  # Half of them know how to hash.
        chain.link_anew(connection, place[1])
    return place


def _once(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"request_key": None} if "request_key" in row else {}


def swap(connection: Connection, chance: random.Random, place: Place) -> Place:
    """Two entries have changed places, with their values."""
    chain, last = Chain(place[0]), Chain(place[0]).last(connection)
    if last < 2:
        return edit_column(connection, chance, place)
    first, second = sorted(chance.sample(range(1, last + 1), 2))
    chain.move(connection, first, 10_000)
    chain.move(connection, second, first - second)
    chain.move(connection, first + 10_000, second - first - 10_000)
    if chance.random() < 0.5:
        chain.link_anew(connection, first)
    return place[0], first


def cut_off(connection: Connection, _chance: random.Random, place: Place) -> Place:
    """The chain ends before an entry, and its end says so."""
    chain = Chain(place[0])
    for table in (chain.values, chain.entries):
        connection.execute(delete(table).where(*chain.own(table), table.c.sequence >= place[1]))
    head = chain.row(connection, place[1] - 1)["hash"] if place[1] > 1 else GENESIS
    chain.end(connection, place[1] - 1, head)
    return place


def edit_seal(connection: Connection, chance: random.Random, _place: Place) -> Place:
    """A seal is another one."""
    number = chance.choice(list(connection.scalars(select(seal.c.id))))
    row = connection.execute(select(seal).where(seal.c.id == number)).one()
    values: dict[str, Any] = chance.choice([{"heads": row.heads[:-1]}, {"hash": bytes(32)}, {"heads": b"[]"}])
    connection.execute(update(seal).where(seal.c.id == number).values(values))
    return SEALS, number


def drop_seal(connection: Connection, chance: random.Random, _place: Place) -> Place:
    """A seal is gone."""
    number = chance.choice(list(connection.scalars(select(seal.c.id))))
    connection.execute(delete(seal).where(seal.c.id == number))
    return SEALS, number


WAYS: tuple[Way, ...] = (
    edit_column, edit_hash, edit_value, edit_and_link_anew, drop_entry, drop_value, drop_and_close_up, insert_copy,
    swap, cut_off, edit_seal, drop_seal,
)  # fmt: skip
EXACT = (edit_column, edit_hash, edit_value, drop_entry, drop_value)
"""Those that leave the hashes after them as they were, so that the very entry is named."""
