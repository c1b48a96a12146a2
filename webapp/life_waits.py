"""Who waited for whom, and for how long: every task, and what else the way waited for, the longest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine.moments import Pause, Stay
from webapp.life_words import duration
from webapp.lives import Course
from webapp.localisation import gettext
from webapp.naming import audience_names, process_text


@dataclass(frozen=True)
class Wait:
    """A step that was waited at.  `audience` is whom a task was offered to, empty where no person was waited for.

    `waited` and `worked` are in words: until somebody took it, and from then on; empty where nobody took it first.
    """

    name: str
    audience: frozenset[str]
    kind: str
    since: datetime
    until: datetime | None
    lasted: timedelta
    total: str
    waited: str = ""
    worked: str = ""
    taken: bool = False
    who: str | None = None
    for_whom: str | None = None
    done: bool = False


def tell_waits(connection: Connection, courses: Sequence[Course], now: datetime) -> list[Wait]:
    """All of a matter's, the longest first."""
    found: list[Wait] = []
    for course in courses:
        found += [_stay(connection, stay, now) for stay in course.stays]
        found += [_pause(connection, course, pause, now) for pause in course.pauses]
    return sorted(found, key=lambda one: one.lasted, reverse=True)


def _stay(connection: Connection, stay: Stay, now: datetime) -> Wait:
    name = process_text(connection, stay.definition_id, stay.element.name or stay.element.id)
    end = stay.ended_at or now
    return Wait(
        name=f"{name}: {stay.subject}" if stay.subject else name,
        audience=stay.audience,
        kind="task",
        since=stay.offered_at,
        until=stay.ended_at,
        lasted=stay.lasted(now),
        total=duration(stay.lasted(now)),
        waited=duration(stay.waited(now)) if stay.taken_at else "",
        worked=duration(end - stay.taken_at) if stay.taken_at else "",
        taken=stay.taken_at is not None,
        who=stay.actor,
        for_whom=stay.on_behalf_of,
        done=stay.done,
    )


def _pause(connection: Connection, course: Course, pause: Pause, now: datetime) -> Wait:
    place = course.places.find(pause.element.id)
    number = place[0] if place else course.chapter.definition_id
    name = process_text(connection, number, pause.element.name or pause.element.id)
    lasted = pause.lasted(now)
    return Wait(name, frozenset(), pause.kind, pause.since, pause.until, lasted, duration(lasted))


def waited_for(wait: Wait) -> str:
    """Whom, or what, a step waited for."""
    if wait.kind == "task":
        return ", ".join(audience_names(wait.audience))
    return {
        "message": gettext("another process or a body"),
        "signal": gettext("another process or a body"),
        "timer": gettext("a time"),
    }[wait.kind]


def wait_sentence(wait: Wait) -> str:
    """How long a step was waited at, for whom, and who did it."""
    told = {"name": wait.name, "whom": waited_for(wait), "total": wait.total}
    if wait.until is None:
        return gettext("«%(name)s» has waited for %(total)s. It waits for: %(whom)s.", **told)
    said = gettext("«%(name)s» took %(total)s. It waited for: %(whom)s.", **told)
    if wait.taken:
        split = {"waited": wait.waited, "worked": wait.worked}
        said += " " + gettext("Until it was taken: %(waited)s; from then on: %(worked)s.", **split)
    if wait.kind == "task" and not wait.done:
        said += " " + gettext("Nobody did it: it was no longer needed.")
    return said
