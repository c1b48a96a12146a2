"""What the field keeps of a matter, and the matters it is linked with: idea, project, predecessor, successor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from engine.schema import instance
from webapp.lifecycle.programmes import municipalities_of
from webapp.lifecycle.schema import area, idea, lineage, project
from webapp.localisation import day, gettext, money
from webapp.naming import person_name
from webapp.project_tables import Table, project_tables
from webapp.wording import status_name


@dataclass(frozen=True)
class Link:
    """Another matter: how it is related, what it is called, and its instance, where it has one here."""

    relation: str
    name: str
    instance_id: int | None


@dataclass(frozen=True)
class Record:
    """What is known of a project or an idea: label and value; unknown values are said to be unknown."""

    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    tables: tuple[Table, ...] = ()


def find_record(connection: Connection, business_key: str) -> Record | None:
    """The record of an instance's matter; None for what the field keeps no record of, as meetings."""
    found = connection.execute(select(project).where(project.c.business_key == business_key)).mappings().first()
    if found is not None:
        facts, links = _project_facts(connection, found), _project_links(connection, found)
        return Record(tuple(facts), tuple(links), tuple(project_tables(connection, found["id"])))
    found = connection.execute(select(idea).where(idea.c.business_key == business_key)).mappings().first()
    if found is not None:
        return Record(tuple(_idea_facts(connection, found)), tuple(_idea_links(connection, found)))
    return None


def _project_facts(connection: Connection, found: Any) -> Iterator[tuple[str, str]]:
    yield gettext("Status"), status_name(found["status"])
    yield gettext("Development area"), _area(connection, found["area"])
    yield gettext("Project manager"), person_name(found["manager"]) or _unknown()
    yield gettext("Planned time"), _period(found["starts_on"], found["ends_on"])
    if found["started_on"]:
        yield gettext("Actual time"), _period(found["started_on"], found["ended_on"])
    yield gettext("Total cost"), _euros(found["total_cost"])
    municipalities = municipalities_of(connection, [found["id"]]).get(found["id"], [])
    yield gettext("Municipalities"), ", ".join(municipalities) or _unknown()
    for label, value in (
        (gettext("Ministry"), found["ministry"]),
        (gettext("Contact organisation"), found["contact_organisation"]),
        (gettext("Project code"), found["project_code"]),
        (gettext("Decision number"), found["decision_number"]),
        (gettext("Diary number"), found["diary_number"]),
        (gettext("Field of science"), found["field_of_science"]),
    ):
        if value:
            yield label, value


def _idea_facts(connection: Connection, found: Any) -> Iterator[tuple[str, str]]:
    yield gettext("Brought by"), person_name(found["proposer"]) or gettext("a project or a group")
    yield gettext("Development area"), _area(connection, found["area"])
    yield gettext("Need"), found["need"]


def _project_links(connection: Connection, found: Any) -> Iterator[Link]:
    origin = connection.execute(select(idea).where(idea.c.id == found["idea_id"])).first()
    if origin is not None:
        yield Link(gettext("Idea"), origin.title, _instance(connection, origin.business_key))
    for row in connection.execute(select(idea).where(idea.c.parent_project == found["id"]).order_by(idea.c.id)):
        yield Link(gettext("Follow-up idea"), row.title, _instance(connection, row.business_key))
    relations = {"predecessor": gettext("Continues"), "successor": gettext("Continued by")}
    rows = connection.execute(
        select(lineage.c.kind, lineage.c.other_name, project.c.business_key)
        .outerjoin(project, project.c.id == lineage.c.other_project)
        .where(lineage.c.project_id == found["id"])
        .order_by(lineage.c.id)
    )
    for row in rows:
        yield Link(relations[row.kind], row.other_name, _instance(connection, row.business_key))


def _idea_links(connection: Connection, found: Any) -> Iterator[Link]:
    for row in connection.execute(select(project).where(project.c.idea_id == found["id"])):
        yield Link(gettext("Project"), row.name, _instance(connection, row.business_key))
    parent = connection.execute(select(project).where(project.c.id == found["parent_project"])).first()
    if parent is not None:
        yield Link(gettext("Continues"), parent.name, _instance(connection, parent.business_key))
    merged = connection.execute(select(idea).where(idea.c.id == found["merged_into"])).first()
    if merged is not None:
        yield Link(gettext("Merged into"), merged.title, _instance(connection, merged.business_key))


def _instance(connection: Connection, business_key: str | None) -> int | None:
    statement = (
        select(instance.c.id).where(instance.c.business_key == business_key).order_by(instance.c.id.desc()).limit(1)
    )
    return connection.scalar(statement) if business_key else None


def _area(connection: Connection, key: str | None) -> str:
    return connection.scalar(select(area.c.name).where(area.c.key == key)) or _unknown()


def _period(begins: date | None, ends: date | None) -> str:
    return f"{day(begins) if begins else ''} – {day(ends) if ends else ''}" if begins or ends else _unknown()


def _euros(amount: Decimal | None) -> str:
    return _unknown() if amount is None else money(amount)


def _unknown() -> str:
    return gettext("not known")
