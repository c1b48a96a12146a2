"""Time stamps of seals (RFC 3161): an authority that we do not run signs that a seal's hash was there at a moment.

Whoever writes a history anew can make new seals, but no stamp of yesterday.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import Connection, insert, select

from engine.audit import Flaw, Stream
from engine.schema import seal
from webapp.config import Config
from webapp.lifecycle.schema import seal_stamp

AT_ONCE = 20
"""How many seals are stamped in one go: after a long silence of the authority there may be many."""
TIMEOUT = 10.0
MOST_BYTES = 100_000
_OK = 200


class NotStamped(Exception):
    """The authority gave no stamp that can be relied on."""


@dataclass(frozen=True)
class Stamp:
    """What an authority said of a seal."""

    seal_id: int
    at: datetime
    authority: str
    token: bytes


def unstamped(connection: Connection) -> list[tuple[int, bytes]]:
    """The first seals without a stamp: number and hash."""
    rows = connection.execute(
        select(seal.c.id, seal.c.hash)
        .where(seal.c.id.not_in(select(seal_stamp.c.seal_id)))
        .order_by(seal.c.id)
        .limit(AT_ONCE)
    )
    return [(row.id, row.hash) for row in rows]


def ask_for_stamp(config: Config, seal_id: int, sealed: bytes) -> Stamp:
    """Have a seal's hash stamped.  Raises NotStamped."""
    request = TimestampRequestBuilder().data(sealed).hash_algorithm(HashAlgorithm.SHA256).build()
    token = _post(config.tsa_url, request.as_bytes())
    try:
        answer = decode_timestamp_response(token)
        verifier = VerifierBuilder.from_request(request)
        for root in roots(config):
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(answer, sealed)
        return Stamp(seal_id, answer.tst_info.gen_time, config.tsa_url, token)
    except (ValueError, VerificationError) as error:
        raise NotStamped(f"Expected a time stamp of seal {seal_id}, but {error}") from error


def keep_stamp(connection: Connection, stamp: Stamp) -> None:
    """Keep it beside its seal; of two that were asked for at once the first stays."""
    if connection.scalar(select(seal_stamp.c.seal_id).where(seal_stamp.c.seal_id == stamp.seal_id)) is None:
        connection.execute(insert(seal_stamp).values(vars(stamp)))


def stamps_of(connection: Connection) -> Iterator[Stamp]:
    """All of them, by the seals' numbers."""
    for row in connection.execute(select(seal_stamp).order_by(seal_stamp.c.seal_id)):
        yield Stamp(row.seal_id, row.at, row.authority, row.token)


def verify_stamps(connection: Connection, config: Config) -> list[Flaw]:
    """Stamps that are not of their seals, or not by an authority that is relied on; without roots none is judged."""
    if config.tsa_roots is None:
        return []
    trusted = roots(config)
    hashes = {row.id: row.hash for row in connection.execute(select(seal.c.id, seal.c.hash))}
    return [
        Flaw(0, stamp.seal_id, f"Expected the time stamp of seal {stamp.seal_id} as it was given, but {wrong}",
             Stream.SEAL)
        for stamp in stamps_of(connection)
        if (wrong := _wrong(stamp, hashes.get(stamp.seal_id), trusted))
    ]  # fmt: skip


def roots(config: Config) -> list[Certificate]:
    """Whom a stamp must lead back to."""
    return load_pem_x509_certificates(config.tsa_roots.read_bytes()) if config.tsa_roots else []


def _wrong(stamp: Stamp, sealed: bytes | None, trusted: list[Certificate]) -> str:
    """What is wrong with a stamp; empty when all is well."""
    if sealed is None:
        return "the seal is gone."
    try:
        answer = decode_timestamp_response(stamp.token)
        VerifierBuilder(roots=trusted).build().verify_message(answer, sealed)
    except (ValueError, VerificationError) as error:
        return f"{error}."
    return "" if answer.tst_info.gen_time == stamp.at else "its moment was changed."


def _post(url: str, content: bytes) -> bytes:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, content, {"Content-Type": "application/timestamp-query"})
        answer = connection.getresponse()
        if answer.status != _OK:
            raise NotStamped(f"Expected a time stamp, but the authority answered {answer.status}.")
        return answer.read(MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise NotStamped(f"Expected a time stamp, but the authority does not answer: {error}") from error
    finally:
        connection.close()
