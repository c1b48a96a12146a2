"""Diary numbers of projects: the host's case system gives them and a person writes them down, or a series of ours does.

An organisation that keeps its case register here says by a pattern what its numbers look like.  A series has no gaps:
whoever takes a number holds the series until the transaction ends, and a number that was not used is not taken.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict, NotFound
from webapp.diary_pattern import DiaryPattern
from webapp.lifecycle.schema import diary_series, idea, project


def diary_number_of(connection: Connection, project_id: int) -> str | None:
    """None where none was written down."""
    return connection.scalar(select(project.c.diary_number).where(project.c.id == project_id))


def diary_numbers_of(connection: Connection, business_keys: Iterable[str]) -> dict[str, str]:
    """The numbers of matters: a project's own, and that of the project which an idea has become."""
    keys = list(business_keys)
    rows = connection.execute(
        select(project.c.business_key, project.c.diary_number, idea.c.business_key.label("began_as"))
        .outerjoin(idea, idea.c.id == project.c.idea_id)
        .where(or_(project.c.business_key.in_(keys), idea.c.business_key.in_(keys)))
        .where(project.c.diary_number.is_not(None))
    )
    return {key: row.diary_number for row in rows for key in (row.began_as, row.business_key) if key in keys}


def keep_diary_number(connection: Connection, project_id: int, number: str) -> str:
    """Write down the number of a project that has none; the project's key.  Raises NotFound, Conflict."""
    row = connection.execute(
        select(project.c.business_key, project.c.diary_number).where(project.c.id == project_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"Expected a project with the number {project_id}, but there is none.")
    lacking = (project.c.id == project_id) & project.c.diary_number.is_(None)
    if connection.execute(update(project).where(lacking).values(diary_number=number)).rowcount != 1:
        raise Conflict(f"Expected a project without a diary number, but {project_id} has {row.diary_number}.")
    return row.business_key or f"project/{project_id}"


def lacks_numbers(connection: Connection) -> bool:
    """Whether a project that began here has no number."""
    return bool(connection.scalar(select(exists().where(*_LACKING))))


def number_projects(connection: Connection, pattern: DiaryPattern, year: int) -> list[tuple[str, str]]:
    """Give each project that began here and lacks a number the next one of the series; keys and numbers, in order."""
    series = pattern.series(year)
    last = _hold(connection, series)
    found = []
    for number in connection.scalars(select(project.c.id).where(*_LACKING).order_by(project.c.id)).all():
        last, told = _next(connection, series, last)
        found.append((keep_diary_number(connection, number, told), told))
    connection.execute(update(diary_series).where(diary_series.c.series == series).values(last=last))
    return found


_LACKING = project.c.diary_number.is_(None), project.c.origin == "process"


def _hold(connection: Connection, series: str) -> int:
    """The last number of a series, which nobody else takes from until the transaction ends."""
    mine = diary_series.c.series == series
    if connection.scalar(select(diary_series.c.series).where(mine)) is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(diary_series).values(series=series, last=0))
        except IntegrityError:  # Somebody else began it in this moment.
            pass
    connection.execute(update(diary_series).where(mine).values(last=diary_series.c.last))
    return int(connection.scalars(select(diary_series.c.last).where(mine)).one())


def _next(connection: Connection, series: str, last: int) -> tuple[int, str]:
    """The next number that nobody has written down by hand."""
    while True:
        last += 1
        told = series.format(running=last)
        if connection.scalar(select(project.c.id).where(project.c.diary_number == told).limit(1)) is None:
            return last, told
