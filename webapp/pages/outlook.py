"""What is to come of a draft: the moments of the next months, and by lot how long it takes and what queues."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request

from engine.errors import InvalidInput, InvalidResource
from engine.simulation.chance import estimate
from engine.simulation.figures import Figures, StepFigures
from engine.simulation.ground import Ground
from engine.simulation.previews import Coming, foresee
from engine.simulation.reports import Report
from engine.simulation.scenarios import Lognormal, Meetings, Scenario
from engine.simulation.walks import walk
from webapp.auth import current_person
from webapp.desks import open_desk
from webapp.grounds import ground_of
from webapp.localisation import gettext, number
from webapp.rehearsals import definitions_of, element_name, said
from webapp.runtime import runtime

bp = Blueprint("outlook", __name__)
A_YEAR = timedelta(days=365)
MOST_SHOWN = 200
MOVES = 80
"""How many moves the page tries: a person waits for it."""
CASES = 300
ARRIVALS = 4.0
MOST_ARRIVALS = 1_000.0
MOST_MEETINGS = 52.0
MOST_DAYS = 1_000.0
USUAL_SPREAD = 2
"""Nine of ten are done in twice the usual time."""


@bp.get("/processes/<folder>/outlook")
def show(folder: str) -> str | tuple[str, int]:
    """The year to come and the estimate; what is assumed stands in the address."""
    errors: dict[str, str] = {}
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        try:
            ground = ground_of(runtime(), connection, desk.draft)
        except InvalidResource:
            return render_template("outlook.html", section="definitions.index", desk=desk, ground=None, errors={})
    now = runtime().clock.now()
    definitions = definitions_of(ground, folder)
    keys = [one.key for one in definitions]
    process = request.args.get("process", "")
    process = process if process in keys else keys[0] if keys else ""
    coming = foresee(ground, now, now + A_YEAR, keys)
    scenario = _scenario(errors)
    tried = (
        walk(ground, process, at=now, by=current_person().id, moves=MOVES)
        if process and "paths" in request.args
        else None
    )
    figures = _estimated(ground, process, scenario) if process else None
    page = render_template(
        "outlook.html",
        section="definitions.index",
        desk=desk,
        ground=ground,
        errors=errors,
        processes=[(one.key, said(one, one.name)) for one in definitions],
        process=process,
        coming=[_moment(ground, one) for one in coming[:MOST_SHOWN]],
        more=len(coming) > MOST_SHOWN,
        figures=figures,
        steps=[_step(ground, one) for one in figures.steps] if figures else [],
        ends=_ends(ground, figures) if figures else [],
        meetings=_meetings(ground, figures) if figures else [],
        paths=_paths(ground, tried) if tried else None,
        arrivals=request.args.get("arrivals", f"{ARRIVALS:g}"),
        typed=request.args,
    )
    return (page, 422) if errors else page


def _estimated(ground: Ground, process: str, scenario: Scenario) -> Figures | None:
    try:
        return estimate(ground, process, scenario, runtime().clock.now())
    except InvalidInput:
        return None


def _scenario(errors: dict[str, str]) -> Scenario:
    """What the reader assumes: how many come, how often bodies meet, how long tasks usually take."""
    arrivals = _number("arrivals", 0.1, MOST_ARRIVALS, errors) or ARRIVALS
    scenario = Scenario(cases=CASES, arrivals_per_month=arrivals)
    meetings, tasks = {}, {}
    for name in request.args:
        kind, _, key = name.partition(".")
        if kind == "meetings" and (given := _number(name, 0.1, MOST_MEETINGS, errors)):
            meetings[key] = Meetings(per_year=given)
        elif kind == "days" and (usual := _number(name, 0.1, MOST_DAYS, errors)):
            tasks[key] = Lognormal(usual, usual * USUAL_SPREAD)
    return replace(scenario, meetings=meetings, tasks=tasks)


def _number(name: str, least: float, most: float, errors: dict[str, str]) -> float | None:
    text = request.args.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        given = float(text)
    except ValueError:
        given = -1.0
    if not least <= given <= most:
        errors[name] = gettext("Write a number from %(least)s to %(most)s.", least=f"{least:g}", most=f"{most:g}")
        return None
    return given


def _moment(ground: Ground, one: Coming) -> dict[str, Any]:
    definition = ground.definition(one.process)
    return {
        "at": one.at,
        "process": said(definition, definition.name),
        "name": said(definition, one.name),
        "begins": one.begins,
    }


def _step(ground: Ground, one: StepFigures) -> dict[str, Any]:
    definition = ground.definition(one.process)
    meeting = ground.definition(one.meeting) if one.meeting else None
    return {
        "element": one.element,
        "name": said(definition, one.name),
        "is_task": one.kind == "userTask",
        "median": round(one.median),
        "ninety": round(one.ninety),
        "mean": number(Decimal(f"{one.mean_there:.1f}")),
        "most": one.most_there,
        "meeting": said(meeting, meeting.name) if meeting else "",
    }


def _ends(ground: Ground, figures: Figures) -> list[tuple[str, int]]:
    definition = ground.definition(figures.process)
    return [
        (element_name(ground, definition, end), round(100 * count / max(figures.ended, 1)))
        for end, count in figures.ends.items()
    ]


def _paths(ground: Ground, tried: Report) -> dict[str, Any]:
    """What trying every path came to, by name."""
    definition, flows = tried.sketch.definition, tried.sketch.flows

    def name(element: str) -> str:
        return element_name(ground, definition, element)

    return {
        "taken": len(flows) - len(tried.missed_flows),
        "all": len(flows),
        "missed": [f"{name(source)} → {name(target)}" for source, target in (flows[one] for one in tried.missed_flows)],
        "dead_ends": [name(element) for element in tried.dead_ends],
        "unmanned": [(name(one.element), one.audience) for one in tried.unmanned.values()],
        "troubles": [(name(one.element), one.sentence) for one in tried.troubles.values()],
        "unanswered": [name(element) for element in tried.unanswered],
        "holders": sorted(_by_member(tried, name).items()),
    }


def _by_member(tried: Report, name: Callable[[str], str]) -> dict[str, list[str]]:
    """The tasks that came to each group and person."""
    found: dict[str, set[str]] = {}
    for element, members in tried.holders.items():
        for member in members:
            found.setdefault(member, set()).add(name(element))
    return {member: sorted(names) for member, names in found.items()}


def _meetings(ground: Ground, figures: Figures) -> list[tuple[str, str]]:
    """The bodies whose meetings are waited for: key and name."""
    keys = dict.fromkeys(step.meeting for step in figures.steps if step.meeting)
    return [(key, said(ground.definition(key), ground.definition(key).name)) for key in keys]
