"""The life of a matter on one page, and the same replayed step by step."""

from datetime import date

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Connection

from engine import Event
from webapp.life_moments import change_names, find_entry, tell_moment, waiting_names
from webapp.life_waits import tell_waits, wait_sentence, waited_for
from webapp.lifecycle.lives import chapters_of, read_matter
from webapp.lives import RULES, LifeLine, Sort, by_phase, narrow, read_course, tables_of, tell_life
from webapp.localisation import gettext
from webapp.naming import person_name, process_text, recall_names
from webapp.runtime import runtime
from webapp.whereabouts import drawings, steps, viewer_labels

bp = Blueprint("lives", __name__)
FILTERS = ("kind", "person", "phase")
LONGEST = 200  # Of a filter in the address.
LONGEST_WAITS = 5  # That are told in sentences; a time that was set holds nobody up.


@bp.get("/projects/<int:instance_id>/life")
def show(instance_id: int) -> str:
    """Everything that happened; or, with `at` (an entry) or `day`, how it stood then."""
    if "at" in request.args or request.args.get("day"):
        return _moment(instance_id)
    here = runtime()
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
        matter = read_matter(connection, instance_id, view.business_key, here.config.zone)
        courses = [read_course(connection, chapter) for chapter in matter.chapters]
        lines = tell_life(connection, matter, courses)
        waits = tell_waits(connection, courses, here.clock.now())
        processes = {
            one.definition_id: process_text(connection, one.definition_id, one.process) for one in matter.chapters
        }
    asked = {name: request.args.get(name, "")[:LONGEST] for name in FILTERS}
    shown = narrow(lines, asked)
    recall_names({member.removeprefix("group:") for wait in waits for member in wait.audience}, _people(lines))
    return render_template(
        "life.html",
        section="instances.index",
        instance_id=instance_id,
        title=view.title,
        chapters=matter.chapters,
        processes=processes,
        stretches=by_phase(shown),
        count=len(shown),
        asked=asked,
        choices=_choices(lines),
        sorts=sort_names(),
        by_rules=asked["kind"].startswith(RULES),
        waits=waits,
        longest=[wait for wait in waits if wait.kind != "timer"][:LONGEST_WAITS],
        wait_sentence=wait_sentence,
        waited_for=waited_for,
        whole=all(course.life.whole for course in courses),
    )


def _moment(instance_id: int) -> str:
    here = runtime()
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
        (chapter,) = chapters_of(connection, instance_id, [])
        course = read_course(connection, chapter)
        event = find_entry(course.events, request.args.get("at", type=int), _day())
        if event is None:
            return render_template("life_before.html", section="instances.index", instance_id=instance_id,
                                   title=view.title, day=_day(), first=course.events[0])  # fmt: skip
        then = tell_moment(connection, course, event)
        numbers = [one.sequence for one in course.events]
        place = numbers.index(event.sequence)
        return render_template(
            "life_moment.html",
            section="instances.index",
            instance_id=instance_id,
            title=view.title,
            event=event,
            process=process_text(connection, event.definition_id, _process(connection, event)),
            then=then,
            drawings=drawings(connection, then.where, then.trouble),
            steps=steps(connection, then.where, then.trouble),
            labels=viewer_labels(),
            number=place + 1,
            count=len(numbers),
            before=numbers[place - 1] if place else None,
            after=numbers[place + 1] if place + 1 < len(numbers) else None,
            first=numbers[0],
            last=numbers[-1],
            changes=change_names(),
            kinds=waiting_names(),
        )


def _process(connection: Connection, event: Event) -> str:
    return runtime().engine.definitions.get(connection, event.definition_id).name


def _day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None if "at" in request.args else abort(404)


def _people(lines: list[LifeLine]) -> set[str]:
    return {person for line in lines for person in (line.who, line.for_whom) if person}


def _choices(lines: list[LifeLine]) -> dict[str, list[tuple[str, str]]]:
    """What the lines can be narrowed by."""
    people = sorted(((one, person_name(one)) for one in _people(lines)), key=lambda one: one[1].casefold())
    phases = dict.fromkeys(line.phase for line in lines if line.phase)
    there = {line.sort for line in lines}
    tables = sorted({name for line in lines for name in tables_of(line)}, key=str.casefold)
    decided = [(RULES, gettext("Rules of decision tables"))] if tables else []
    decided += [(f"{RULES}/{name}", gettext("Decision table: %(name)s", name=name)) for name in tables]
    return {
        "kind": [*((str(key), name) for key, name in sort_names().items() if key in there), *decided],
        "person": people,
        "phase": [(phase, phase) for phase in phases],
    }


def sort_names() -> dict[Sort, str]:
    """What lines tell of, in words."""
    return {
        Sort.TASK: gettext("Tasks"),
        Sort.DECISION: gettext("Decisions"),
        Sort.MEETING: gettext("Handling in bodies"),
        Sort.RECUSAL: gettext("Recusals"),
        Sort.DOCUMENT: gettext("Documents"),
        Sort.COMMENT: gettext("Comments"),
        Sort.PROCESS: gettext("Course of the process"),
    }
