"""The life of a matter as its page tells it: every entry in order, by phase, and how long everything waited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from flask import url_for
from sqlalchemy import Connection

from engine import Element, Event, Kind, Life
from engine.moments import Pause, Stay, read_pauses
from engine.places import Places, places_of, standing_entries
from webapp.asked_words import asked_words
from webapp.auth import current_person
from webapp.life_grounds import Ground, grounds_of
from webapp.life_words import Bodies, fact_sentence, fact_values, meeting_values
from webapp.lifecycle.documents import may_read
from webapp.lifecycle.erasures import Erasure, Reason, erasure_of, erasures_of
from webapp.lifecycle.lives import Chapter, Fact, FactKind, Matter
from webapp.localisation import day, gettext
from webapp.naming import know_people, phase_name, process_text
from webapp.runtime import runtime
from webapp.telling import tell, vocabulary_of

RULES = "rules"
"""What a life may be narrowed to beside its sorts: what decision tables decided, or one of them (`rules/Its name`)."""


class Sort(StrEnum):
    """What a line tells of, as the page is narrowed by it."""

    TASK = "task"
    DECISION = "decision"
    MEETING = "meeting"
    RECUSAL = "recusal"
    DOCUMENT = "document"
    COMMENT = "comment"
    PROCESS = "process"


_TASKS = {Kind.COMPLETED, Kind.CLAIMED, Kind.RELEASED, Kind.HANDED_OVER, Kind.WITHDRAWN, Kind.UNDONE}
_FACTS = {
    FactKind.PROPOSED: Sort.MEETING,
    FactKind.EXCUSED: Sort.RECUSAL,
    FactKind.OPINION: Sort.MEETING,
    FactKind.ANSWERED: Sort.DECISION,
    FactKind.WITHDRAWN: Sort.MEETING,
    FactKind.DECIDED: Sort.DECISION,
}


@dataclass(frozen=True)
class LifeLine:
    """Something that happened.  `place` is the instance and the entry that it can be replayed at, where it is one."""

    at: datetime
    sort: Sort
    sentence: str
    who: str | None
    for_whom: str | None = None
    phase: str = ""
    facts: Sequence[tuple[str, str]] = ()
    meeting: Sequence[tuple[str, str]] = ()
    grounds: Sequence[Ground] = ()
    link: str = ""
    place: tuple[int, int] | None = None
    process: str = ""
    version: int = 0
    whole_day: bool = False
    erased: str = ""
    undone: bool = False
    trouble: bool = False


@dataclass(frozen=True)
class Course:
    """A chapter with its history, told again."""

    chapter: Chapter
    events: list[Event]
    life: Life
    places: Places
    stays: list[Stay]
    pauses: list[Pause]
    erasures: list[Erasure]
    late_phases: list[tuple[Event, str]]  # Of the steps that no replay reaches.

    def phase_before(self, sequence: int) -> str:
        """The phase in which an entry came; the one that it led to when it was the first."""
        told = [moment.standing.phase for moment in self.life.moments if moment.sequence < sequence]
        late = [phase for event, phase in self.late_phases if event.sequence <= sequence]
        return next((one for one in reversed([*told, *late]) if one), self._first_phase())

    def phase_at(self, at: datetime) -> str:
        """The phase before a moment."""
        told = [moment.standing.phase for moment in self.life.moments if moment.at < at]
        late = [phase for event, phase in self.late_phases if event.at < at]
        return next((one for one in reversed([*told, *late]) if one), self._first_phase())

    def phase_after(self, at: datetime) -> str:
        """The phase once all of a moment had happened."""
        told = [moment.standing.phase for moment in self.life.moments if moment.at <= at]
        late = [phase for event, phase in self.late_phases if event.at <= at]
        return next((one for one in reversed([*told, *late]) if one), self._first_phase())

    def _first_phase(self) -> str:
        return next((moment.standing.phase for moment in self.life.moments if moment.standing.phase), "")


def read_course(connection: Connection, chapter: Chapter) -> Course:
    """A chapter's history."""
    engine = runtime().engine
    events, life = engine.timeline(connection, chapter.id), engine.life(connection, chapter.id)
    places = places_of(engine.definitions, connection, events)
    return Course(
        chapter,
        events,
        life,
        places,
        engine.stays(chapter.id, life, events),
        read_pauses(life),
        [] if life.whole else erasures_of(connection, chapter.id, chapter.business_key),
        [] if life.whole else list(_late_phases(connection, events, life)),
    )


