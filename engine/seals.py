"""Seals: what all chains of history had come to at a moment, in one hash to be kept outside the database.

A chain alone does not show that its end was cut off, or that all of it was written anew, by somebody who may do
anything in the database.  A seal does, for all that was before it, if its hash is kept where that somebody is not.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.engine import Connection

from engine.audit import Flaw, Stream, verify, verify_deployments, verify_journal
from engine.chain import GENESIS, Link
from engine.journal import head_of
from engine.schema import history, journal, seal, state

_AT_ONCE = 400
JOURNAL = 0
"""Among the heads by instance, the number that stands for the journal."""
_UNLIKE = "Expected the entry that was sealed, but it is gone or another one."


@dataclass(frozen=True)
class Seal:
    """A seal; `line` is what is kept outside."""

    id: int
    at: datetime
    hash: bytes
    chains: int
    """How many chains had moved on since the seal before."""

    @property
    def line(self) -> str:
        """One line of text: number, moment, hash."""
        return f"{self.id} {self.at.astimezone(UTC).isoformat(timespec='seconds')} {self.hash.hex()}"


def add_seal(connection: Connection, at: datetime) -> Seal | None:
    """Seal what happened since the last seal; None when nothing did.  Inside the caller's transaction."""
    sealed = _sealed_heads(connection)
    ends = {JOURNAL: head_of(connection)} | {
        row.instance_id: Link(row.sequence, row.head)
        for row in connection.execute(select(state.c.instance_id, state.c.sequence, state.c.head))
    }
    moved = [
        [number, link.sequence, link.head.hex()]
        for number, link in ends.items()
        if link.sequence and sealed.get(number) != link
    ]
    if not moved:
        return None
    heads = zlib.compress(json.dumps(sorted(moved), separators=(",", ":")).encode(), 9)
    sealing = _hash(_last_hash(connection), at, heads)
    added = insert(seal).values(at=at, heads=heads, hash=sealing).returning(seal.c.id)
    return Seal(connection.execute(added).scalar_one(), at, sealing, len(moved))


def verify_all(connection: Connection, kept: Mapping[int, str] | None = None) -> list[Flaw]:
    """Whatever is not as it was written: of histories, the journal, deployments and seals; empty when all is well."""
    chains = [*verify(connection), *verify_journal(connection), *verify_deployments(connection)]
    return [*chains, *verify_seals(connection, kept)]


@dataclass(frozen=True)
class Verdict:
    """Whether one instance's history is as it was written; `sealed_to` is the last entry that a seal holds."""

    flaws: tuple[Flaw, ...]
    entries: int
    sealed_to: int
    seal_id: int | None
    sealed_at: datetime | None


def verify_instance(connection: Connection, instance_id: int) -> Verdict:
    """An instance's chain, and what the seals hold of it."""
    sealed = [(link, number, at) for number, at, instance, link in _heads(connection) if instance == instance_id]
    unlike = _unlike(connection, {(instance_id, link.sequence): link.head for link, _, _ in sealed})
    entries = connection.scalar(select(state.c.sequence).where(state.c.instance_id == instance_id)) or 0
    link, seal_id, sealed_at = sealed[-1] if sealed else (Link(), None, None)
    return Verdict((*verify(connection, instance_id), *unlike), entries, link.sequence, seal_id, sealed_at)


def verify_seals(connection: Connection, kept: Mapping[int, str] | None = None) -> list[Flaw]:
    """What was changed or cut off before a seal, and seals that are not what they were.

    `kept` are the hashes kept outside, in hexadecimal digits, by the seal's number.
    """
    flaws, before, seen = [], GENESIS, set[int]()
    for row in connection.execute(select(seal).order_by(seal.c.id)):
        seen.add(row.id)
        if row.hash != _hash(before, row.at, row.heads):
            flaws.append(_flaw(row.id, f"Expected seal {row.id} as it was made, but it or the one before was changed."))
        before = row.hash
        if kept is not None and kept.get(row.id, row.hash.hex()) != row.hash.hex():
            flaws.append(_flaw(row.id, f"Expected seal {row.id} to be the one kept outside, but it is another one."))
    missing = sorted(set(kept or ()) - seen)
    flaws += [_flaw(number, f"Expected seal {number}, which is kept outside, but it is gone.") for number in missing]
    return [*flaws, *_unlike(connection, _all_sealed(connection))]


def _flaw(number: int, sentence: str) -> Flaw:
    return Flaw(0, number, sentence, Stream.SEAL)


def _unlike(connection: Connection, sealed: Mapping[tuple[int, int], bytes]) -> Iterator[Flaw]:
    """The sealed entries that are gone or are other ones now: of a chain written anew, the first tells where."""
    places = sorted(sealed)
    for first in range(0, len(places), _AT_ONCE):
        part = places[first : first + _AT_ONCE]
        found = _hashes(connection, part)
        for number, sequence in part:
            if found.get((number, sequence)) != sealed[number, sequence]:
                stream = Stream.JOURNAL if number == JOURNAL else Stream.HISTORY
                yield Flaw(number, sequence, _UNLIKE, stream)


def _hashes(connection: Connection, places: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes of entries by instance (or JOURNAL) and number."""
    rows = connection.execute(
        select(history.c.instance_id, history.c.sequence, history.c.hash).where(
            tuple_(history.c.instance_id, history.c.sequence).in_(places)
        )
    )
    found = {(row.instance_id, row.sequence): row.hash for row in rows}
    told = [sequence for number, sequence in places if number == JOURNAL]
    for row in connection.execute(select(journal.c.sequence, journal.c.hash).where(journal.c.sequence.in_(told))):
        found[JOURNAL, row.sequence] = row.hash
    return found


def _sealed_heads(connection: Connection) -> dict[int, Link]:
    """The last sealed head of every chain."""
    return {instance: link for _, _, instance, link in _heads(connection)}


def _all_sealed(connection: Connection) -> dict[tuple[int, int], bytes]:
    """The hash of every entry that was the end of its chain at some seal."""
    return {(instance, link.sequence): link.head for _, _, instance, link in _heads(connection)}


def _heads(connection: Connection) -> Iterator[tuple[int, datetime, int, Link]]:
    """What the seals hold: the seal's number, its moment, the instance (or JOURNAL), and its chain's end."""
    for row in connection.execute(select(seal.c.id, seal.c.at, seal.c.heads).order_by(seal.c.id)):
        try:
            told = json.loads(zlib.decompress(row.heads))
            for number, sequence, head in told:
                yield row.id, row.at, number, Link(sequence, bytes.fromhex(head))
        except (ValueError, TypeError, zlib.error):
            continue  # The seal was changed, and its hash says so.


def _last_hash(connection: Connection) -> bytes:
    last = connection.scalar(select(func.max(seal.c.id)))
    return (
        GENESIS
        if last is None
        else bytes(connection.execute(select(seal.c.hash).where(seal.c.id == last)).scalar_one())
    )


def _hash(before: bytes, at: datetime, heads: bytes) -> bytes:
    return hashlib.sha256(before + at.astimezone(UTC).isoformat(timespec="microseconds").encode() + heads).digest()
