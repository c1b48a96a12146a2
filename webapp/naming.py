"""People, groups and the words of diagrams, as readers know them; ids are for the history."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, g
from sqlalchemy import Column, Connection, Integer, Table, select

from engine import SYSTEM
from webapp.accounts.schema import service_account
from webapp.accounts.service_accounts import is_service
from webapp.lifecycle.proposers import is_external
from webapp.lifecycle.schema import document, organisation, person, person_group, project
from webapp.localisation import gettext, language
from webapp.runtime import runtime

_LISTED = {"all_organisations": organisation, "ongoing_projects": project, "matter_documents": document}


def person_name(person_id: str | None) -> str:
    """The name behind an actor's id; the engine itself has one too."""
    if person_id is None:
        return ""
    if person_id == SYSTEM.id:
        return gettext("the system")
    if is_external(person_id):
        return gettext("a proposer from outside")
    if is_service(person_id):
        return _names(service_account, service_account.c.id, [person_id])[0]
    return _names(person, person.c.id, [person_id])[0]


def listed_name(source: str, value: str) -> str:
    """What a form's list calls a value that was chosen from it: a person where the form names no list."""
    table = _LISTED.get(source)
    if table is None:
        return person_name(value)
    return _names(table, table.c.key if source == "all_organisations" else table.c.id, [value])[0]


def know_people(ids: Iterable[str]) -> None:
    """Read the names of many people and programs at once, before each is told."""
    known = {one for one in ids if one != SYSTEM.id and not is_external(one)}
    services = sorted(filter(is_service, known))
    _names(person, person.c.id, sorted(known.difference(services)))
    _names(service_account, service_account.c.id, services)


def group_names(keys: Iterable[str]) -> list[str]:
    """The names behind the keys of groups, in the order of the alphabet."""
    return sorted(_names(person_group, person_group.c.key, list(keys)))


def audience_names(audience: Iterable[str]) -> list[str]:
    """Who may take a task: the names behind `group:…` and `user:…`."""
    groups = [member.removeprefix("group:") for member in audience if member.startswith("group:")]
    people = [member.removeprefix("user:") for member in audience if member.startswith("user:")]
    return group_names(groups) + sorted(person_name(one) for one in people)


def names_by_key(groups: Iterable[str]) -> dict[str, str]:
    """The names behind the keys of groups, in the order of the alphabet, by key."""
    keys = list(groups)
    names = zip(keys, _names(person_group, person_group.c.key, keys), strict=True)
    return dict(sorted(names, key=lambda one: one[1].casefold()))


def recall_names(groups: Iterable[str], people: Iterable[str]) -> None:
    """Ask for the names of many groups and people at once: whoever tells them afterwards asks nobody."""
    _names(person_group, person_group.c.key, sorted(set(groups)))
    _names(person, person.c.id, sorted(set(people)))


def process_text(connection: Connection, definition_id: int, msgid: str) -> str:
    """A text of a diagram or form in the reader's language."""
    return runtime().engine.definitions.get(connection, definition_id).texts.text(language(), msgid)


def phase_name(connection: Connection, definition_id: int, phase: str) -> str:
    """A phase in the reader's language: as the instance's diagram has it, or else a diagram that it calls."""
    if "phases" not in g:
        g.phases = {}
    known: dict[tuple[int, str], str] = g.phases
    if (definition_id, phase) not in known:
        known[definition_id, phase] = _translate(connection, definition_id, phase)
    return known[definition_id, phase]


def _translate(connection: Connection, definition_id: int, phase: str) -> str:
    definitions, seen = runtime().engine.definitions, set[int]()
    asked = [definition_id]
    while asked:
        number = asked.pop(0)
        seen.add(number)
        found = definitions.get(connection, number)
        if (text := found.texts.text(language(), phase)) != phase:
            return text
        called = {definitions.newest(connection, call.key) for call in found.process.calls}
        asked += sorted(called - seen)
    return phase


def _names(table: Table, key: Column[Any], wanted: list[str]) -> list[str]:
    """Asked once a request for each; what is unknown stands for itself."""
    if "names" not in g:
        here = g.get("person")  # Whose name is known already: nobody asks for it.
        g.names = {(person.name, here.id): here.name} if here else {}
    known: dict[tuple[str, str], str] = g.names
    missing = [one for one in wanted if (table.name, one) not in known]
    if missing:
        with runtime().database.read() as connection:
            keys = [int(one) for one in missing if one.isdigit()] if isinstance(key.type, Integer) else missing
            rows = connection.execute(select(key, table.c.name).where(key.in_(keys)))
            known.update({(table.name, str(row[0])): row[1] for row in rows})
    return [known.setdefault((table.name, one), one) for one in wanted]


def init_app(app: Flask) -> None:
    """Teach the templates the names."""
    app.jinja_env.filters.update(person_name=person_name, audience_names=audience_names)
    app.jinja_env.globals.update(group_names=group_names)
