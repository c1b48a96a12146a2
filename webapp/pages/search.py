"""One search box on every page: projects, ideas, people, tasks, documents, decisions, knowledge; each by rights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Connection

from engine import Row, Tab
from webapp.auth import actor, may
from webapp.lifecycle import search as knowledge_search
from webapp.lifecycle.finding import (
    Hit,
    Question,
    find_decisions,
    find_documents,
    find_ideas,
    find_people,
    find_projects,
)
from webapp.lifecycle.search import find_entries, read_query
from webapp.localisation import gettext
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.sifting import Sieve, Walk, sift

bp = Blueprint("search", __name__)
SHOWN = 10
COUNTED = 100
LONGEST = 200
_TABS: tuple[Tab, ...] = ("mine", "groups")
Finder = Callable[[Connection, str, Question], list[Hit]]


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is found: its name, the hits shown, how many there are, and whether there are more."""

    key: str
    label: str
    hits: list[tuple[Hit, str | None]]
    count: str
    more: bool


@bp.get("/search")
def show() -> str:
    """What was found, kind by kind; one kind in full when it is asked for."""
    query, asked = " ".join(request.args.get("q", "").split())[:LONGEST], request.args.get("kind", "")
    question = Question.read(query, COUNTED + 1)
    labels = _labels()
    wanted = [asked] if asked in labels else list(labels)
    with runtime().database.read() as connection:
        kinds = [_kind(connection, key, labels[key], query, question, len(wanted) == 1) for key in wanted]
    return render_template(
        "search.html",
        section="search.show",
        query=query,
        asked=asked if asked in labels else None,
        kinds=[one for one in kinds if one.hits],
        too_short=bool(query) and not question.words,
    )


def _kind(connection: Connection, key: str, label: str, query: str, question: Question, alone: bool) -> Kind:
    hits = _FINDERS[key](connection, query, question) if question.words else []
    shown = hits[: COUNTED if alone else SHOWN]
    count = f"{COUNTED}+" if len(hits) > COUNTED else str(len(hits))
    return Kind(key, label, [(hit, _address(key, hit)) for hit in shown], count, len(hits) > len(shown))


def _labels() -> Mapping[str, str]:
    return {
        "tasks": gettext("Open tasks"),
        "projects": gettext("Projects"),
        "ideas": gettext("Ideas"),
        "decisions": gettext("Decisions"),
        "documents": gettext("Documents"),
        "knowledge": gettext("Knowledge bank"),
        "people": gettext("People"),
    }


def _address(key: str, hit: Hit) -> str | None:
    """Where a hit leads; people have a page for administrators only."""
    if hit.number is None or (key == "people" and not may(Right.KEEP_PEOPLE)):
        return None
    endpoint, name = {
        "tasks": ("tasks.show", "task_id"),
        "projects": ("sheets.show", "project_id"),
        "ideas": ("ideas.show", "number"),
        "decisions": ("instances.show", "instance_id"),
        "documents": ("documents.show", "document_id"),
        "knowledge": ("knowledge.show", "number"),
        "people": ("people.show", "person_id"),
    }[key]
    values: dict[str, Any] = {name: hit.number}
    return url_for(endpoint, **values)


def _tasks(connection: Connection, query: str, _question: Question) -> list[Hit]:
    """Of the tasks that the person may do: one's own first."""
    by, sieve = actor(), Sieve(q=query)
    rows = [row for tab in _TABS for row in sift(Walk(connection, by, tab), sieve, None).rows]
    return [_task(connection, row) for row in rows]


def _task(connection: Connection, row: Row) -> Hit:
    name = process_text(connection, row.definition_id, row.name)
    return Hit(f"{name}: {row.subject}" if row.subject else name, row.title, row.task_id)


def _knowledge(connection: Connection, query: str, question: Question) -> list[Hit]:
    terms = read_query(query)
    filters = knowledge_search.Filters()
    entries = find_entries(connection, actor(), terms, filters, after=None, most=question.most) if terms else []
    return [Hit(one.title, "", one.id) for one in entries]


_FINDERS: Mapping[str, Finder] = {
    "tasks": _tasks,
    "projects": lambda connection, _query, question: find_projects(connection, question),
    "ideas": lambda connection, _query, question: find_ideas(connection, question),
    "decisions": lambda connection, _query, question: find_decisions(connection, question),
    "documents": lambda connection, _query, question: find_documents(connection, question, actor()),
    "knowledge": _knowledge,
    "people": lambda connection, _query, question: find_people(connection, question, runtime().today()),
}
