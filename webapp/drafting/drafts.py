"""Process drafts: read, saved file by file, taken back step by step.

Each save is a revision of its own, numbered through the draft; one save may change several files.  Whoever saves says
which revision of the file they had before them, so nobody writes over what another has saved meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from engine.deployments import read_deployment
from engine.errors import Conflict, InvalidInput, NotFound
from engine.resources import folder_of
from engine.schema import deployment
from webapp.drafting.schema import process_draft, process_draft_file
from webapp.drafting.states import NotInThatState, Obstacle, State

LARGEST = 2_000_000  # Octets of one file.
SUFFIXES = (".bpmn", ".dmn", ".json", ".po")


class EditedMeanwhile(Conflict):
    """Somebody else has saved this file meanwhile."""


@dataclass(frozen=True)
class File:
    """A file as the draft has it: `revision` 0 is the deployed one, content None a file that is left out."""

    path: str
    content: bytes | None
    revision: int
    saved_by: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Draft:
    """One folder's processes as they are to be: `drafted` are the changed files, `deployed` all files of the folder."""

    id: int
    folder: str
    state: State
    base_deployment_id: int
    revision: int
    begun_by: str
    begun_at: datetime | None
    drafted: Mapping[str, File]
    deployed: Mapping[str, bytes]
    note: str = ""
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    due_at: datetime | None = None
    reviewed_by: str | None = None
    refusal: str | None = None
    obstacle: Obstacle | None = None
    waived: tuple[int, ...] = ()

    @property
    def files(self) -> dict[str, bytes]:
        """All files of the folder as they would be deployed, by path."""
        return {path: one for path, one in over(self.deployed, self.drafted).items() if folder_of(path) == self.folder}

    @property
    def changed(self) -> list[str]:
        """The paths whose content differs from what is deployed, in order."""
        return sorted(path for path, one in self.drafted.items() if one.content != self.deployed.get(path))

    @property
    def editable(self) -> bool:
        """Whether one may save into it."""
        return self.state is State.OPEN

    def file(self, path: str) -> File:
        """One file.  Raises NotFound."""
        found = self.drafted.get(path)
        if found is not None and found.content is not None:
            return found
        if path in self.deployed and found is None:
            return File(path, self.deployed[path], 0)
        raise NotFound(f"Expected a file {path!r} in the draft of {self.folder!r}, but there is none.")

    def revision_of(self, path: str) -> int:
        """The revision of a file; 0 where it is as deployed, or is not there."""
        return self.drafted[path].revision if path in self.drafted else 0


_OPEN = select(process_draft).where(process_draft.c.folder == bindparam("folder"), process_draft.c.ended_at.is_(None))
_NEWEST_FILES = (
    select(process_draft_file.c.path, func.max(process_draft_file.c.revision).label("revision"))
    .where(process_draft_file.c.draft_id == bindparam("draft_id"))
    .group_by(process_draft_file.c.path)
    .subquery()
)
_FILES = (
    select(process_draft_file)
    .join(
        _NEWEST_FILES,
        (_NEWEST_FILES.c.path == process_draft_file.c.path)
        & (_NEWEST_FILES.c.revision == process_draft_file.c.revision),
    )
    .where(process_draft_file.c.draft_id == bindparam("draft_id"))
)


def newest_deployment(connection: Connection) -> int:
    """The number of the deployment that new instances begin with; 0 when there is none."""
    return connection.scalar(select(func.max(deployment.c.id))) or 0


def read_draft(connection: Connection, folder: str) -> Draft:
    """The draft of a folder; where none is open, an untouched one (`id` 0) of what is deployed."""
    newest = newest_deployment(connection)
    mine = {path: one for path, one in read_deployment(connection, newest).items() if folder_of(path) == folder}
    row = connection.execute(_OPEN, {"folder": folder}).one_or_none()
    if row is None:
        return Draft(0, folder, State.OPEN, newest, 0, "", None, {}, mine)
    return _told(connection, row, mine)


