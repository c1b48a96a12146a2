"""Chains: entries of which each holds a hash over the one before, its own columns and its value's salted digest.

Nothing can be changed, removed or put in unnoticed, and a value may be erased all the same: its digest stays.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

GENESIS = bytes(32)
"""The hash before the first entry."""

Fault = tuple[int, str]
"""An entry's number, and a sentence of what is not as it was written."""


@dataclass(frozen=True)
class Link:
    """Where a chain has come to: the last entry's number and hash."""

    sequence: int = 0
    head: bytes = GENESIS


def digest_of(salt: bytes, content: bytes) -> bytes:
    """The digest of a value as it is kept, salted so that nobody can find it out by trying."""
    return hashlib.sha256(salt + content).digest()


def hash_link(before: bytes, told: str, value_digest: bytes) -> bytes:
    """The hash of an entry: over the hash before it, what its columns tell, and its value's digest."""
    return hashlib.sha256(before + told.encode() + value_digest).digest()


def judge(rows: Iterable[Any], hash_of: Callable[[bytes, Any, bytes], bytes]) -> Generator[Fault, None, Link | None]:
    """What is wrong with the entries of one chain, in order; at last where it has come to, None where one is missing.

    A row has `sequence`, `hash`, and its value's `salt`, `digest` and `content`; `hash_of` takes the hash before it,
    the row, and its value's digest.
    """
    link = Link()
    for row in rows:
        if row.sequence != link.sequence + 1:
            missing = link.sequence + 1
            yield missing, f"Expected entry {missing}, but the next one is {row.sequence}."
            return None  # What follows hangs on what is missing.
        if sentence := _fault(link, row, hash_of):
            yield row.sequence, sentence
        # Go on with the hash as it stands, so that each entry is judged by itself.
        link = Link(row.sequence, row.hash)
    return link


def compare(link: Link, named: Link) -> Iterator[Fault]:
    """What is wrong between the end of a chain and the end that is named elsewhere."""
    if named.sequence != link.sequence:
        told = f"Expected {named.sequence} entries, but there are {link.sequence}."
        yield min(named.sequence, link.sequence) + 1, told
    elif named.head != link.head:
        yield link.sequence, "Expected the last entry that is named as the end, but it is another one."


def _fault(link: Link, row: Any, hash_of: Callable[[bytes, Any, bytes], bytes]) -> str:
    if row.salt is None:
        return "Expected the entry's value or its digest, but the row is gone."
    try:
        digest = row.digest if row.content is None else digest_of(row.salt, row.content)
        whole = hash_of(link.head, row, digest) == row.hash
    except TypeError:  # SQLite keeps a text where bytes belong, if somebody puts it there.
        whole = False
    return "" if whole else "Expected the entry as it was written, but it, its value or the hash before it was changed."
