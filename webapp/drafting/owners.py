"""Who may change a process: its owner's group, as the decision table says, and administrators."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from engine.actors import ADMINISTRATOR
from engine.decisions import DecisionError
from engine.definitions import Definitions
from engine.errors import NotFound
from webapp.lifecycle.people import members_of, members_of_each
from webapp.lifecycle.schema import person_group
from webapp.processes import newest_ids
from webapp.rights import Relation

DECISION = "process_owner"
HOME = "upkeep"  # The process whose folder keeps the table.


def owner_of(connection: Connection, definitions: Definitions, folder: str) -> str | None:
    """The group that owns a folder's process; None where the table does not say, or there is no table."""
    try:
        home = definitions.get(connection, definitions.newest(connection, HOME))
        value = home.decision_model(DECISION).decide(DECISION, {"one": {"key": folder}}).value
    except (NotFound, DecisionError):
        return None
    return value if isinstance(value, str) else None


def owners_of(connection: Connection, definitions: Definitions, folder: str, at: date) -> list[str]:
    """The people who own a folder's process on a day; the administrators where nobody else does."""
    owner = owner_of(connection, definitions, folder)
    keys = [key for key in connection.scalars(select(person_group.c.key)) if owns([key], owner)]
    found = members_of_each(connection, keys, at)
    people = sorted({person for persons in found.values() for person in persons})
    return people or list(members_of(connection, ADMINISTRATOR, at))


def owns_any(connection: Connection, definitions: Definitions, groups: Iterable[str]) -> bool:
    """Whether somebody of these groups owns a process."""
    mine = list(groups)
    folders = {definitions.get(connection, number).folder for number in newest_ids(connection)}
    return any(owns(mine, owner_of(connection, definitions, folder)) for folder in sorted(folders))


def owns(groups: Iterable[str], owner: str | None) -> bool:
    """Whether somebody of these groups is of the owner's group, or of one of its parts (`area_owner_ks`)."""
    return owner is not None and any(one == owner or one.startswith(f"{owner}_") for one in groups)


def relations(
    connection: Connection, definitions: Definitions, groups: Iterable[str], folder: str
) -> tuple[Relation, ...]:
    """What somebody of these groups is to a folder's process."""
    return (Relation.OWNER,) if owns(groups, owner_of(connection, definitions, folder)) else ()
