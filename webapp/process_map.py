"""The map of the processes: who owns each, what runs, what fails, what is being changed, who calls whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.definitions import Definition
from engine.schema import definition, deployment, incident, instance
from webapp.auth import current_person, may
from webapp.drafting.drafts import open_drafts
from webapp.drafting.owners import owner_of, owns
from webapp.drafting.remarks import waiting_remarks
from webapp.localisation import language
from webapp.naming import names_by_key
from webapp.processes import newest_ids
from webapp.rights import Relation, Right
from webapp.runtime import runtime


@dataclass(frozen=True)
class Place:
    """A process on the map."""

    definition: Definition
    name: str
    owner: str
    deployed: Row[Any]
    running: int
    incidents: int
    calls: tuple[str, ...]
    called_by: tuple[str, ...]
    draft: Row[Any] | None
    may_edit: bool
    remarks: int

    @property
    def folder(self) -> str:
        """Where its files lie."""
        return self.definition.folder


@dataclass(frozen=True)
class Hit:
    """Something in a process that a search found: what kind of thing, its text, and the process it is in."""

    kind: str
    text: str
    process: str
    definition_id: int


def places(connection: Connection) -> list[Place]:
    """Every process in its newest version, by name."""
    definitions = runtime().engine.definitions
    current = [definitions.get(connection, number) for number in newest_ids(connection)]
    names = {one.key: one.texts.text(language(), one.name) for one in current}
    calls = {one.key: sorted({call.key for call in one.process.calls if call.key in names}) for one in current}
    called_by: defaultdict[str, list[str]] = defaultdict(list)
    for caller, called in calls.items():
        for key in called:
            called_by[key].append(caller)
    owners = {one.folder: owner_of(connection, definitions, one.folder) for one in current}
    owner_names = names_by_key({owner for owner in owners.values() if owner})
    told, running, failing = _told(connection, current), _running(connection), _failing(connection)
    drafts = {row.folder: row for row in open_drafts(connection)}
    person, remarks = current_person(), waiting_remarks(connection)
    found = [
        Place(
            one,
            names[one.key],
            owner_names.get(owners[one.folder] or "", ""),
            told[one.deployment_id],
            running.get(one.key, 0),
            failing.get(one.key, 0),
            tuple(names[key] for key in calls[one.key]),
            tuple(sorted(names[key] for key in called_by[one.key])),
            drafts.get(one.folder),
            may(Right.EDIT_PROCESSES, *([Relation.OWNER] if owns(person.groups, owners[one.folder]) else [])),
            remarks.get(one.folder, 0),
        )
        for one in current
    ]
    return sorted(found, key=lambda place: place.name.casefold())


def new_drafts(connection: Connection, known: Iterable[Place]) -> list[Row[Any]]:
    """Drafts of folders that nothing was deployed of yet."""
    folders = {place.folder for place in known}
    return [row for row in open_drafts(connection) if row.folder not in folders]


def find(known: Iterable[Place], words: str) -> list[Hit]:
    """Every element, form, field, group, table and text that has the words in it, without regard to capitals."""
    wanted = words.casefold()
    return [
        Hit(kind, text, place.name, place.definition.id)
        for place in known
        for kind, text in _texts(place.definition)
        if wanted in text.casefold()
    ]


def _texts(one: Definition) -> Iterator[tuple[str, str]]:
    """What a process is made of: kind, text; each once."""
    seen: set[tuple[str, str]] = set()
    for pair in _all_texts(one):
        if pair[1] and pair not in seen:
            seen.add(pair)
            yield pair


def _all_texts(one: Definition) -> Iterator[tuple[str, str]]:
    said = one.texts
    for element in one.process.elements.values():
        yield "element", said.text(language(), element.name) or element.id
        yield "group", element.attributes.get("candidateGroups", "") or element.group or ""
        yield "form", element.attributes.get("formKey", "")
        yield "table", element.attributes.get("decisionRef", "")
        yield "service", element.attributes.get("topic", "")
        yield "documentation", said.text(language(), element.documentation)
    for form in one.forms.values():
        for text in sorted(form.msgids):
            yield "field", said.text(language(), text)


def _told(connection: Connection, current: Iterable[Definition]) -> dict[int, Row[Any]]:
    numbers = {one.deployment_id for one in current}
    rows = connection.execute(select(deployment).where(deployment.c.id.in_(numbers)))
    return {row.id: row for row in rows}


def _running(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(definition.c.key.label("name"), func.count().label("number"))
        .join(instance, instance.c.definition_id == definition.c.id)
        .where(instance.c.ended_at.is_(None))
        .group_by(definition.c.key)
    )
    return {row.name: row.number for row in rows}


def _failing(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(definition.c.key.label("name"), func.count().label("number"))
        .join(instance, instance.c.definition_id == definition.c.id)
        .join(incident, incident.c.instance_id == instance.c.id)
        .where(incident.c.resolved_at.is_(None))
        .group_by(definition.c.key)
    )
    return {row.name: row.number for row in rows}
