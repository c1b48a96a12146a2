"""Ideas: from whoever brings them to whatever becomes of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from webapp.lifecycle.schema import area as areas
from webapp.lifecycle.schema import idea as ideas


class Origin(StrEnum):
    """Who brought an idea."""

    PERSON = "person"  # Anybody who logs in.
    PELOTON = "peloton"  # A bold new proposal of the Peloton group [S26].
    FOLLOW_UP = "follow_up"  # A project's final report.


class IdeaStatus(StrEnum):
    """What became of an idea; where it stands meanwhile, its instance says."""

    OPEN = "open"
    MERGED = "merged"
    DROPPED = "dropped"
    REJECTED = "rejected"
    PROJECT = "project"


@dataclass(frozen=True)
class Proposed:
    """What an idea is, as its proposer or a supplement has it."""

    title: str
    need: str
    area: str | None
    proposer: str | None
    origin: Origin
    parent_project: int | None


def register(connection: Connection, business_key: str, proposed: Proposed, now: datetime) -> int:
    """Keep an idea, or its newer wording; its number.  An area that does not exist is none: it is still unclear."""
    known = connection.scalar(select(areas.c.key).where(areas.c.key == proposed.area))
    wording = {"title": proposed.title, "need": proposed.need, "area": known}
    number = connection.scalar(select(ideas.c.id).where(ideas.c.business_key == business_key))
    if number is not None:
        connection.execute(update(ideas).where(ideas.c.id == number).values(wording))
        return int(number)
    values = wording | {
        "business_key": business_key,
        "proposer": proposed.proposer,
        "origin": proposed.origin,
        "parent_project": proposed.parent_project,
        "status": IdeaStatus.OPEN,
        "proposed_at": now,
    }
    key = connection.execute(insert(ideas).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def find_idea_number(connection: Connection, number: int | None) -> int | None:
    """The number itself when there is such an idea."""
    return connection.scalar(select(ideas.c.id).where(ideas.c.id == number))


def answer(
    connection: Connection, idea: int, status: IdeaStatus, now: datetime, merged_into: int | None = None
) -> None:
    """Write down what became of an idea."""
    values = {"status": status, "answered_at": now, "merged_into": merged_into}
    connection.execute(update(ideas).where(ideas.c.id == idea).values(values))


def proposer_of(connection: Connection, idea: int) -> str | None:
    """The person who brought an idea, where it was a person."""
    return connection.scalar(select(ideas.c.proposer).where(ideas.c.id == idea))
