"""One moment of a matter: what waited for whom after an entry, and what the process knew, told from the history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import Event, InstanceStatus, Life, Moment, Standing, Where
from engine.errors import NotFound
from engine.kinds import is_input
from engine.moments import BESIDE
from engine.places import Places, places_of, standing_entries, where_then
from engine.remains import Remains
from engine.schema import instance
from webapp.asked_words import asked_words
from webapp.life_grounds import Ground, grounds_of
from webapp.lives import Course, erased_words, phase_of
from webapp.localisation import gettext, local
from webapp.naming import phase_name
from webapp.runtime import runtime
from webapp.telling import Line, Vocabulary, tell, value_text, variable_labels, vocabulary_of


@dataclass(frozen=True)
class Datum:
    """A value of process data: what a form calls it, its name, as text now and before.

    `change` is `added`, `changed`, `removed` or empty.
    """

    label: str
    name: str
    text: str
    before: str
    change: str


@dataclass(frozen=True)
class Waiting:
    """Something that waited then: a step's name, for whom (people's tasks), since when, until when (a time's own)."""

    name: str
    audience: frozenset[str]
    since: datetime | None
    due: datetime | None
    kind: str


@dataclass(frozen=True)
class Then:
    """A matter after an entry; `standing` is False where the history no longer tells all that waited.

    `erased` says when and why the entry's own value went, empty where it is there; `left` what can be told, and what
    cannot, once something before was erased.
    """

    line: Line
    grounds: Sequence[Ground]
    phase: str
    where: Where
    trouble: frozenset[str]
    waiting: Sequence[Waiting]
    data: Sequence[Datum]
    standing: bool
    undone: bool
    erased: str
    left: Sequence[str]


def find_entry(events: Sequence[Event], at: int | None, day: date | None) -> Event | None:
    """The entry of a number, or the last one of a day and those before it; None where none was yet.

    Raises NotFound for a number that no entry has.
    """
    if at is not None:
        found = next((event for event in events if event.sequence == at), None)
        if found is None:
            raise NotFound(f"Expected an entry of the history, but there is none numbered {at}.")
        return found
    return next((event for event in reversed(events) if day is None or local(event.at).date() <= day), None)


def tell_moment(connection: Connection, course: Course, event: Event) -> Then:
    """How a chapter stood after an entry, and what had changed since the entry before."""
    engine = runtime().engine
    history = [one for one in course.events if one.sequence <= event.sequence]
    undone = event not in standing_entries(course.events)
    life = engine.life(connection, course.chapter.id, event.sequence) if undone else course.life
    now, before = _reached(life, history), _reached(life, history[:-1])
    places = places_of(engine.definitions, connection, history)
    words = vocabulary_of(connection, places.definitions)
    standing = now.standing if now else None
    lost = _lost(connection, course, event) if standing is None else None
    phase = standing.phase if standing else phase_of(lost.next if lost else None)
    return Then(
        line=tell(event, words),
        grounds=grounds_of(connection, event, places, asked_words(connection, history, places)[event.sequence]),
        phase=phase_name(connection, course.chapter.definition_id, phase) if phase else "",
        where=lost.where if lost else where_then(engine.definitions, connection, history, standing),
        trouble=frozenset(one.element.id for one in standing.parked) if standing else frozenset(),
        waiting=list(_waiting(course, standing, words)) if standing else [],
        data=_data(connection, places, before, now) if now else [],
        standing=standing is not None,
        undone=undone,
        erased=erased_words(course, event),
        left=_left(course, event, lost, words) if lost else (),
    )


def _lost(connection: Connection, course: Course, event: Event) -> Remains:
    """What the entries around still tell of a state that no replay reaches."""
    engine = runtime().engine
    status = connection.scalar(select(instance.c.status).where(instance.c.id == course.chapter.id))
    ended = status in (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED)
    return engine.remains(connection, course.events, event.sequence, course.life, ended=ended)


def _left(course: Course, event: Event, lost: Remains, words: Vocabulary) -> list[str]:
    """What can be told of what waited, and what cannot, in sentences."""
    told = []
    if lost.next is not None:
        told.append(gettext("«%(step)s» waited: the next entry is of it.", step=words.label(lost.next.id)))
    if any(is_input(one.kind) for one in course.events if one.sequence > event.sequence):
        told.append(gettext("Whether something else waited can no longer be told: what would tell it was erased."))
    elif lost.over:
        told.append(gettext("Nothing waited: it was over."))
    else:
        told.append(gettext("No later entry tells what waited, and what would tell it was erased."))
    if lost.unsure:
        told.append(gettext("After some of the erased entries the way could go on in several ways, and nothing is left "
                            "that tells all of it. The diagram shows what was surely passed. Entries: %(numbers)s.",
                            numbers=", ".join(str(one) for one in lost.unsure)))  # fmt: skip
    else:
        told.append(gettext("The way on the diagram is told by the entries that follow."))
    told.append(gettext("What the process knew then was erased."))
    return told


def _reached(life: Life, history: Sequence[Event]) -> Moment | None:
    """The moment after these entries; None where the replay came no further."""
    inputs = [event for event in standing_entries(history) if is_input(event.kind)]
    moment = life.at(inputs[-1].sequence) if inputs else None
    return moment if moment and moment.sequence == inputs[-1].sequence else None


def _waiting(course: Course, standing: Standing, words: Vocabulary) -> Iterator[Waiting]:
    stays = {stay.token: stay for stay in course.stays}
    for task in standing.tasks:
        stay = stays.get(task.token)
        name = words.label(task.element.id)
        told = f"{name}: {stay.subject}" if stay and stay.subject else name
        yield Waiting(told, stay.audience if stay else frozenset(), stay.offered_at if stay else None, None, "task")
    for one in standing.subscriptions:
        if one.element.kind not in BESIDE:
            yield Waiting(words.label(one.element.id), frozenset(), None, None, one.kind)
    for timer in standing.timers:
        yield Waiting(words.label(timer.element.id), frozenset(), None, timer.due_at, "timer")


def _data(connection: Connection, places: Places, before: Moment | None, now: Moment) -> list[Datum]:
    """What the process knew, what changed first."""
    definitions = runtime().engine.definitions
    labels = variable_labels(definitions.get(connection, number) for number in places.definitions)
    then, known = _visible(before.standing) if before else {}, _visible(now.standing)
    told = [_datum(labels, name, then, known) for name in [*known, *(name for name in then if name not in known)]]
    return sorted((one for one in told if one.text or one.before), key=lambda one: not one.change)


def _visible(standing: Standing) -> Mapping[str, Any]:
    """The process's own data, and what its open tasks see of their stages' where they agree."""
    seen: dict[str, Any] = {}
    split: set[str] = set()
    for task in standing.tasks:
        for name, value in task.data.items():
            if seen.setdefault(name, value) != value:
                split.add(name)
    return {**{name: value for name, value in seen.items() if name not in split}, **standing.data}


def _datum(labels: Mapping[str, str], name: str, then: Mapping[str, Any], known: Mapping[str, Any]) -> Datum:
    text, before = value_text(known.get(name)), value_text(then.get(name))
    change = ""
    if name not in then or (not before and text):
        change = "added"
    elif name not in known or (before and not text):
        change = "removed"
    elif then[name] != known[name]:
        change = "changed"
    return Datum(labels.get(name, name), name, text, before, change)


def change_names() -> dict[str, str]:
    """What is said of a value that is not as it was."""
    return {"added": gettext("new"), "changed": gettext("changed"), "removed": gettext("gone")}


def waiting_names() -> dict[str, str]:
    """What is waited for, where that is not people."""
    return {
        "message": gettext("waits for a message"),
        "signal": gettext("waits for a signal"),
        "timer": gettext("waits for a time"),
    }
