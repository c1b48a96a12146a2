"""The knowledge bank: searching, reading, writing."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.schema import instance
from webapp.auth import actor, current_person, may, wants
from webapp.entries import blank, choices, errors_in, filled, kinds, read_wording
from webapp.lifecycle import knowledge
from webapp.lifecycle.knowledge import Entry, Kind, Writing
from webapp.lifecycle.schema import body, meeting, project
from webapp.lifecycle.search import Filters, Found, Place, Term, find_entries, read_query, years
from webapp.lifecycle.snippets import marked, snippet
from webapp.localisation import gettext
from webapp.markdown import markdown
from webapp.rights import Relation, Right
from webapp.runtime import runtime

bp = Blueprint("knowledge", __name__)
PAGE = 20
LONGEST_QUERY = 200


@bp.get("/knowledge")
def index() -> str:
    """What was looked for, the newest first; everything when nothing was."""
    query = request.args.get("q", "")[:LONGEST_QUERY]
    terms, filters = read_query(query), _filters()
    with runtime().database.read() as connection:
        rows = find_entries(connection, actor(), terms, filters, after=_after(), most=PAGE + 1)
        areas = dict(choices(connection)["area"])
        offered = years(connection)
    shown = rows[:PAGE]
    chosen = {"q": query or None, "kind": filters.kind, "area": filters.area, "year": filters.year}
    return render_template(
        "knowledge.html",
        section="knowledge.index",
        query=query,
        chosen=chosen,
        narrowed=any(chosen.values()),
        kinds=kinds(),
        areas=areas,
        years={year: str(year) for year in offered},
        rows=[_row(one, terms) for one in shown],
        after=_address(shown[-1].place) if len(rows) > PAGE else None,
        may_write=may(Right.WRITE_KNOWLEDGE),
    )


@bp.get("/knowledge/<int:number>")
def show(number: int) -> str:
    """One entry, in its newest wording or in an earlier one."""
    with runtime().database.read() as connection:
        entry = knowledge.find(connection, number, actor())
        versions = knowledge.versions_of(connection, number)
        if not _may_change(entry):
            versions = versions[:1]  # The earlier ones may have been secret, and why the entry was changed.
        wanted = request.args.get("version", type=int) or entry.version
        version = next((one for one in versions if one.version == wanted), None) or abort(404)
        sources = _sources(connection, entry)
        areas = dict(choices(connection)["area"])
    return render_template(
        "knowledge_entry.html",
        section="knowledge.index",
        entry=entry,
        version=version,
        versions=versions,
        text=markdown(version.text),
        kind=kinds()[entry.wording.kind],
        area=areas.get(entry.wording.area or ""),
        sources=sources,
        may_change=_may_change(entry),
    )


@bp.get("/knowledge/new")
@wants(Right.WRITE_KNOWLEDGE)
def ask() -> str:
    """The form of a new entry."""
    return _form(blank(), {})


@bp.post("/knowledge/new")
@wants(Right.WRITE_KNOWLEDGE)
def add() -> Response | tuple[str, int]:
    """Put an entry into the bank."""
    errors = errors_in(request.form)
    if errors:
        return _form(request.form, errors), 422
    with runtime().database.read() as connection:
        wording = read_wording(request.form, choices(connection))
    number = runtime().database.transact(lambda unit: knowledge.add(unit.write(), wording, _writing()))
    flash(gettext("The entry is in the knowledge bank."), "good")
    return redirect(url_for("knowledge.show", number=number), 303)


@bp.get("/knowledge/<int:number>/edit")
def edit(number: int) -> str:
    """The form of an entry as it is."""
    with runtime().database.read() as connection:
        entry = knowledge.find(connection, number, actor())
    if not _may_change(entry):
        abort(403)
    return _form(filled(entry), {}, entry)


@bp.post("/knowledge/<int:number>/edit")
def change(number: int) -> Response | tuple[str, int]:
    """Give an entry a new wording, unless somebody else did so meanwhile."""
    with runtime().database.read() as connection:
        entry = knowledge.find(connection, number, actor())
        offered = choices(connection)
    if not _may_change(entry):
        abort(403)
    errors = errors_in(request.form)
    if errors:
        return _form(request.form, errors, entry), 422
    wording, since = read_wording(request.form, offered), request.form.get("since", type=int)

    def act(unit: UnitOfWork) -> Entry:
        connection = unit.write()
        found = knowledge.find(connection, number, actor())
        if found.version == since:
            knowledge.change(connection, number, wording, _writing())
        return found

    found = runtime().database.transact(act)
    if found.version != since:
        sentence = gettext("Somebody else changed this entry meanwhile. Read the newest version, then save yours anew.")
        return _form(request.form, {"title": sentence}, found), 409
    flash(gettext("The new version was saved."), "good")
    return redirect(url_for("knowledge.show", number=number), 303)


def _filters() -> Filters:
    """What the address asks for; what is no kind or year narrows nothing."""
    kind = request.args.get("kind")
    return Filters(
        Kind(kind) if kind in set(Kind) else None,
        request.args.get("area") or None,
        _year(request.args.get("year", type=int)),
    )


def _year(asked: int | None) -> int | None:
    return asked if asked is not None and 1900 <= asked <= 9999 else None


def _after() -> Place | None:
    found, _, number = request.args.get("after", "").partition("-")
    return Place(found == "title", int(number)) if number.isdecimal() and len(number) < 18 else None


def _address(place: Place) -> str:
    return f"{'title' if place.by_title else 'text'}-{place.entry}"


def _row(found: Found, terms: Sequence[Term]) -> Mapping[str, Any]:
    plain = markdown(found.text).striptags()
    return {
        "found": found,
        "title": list(marked(found.title, terms, found.language)),
        "snippet": snippet(plain, terms, found.language),
    }


def _sources(connection: Connection, entry: Entry) -> list[tuple[str, str, int | None]]:
    """Where an entry comes from: label, name, and the number of the instance it leads to."""
    wording = entry.wording
    about = select(project.c.name, project.c.business_key).where(project.c.id == wording.project)
    held = (
        select(body.c.name, meeting.c.number)
        .join(meeting, meeting.c.body == body.c.key)
        .where(meeting.c.id == wording.meeting)
    )
    found = [
        (gettext("Project"), row.name, _instance(connection, row.business_key)[0])
        for row in connection.execute(about).all()
    ]
    found += [(gettext("Meeting"), f"{row.name} {row.number}", None) for row in connection.execute(held)]
    number, title = _instance(connection, entry.business_key)
    return found if number is None else [*found, (gettext("Published by"), title, number)]


def _instance(connection: Connection, business_key: str | None) -> tuple[int | None, str]:
    row = connection.execute(
        select(instance.c.id, instance.c.title).where(instance.c.business_key == business_key).order_by(instance.c.id)
    ).first()
    return (None, "") if row is None or business_key is None else (row.id, row.title)


def _may_change(entry: Entry) -> bool:
    return may(Right.CHANGE_KNOWLEDGE, *([Relation.AUTHOR] if entry.author == current_person().id else []))


def _writing() -> Writing:
    return Writing(current_person().id, runtime().clock.now(), runtime().today())


def _form(values: Mapping[str, Any], errors: Mapping[str, str], entry: Entry | None = None) -> str:
    with runtime().database.read() as connection:
        offered = choices(connection)
    readers = request.form.getlist("readers") if request.method == "POST" else values.get("readers", ())
    return render_template(
        "knowledge_form.html",
        section="knowledge.index",
        values=values,
        errors=errors,
        entry=entry,
        readers=readers,
        kinds=kinds(),
        choices=offered,
    )
