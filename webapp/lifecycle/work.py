"""What a project does: its work packages, and their activities with how far each has come."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from webapp.lifecycle.schema import activity, work_package


class WorkStatus(StrEnum):
    """How far an activity has come."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


def plan_work(
    connection: Connection,
    project: int,
    packages: Iterable[Mapping[str, Any]],
    activities: Iterable[Mapping[str, Any]],
) -> None:
    """Put work packages and activities in place of those before; an activity of the same name stays where it was.

    A package is `{name, content}`; an activity `{kind, name, due_on, package}`, the last a package's number from 1.
    """
    known = {row.name: row.status for row in list_activities(connection, project)}
    connection.execute(delete(work_package).where(work_package.c.project_id == project))
    connection.execute(delete(activity).where(activity.c.project_id == project))
    for position, row in enumerate(packages, 1):
        values = {"project_id": project, "position": position, "name": row["name"], "content": row.get("content")}
        connection.execute(insert(work_package).values(values))
    for position, row in enumerate(activities, 1):
        values = {
            "kind": row["kind"],
            "name": row["name"],
            "due_on": row.get("due_on"),
            "work_package": row.get("package") and int(row["package"]),
            "status": known.get(row["name"], WorkStatus.PLANNED),
        }
        connection.execute(insert(activity).values(values | {"project_id": project, "position": position}))


def list_packages(connection: Connection, project: int) -> list[Row[Any]]:
    """The work packages in their order."""
    found = select(work_package).where(work_package.c.project_id == project).order_by(work_package.c.position)
    return list(connection.execute(found))


def list_activities(connection: Connection, project: int) -> list[Row[Any]]:
    """The activities in their order."""
    found = select(activity).where(activity.c.project_id == project).order_by(activity.c.position)
    return list(connection.execute(found))


def record_progress(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down how far activities have come: `{activity, status}`, the first its position."""
    for row in rows:
        found = activity.c.project_id == project, activity.c.position == int(row["activity"])
        connection.execute(update(activity).where(*found).values(status=WorkStatus(row["status"])))