def _late_phases(connection: Connection, events: Sequence[Event], life: Life) -> Iterator[tuple[Event, str]]:
    reached = life.moments[-1].sequence if life.moments else 0
    definitions = runtime().engine.definitions
    for event in events:
        if event.sequence > reached and event.element:
            element = definitions.get(connection, event.definition_id).process.elements.get(event.element)
            if told := phase_of(element):
                yield event, told


def tell_life(connection: Connection, matter: Matter, courses: Sequence[Course]) -> list[LifeLine]:
    """Everything that happened to a matter, the first first."""
    people = {event.actor for course in courses for event in course.events}
    people |= {fact.person for fact in matter.facts if fact.person} | {one.written_by for one in matter.comments}
    people |= {one[0] for fact in matter.facts if fact.meeting for one in fact.meeting.present}
    know_people(people | {one.created_by for one in matter.documents})
    kept = {one.digest.hex() for one in matter.documents}
    bodies = Bodies(connection)
    said = [_fact_line(connection, fact, bodies, courses) for fact in matter.facts]
    early = [line for line, fact in zip(said, matter.facts, strict=True) if fact.kind is not FactKind.PROPOSED]
    late = [line for line, fact in zip(said, matter.facts, strict=True) if fact.kind is FactKind.PROPOSED]
    steps = [line for course in courses for line in _event_lines(connection, course, kept)]
    others = [*_documents(connection, matter, courses), *_comments(connection, matter, courses)]
    return sorted([*early, *steps, *late, *others], key=lambda line: line.at)


def erased_words(course: Course, event: Event) -> str:
    """When and why an entry's value was erased; empty where it is there."""
    if event.value is not None:
        return ""
    found = erasure_of(course.erasures, event.sequence)
    if found is None:
        return gettext("What was entered has been erased; the log does not tell when or why.")
    why = {
        Reason.KEPT_LONG_ENOUGH: gettext("it had been kept as long as it must be"),
        Reason.PERSON_ERASED: gettext("a person's data were erased"),
    }[found.reason]
    return gettext("What was entered was erased on %(day)s: %(why)s.", day=day(found.at), why=why)


def phase_of(element: Element | None) -> str:
    """The phase that an element begins, as far as its diagram alone says so."""
    told = element.properties.get("phase", "") if element else ""
    return "" if told.startswith("=") else told


def by_phase(lines: Iterable[LifeLine]) -> list[tuple[str, list[LifeLine]]]:
    """The lines in stretches of one phase each."""
    return [(phase, list(stretch)) for phase, stretch in groupby(lines, key=lambda line: line.phase)]


def narrow(lines: Iterable[LifeLine], asked: Mapping[str, str]) -> list[LifeLine]:
    """The lines of a `kind` (a Sort, or RULES or a table), a `person` and a `phase`, as far as these are asked for."""
    tests = {
        "kind": lambda line: {line.sort, *_rules_of(line)},
        "person": lambda line: {line.who, line.for_whom},
        "phase": lambda line: {line.phase},
    }
    chosen = {name: value for name, value in asked.items() if value}
    return [line for line in lines if all(value in tests[name](line) for name, value in chosen.items())]


def _rules_of(line: LifeLine) -> set[str]:
    tables = tables_of(line)
    return {RULES, *(f"{RULES}/{one}" for one in tables)} if tables else set()


def tables_of(line: LifeLine) -> list[str]:
    """The names of the decision tables that had a rule for what happened then."""
    return list(dict.fromkeys(one.table for one in line.grounds if one.table))


