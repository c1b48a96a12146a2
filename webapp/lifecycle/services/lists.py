"""The lists that forms choose from: people, organisations, projects, and the documents of the matter at hand."""

from typing import Any

from sqlalchemy import select

from engine import ListCall
from webapp.lifecycle.documents import matter_documents
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.schema import organisation, person, project
from webapp.lifecycle.services.registry import services

_PEOPLE = (
    select(person.c.id, person.c.name, organisation.c.short_name)
    .outerjoin(organisation, organisation.c.key == person.c.organisation)
    .where(person.c.active)
    .order_by(person.c.name, person.c.id)
)
_ORGANISATIONS = (
    select(organisation.c.key, organisation.c.name)
    .where(organisation.c.successor.is_(None))
    .order_by(organisation.c.name)
)
_PROJECTS = (
    select(project.c.id, project.c.name)
    .where(project.c.business_key.is_not(None), project.c.status != ProjectStatus.ENDED)
    .order_by(project.c.name, project.c.id)
)


@services.lists("all_people")
def list_people(call: ListCall) -> list[dict[str, Any]]:
    """All who may act, by name; the organisation tells those of one name apart."""
    rows = call.connection.execute(_PEOPLE)
    return [_option(row.id, f"{row.name} ({row.short_name})" if row.short_name else row.name) for row in rows]


@services.lists("all_organisations")
def list_organisations(call: ListCall) -> list[dict[str, Any]]:
    """The organisations that there are, by name; what has a successor stands back for it."""
    return [_option(row.key, row.name) for row in call.connection.execute(_ORGANISATIONS)]


@services.lists("ongoing_projects")
def list_projects(call: ListCall) -> list[dict[str, Any]]:
    """The projects that go on, by name; the number tells those of one name apart."""
    return [_option(row.id, f"{row.name} ({row.id})") for row in call.connection.execute(_PROJECTS)]


@services.lists("matter_documents")
def list_documents(call: ListCall) -> list[dict[str, Any]]:
    """The documents of the matter, in their newest versions."""
    return [_option(one.id, one.name) for one in matter_documents(call.connection, call.business_key)]


def _option(value: object, label: str) -> dict[str, Any]:
    return {"value": value, "label": label}
