"""A package of evidence: histories with what their hashes cover, the seals, documents, diagrams, names, a report."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, Select, or_, select

from engine.content import unpack
from engine.deployments import read_deployment
from engine.errors import NotFound
from engine.schema import definition, history, history_value, instance, seal, state
from webapp.lifecycle.diary_numbers import diary_numbers_of
from webapp.lifecycle.documents import Document, matter_documents, read_content, versions_of
from webapp.lifecycle.lives import keys_of
from webapp.lifecycle.retention import What, disposed_of
from webapp.lifecycle.schema import agenda_item, decision, person, seal_stamp

_SHOWN = (
    "instance_id", "sequence", "kind", "actor", "on_behalf_of", "definition_id", "element", "task_id", "request_key",
)  # fmt: skip

_DECIDED = (
    "id", "business_key", "kind", "outcome", "decided_on", "legal_decider", "diary_number", "conditions", "grounds",
    "corrects", "error",
)  # fmt: skip

_STAMPS = (
    select(seal_stamp.c.seal_id, seal_stamp.c.token, seal.c.hash)
    .join(seal, seal.c.id == seal_stamp.c.seal_id)
    .order_by(seal_stamp.c.seal_id)
)


@dataclass(frozen=True)
class Package:
    """What goes into a package, read at one moment."""

    instances: Sequence[Mapping[str, Any]]
    entries: Sequence[Mapping[str, Any]]
    seals: Sequence[Mapping[str, Any]]
    stamps: Sequence[Any]
    """What an authority said of the seals."""
    decisions: Sequence[Mapping[str, Any]]
    documents: Sequence[Document]
    diary_numbers: Mapping[str, str]
    """Of the matter, by the business keys that it has as an idea and as a project."""
    disposed: frozenset[int]
    """Numbers of the documents whose content was disposed of."""
    people: Mapping[str, str]
    """Names, by the ids that the histories know people by."""
    resources: Mapping[str, bytes]
    """The files of the versions that the instances went by, by `deployment/path`."""


def read_package(connection: Connection, business_key: str) -> Package:
    """All that is known of a matter, of a project and the idea it began as alike.  Raises NotFound."""
    keys = keys_of(connection, business_key)
    rows = connection.execute(
        select(instance, definition.c.key, definition.c.version, definition.c.deployment_id, state.c.sequence,
               state.c.head)
        .join(definition, definition.c.id == instance.c.definition_id)
        .join(state, state.c.instance_id == instance.c.id)
        .where(instance.c.business_key.in_(keys))
        .order_by(instance.c.id)
    ).all()  # fmt: skip
    if not rows:
        raise NotFound(f"Expected a matter with the key {business_key!r}, but there is none.")
    entries = list(_entries(connection, [row.id for row in rows]))
    numbers = diary_numbers_of(connection, keys)
    documents = [version for key in keys for newest in matter_documents(connection, key)
                 for version in versions_of(connection, newest)]  # fmt: skip
    return Package(
        instances=[_instance(row, numbers) for row in rows],
        entries=entries,
        seals=[_seal(row) for row in connection.execute(select(seal).order_by(seal.c.id))],
        stamps=connection.execute(_STAMPS).all(),
        decisions=[dict(row._mapping) for row in connection.execute(_decisions(keys))],
        documents=documents,
        diary_numbers=numbers,
        disposed=disposed_of(connection, What.DOCUMENT, [one.id for one in documents]),
        people=_people(connection, entries),
        resources=_resources(connection, entries),
    )


def write_package(connection: Connection, package: Package, report: str, at: datetime, out: BinaryIO) -> None:
    """The package as a ZIP file; `report` is a page in HTML for people to read."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README.format(at=at.astimezone(UTC).isoformat(timespec="seconds")))
        archive.writestr("report.html", report)
        archive.writestr("instances.json", _json(package.instances))
        archive.writestr("history.jsonl", "".join(_line(one) for one in package.entries))
        archive.writestr("seals.jsonl", "".join(_line(one) for one in package.seals))
        for stamp in package.stamps:
            archive.writestr(f"stamps/{stamp.seal_id}.tsr", stamp.token)
            archive.writestr(f"stamps/{stamp.seal_id}.hash", stamp.hash)
        archive.writestr("people.json", _json(package.people))
        archive.writestr("decisions.json", _json([_decision(one) for one in package.decisions]))
        archive.writestr("documents.json", _json([_document(one, package) for one in package.documents]))
        for one in package.documents:
            if one.id in package.disposed:
                continue
            with archive.open(_path(one), "w") as file:
                for piece in read_content(connection, one.id):
                    file.write(piece)
        for path, content in package.resources.items():
            archive.writestr(f"deployments/{path}", content)
        archive.writestr("verify.py", files(__package__).joinpath("verify.py").read_bytes())


