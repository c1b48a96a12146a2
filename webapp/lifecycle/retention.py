"""Retention: what has been kept as long as its class asks, what must be kept all the same, and disposing of it.

The years stand in a decision table (`bpmn/upkeep/retention.dmn`).  They are whole calendar years: what is kept for two
years from the third of May 2027 may be disposed of from the first of January 2030.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, or_, select, update

from engine.decisions import DecisionError, Model
from engine.definitions import Definitions
from engine.disposal import dispose
from engine.errors import Conflict, NotFound
from engine.schema import definition, history, instance
from webapp.lifecycle.documents import Retention
from webapp.lifecycle.schema import (
    classification,
    comment,
    comment_mention,
    disposal,
    document,
    document_chunk,
    external_proposer,
    legal_hold,
    notice,
    project,
    project_classification,
)

DECISION = "retention"
HOME = "upkeep"  # The process whose folder keeps the table.
MOST = 200
"""How much is told of at once; the rest is told of once these are done."""


class What(StrEnum):
    """What may be disposed of."""

    MATTER = "matter"
    DOCUMENT = "document"


class Since(StrEnum):
    """What the years are counted from."""

    MADE = "made"
    ENDED = "ended"
    PROJECT_ENDED = "project_ended"


@dataclass(frozen=True)
class Due:
    """Something that has been kept as long as it must: a document by its number, a matter by its key."""

    what: What
    key: str
    title: str
    kind: str
    """A document's class of retention, or a process's key."""
    definition_id: int | None
    years: int
    since: date
    """The day from which the years are counted."""

    @property
    def due_on(self) -> date:
        """The first day on which it may be disposed of."""
        return date(self.since.year + self.years + 1, 1, 1)


@dataclass(frozen=True)
class Hold:
    """A matter that is to be kept until somebody lifts this."""

    id: int
    business_key: str
    reason: str
    placed_by: str
    placed_at: datetime


class Bond(StrEnum):
    """Why a matter is kept as it is."""

    GOES_ON = "goes on"
    HELD = "held"
    FOR_EVER = "for ever"
    UNTIL = "until"
    NONE = "none"


@dataclass(frozen=True)
class Bound:
    """A matter and what binds it; `until` is the first day on which nothing does, where that is known."""

    business_key: str
    title: str
    bond: Bond
    until: date | None = None


class Rules:
    """The decision table, asked once for each class."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[tuple[str, str, int | None], tuple[int | None, Since]] = {}

    def of(self, what: What, kind: str, fund_years: int | None) -> tuple[int | None, Since]:
        """How many years (None: for ever), and since what."""
        asked = (str(what), kind, fund_years)
        if asked not in self._known:
            one = {"what": asked[0], "class": kind, "fund_years": fund_years}
            value: Any = self._model.decide(DECISION, {"one": one}).value
            years = value["years"]
            self._known[asked] = (None if years is None else int(years), Since(value["since"]))
        return self._known[asked]


def find_rules(connection: Connection, definitions: Definitions) -> Rules | None:
    """The rules that are deployed; None where there are none."""
    try:
        return Rules(definitions.get(connection, definitions.newest(connection, HOME)).decision_model(DECISION))
    except (NotFound, DecisionError):
        return None


def due(connection: Connection, rules: Rules, today: date, zone: tzinfo) -> list[Due]:
    """What may be disposed of today, the matters first; nothing that is on hold."""
    held = {hold.business_key for hold in holds(connection)}
    found: list[Due] = []
    for each in (_matters(connection, rules, zone), _documents(connection, rules, zone)):
        ready = (one for one, matter in each if one.due_on <= today and matter not in held)
        found += [one for one, _ in zip(ready, range(MOST), strict=False)]
    return found


def _matters(connection: Connection, rules: Rules, zone: tzinfo) -> Iterator[tuple[Due, str]]:
    """Matters of which everything has ended and nothing is kept for ever."""
    for key, of_one in groupby(connection.execute(_ended()), key=lambda row: row.business_key):
        one = _judge(list(of_one), rules, zone)
        if one is not None:
            yield one, key


def _ended(keys: Collection[str] | None = None) -> Select[Any]:
    """The runs of matters of which everything has ended, by key."""
    other = instance.alias()
    goes_on = exists().where(other.c.business_key == instance.c.business_key, other.c.ended_at.is_(None))
    asked = (
        select(instance.c.id, instance.c.business_key, instance.c.title, instance.c.ended_at, instance.c.definition_id,
               definition.c.key, _fund_years(instance.c.business_key))
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.ended_at.is_not(None), ~goes_on, ~_is_disposed(What.MATTER, instance.c.id))
        .order_by(instance.c.business_key, instance.c.id)
    )  # fmt: skip
    return asked if keys is None else asked.where(instance.c.business_key.in_(keys))


