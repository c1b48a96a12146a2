"""Roles: what each group's people do in a year, as the diagrams, the annual clock and history tell it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, abort, render_template
from sqlalchemy import Connection, select

from engine.definitions import Definition
from engine.forms import FieldView
from webapp.annual_clock.rows import clock_of
from webapp.auth import current_person
from webapp.lifecycle.calendar import State, occasions
from webapp.lifecycle.people import members_of
from webapp.lifecycle.roles import Duty, bodies_of, days_by_process, done_since, duties_of
from webapp.lifecycle.schema import person_group
from webapp.localisation import gettext, language, local, month_name, ngettext
from webapp.processes import newest_ids
from webapp.runtime import runtime

bp = Blueprint("roles", __name__)
YEAR = timedelta(days=365)
KEY_FIELDS = 6
MONTHS = 12
_NOT_ASKED = {"text", "group", "button"}


@dataclass(frozen=True)
class Work:
    """A task as the page tells it: what, its help, what its form asks first, when in the year, and how often."""

    name: str
    help: str
    asks: tuple[str, ...]
    when: str
    often: str
    by_name: bool


@dataclass(frozen=True)
class Part:
    """A role's tasks in one process."""

    definition_id: int
    name: str
    work: tuple[Work, ...]


@bp.get("/roles")
def index() -> str:
    """All groups that have tasks; one's own first, even without."""
    mine = current_person().groups
    with runtime().database.read() as connection:
        definitions = _newest(connection)
        groups = connection.execute(select(person_group).order_by(person_group.c.name)).all()
    rows = [(one.key, one.name, len(duties_of(definitions, one.key))) for one in groups]
    return render_template(
        "roles.html",
        section="roles.index",
        mine=[row for row in rows if row[0] in mine],
        others=[row for row in rows if row[0] not in mine and row[2]],
    )


@bp.get("/roles/<group>")
def show(group: str) -> str:
    """A group's year."""
    here, now = runtime(), runtime().clock.now()
    with here.database.read() as connection:
        name = connection.scalar(select(person_group.c.name).where(person_group.c.key == group)) or abort(404)
        definitions = _newest(connection)
        found = [one for one in occasions(clock_of(connection), now, now + YEAR) if one.state is not State.LEFT_OUT]
        days = days_by_process(definitions, found, bodies_of(connection, group))
        done = done_since(connection, group, now - YEAR)
        people = members_of(connection, group, here.today())
    parts = [
        Part(
            definition.id,
            definition.texts.text(language(), definition.name),
            tuple(_work(duty, days[definition.key], done) for duty in duties),
        )
        for definition, duties in _by_process(duties_of(definitions, group))
    ]
    return render_template(
        "role.html",
        section="roles.index",
        name=name,
        is_mine=group in current_person().groups,
        people=people,
        parts=sorted(parts, key=lambda one: one.name),
    )


def _newest(connection: Connection) -> list[Definition]:
    return [runtime().engine.definitions.get(connection, number) for number in newest_ids(connection)]


def _by_process(duties: Sequence[Duty]) -> Iterator[tuple[Definition, list[Duty]]]:
    for _, found in groupby(duties, key=lambda one: one.definition.key):
        theirs = list(found)
        yield theirs[0].definition, theirs


def _work(duty: Duty, days: Sequence[datetime], done: Mapping[tuple[str, str], int]) -> Work:
    texts, element = duty.definition.texts, duty.element
    return Work(
        name=texts.text(language(), element.name),
        help=texts.text(language(), element.documentation),
        asks=_asks(duty),
        when=_when(days),
        often=_often(done.get((duty.definition.key, element.id), 0), len(days)),
        by_name=duty.by_name,
    )


def _asks(duty: Duty) -> tuple[str, ...]:
    """What the form must have first, then what it may have."""
    form = duty.definition.forms.get(duty.element.attributes.get("formKey", ""))
    fields = list(_flat(form.view(language(), duty.definition.texts, {}))) if form else []
    asked = [one for one in fields if one.kind not in _NOT_ASKED and one.label]
    return tuple(dict.fromkeys(one.label for one in sorted(asked, key=lambda one: not one.required)))[:KEY_FIELDS]


def _flat(fields: Sequence[FieldView]) -> Iterator[FieldView]:
    for field in fields:
        yield field
        if field.kind == "group":
            yield from _flat(field.fields)


def _when(days: Sequence[datetime]) -> str:
    months = list(dict.fromkeys(local(one).month for one in days))
    if len(months) == MONTHS:
        return gettext("every month")
    return ", ".join(month_name(month) for month in sorted(months)) or gettext("when a matter comes")


def _often(done: int, planned: int) -> str:
    """What happened tells more than what is planned."""
    if done:
        return ngettext("%(count)s time in the last year", "%(count)s times in the last year", done)
    if planned:
        return ngettext("about %(count)s time a year", "about %(count)s times a year", planned)
    return gettext("not once in the last year")