def _entries(connection: Connection, instances: Sequence[int]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(
        select(history, history_value.c.salt, history_value.c.digest, history_value.c.content)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.instance_id.in_(instances))
        .order_by(history.c.instance_id, history.c.sequence)
    )  # fmt: skip
    for row in rows:
        yield {column: row._mapping[column] for column in _SHOWN} | {
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "hash": row.hash.hex(),
            "salt": row.salt.hex(),
            "digest": row.digest.hex() if row.digest else None,
            "content": base64.b64encode(row.content).decode() if row.content else None,
            "value": json.loads(unpack(row.content)) if row.content else None,
        }


def _decisions(keys: Sequence[str]) -> Select[Any]:
    """What was decided on a matter, whether a body did or somebody else."""
    items = select(agenda_item.c.id).where(agenda_item.c.business_key.in_(keys))
    mine = or_(decision.c.business_key.in_(keys), decision.c.agenda_item_id.in_(items))
    return select(*(decision.c[name] for name in _DECIDED)).where(mine).order_by(decision.c.id)


def _decision(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "decided_on": row["decided_on"].isoformat()}


def _instance(row: Any, numbers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "business_key": row.business_key,
        "diary_number": numbers.get(row.business_key),
        "title": row.title,
        "process": row.key,
        "version": row.version,
        "status": row.status,
        "entries": row.sequence,
        "head": row.head.hex(),
    }


def _seal(row: Any) -> dict[str, Any]:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"id": row.id, "at": at, "heads": base64.b64encode(row.heads).decode(), "hash": row.hash.hex()}


def _people(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    ids = {one[column] for one in entries for column in ("actor", "on_behalf_of")} - {None}
    rows = connection.execute(select(person.c.id, person.c.name).where(person.c.id.in_(ids)).order_by(person.c.id))
    return {row.id: row.name for row in rows}


def _resources(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The folders of the processes, as deployed in the versions that the entries name."""
    numbers = {one["definition_id"] for one in entries}
    rows = connection.execute(
        select(definition.c.deployment_id, definition.c.path).where(definition.c.id.in_(numbers)).distinct()
    ).all()
    found: dict[str, bytes] = {}
    for number in sorted({row.deployment_id for row in rows}):
        folders = {row.path.rpartition("/")[0] for row in rows if row.deployment_id == number}
        for path, content in read_deployment(connection, number).items():
            if path.rpartition("/")[0] in folders:
                found[f"{number}/{path}"] = content
    return found


def _document(one: Document, package: Package) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "diary_number": package.diary_numbers.get(one.business_key or ""),
        "name": one.name,
        "version": one.version,
        "sha256": one.digest.hex(),
        "path": _path(one),
        "publicity": one.publicity,
        "disposed": one.id in package.disposed,
    }


def _path(one: Document) -> str:
    """Where a document lies in the package: its number alone, for names of files are anybody's."""
    return f"documents/{one.id}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


_README = """Hankepolku: a package of evidence, made {at}

Read report.html.  To verify that nothing was altered, take verify.py from the program's source and run

    python3 verify.py THIS.zip --kept SEALS.txt

where SEALS.txt holds the lines of seals that were kept outside the database (mailed, logged, printed).  Without them
the chains are verified, but not that all of them were not written anew.

Where stamps/ holds time stamps of the seals, an authority signed when each was there (RFC 3161).  With its certificate:

    openssl ts -verify -in stamps/1.tsr -data stamps/1.hash -CAfile AUTHORITY.pem

history.jsonl    every entry of the matter's histories, with what its hash covers
seals.jsonl      every seal: what all chains had come to at a moment
documents/       the documents, whose digests stand in documents.json and in the history; not those disposed of
deployments/     the diagrams, forms and tables that the matter went by
people.json      the names behind the ids of people
decisions.json   what was decided, with diary numbers

Diary numbers (in instances.json, documents.json and decisions.json) and decisions are as the register had them when
this was made: they stand beside the chains, and no hash covers them.
"""