def _judge(runs: Sequence[Row[Any]], rules: Rules, zone: tzinfo) -> Due | None:
    """From when a matter may be disposed of; None: it is kept for ever."""
    kept = [rules.of(What.MATTER, row.key, row.fund_years)[0] for row in runs]
    years = [one for one in kept if one is not None]
    if len(years) < len(kept):
        return None
    last = runs[-1]
    since = max(row.ended_at for row in runs).astimezone(zone).date()
    return Due(What.MATTER, last.business_key, last.title, last.key, last.definition_id, max(years), since)


def matters_of(connection: Connection, rules: Rules, zone: tzinfo, today: date, person: str) -> list[Bound]:
    """The matters in which a person did something, or somebody did in their name; why each is kept."""
    did = or_(history.c.actor == person, history.c.on_behalf_of == person)
    rows = connection.execute(
        select(instance.c.business_key, func.max(instance.c.title).label("title"))
        .where(instance.c.id.in_(select(history.c.instance_id).where(did)))
        .group_by(instance.c.business_key)
        .order_by(instance.c.business_key)
    ).all()
    held = {hold.business_key for hold in holds(connection)}
    ended = connection.execute(_ended([row.business_key for row in rows]))
    judged = {key: _judge(list(runs), rules, zone) for key, runs in groupby(ended, key=lambda row: row.business_key)}
    gone = set(connection.scalars(
        select(instance.c.business_key).where(_is_disposed(What.MATTER, instance.c.id))
    ))  # fmt: skip

    def bound(key: str, title: str) -> Bound:
        if key not in judged:
            return Bound(key, title, Bond.GOES_ON)
        due = judged[key]
        if key in held:
            return Bound(key, title, Bond.HELD)
        if due is None:
            return Bound(key, title, Bond.FOR_EVER)
        return Bound(key, title, Bond.NONE if due.due_on <= today else Bond.UNTIL, due.due_on)

    return [bound(row.business_key, row.title) for row in rows if row.business_key not in gone - judged.keys()]


def runs_of(connection: Connection, key: str) -> list[int]:
    """The numbers of a matter's instances that were not disposed of."""
    asked = select(instance.c.id).where(instance.c.business_key == key, ~_is_disposed(What.MATTER, instance.c.id))
    return list(connection.scalars(asked.order_by(instance.c.id)))


def _documents(connection: Connection, rules: Rules, zone: tzinfo) -> Iterator[tuple[Due, str | None]]:
    rows = connection.execute(
        select(document.c.id, document.c.title, document.c.business_key, document.c.retention, document.c.created_at,
               project.c.ended_on, _fund_years(document.c.business_key))
        .outerjoin(project, project.c.business_key == document.c.business_key)
        .where(document.c.retention != Retention.PERMANENT, ~_is_disposed(What.DOCUMENT, document.c.id))
        .order_by(document.c.id)
    )  # fmt: skip
    for row in rows:
        years, event = rules.of(What.DOCUMENT, row.retention, row.fund_years)
        since = row.ended_on if event is Since.PROJECT_ENDED else row.created_at.astimezone(zone).date()
        if years is not None and since is not None:
            yield Due(What.DOCUMENT, str(row.id), row.title, row.retention, None, years, since), row.business_key


def _fund_years(business_key: Any) -> Any:
    """The longest retention that a fund of the matter's project asks for."""
    funded = project.alias()
    return (
        select(func.max(classification.c.retention_years))
        .join(project_classification, project_classification.c.classification_id == classification.c.id)
        .join(funded, funded.c.id == project_classification.c.project_id)
        .where(funded.c.business_key == business_key)
        .scalar_subquery()
        .label("fund_years")
    )


def _is_disposed(what: What, number: Any) -> Any:
    return exists().where(disposal.c.what == what, disposal.c.number == number)


def when_disposed(connection: Connection, what: What, number: int) -> datetime | None:
    """When a document, or an instance, was disposed of; None: it is there."""
    return connection.scalar(select(disposal.c.disposed_at).where(disposal.c.what == what, disposal.c.number == number))


