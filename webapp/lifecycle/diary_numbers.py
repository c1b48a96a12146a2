"""Diary numbers of projects: the host's case system gives them, a person writes them down, nothing makes them up."""

from sqlalchemy import Connection, select, update

from engine.errors import Conflict, NotFound
from webapp.lifecycle.schema import project


def diary_number_of(connection: Connection, project_id: int) -> str | None:
    """None where none was written down."""
    return connection.scalar(select(project.c.diary_number).where(project.c.id == project_id))


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
