"""Absent people as their deputy acts for them today, as the engine is told."""

from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Date, Exists, and_, bindparam, exists, select

from engine import Absent
from engine.schema import instance, user_task
from webapp.lifecycle.deputies import Scope
from webapp.lifecycle.people import in_force
from webapp.lifecycle.schema import (
    agenda_item,
    deputy,
    deputy_scope,
    disqualification,
    group_membership,
    meeting,
    person,
)

_DAY = bindparam("day", type_=Date)
_TODAY = and_(deputy.c.begins_on <= _DAY, deputy.c.ends_on >= _DAY, deputy.c.ended_at.is_(None))
_ABSENT = (
    select(deputy.c.person_id, deputy.c.scope, deputy_scope.c.key, group_membership.c.group_key)
    .outerjoin(deputy_scope, deputy_scope.c.deputy_id == deputy.c.id)
    .outerjoin(group_membership, and_(group_membership.c.person_id == deputy.c.person_id, in_force()))
    .where(deputy.c.deputy_id == bindparam("deputy"), _TODAY)
    .order_by(deputy.c.person_id)
)
# A meeting's task names its item by the item's title alone; where two bear one title, both are closed.
_BARRED = (
    select(user_task.c.id)
    .join(instance, instance.c.id == user_task.c.instance_id)
    .join(meeting, meeting.c.business_key == instance.c.business_key)
    .join(agenda_item, and_(agenda_item.c.meeting_id == meeting.c.id, agenda_item.c.title == user_task.c.subject))
    .join(disqualification, disqualification.c.agenda_item_id == agenda_item.c.id)
    .where(disqualification.c.person_id == bindparam("deputy"))
)


def stands_in_today() -> Exists:
    """Whether the person of a row is somebody's deputy on the bound `day`."""
    return exists().where(deputy.c.deputy_id == person.c.id, _TODAY)


def absent_for(connection: Connection, deputy_id: str, today: date) -> tuple[Absent, ...]:
    """Whom a deputy stands in for, and for what; one each, in the order of their ids."""
    rows = connection.execute(_ABSENT, {"deputy": deputy_id, "day": today})
    return tuple(_absent(one, list(theirs)) for one, theirs in groupby(rows, key=lambda row: str(row.person_id)))


def barred_tasks(connection: Connection, deputy_id: str) -> frozenset[int]:
    """The open tasks about items that the deputy is disqualified in: there nobody's place is taken."""
    return frozenset(connection.scalars(_BARRED, {"deputy": deputy_id}))


def _absent(who: str, found: list[Any]) -> Absent:
    """Several scopes of one person in the same days are of one kind."""
    keys = frozenset(row.key for row in found if row.key is not None)
    groups = frozenset(row.group_key for row in found if row.group_key is not None)
    match Scope(found[0].scope):
        case Scope.GROUPS:
            return Absent(who, groups & keys, groups_only=True)
        case Scope.PROCESSES:
            return Absent(who, groups, processes=keys)
        case Scope.EVERYTHING:
            return Absent(who, groups)
