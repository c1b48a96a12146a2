"""The knowledge bank: what the region has learnt, kept where everybody finds it.

People and processes add entries; each wording is kept.  A secret entry shows to its author and its named groups only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select, update

from engine.actors import Actor
from engine.errors import NotFound
from webapp.lifecycle.schema import knowledge_entry as entries
from webapp.lifecycle.schema import knowledge_reader as readers
from webapp.lifecycle.schema import knowledge_theme as theme_words
from webapp.lifecycle.schema import knowledge_version as versions
from webapp.lifecycle.stems import stems

LONGEST = 100_000
"""How many characters an entry's text has at most: what PostgreSQL's index of one entry surely holds."""


class Kind(StrEnum):
    """What an entry is."""

    SITUATION_REPORT = "situation_report"
    GOOD_PRACTICE = "good_practice"
    LESSON = "lesson"
    EVENT_NOTE = "event_note"
    GUIDE = "guide"
    EVALUATION = "evaluation"


class Publicity(StrEnum):
    """Who may read an entry: everybody who is logged in, or its author and the groups named with it."""

    PUBLIC = "public"
    SECRET = "secret"  # noqa: S105 - a class of openness, no password


@dataclass(frozen=True)
class Wording:
    """What an entry says and for whom, as its author writes it; `text` is Markdown."""

    kind: Kind
    title: str
    text: str
    language: str = "fi"
    area: str | None = None
    project: int | None = None
    meeting: int | None = None
    themes: Sequence[str] = ()
    publicity: Publicity = Publicity.PUBLIC
    secrecy_grounds: str | None = None
    readers: Sequence[str] = ()


@dataclass(frozen=True)
class Entry:
    """An entry of the bank in its newest wording."""

    id: int
    wording: Wording
    author: str
    business_key: str | None
    published_on: date
    changed_at: datetime
    version: int


@dataclass(frozen=True)
class Version:
    """One wording of an entry, and who wrote it."""

    version: int
    title: str
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Writing:
    """Who writes and when; `on` is the day in the organisation's zone, `business_key` the instance that publishes."""

    author: str
    at: datetime
    on: date
    business_key: str | None = field(default=None)


def add(connection: Connection, wording: Wording, writing: Writing) -> int:
    """Put an entry into the bank; its number."""
    values = _columns(wording) | {
        "author": writing.author,
        "business_key": writing.business_key,
        "published_on": writing.on,
        "changed_at": writing.at,
        "version": 1,
    }
    key = connection.execute(insert(entries).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    number = int(key[0])
    _keep(connection, number, 1, wording, writing)
    return number


def change(connection: Connection, number: int, wording: Wording, writing: Writing) -> int:
    """Give an entry a new wording; its version.  Raises NotFound."""
    old = connection.scalar(select(entries.c.version).where(entries.c.id == number))
    if old is None:
        raise NotFound(f"Expected an entry of the knowledge bank with the number {number}, but there is none.")
    values = _columns(wording) | {"changed_at": writing.at, "version": old + 1}
    connection.execute(update(entries).where(entries.c.id == number).values(values))
    _keep(connection, number, old + 1, wording, writing)
    return int(old) + 1


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The condition on `knowledge_entry` that a person may read the row."""
    named = exists().where(readers.c.entry_id == entries.c.id, readers.c.group_key.in_(sorted(actor.groups)))
    return or_(entries.c.publicity == Publicity.PUBLIC, entries.c.author == actor.id, named)


def find(connection: Connection, number: int, actor: Actor) -> Entry:
    """An entry that a person may read.  Raises NotFound, for a secret one of others too."""
    row = connection.execute(select(entries).where(entries.c.id == number, readable_by(actor))).one_or_none()
    if row is None:
        raise NotFound(f"Expected an entry of the knowledge bank with the number {number}, but there is none.")
    words = select(theme_words.c.word).where(theme_words.c.entry_id == number).order_by(theme_words.c.position)
    groups = select(readers.c.group_key).where(readers.c.entry_id == number).order_by(readers.c.group_key)
    wording = Wording(
        Kind(row.kind),
        row.title,
        row.text,
        row.language,
        row.area,
        row.project_id,
        row.meeting_id,
        tuple(connection.scalars(words)),
        Publicity(row.publicity),
        row.secrecy_grounds,
        tuple(connection.scalars(groups)),
    )
    return Entry(number, wording, row.author, row.business_key, row.published_on, row.changed_at, row.version)


def learnt(connection: Connection, area: str, since: date, until: date) -> list[tuple[str, str]]:
    """The lessons and good practices of an area that came into the bank between two days: title and text of each."""
    row = entries.c
    wanted = row.kind.in_((Kind.LESSON, Kind.GOOD_PRACTICE)), row.publicity == Publicity.PUBLIC, row.area == area
    found = select(row.title, row.text).where(*wanted, row.published_on.between(since, until))
    return [(one.title, one.text) for one in connection.execute(found.order_by(row.published_on, row.id))]


def versions_of(connection: Connection, number: int) -> list[Version]:
    """An entry's wordings, the newest first."""
    columns = (versions.c.version, versions.c.title, versions.c.text, versions.c.author, versions.c.written_at)
    written = select(*columns).where(versions.c.entry_id == number).order_by(versions.c.version.desc())
    return [Version(**row._asdict()) for row in connection.execute(written)]


def _columns(wording: Wording) -> dict[str, Any]:
    named = " ".join((wording.title, *wording.themes))
    return {
        "kind": wording.kind,
        "title": wording.title,
        "text": wording.text,
        "language": wording.language,
        "area": wording.area,
        "project_id": wording.project,
        "meeting_id": wording.meeting,
        "publicity": wording.publicity,
        "secrecy_grounds": wording.secrecy_grounds if wording.publicity is Publicity.SECRET else None,
        "title_words": " ".join(stems(named, wording.language)),
        "text_words": " ".join(stems(wording.text[:LONGEST], wording.language)),
    }


def _keep(connection: Connection, number: int, version: int, wording: Wording, writing: Writing) -> None:
    """Keep a wording as a version, with the theme words and the readers that it has now."""
    kept = {"title": wording.title, "text": wording.text, "author": writing.author, "written_at": writing.at}
    connection.execute(insert(versions).values(kept | {"entry_id": number, "version": version}))
    for table in (theme_words, readers):
        connection.execute(delete(table).where(table.c.entry_id == number))
    for position, word in enumerate(wording.themes, 1):
        connection.execute(insert(theme_words).values(entry_id=number, position=position, word=word))
    if wording.publicity is Publicity.SECRET:
        for group in wording.readers:
            connection.execute(insert(readers).values(entry_id=number, group_key=group))
