"""What a project taught: lessons and good practices, for whoever begins the next one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert

from webapp.lifecycle.schema import lesson


class LessonKind(StrEnum):
    """Whether it is to be copied or to be heeded."""

    GOOD_PRACTICE = "good_practice"
    LESSON = "lesson"


def learn(connection: Connection, project: int, kind: LessonKind, text: str, now: datetime) -> None:
    """Keep what a project taught."""
    connection.execute(insert(lesson).values(project_id=project, kind=kind, text=text, at=now))
