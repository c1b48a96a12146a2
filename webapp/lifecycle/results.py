"""Results that anybody may read: what administrators have published of projects, by municipality.

Only what a published page says is told: name, time, cost, municipalities, and the text that was published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from webapp.lifecycle.programmes import municipalities_of
from webapp.lifecycle.schema import area, organisation, project, project_municipality, publication


@dataclass(frozen=True)
class Result:
    """What is public of a project; `language` is the text's own."""

    name: str
    text: str
    language: str
    area: str | None
    starts_on: Any
    ends_on: Any
    status: str
    total_cost: Decimal | None
    municipalities: list[str]


def publish(connection: Connection, number: int, texts: Mapping[str, str], by: str, now: datetime) -> None:
    """Make a project's texts public, by language, in place of those before; without any it is public no more."""
    connection.execute(delete(publication).where(publication.c.project_id == number))
    rows = [
        {"project_id": number, "language": language, "text": text, "published_at": now, "published_by": by}
        for language, text in texts.items()
        if text
    ]
    if rows:
        connection.execute(insert(publication), rows)


def published_texts(connection: Connection, number: int) -> dict[str, str]:
    """A project's public texts, by language."""
    of_it = select(publication.c.language, publication.c.text).where(publication.c.project_id == number)
    return {row.language: row.text for row in connection.execute(of_it)}


def municipalities_with_results(connection: Connection) -> list[tuple[str, str, int, Decimal]]:
    """Every municipality: key, name, how many published projects it takes part in, and what those cost in euros."""
    public = select(publication.c.project_id).distinct().subquery()
    linked = (
        select(organisation.c.key, organisation.c.name, func.count(public.c.project_id).label("number"),
               func.sum(project.c.total_cost).label("cost"))
        .select_from(organisation)
        .outerjoin(project_municipality, project_municipality.c.municipality == organisation.c.key)
        .outerjoin(public, public.c.project_id == project_municipality.c.project_id)
        .outerjoin(project, project.c.id == public.c.project_id)
        .where(organisation.c.kind == "municipality")
        .group_by(organisation.c.key, organisation.c.name)
        .order_by(organisation.c.name)
    )  # fmt: skip
    return [(row.key, row.name, row.number, row.cost or Decimal(0)) for row in connection.execute(linked)]


def results(connection: Connection, languages: Iterable[str], municipality: str | None) -> list[Result]:
    """The published projects of a municipality, or all, in the first of the languages that each has; newest first."""
    found = (
        select(project, publication.c.text, publication.c.language, area.c.name.label("area_name"))
        .join(publication, publication.c.project_id == project.c.id)
        .outerjoin(area, area.c.key == project.c.area)
        .order_by(func.coalesce(project.c.ended_on, project.c.ends_on).desc(), project.c.id, publication.c.language)
    )
    if municipality is not None:
        of_it = project_municipality.c.municipality == municipality
        found = found.where(project.c.id.in_(select(project_municipality.c.project_id).where(of_it)))
    wanted = list(languages)
    best: dict[int, Any] = {}
    for row in connection.execute(found):
        kept = best.get(row.id)
        if kept is None or _rank(row.language, wanted) < _rank(kept.language, wanted):
            best[row.id] = row
    places = municipalities_of(connection, best)
    return [
        Result(row.name, row.text, row.language, row.area_name, row.started_on or row.starts_on,
               row.ended_on or row.ends_on, row.status, row.total_cost, places.get(number, []))
        for number, row in best.items()
    ]  # fmt: skip


def _rank(language: str, wanted: list[str]) -> int:
    return wanted.index(language) if language in wanted else len(wanted)
