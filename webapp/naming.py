"""People and groups by the names that readers know; ids are for the history."""

from collections.abc import Iterable

from flask import Flask, g
from sqlalchemy import Column, Table, select

from engine.actors import SYSTEM
from webapp.lifecycle.schema import person, person_group
from webapp.localisation import gettext
from webapp.runtime import runtime


def person_name(person_id: str | None) -> str:
    """The name behind an actor's id; the engine itself has one too."""
    if person_id is None:
        return ""
    if person_id == SYSTEM.id:
        return gettext("the system")
    return person_names([person_id])[0]


def person_names(ids: Iterable[str]) -> list[str]:
    """The names behind ids, in the same order; an unknown id stands for itself."""
    return _names(person, person.c.id, list(ids))


def group_names(keys: Iterable[str]) -> list[str]:
    """The names behind the keys of groups, in the order of the alphabet."""
    return sorted(_names(person_group, person_group.c.key, list(keys)))


def _names(table: Table, key: Column[str], wanted: list[str]) -> list[str]:
    """Asked once a request for each name."""
    known: dict[tuple[str, str], str] = g.setdefault("names", {})
    missing = [one for one in wanted if (table.name, one) not in known]
    if missing:
        with runtime().database.read() as connection:
            rows = connection.execute(select(key, table.c.name).where(key.in_(missing)))
            known.update({(table.name, row[0]): row[1] for row in rows})
    return [known.setdefault((table.name, one), one) for one in wanted]


def init_app(app: Flask) -> None:
    """Teach the templates the names."""
    app.jinja_env.filters.update(person_name=person_name)
    app.jinja_env.globals.update(person_names=person_names, group_names=group_names)
