"""Stages that have not begun take the newest version: what it needs must come from whoever waits to call it."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine.definitions import Definition
from engine.history import read_value
from engine.lint import Finding, Severity
from engine.lint.deployment import NOTHING_KNOWN, Deployment, read
from engine.lint.findings import Sentences
from engine.lint.names import Read, names_needed
from engine.lint.supply import names_supplied
from engine.schema import InstanceStatus, definition, history_value, instance
from engine.spiff import Process
from engine.standings import standing_of
from engine.steps import Parts

Resources = Mapping[str, bytes]


def starved(
    connection: Connection, parts: Parts, resources: Resources, coming: Mapping[str, Process]
) -> Iterator[Finding]:
    """A finding for each name that a new version of a stage needs and a waiting instance cannot give it.

    `coming` are the processes that get a new version, by key.  Only what can be worked out is told: where a service
    merges whatever it likes into the data, any name may come.
    """
    deployment = _read(resources)
    for key, process in sorted(coming.items()):
        needed = names_needed(deployment, key)
        if needed:
            yield from _starved_by(connection, parts, process, needed)


def _starved_by(connection: Connection, parts: Parts, process: Process, needed: list[Read]) -> Iterator[Finding]:
    key = process.key
    for caller in _waiting_callers(connection, parts, key):
        supplied = names_supplied(_read(caller.resources), caller.key, without=key)
        missing = [] if supplied.anything else [one for one in needed if one.name not in supplied.given]
        for number in _not_yet_there(connection, parts, caller, key) if missing else ():
            data = standing_of(parts, connection, number).data
            for one in missing:
                if one.name not in data:
                    yield _finding(process, one, number, caller)


def _finding(process: Process, read: Read, number: int, caller: Definition) -> Finding:
    part = read.part
    told = {"number": number, "name_read": read.name, "stage": process.key, "what": read.what, "label": part.label,
            "version": caller.version, "caller": caller.key}  # fmt: skip
    return Finding(
        process.path,
        part.line,
        Severity.ERROR,
        "stage-starved",
        part.id,
        part.name,
        _SENTENCES.fill("en", told),
        _SENTENCES,
        told,
    )


_SENTENCES = Sentences(
    en='Expected instance {number} to give the name "{name_read}", which the new version of "{stage}" reads in {what} '
    'of "{label}", but version {version} of "{caller}", which it runs on, gives it nowhere.',
    fi='Käsittelyn {number} pitäisi antaa nimi "{name_read}", jota prosessin "{stage}" uusi versio lukee kohdassa '
    '"{label}" ({what}), mutta sen oma versio {version} prosessista "{caller}" ei anna sitä missään.',
    sv='Behandling {number} borde ge namnet "{name_read}", som den nya versionen av "{stage}" läser i "{label}" '
    '({what}), men version {version} av "{caller}", som den körs på, ger det ingenstans.',
)


def _waiting_callers(connection: Connection, parts: Parts, key: str) -> Iterator[Definition]:
    """The definitions that running instances began with and that call this stage in its newest version."""
    statement = select(instance.c.definition_id).where(instance.c.status.in_(_RUNNING)).distinct()
    for number in sorted(connection.scalars(statement)):
        caller = parts.definitions.get(connection, number)
        if any(call.key == key and call.binding == "latest" for call in caller.process.calls):
            yield caller


def _not_yet_there(connection: Connection, parts: Parts, caller: Definition, key: str) -> Iterator[int]:
    """The running instances of a definition that have not begun the stage yet."""
    versions = set(connection.scalars(select(definition.c.id).where(definition.c.key == key)))
    running = select(instance.c.id).where(instance.c.definition_id == caller.id, instance.c.status.in_(_RUNNING))
    for number in connection.scalars(running.order_by(instance.c.id)).all():
        values = select(history_value.c.content).where(
            history_value.c.instance_id == number, history_value.c.content.is_not(None)
        )
        called = {one for content in connection.scalars(values) for one in read_value(content).get("called", ())}
        if not called & versions:
            yield number


def _read(resources: Resources) -> Deployment:
    return read(resources, NOTHING_KNOWN, Severity.WARNING)[0]


_RUNNING = (str(InstanceStatus.ACTIVE), str(InstanceStatus.SUSPENDED))
