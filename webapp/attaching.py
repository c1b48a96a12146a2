"""Files that people add where they work: looked at, kept as documents of the matter, entered in its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import request
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage

from engine import UnitOfWork
from webapp.auth import actor, current_person
from webapp.lifecycle.documents import (
    Document,
    Filing,
    Kind,
    Publicity,
    Retention,
    add_document,
    find_document,
    matter_documents,
    may_read,
)
from webapp.runtime import runtime
from webapp.scanning import scan

FIELD = "attachments"
_LONGEST_NAME = 300


@dataclass(frozen=True)
class Place:
    """The matter that files are added to."""

    instance_id: int
    business_key: str


def place_of(connection: Connection, task_id: int) -> Place:
    """The matter of a task.  Raises TaskGone, NotAllowed, NotFound."""
    task = runtime().engine.task(connection, task_id, by=actor())
    return Place(task.instance_id, task.business_key)


def chosen_files() -> list[FileStorage]:
    """The files that came with a form, each let in by the scanner.  Raises UnfitFile."""
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    for file in files:
        scan(runtime().config.scan_command, _source(file))
    return files


def keep_files(unit: UnitOfWork, place: Place, files: Iterable[FileStorage]) -> None:
    """Keep files as annexes; one of a name that is there already is its next version.  Raises UnfitFile."""
    person, now = current_person(), runtime().clock.now()
    for file in files:
        source, connection = _source(file), unit.write()
        source.seek(0)  # A lost race is run again.
        name = (file.filename or "")[-_LONGEST_NAME:]
        known = [one for one in matter_documents(connection, place.business_key) if one.name == name]
        before = next(
            (one for one in known if may_read(connection, one, person.id, person.groups, runtime().rights)), None
        )
        filing = _again(before) if before else _anew(name, place)
        number = add_document(connection, filing, source, person.id, now, before.id if before else None)
        enter_document(unit, place.instance_id, number)


def enter_document(unit: UnitOfWork, instance_id: int, document_id: int) -> None:
    """Enter in the matter's history what was added, with the digest of its content."""
    one = find_document(unit.write(), document_id)
    told = {
        "document": one.id,
        "title": one.title,
        "version": one.version,
        "size": one.size,
        "sha256": one.digest.hex(),
    }
    runtime().engine.attach(unit, instance_id, told, by=actor())


def _source(file: FileStorage) -> BinaryIO:
    return cast(BinaryIO, file.stream)


def _anew(name: str, place: Place) -> Filing:
    title = name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0] or name
    return Filing(title, Kind.ANNEX, name, Publicity.INTERNAL, Retention.PROJECT, business_key=place.business_key)


def _again(before: Document) -> Filing:
    return Filing(
        title=before.title,
        kind=before.kind,
        name=before.name,
        publicity=before.publicity,
        retention=before.retention,
        business_key=before.business_key,
        meeting_id=before.meeting_id,
        publicity_reason=before.publicity_reason,
        public_from=before.public_from,
    )
