"""Documents of matters and meetings: kept whole in the database, in versions, each with its class of openness."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy import Connection, Select, insert, or_, select, update

from engine.errors import NotFound
from webapp.lifecycle.media import media_type
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import agenda_item, body, document, document_chunk, meeting
from webapp.rights import Relation, Right, Rights

LARGEST = 50 * 1024 * 1024  # Bytes.
CHUNK = 1024 * 1024


class UnfitFile(Exception):
    """A file that is not kept."""


class TooLarge(UnfitFile):
    """It has more than LARGEST bytes."""


class UnknownKind(UnfitFile):
    """By its content it is none of the kinds that are kept, or it is empty."""


class Kind(StrEnum):
    """What a document is to its matter."""

    ANNEX = "annex"
    PROPOSAL = "proposal"
    APPLICATION = "application"
    DECISION = "decision"
    REPORT = "report"
    MINUTES = "minutes"
    OTHER = "other"


class Publicity(StrEnum):
    """Who may read it (Act on the Openness of Government Activities 621/1999)."""

    PUBLIC = "public"  # Everybody, without logging in.
    LATER = "later"  # Everybody from an event on; until then who is logged in.
    INTERNAL = "internal"  # Who is logged in.
    SECRET = "secret"  # noqa: S105 - a class of openness: the bodies that the matter comes before; with a reason.


class PublicFrom(StrEnum):
    """The event from which a document that is public later is public (sections 6 and 7 of the act)."""

    CALLED = "called"  # The invitation is sent.
    MINUTES = "minutes"  # The minutes are accepted.


class Retention(StrEnum):
    """How long it is kept; the organisation's own plan tells the years."""

    PERMANENT = "permanent"
    PROJECT = "project"  # As the funder of the project asks.
    TEN_YEARS = "ten_years"
    TWO_YEARS = "two_years"


@dataclass(frozen=True)
class Filing:
    """What is said of a document when it is added; it belongs to a matter, a meeting or both."""

    title: str
    kind: Kind
    name: str
    publicity: Publicity
    retention: Retention
    business_key: str | None = None
    meeting_id: int | None = None
    publicity_reason: str | None = None
    public_from: PublicFrom | None = None


@dataclass(frozen=True)
class Document:
    """A document, one version of it; `digest` is the SHA-256 of its content."""

    id: int
    title: str
    kind: Kind
    business_key: str | None
    meeting_id: int | None
    name: str
    media_type: str
    size: int
    digest: bytes
    version: int
    replaces: int | None
    publicity: Publicity
    publicity_reason: str | None
    public_from: PublicFrom | None
    retention: Retention
    created_at: datetime
    created_by: str


