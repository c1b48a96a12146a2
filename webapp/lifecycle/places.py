"""Where a notice leads: to the very task where its reader has one, else to what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, or_, select

from engine.schema import audience_member, user_task
from webapp.lifecycle.people import groups_of


@dataclass(frozen=True)
class Place:
    """What a notice is about, and the path of its page."""

    what: str
    number: int
    path: str


_PATHS = {
    "task": "/tasks/{number}",
    "instance": "/projects/{number}",
    "meeting": "/meetings/{number}",
    "incident": "/disturbances",
    "mail": "/disturbances",
    "remark": "/remarks/{number}",
    "draft": "/drafts/{number}",
    "altered": "/log/verification",
    "hook": "/web-hooks/{number}",
}

_OPEN_TO = select(audience_member.c.audience_id).where(
    audience_member.c.member.in_(bindparam("members", expanding=True))
)
_THEIRS = (
    select(user_task.c.instance_id, user_task.c.id)
    .where(user_task.c.instance_id.in_(bindparam("instances", expanding=True)))
    .where(
        or_(
            user_task.c.assignee == bindparam("person"),
            user_task.c.assignee.is_(None) & user_task.c.audience_id.in_(_OPEN_TO),
        )
    )
    .order_by(user_task.c.due_order.desc(), user_task.c.id.desc())
)


def places_of(connection: Connection, person: str, abouts: Sequence[str], today: date) -> list[Place]:
    """Where each of a person's notices leads now; a matter in which a task of theirs is open leads to that task.

    Of several tasks it is the one that is due first.
    """
    named = [_named(about) for about in abouts]
    instances = sorted({number for what, number in named if what == "instance"})
    theirs = _tasks(connection, person, instances, today) if instances else {}
    return [
        _place("task", theirs[number]) if what == "instance" and number in theirs else _place(what, number)
        for what, number in named
    ]


def _tasks(connection: Connection, person: str, instances: Iterable[int], today: date) -> dict[int, int]:
    members = [f"user:{person}", *(f"group:{group}" for group in sorted(groups_of(connection, person, today)))]
    rows = connection.execute(_THEIRS, {"instances": list(instances), "person": person, "members": members})
    return {row.instance_id: row.id for row in rows}  # The last of an instance counts: the one due first.


def _named(about: str) -> tuple[str, int]:
    what, _, number = about.partition("/")
    return what, int(number)


def _place(what: str, number: int) -> Place:
    return Place(what, number, _PATHS[what].format(number=number))
