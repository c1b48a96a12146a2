"""Ideas: from whoever brings them to whatever becomes of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.errors import NotFound
from webapp.lifecycle.schema import area as areas
from webapp.lifecycle.schema import idea as ideas


class Origin(StrEnum):
    """Who brought an idea."""

    PERSON = "person"  # Anybody who logs in.
    PUBLIC = "public"  # A company or a community, without logging in.
    PELOTON = "peloton"  # A bold new proposal of the Peloton group [S26].
    FOLLOW_UP = "follow_up"  # A project's final report.


class Direction(StrEnum):
    """Where an idea comes from [S9]."""

    BOTTOM_UP = "bottom_up"  # A need of enterprises or communities.
    TOP_DOWN = "top_down"  # The region's strategy.


class IdeaStatus(StrEnum):
    """What became of an idea; where it stands meanwhile, its instance says."""

    OPEN = "open"
    MERGED = "merged"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    PROJECT = "project"


REOPENABLE = frozenset({IdeaStatus.DROPPED, IdeaStatus.WITHDRAWN})


@dataclass(frozen=True)
class Proposed:
    """What an idea is, as its proposer or a supplement has it."""

    title: str
    need: str
    area: str | None
    proposer: str | None
    origin: Origin
    parent_project: int | None
    direction: Direction | None = None


@dataclass(frozen=True)
class Idea:
    """An idea that was kept."""

    id: int
    title: str
    need: str
    business_key: str
    status: IdeaStatus
    area: str | None
    proposer: str | None
    origin: Origin
    direction: Direction | None
    merged_into: int | None
    score: Decimal | None  # The weighted mean of the common criteria, 0 to 5; none: nobody has scored it.
    grounds: str | None  # What the proposer was last told.
    proposed_at: datetime


_IDEA = select(
    ideas.c.id, ideas.c.title, ideas.c.need, ideas.c.business_key, ideas.c.status, ideas.c.area, ideas.c.proposer,
    ideas.c.origin, ideas.c.direction, ideas.c.merged_into, ideas.c.score, ideas.c.grounds, ideas.c.proposed_at,
)  # fmt: skip


def register(connection: Connection, business_key: str, proposed: Proposed, now: datetime) -> int:
    """Keep an idea, or its newer wording; its number.

    An area that does not exist is none: it is still unclear.  An idea that was dropped or withdrawn is open again.
    """
    known = connection.scalar(select(areas.c.key).where(areas.c.key == proposed.area))
    wording = {"title": proposed.title, "need": proposed.need, "area": known, "direction": proposed.direction}
    number = connection.scalar(select(ideas.c.id).where(ideas.c.business_key == business_key))
    if number is not None:
        again = wording | {"status": IdeaStatus.OPEN, "answered_at": None}
        connection.execute(update(ideas).where(ideas.c.id == number).values(again))
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


def find_idea(connection: Connection, number: int) -> Idea:
    """An idea by its number.  Raises NotFound."""
    row = connection.execute(_IDEA.where(ideas.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected an idea with the number {number}, but there is none.")
    return _idea(row)


def find_idea_by_key(connection: Connection, business_key: str) -> Idea | None:
    """An idea by the business key of its instance."""
    row = connection.execute(_IDEA.where(ideas.c.business_key == business_key)).one_or_none()
    return None if row is None else _idea(row)


def list_ideas(connection: Connection, status: IdeaStatus | None = None) -> list[Idea]:
    """All ideas, or those of a status, the newest first."""
    wanted = _IDEA if status is None else _IDEA.where(ideas.c.status == status)
    return [_idea(row) for row in connection.execute(wanted.order_by(ideas.c.id.desc()))]


def open_ideas(connection: Connection) -> list[Idea]:
    """All that are on their way, the newest first."""
    return list_ideas(connection, IdeaStatus.OPEN)


def beginning_again(idea: Idea, grounds: str) -> dict[str, Any]:
    """What an instance begins with that goes on with an idea which was dropped or withdrawn."""
    return {
        "title": idea.title,
        "need": idea.need,
        "area": idea.area,
        "proposer": idea.proposer,
        "origin": idea.origin,
        "direction": idea.direction,
        "reopening_grounds": grounds,
    }


def weigh(connection: Connection, idea: int, score: Decimal | None, direction: Direction | None, grounds: str) -> None:
    """Keep what the area's owner thinks of an idea.

    The criteria's weighted mean, where the idea comes from, and what the proposer is told.
    """
    values = {"score": score, "direction": direction, "grounds": grounds}
    connection.execute(update(ideas).where(ideas.c.id == idea).values(values))


def tell(connection: Connection, idea: int, grounds: str) -> None:
    """Keep what an idea's proposer is told."""
    connection.execute(update(ideas).where(ideas.c.id == idea).values(grounds=grounds))


def answer(
    connection: Connection,
    idea: int,
    status: IdeaStatus,
    now: datetime,
    *,
    merged_into: int | None = None,
    grounds: str | None = None,
) -> None:
    """Write down what became of an idea; without new `grounds` the earlier ones stand."""
    values = {"status": status, "answered_at": now, "merged_into": merged_into}
    values |= {"grounds": grounds} if grounds else {}
    connection.execute(update(ideas).where(ideas.c.id == idea).values(values))


def proposer_of(connection: Connection, idea: int) -> str | None:
    """Who brought an idea, where it was somebody: a person's id, or `external/7`."""
    return connection.scalar(select(ideas.c.proposer).where(ideas.c.id == idea))


def _idea(row: Any) -> Idea:
    direction = None if row.direction is None else Direction(row.direction)
    kinds = {"status": IdeaStatus(row.status), "origin": Origin(row.origin), "direction": direction}
    return Idea(**row._asdict() | kinds)