def add_document(
    connection: Connection, filing: Filing, source: BinaryIO, by: str, now: datetime, replaces: int | None = None
) -> int:
    """Keep a file, or a new version in the place of another; its number.  Raises UnfitFile, NotFound."""
    before = find_document(connection, replaces) if replaces is not None else None
    head = source.read(CHUNK)
    kind = media_type(head)
    if kind is None:
        raise UnknownKind
    values = asdict(filing) | {
        "media_type": kind,
        "size": 0,
        "digest": b"",
        "version": before.version + 1 if before else 1,
        "replaces": replaces,
        "created_at": now,
        "created_by": by,
    }
    key = connection.execute(insert(document).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    _write_content(connection, int(key[0]), head, source)
    return int(key[0])


def add_once(connection: Connection, filing: Filing, source: BinaryIO, by: str, now: datetime) -> tuple[int, bool]:
    """Keep a file that its matter does not have yet: the same person's same file is the same document.

    Its number, and whether it is new: a request that is repeated adds nothing.  Raises UnfitFile.
    """
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
    same = (document.c.business_key == filing.business_key) & (document.c.name == filing.name)
    mine = (document.c.created_by == by) & (document.c.digest == digest.digest())
    known = connection.scalar(select(document.c.id).where(same, mine).order_by(document.c.id.desc()))
    source.seek(0)
    return (int(known), False) if known is not None else (add_document(connection, filing, source, by, now), True)


def find_document(connection: Connection, document_id: int) -> Document:
    """Raises NotFound."""
    row = connection.execute(select(document).where(document.c.id == document_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a document with the number {document_id}, but there is none.")
    return _document(row)


def matter_documents(connection: Connection, business_key: str) -> list[Document]:
    """The documents of a matter in their newest versions, the oldest first."""
    return _newest(connection, select(document).where(document.c.business_key == business_key))


def all_versions(connection: Connection, business_keys: Iterable[str]) -> list[Document]:
    """The documents of matters in all their versions, the oldest first."""
    kept = select(document).where(document.c.business_key.in_(list(business_keys))).order_by(document.c.id)
    return [_document(row) for row in connection.execute(kept)]


def meeting_documents(connection: Connection, meeting_id: int) -> list[Document]:
    """A meeting's papers in their newest versions: its own, then those of the matters on its agenda."""
    keys = select(agenda_item.c.business_key).where(agenda_item.c.meeting_id == meeting_id)
    mine = or_(document.c.meeting_id == meeting_id, document.c.business_key.in_(keys))
    found = _newest(connection, select(document).where(mine))
    return sorted(found, key=lambda one: (one.meeting_id != meeting_id, one.id))


def versions_of(connection: Connection, newest: Document) -> list[Document]:
    """A document's versions, this one first, back to the first."""
    found = [newest]
    while (before := found[-1].replaces) is not None:
        found.append(find_document(connection, before))
    return found


def read_content(connection: Connection, document_id: int) -> Iterator[bytes]:
    """The content, piece by piece."""
    places = connection.scalars(
        select(document_chunk.c.position)
        .where(document_chunk.c.document_id == document_id)
        .order_by(document_chunk.c.position)
    ).all()
    for place in places:
        asked = select(document_chunk.c.content)
        here = (document_chunk.c.document_id == document_id) & (document_chunk.c.position == place)
        yield bytes(connection.scalars(asked.where(here)).one())


def is_public(connection: Connection, one: Document) -> bool:
    """Whether everybody may read it now."""
    if one.publicity is not Publicity.LATER:
        return one.publicity is Publicity.PUBLIC
    status = connection.scalar(select(meeting.c.status).where(meeting.c.id == one.meeting_id))
    if one.public_from is PublicFrom.CALLED:
        return status in (MeetingStatus.CALLED, MeetingStatus.CLOSED)
    return bool(status == MeetingStatus.CLOSED)


def may_read(connection: Connection, one: Document, person: str, groups: frozenset[str], rights: Rights) -> bool:
    """Whether somebody who is logged in may; of what is secret, the table of rights says who."""
    if one.publicity is not Publicity.SECRET:
        return rights.allow(Right.READ, groups)
    found = [Relation.AUTHOR] if person == one.created_by else []
    if not groups.isdisjoint(_bodies(connection, one)):
        found.append(Relation.BODY)
    return rights.allow(Right.READ_SECRET_DOCUMENTS, groups, found)


def _bodies(connection: Connection, one: Document) -> set[str]:
    """The groups of the bodies that a document comes before: members, chairs and secretaries."""
    meets = select(meeting.c.body).where(meeting.c.id == one.meeting_id)
    asked = select(agenda_item.c.body).where(agenda_item.c.business_key == one.business_key)
    rows = connection.execute(select(body).where(or_(body.c.key.in_(meets), body.c.key.in_(asked))))
    return {group for row in rows for group in (row.key, row.chair_group, row.secretary_group)}


def _write_content(connection: Connection, document_id: int, head: bytes, source: BinaryIO) -> None:
    digest, size, position, piece = hashlib.sha256(), 0, 0, head
    while piece:
        size += len(piece)
        if size > LARGEST:
            raise TooLarge
        digest.update(piece)
        values = {"document_id": document_id, "position": position, "content": piece}
        connection.execute(insert(document_chunk).values(values))
        position, piece = position + 1, source.read(CHUNK)
    whole = {"size": size, "digest": digest.digest()}
    connection.execute(update(document).where(document.c.id == document_id).values(whole))


def _newest(connection: Connection, statement: Select[Any]) -> list[Document]:
    later = document.alias("later")
    replaced = select(later.c.id).where(later.c.replaces == document.c.id).exists()
    return [_document(row) for row in connection.execute(statement.where(~replaced).order_by(document.c.id))]


def _document(row: Any) -> Document:
    values = row._asdict()
    event = values["public_from"]
    return Document(
        **values
        | {
            "kind": Kind(values["kind"]),
            "publicity": Publicity(values["publicity"]),
            "public_from": PublicFrom(event) if event else None,
            "retention": Retention(values["retention"]),
            "digest": bytes(values["digest"]),
        }
    )
