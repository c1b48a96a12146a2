"""What a step can name, as a desk offers it: groups, forms, decisions, services, processes; key and name of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.decisions import DecisionError, parse_decisions
from engine.deployments import processes_in
from engine.errors import InvalidResource
from engine.forms import parse_form
from engine.lint.tags import bpmn
from engine.texts import parse_texts
from engine.xml import read_xml
from webapp.drafting.drafts import Draft, resources_with
from webapp.lifecycle.schema import person_group
from webapp.localisation import language
from webapp.runtime import runtime

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Offered:
    """Key and name of all that a step of the draft can name, by name."""

    groups: Choices
    forms: Choices
    decisions: Choices
    services: Choices
    processes: Choices
    names: list[str]
    """The names that expressions can use: what forms and decisions of the folder bring into the process."""


def offered(connection: Connection, draft: Draft) -> Offered:
    """What the steps of a draft can name; files that cannot be read offer nothing."""
    groups = connection.execute(select(person_group.c.key, person_group.c.name).order_by(person_group.c.name))
    forms, brought = _forms(draft.files)
    decisions, results = _decisions(draft.files)
    return Offered(
        [(row.key, row.name) for row in groups],
        forms,
        decisions,
        [(topic, topic) for topic in sorted(runtime().engine.topics)],
        _processes(connection, draft),
        sorted({*brought, *results}),
    )


def message_names(connection: Connection, draft: Draft) -> list[str]:
    """The names of the messages that any process sends or awaits, the draft's own among them."""
    found: set[str] = set()
    for path, content in resources_with(connection, draft).items():
        if path.endswith(".bpmn"):
            try:
                found |= {each.get("name") or "" for each in read_xml(content, path).iter(bpmn("message"))}
            except InvalidResource:
                continue
    return sorted(found - {""})


def _forms(files: Mapping[str, bytes]) -> tuple[Choices, set[str]]:
    found: Choices = []
    brought: set[str] = set()
    for path, content in sorted(files.items()):
        if path.endswith(".json"):
            try:
                form = parse_form(content, path)
            except InvalidResource:
                continue
            found.append((form.id, form.id))
            brought |= form.process_keys
    return found, brought


def _decisions(files: Mapping[str, bytes]) -> tuple[Choices, set[str]]:
    found: Choices = []
    for path, content in sorted(files.items()):
        if path.endswith(".dmn"):
            try:
                model = parse_decisions(content, path)
            except (DecisionError, InvalidResource):
                continue
            found += [(key, one.name or key) for key, one in model.decisions.items()]
    return found, {key for key, _ in found}


def _processes(connection: Connection, draft: Draft) -> Choices:
    resources = resources_with(connection, draft)
    try:
        processes, texts = processes_in(resources), parse_texts(resources)
    except InvalidResource:
        return []
    named = [
        (
            key,
            texts[folder].text(language(), one.name) if (folder := one.path.rpartition("/")[0]) in texts else one.name,
        )
        for key, one in processes.items()
    ]
    return sorted(named, key=lambda one: one[1].casefold())