def _event_lines(connection: Connection, course: Course, kept: set[str]) -> Iterator[LifeLine]:
    definitions = runtime().engine.definitions
    words = vocabulary_of(connection, [*(event.definition_id for event in course.events), *course.places.definitions])
    asked = asked_words(connection, course.events, course.places)
    standing = {event.sequence for event in standing_entries(course.events)}
    for event in course.events:
        if event.kind is Kind.ATTACHED and (event.value or {}).get("sha256") in kept:
            continue  # The document itself is told.
        told = tell(event, words)
        yield LifeLine(
            at=event.at,
            sort=_sort(event.kind),
            sentence=told.sentence,
            who=event.actor,
            for_whom=event.on_behalf_of,
            phase=_phase(connection, course, course.phase_before(event.sequence)),
            facts=told.facts,
            grounds=grounds_of(connection, event, course.places, asked[event.sequence]),
            place=(course.chapter.id, event.sequence),
            process=process_text(
                connection, event.definition_id, definitions.get(connection, event.definition_id).name
            ),
            version=event.version,
            erased=erased_words(course, event),
            undone=event.sequence not in standing and event.kind is not Kind.UNDONE,
            trouble=told.trouble,
        )


def _sort(kind: Kind) -> Sort:
    if kind is Kind.ATTACHED:
        return Sort.DOCUMENT
    return Sort.TASK if kind in _TASKS else Sort.PROCESS


def _phase(connection: Connection, course: Course, phase: str) -> str:
    return phase_name(connection, course.chapter.definition_id, phase) if phase else ""


def _begun(courses: Sequence[Course], key: str | None, at: datetime) -> Course | None:
    """The last chapter of this key that had begun at a moment."""
    mine = [one for one in courses if key in (None, one.chapter.business_key)]
    return next((one for one in reversed(mine) if one.events and one.events[0].at <= at), None)


def _fact_line(connection: Connection, fact: Fact, bodies: Bodies, courses: Sequence[Course]) -> LifeLine:
    at = fact.at + timedelta(days=1, microseconds=-1) if fact.day else fact.at
    course = _begun(courses, fact.business_key, at)
    phase = ""
    if course is not None:
        phase = course.phase_after(at) if fact.kind is FactKind.PROPOSED else course.phase_at(at)
    return LifeLine(
        at=at,
        sort=_FACTS[fact.kind],
        sentence=fact_sentence(fact, bodies),
        who=fact.person,
        phase=_phase(connection, course, phase) if course else "",
        facts=list(fact_values(fact, bodies)),
        meeting=list(meeting_values(fact.meeting)) if fact.meeting and fact.kind is FactKind.ANSWERED else [],
        link=url_for("meetings.show", meeting_id=fact.meeting.id) if fact.meeting else "",
        whole_day=fact.day is not None,
    )


def _documents(connection: Connection, matter: Matter, courses: Sequence[Course]) -> Iterator[LifeLine]:
    person = current_person()
    for one in matter.documents:
        readable = may_read(connection, one, person.id, person.groups, runtime().rights)
        course = _begun(courses, one.business_key, one.created_at)
        title = one.title if readable else gettext("a secret document")
        yield LifeLine(
            at=one.created_at,
            sort=Sort.DOCUMENT,
            sentence=gettext("Document: %(title)s, version %(number)s", title=title, number=one.version),
            who=one.created_by,
            phase=_phase(connection, course, course.phase_at(one.created_at)) if course else "",
            link=url_for("documents.show", document_id=one.id) if readable else "",
        )


def _comments(connection: Connection, matter: Matter, courses: Sequence[Course]) -> Iterator[LifeLine]:
    for one in matter.comments:
        course = next((course for course in courses if course.chapter.id == one.instance_id), None)
        yield LifeLine(
            at=one.written_at,
            sort=Sort.COMMENT,
            sentence=gettext("A comment that was taken back") if one.removed_at else gettext("A comment"),
            who=one.written_by,
            phase=_phase(connection, course, course.phase_at(one.written_at)) if course else "",
            facts=[(gettext("Text"), one.text)] if one.text else [],
            link=url_for("instances.show", instance_id=one.instance_id, _anchor="comments"),
        )