def disposed_of(connection: Connection, what: What, numbers: Sequence[int]) -> frozenset[int]:
    """Which of these documents, or instances, were disposed of."""
    asked = select(disposal.c.number).where(disposal.c.what == what, disposal.c.number.in_(numbers))
    return frozenset(connection.scalars(asked))


def dispose_of(connection: Connection, one: Due, now: datetime) -> dict[str, Any]:
    """Dispose of what is due; what the certificate says of it.  Raises Conflict when it is on hold or has not ended."""
    rule = {"class": one.kind, "years": one.years, "since": one.since.isoformat()}
    if one.what is What.DOCUMENT:
        return rule | _dispose_of_document(connection, int(one.key), now)
    return rule | _dispose_of_matter(connection, one.key, now)


def _dispose_of_document(connection: Connection, number: int, now: datetime) -> dict[str, Any]:
    row = connection.execute(
        select(document.c.digest, document.c.business_key, document.c.version).where(document.c.id == number)
    ).one()
    _demand_free(connection, row.business_key)
    connection.execute(delete(document_chunk).where(document_chunk.c.document_id == number))
    _mark(connection, What.DOCUMENT, number, now)
    return {"matter": row.business_key, "version": row.version, "sha256": row.digest.hex()}


def _dispose_of_matter(connection: Connection, key: str, now: datetime) -> dict[str, Any]:
    _demand_free(connection, key)
    numbers = runs_of(connection, key)
    values = 0
    for number in numbers:
        values += dispose(connection, number)
        _mark(connection, What.MATTER, number, now)
    said = select(comment.c.id).where(comment.c.instance_id.in_(numbers))
    connection.execute(delete(comment_mention).where(comment_mention.c.comment_id.in_(said)))
    mine = comment.c.instance_id.in_(numbers)
    comments = connection.execute(update(comment).where(mine).values(text="")).rowcount
    connection.execute(update(comment).where(mine, comment.c.removed_at.is_(None)).values(removed_at=now))
    connection.execute(delete(notice).where(notice.c.about.in_([f"instance/{number}" for number in numbers])))
    contact = {"name": None, "organisation": None, "email": None, "digest": None, "erased_at": now}
    connection.execute(update(external_proposer).where(external_proposer.c.business_key == key).values(contact))
    return {"instances": numbers, "values": values, "comments": comments}


def _mark(connection: Connection, what: What, number: int, now: datetime) -> None:
    connection.execute(insert(disposal).values(what=str(what), number=number, disposed_at=now))


def _demand_free(connection: Connection, key: str | None) -> None:
    if key is not None and hold_on(connection, key) is not None:
        raise Conflict(f"Expected a matter that may be disposed of, but {key} is on hold.")


def holds(connection: Connection) -> list[Hold]:
    """Every hold that lasts, the newest first."""
    asked = select(legal_hold).where(legal_hold.c.lifted_at.is_(None)).order_by(legal_hold.c.id.desc())
    return [_hold(row) for row in connection.execute(asked)]


def hold_on(connection: Connection, key: str) -> Hold | None:
    """The hold that lasts on a matter."""
    asked = select(legal_hold).where(legal_hold.c.business_key == key, legal_hold.c.lifted_at.is_(None))
    row = connection.execute(asked.order_by(legal_hold.c.id)).first()
    return None if row is None else _hold(row)


def place_hold(connection: Connection, key: str, reason: str, by: str, now: datetime) -> None:
    """Keep a matter until this is lifted; nothing more where it is kept already.  Raises NotFound."""
    if connection.scalar(select(instance.c.id).where(instance.c.business_key == key).limit(1)) is None:
        raise NotFound(f"Expected a matter with the key {key!r}, but there is none.")
    if hold_on(connection, key) is None:
        values = {"business_key": key, "reason": reason, "placed_by": by, "placed_at": now}
        connection.execute(insert(legal_hold).values(values))


def lift_hold(connection: Connection, number: int, by: str, now: datetime) -> str:
    """Keep a matter for this no longer; the matter's key.  Raises NotFound."""
    lasting = (legal_hold.c.id == number) & legal_hold.c.lifted_at.is_(None)
    key = connection.scalar(select(legal_hold.c.business_key).where(lasting))
    if key is None:
        raise NotFound(f"Expected a hold with the number {number}, but there is none.")
    connection.execute(update(legal_hold).where(lasting).values(lifted_by=by, lifted_at=now))
    return str(key)


def _hold(row: Row[Any]) -> Hold:
    return Hold(row.id, row.business_key, row.reason, row.placed_by, row.placed_at)
