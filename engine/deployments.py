"""Deployments: a folder of diagrams, tables, forms and texts becomes definitions, all of it or nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Insert, delete, insert, select, text
from sqlalchemy.engine import Connection

from engine import occurrences
from engine.actors import Actor
from engine.errors import InvalidResource
from engine.journal import write_deployment
from engine.lint import Finding, Known, Severity, lint
from engine.resources import closure_of
from engine.schema import definition, deployment, deployment_resource, resource, start_subscription
from engine.spiff import Process, parse
from engine.stages import starved
from engine.steps import Parts
from engine.work import UnitOfWork


@dataclass(frozen=True)
class Deployed:
    """A process that got a new version."""

    definition_id: int
    key: str
    version: int


@dataclass(frozen=True)
class Deployment:
    """What a deployment brought: its number, and the processes whose closure changed."""

    id: int
    definitions: tuple[Deployed, ...]


class _Newest(NamedTuple):
    version: int
    digest: str


def deploy(parts: Parts, unit: UnitOfWork, resources: Mapping[str, bytes], *, by: Actor, note: str) -> Deployment:
    """Check resources (by path) as a whole, store them, and give each process whose closure changed its next version.

    Raises InvalidResource with all that lint found, or with what waiting instances could not give to a new version of
    a stage; nothing is stored then.
    """
    _refuse_faults(check(parts, unit.connection, resources))
    processes = processes_in(resources)
    connection = unit.write()
    if connection.dialect.name == "postgresql":
        # One deployment at a time: versions are counted.
        connection.execute(text("LOCK TABLE definition IN EXCLUSIVE MODE"))
    closures = {key: _closure_digest(key, processes, resources, ()) for key in processes}
    changed = {key: process for key, process in processes.items() if closures[key] != _newest(connection, key).digest}
    _refuse_faults(list(starved(connection, parts, resources, changed)))
    number = _insert(connection, insert(deployment).values(deployed_at=parts.clock.now(), deployed_by=by.id, note=note))
    files = _store(connection, number, resources)
    added = [_add_version(parts, connection, number, processes[key], closures[key]) for key in sorted(changed)]
    write_deployment(connection, number, files, at=parts.clock.now(), by=by, note=note)
    return Deployment(number, tuple(added))


def check(
    parts: Parts,
    connection: Connection,
    resources: Mapping[str, bytes],
    *,
    groups: frozenset[str] | None = None,
    folder: str | None = None,
) -> list[Finding]:
    """What lint says of resources (by path) that are to be deployed, by file, line and rule; nothing is stored.

    `groups` are the keys of those that exist; None: nobody says, so no group is unknown.  `folder`: only what is to be
    said of the files that lie there.
    """
    return lint(resources, known=replace(known_to(connection, parts), groups=groups), folder=folder)


def processes_in(resources: Mapping[str, bytes]) -> dict[str, Process]:
    """The processes of the diagrams among some resources, by key.  Raises InvalidResource where one cannot be read."""
    return parse({path: content for path, content in resources.items() if path.endswith(".bpmn")})


def _refuse_faults(findings: Sequence[Finding]) -> None:
    refused = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if refused:
        told = "\n".join(f"{one.file}:{one.line}: {one.message}" for one in refused)
        raise InvalidResource(told, findings=refused)


def known_to(connection: Connection, parts: Parts) -> Known:
    """What lint may take for granted: the registered services, and the processes that were deployed before."""
    deployed = frozenset(connection.scalars(select(definition.c.key).distinct()))
    services = parts.services
    return Known(
        topics=frozenset(services),
        processes=deployed,
        lists=services.listed,
        steps=services.needed,
        asked=services.asked,
    )


def read_deployment(connection: Connection, deployment_id: int) -> dict[str, bytes]:
    """The resources of a deployment, by path; empty when there is none."""
    rows = connection.execute(
        select(deployment_resource.c.path, resource.c.content)
        .join(resource)
        .where(deployment_resource.c.deployment_id == deployment_id)
        .order_by(deployment_resource.c.path)
    )
    return {row.path: row.content for row in rows}


def _store(connection: Connection, number: int, resources: Mapping[str, bytes]) -> dict[str, str]:
    """Keep the files of a deployment; the digest of each, by path."""
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in resources.items()}
    known = set(connection.scalars(select(resource.c.digest).where(resource.c.digest.in_(set(digests.values())))))
    fresh = {digest: resources[path] for path, digest in digests.items() if digest not in known}
    if fresh:
        connection.execute(insert(resource), [{"digest": digest, "content": fresh[digest]} for digest in sorted(fresh)])
    connection.execute(
        insert(deployment_resource),
        [{"deployment_id": number, "path": path, "digest": digest} for path, digest in sorted(digests.items())],
    )
    return digests


def _closure_digest(
    key: str, processes: Mapping[str, Process], resources: Mapping[str, bytes], callers: tuple[str, ...]
) -> str:
    """The digest of all that a process uses, with the stages that are bound to its own deployment."""
    process = processes[key]
    told = hashlib.sha256()
    for path, content in sorted(closure_of(process, resources).items()):
        told.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    bound = {call.key for call in process.calls if call.binding == "deployment" and call.key in processes}
    for called in sorted(bound - {key, *callers}):
        told.update(f"{called}\0{_closure_digest(called, processes, resources, (*callers, key))}\0".encode())
    return told.hexdigest()


def _newest(connection: Connection, key: str) -> _Newest:
    """The newest version of a process; version 0 of no digest when it was never deployed."""
    row = connection.execute(
        select(definition.c.version, definition.c.digest)
        .where(definition.c.key == key)
        .order_by(definition.c.version.desc())
        .limit(1)
    ).first()
    return _Newest(0, "") if row is None else _Newest(row.version, row.digest)


def _add_version(parts: Parts, connection: Connection, number: int, process: Process, digest: str) -> Deployed:
    version = _newest(connection, process.key).version + 1
    values = {"key": process.key, "version": version, "digest": digest, "deployment_id": number}
    added = _insert(connection, insert(definition).values(**values, name=process.name, path=process.path))
    _subscribe(connection, process)
    occurrences.plan(connection, process, parts.present())
    return Deployed(added, process.key, version)


def _subscribe(connection: Connection, process: Process) -> None:
    """Let the newest version alone be started by messages and signals."""
    connection.execute(delete(start_subscription).where(start_subscription.c.key == process.key))
    starts = [start for start in process.starts if start.kind in {"message", "signal"}]
    if starts:
        connection.execute(
            insert(start_subscription),
            [{"kind": start.kind, "name": start.name, "key": process.key} for start in starts],
        )


def _insert(connection: Connection, statement: Insert) -> int:
    """Insert a row; its number."""
    number: int = connection.execute(statement.returning(statement.table.c.id)).scalar_one()
    return number
