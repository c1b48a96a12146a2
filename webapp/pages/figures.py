"""The figures of a process: where time goes, which ways are taken, what is late; and who waited long at a step."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Connection, select

from engine.definitions import Definition
from engine.figures import MOST_WAITS, Figures
from engine.schema import definition
from webapp.figure_words import (
    StepNames,
    bottlenecks,
    deviation_sentence,
    heat,
    long_waits,
    outlooks,
    rework,
    span,
    titles_of,
)
from webapp.lifecycle.counted import figures_of
from webapp.localisation import gettext, language
from webapp.processes import newest_ids
from webapp.runtime import runtime
from webapp.whereabouts import Drawing, viewer_labels

bp = Blueprint("figures", __name__)
DAYS, MOST_DAYS, SHOWN_WAY = 90, 10_000, 12


@dataclass(frozen=True)
class Counted:
    """A process with what was counted of it."""

    newest: Definition
    name: str
    figures: Figures
    names: StepNames

    @property
    def at(self) -> datetime:
        """When it was counted."""
        return datetime.fromtimestamp(self.figures.counted_at, UTC)


@bp.get("/processes/<folder>/figures")
def show(folder: str) -> str:
    """All of it."""
    with runtime().database.read() as connection:
        counted = _counted(connection, folder)
        ahead = outlooks(connection, counted.figures, counted.names)
        titles = titles_of(connection, [number for one in counted.figures.deviations for number in one.instances])
    figures, names = counted.figures, counted.names
    return render_template(
        "figures.html",
        section="definitions.index",
        folder=folder,
        counted=counted,
        figures=figures,
        names=names,
        span=span,
        bottlenecks=bottlenecks(figures, names),
        rework=rework(figures, names),
        deviations=[(deviation_sentence(one, names), one) for one in figures.deviations],
        titles=titles,
        outlooks=ahead,
        kinds=_kinds(),
        days=DAYS,
        drawing=Drawing(counted.newest.id, counted.name, counted.newest.version, [], [], []),
        heat=heat(figures, names),
        labels=viewer_labels(),
        most=max((max(began, ended) for _, began, ended in figures.months), default=0),
    )


@bp.get("/processes/<folder>/figures/waits")
def waits(folder: str) -> str:
    """Who waited at a step for more than some days."""
    days = min(max(request.args.get("days", DAYS, int), 0), MOST_DAYS)
    with runtime().database.read() as connection:
        counted = _counted(connection, folder)
        steps = [one.element for one in counted.figures.steps]
        step = request.args.get("step", steps[0] if steps else "")
        if step and step not in steps:
            abort(404)
        found = list(long_waits(counted.figures, step, days))
        titles = titles_of(connection, [one.instance_id for one in found])
    return render_template(
        "figures_waits.html",
        section="definitions.index",
        folder=folder,
        counted=counted,
        steps=[(one, counted.names.of(one)) for one in steps],
        step=step,
        step_name=counted.names.of(step),
        days=days,
        rows=[(one, titles.get(one.instance_id, "")) for one in found],
        most_rows=MOST_WAITS,
        span=span,
    )


def _counted(connection: Connection, folder: str) -> Counted:
    here = runtime()
    definitions = here.engine.definitions
    drawn = (definitions.get(connection, number) for number in newest_ids(connection))
    newest = next((one for one in drawn if one.folder == folder), None)
    if newest is None:
        abort(404)
    numbers = select(definition.c.id).where(definition.c.key == newest.key).order_by(definition.c.version)
    versions = [definitions.get(connection, number) for number in connection.scalars(numbers).all()]
    name = newest.texts.text(language(), newest.name)
    return Counted(newest, name, figures_of(here.engine, connection, newest.key), StepNames(versions))


def _kinds() -> dict[str, str]:
    return {
        "userTask": gettext("task"),
        "manualTask": gettext("task"),
        "receiveTask": gettext("waits for a message"),
        "intermediateCatchEvent": gettext("waits for a time or a message"),
    }
