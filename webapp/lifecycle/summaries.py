"""Yearly summaries: what the records say of an area's projects, and what the heads of areas make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select

from webapp.lifecycle import knowledge
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.reports import ReportKind
from webapp.lifecycle.schema import area, area_summary, idea, organisation, project, report

_SITUATIONS = {"on_schedule": "etenee suunnitellusti", "behind": "myöhässä", "at_risk": "vaarassa"}


@dataclass(frozen=True)
class Area:
    """A development area and the group of its head."""

    key: str
    name: str
    owner: str


@dataclass(frozen=True)
class Standing:
    """A project, and what its latest accepted report says."""

    id: int
    name: str
    area: str | None
    ended_on: date | None
    ends_on: date | None
    report: str | None
    situation: str | None
    summary: str | None


def areas(connection: Connection) -> list[Area]:
    """The development areas in their order."""
    found = select(area.c.key, area.c.name, organisation.c.key.label("owner")).join(
        organisation, organisation.c.key == area.c.owner
    )
    return [
        Area(row.key, row.name, f"area_owner_{row.owner}")
        for row in connection.execute(found.order_by(area.c.position))
    ]


def standings(connection: Connection, since: date) -> list[Standing]:
    """The region's own projects that are under way, or ended on a day or after it."""
    row = project.c
    wanted = or_(row.status.in_((ProjectStatus.STARTING, ProjectStatus.ACTIVE)), row.ended_on >= since)
    found = connection.execute(
        select(row.id, row.name, row.area, row.ended_on, row.ends_on)
        .where(row.origin == "process", wanted)
        .order_by(row.name, row.id)
    ).all()  # fmt: skip
    return [Standing(*one, *_latest(connection, one.id)) for one in found]


def describe(connection: Connection, year: int, key: str) -> str:
    """What an area's head begins from: proposals of the year's final reports, and how what is under way stands."""
    parts: list[str] = []
    for one in standings(connection, date(year, 1, 1)):
        if one.area == key:
            parts += _ended(connection, one) if one.ended_on else [_under_way(one)]
    return "\n\n".join(parts)


def tell_lessons(connection: Connection, key: str, day: date) -> str:
    """What an area has learnt in the year that ends on a day, as the knowledge bank has it."""
    learnt = knowledge.learnt(connection, key, day - timedelta(days=365), day)
    return "\n\n".join(f"{title}: {text}" for title, text in learnt)


def record(connection: Connection, year: int, key: str, text: str, now: datetime) -> None:
    """Keep what a head says of an area; a later wording replaces the earlier."""
    mine = area_summary.c.year == year, area_summary.c.area == key
    connection.execute(delete(area_summary).where(*mine))
    connection.execute(insert(area_summary).values(year=year, area=key, text=text, given_at=now))


def join(connection: Connection, year: int) -> tuple[str, list[str]]:
    """The areas' summaries as one, and the names of the areas whose heads have not answered.

    What the records say stands in for a missing one.
    """
    given = dict(
        connection.execute(select(area_summary.c.area, area_summary.c.text).where(area_summary.c.year == year)).all()
    )
    found = areas(connection)
    texts = (f"{one.name}\n\n{given.get(one.key) or describe(connection, year, one.key)}".strip() for one in found)
    return "\n\n".join(texts), [one.name for one in found if one.key not in given]


def page(one: Standing) -> str:
    """A project's situation on one page."""
    return (
        _under_way(one) if one.ended_on is None else f"{one.name} (päättynyt {_day(one.ended_on)}): {one.summary or ''}"
    )


def _latest(connection: Connection, number: int) -> tuple[str | None, str | None, str | None]:
    accepted = select(report.c.kind, report.c.situation, report.c.summary).where(
        report.c.project_id == number, report.c.recorded_at.is_not(None)
    )
    row = connection.execute(accepted.order_by(report.c.recorded_at.desc()).limit(1)).one_or_none()
    return (None, None, None) if row is None else (row.kind, row.situation, row.summary)


def _ended(connection: Connection, one: Standing) -> Iterator[str]:
    if one.report == ReportKind.FINAL:
        yield f"{one.name}, loppuraportti: {one.summary}"
    proposed = select(idea.c.title, idea.c.need).where(idea.c.parent_project == one.id).order_by(idea.c.id)
    for row in connection.execute(proposed):
        yield f"Kehitysehdotus: {row.title}. {row.need}"


def _under_way(one: Standing) -> str:
    state = _SITUATIONS.get(one.situation or "", "ei vielä raportoitu")
    until = f", päättyy {_day(one.ends_on)}" if one.ends_on else ""
    return f"{one.name} ({state}{until}): {one.summary or 'ensimmäinen raportti tulossa.'}"


def _day(day: date) -> str:
    return day.strftime("%-d.%-m.%Y")
