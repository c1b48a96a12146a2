"""Who may change a process: its owner's group, as the decision table says, and administrators."""

from collections.abc import Iterable

from sqlalchemy import Connection

from engine.decisions import DecisionError
from engine.definitions import Definitions
from engine.errors import NotFound
from webapp.accounts.account import Account

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


def owns(groups: Iterable[str], owner: str | None) -> bool:
    """Whether somebody of these groups is of the owner's group, or of one of its parts (`area_owner_ks`)."""
    return owner is not None and any(one == owner or one.startswith(f"{owner}_") for one in groups)


def may_edit(connection: Connection, definitions: Definitions, person: Account, folder: str) -> bool:
    """Whether a person may change, publish and migrate a folder's process."""
    return person.is_administrator or owns(person.groups, owner_of(connection, definitions, folder))