def find_draft(connection: Connection, number: int) -> Draft:
    """A draft by its number, also one that is over.  Raises NotFound."""
    row = connection.execute(select(process_draft).where(process_draft.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a draft with the number {number}, but there is none.")
    base = read_deployment(connection, row.base_deployment_id)
    return _told(connection, row, {path: one for path, one in base.items() if folder_of(path) == row.folder})


def open_drafts(connection: Connection) -> list[Row[Any]]:
    """The drafts that are not over: id, folder, state, who began each and when; by folder."""
    columns = (
        process_draft.c.id, process_draft.c.folder, process_draft.c.state, process_draft.c.begun_by,
        process_draft.c.begun_at, process_draft.c.due_at,
    )  # fmt: skip
    statement = select(*columns).where(process_draft.c.ended_at.is_(None)).order_by(process_draft.c.folder)
    return list(connection.execute(statement))


def resources_with(connection: Connection, draft: Draft) -> dict[str, bytes]:
    """What would be deployed: the newest deployment with the draft's files over it."""
    return over(read_deployment(connection, newest_deployment(connection)), draft.drafted)


def over(deployed: Mapping[str, bytes], drafted: Mapping[str, File]) -> dict[str, bytes]:
    """The deployed files with the drafted ones in their place."""
    merged: dict[str, bytes | None] = {**deployed, **{path: one.content for path, one in drafted.items()}}
    return {path: content for path, content in merged.items() if content is not None}


def save_file(
    connection: Connection, folder: str, path: str, content: bytes | None, base_revision: int, by: str, now: datetime
) -> int:
    """Save one file of a folder's draft, which begins with it where none is open; the new revision.

    Raises EditedMeanwhile (who and when), NotInThatState while it waits to be published, InvalidInput for a path
    outside the folder or a file too large.
    """
    return save_files(connection, folder, {path: (content, base_revision)}, by, now)


def save_files(
    connection: Connection, folder: str, files: Mapping[str, tuple[bytes | None, int]], by: str, now: datetime
) -> int:
    """Save several files as one revision: path -> (content, the revision it was made from).  Raises as `save_file`."""
    draft = read_draft(connection, folder)
    if not draft.editable:
        raise NotInThatState(f"Expected a draft that is open, but that of {folder!r} is {draft.state}.")
    for path, (content, base_revision) in files.items():
        _check(draft, path, content, base_revision)
    number = draft.id or _begin(connection, draft, by, now)
    revision = draft.revision + 1
    # Two who save at once: the second finds the counter moved, and is told so.
    counted = update(process_draft).where(process_draft.c.id == number, process_draft.c.revision == draft.revision)
    if not connection.execute(counted.values(revision=revision, refusal=None, obstacle=None)).rowcount:
        raise EditedMeanwhile(by=None, at=now)
    common = {"draft_id": number, "revision": revision, "saved_by": by, "saved_at": now}
    rows = [{"path": path, "content": content} | common for path, (content, _base) in files.items()]
    connection.execute(insert(process_draft_file), rows)
    return revision


def take_back(connection: Connection, folder: str) -> list[str]:
    """Take the last save back; the paths that changed with it, none where there was nothing to take back.

    Raises NotInThatState while the draft waits to be published.
    """
    draft = read_draft(connection, folder)
    if not draft.editable:
        raise NotInThatState(f"Expected a draft that is open, but that of {folder!r} is {draft.state}.")
    mine = process_draft_file.c.draft_id == draft.id
    last = connection.scalar(select(func.max(process_draft_file.c.revision)).where(mine))
    if last is None:
        return []
    that = mine & (process_draft_file.c.revision == last)
    paths = sorted(connection.scalars(select(process_draft_file.c.path).where(that)))
    connection.execute(delete(process_draft_file).where(that))
    return paths


def _check(draft: Draft, path: str, content: bytes | None, base_revision: int) -> None:
    if folder_of(path) != draft.folder or not path.endswith(SUFFIXES):
        raise InvalidInput(f"Expected a diagram, table, form or texts of {draft.folder!r}, but {path!r} is none.")
    if content is not None and len(content) > LARGEST:
        raise InvalidInput(f"Expected a file of at most {LARGEST:,} octets, but {path!r} has {len(content):,}.")
    if draft.revision_of(path) != base_revision:
        found = draft.drafted.get(path)
        raise EditedMeanwhile(by=found.saved_by if found else None, at=found.saved_at if found else None)


def _begin(connection: Connection, draft: Draft, by: str, now: datetime) -> int:
    values = {"folder": draft.folder, "state": State.OPEN, "base_deployment_id": draft.base_deployment_id, "note": ""}
    begun = insert(process_draft).values(**values, revision=0, begun_by=by, begun_at=now)
    number: int = connection.execute(begun.returning(process_draft.c.id)).scalar_one()
    return number


def _told(connection: Connection, row: Row[Any], deployed: Mapping[str, bytes]) -> Draft:
    drafted = {
        one.path: File(one.path, one.content, one.revision, one.saved_by, one.saved_at)
        for one in connection.execute(_FILES, {"draft_id": row.id})
    }
    return Draft(
        row.id, row.folder, State(row.state), row.base_deployment_id, row.revision, row.begun_by, row.begun_at,
        drafted, deployed, row.note, row.submitted_by, row.submitted_at, row.due_at, row.reviewed_by, row.refusal,
        Obstacle(row.obstacle) if row.obstacle else None, tuple(json.loads(row.waived or "[]")),
    )  # fmt: skip
