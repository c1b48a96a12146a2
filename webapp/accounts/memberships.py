"""Groups that a person is in: terms that begin and end by date, so that the past stays told."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, or_, update

from webapp.lifecycle.people import groups_of
from webapp.lifecycle.schema import group_membership


def change_groups(connection: Connection, person_id: str, wanted: Iterable[str], today: date) -> None:
    """From today on let the person be in exactly these groups; terms that are left end yesterday."""
    goal, now = set(wanted), groups_of(connection, person_id, today)
    for group in sorted(now - goal):
        _end(connection, person_id, group, today)
    for group in sorted(goal - now):
        connection.execute(insert(group_membership).values(person_id=person_id, group_key=group, valid_from=today))


def _end(connection: Connection, person_id: str, group: str, today: date) -> None:
    """A term that began today never was."""
    mine = (group_membership.c.person_id == person_id) & (group_membership.c.group_key == group)
    connection.execute(delete(group_membership).where(mine, group_membership.c.valid_from >= today))
    running = or_(group_membership.c.valid_to.is_(None), group_membership.c.valid_to >= today)
    connection.execute(update(group_membership).where(mine, running).values(valid_to=today - timedelta(days=1)))
