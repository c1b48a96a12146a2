"""The life of a matter: an idea, the project that it became, and what bodies and people did about them.

The steps of their processes stand in the engine's histories; here is what stands in the field's own tables.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from engine.schema import definition, instance
from webapp.lifecycle.comments import Comment, comments_on
from webapp.lifecycle.documents import Document, all_versions
from webapp.lifecycle.schema import (
    agenda_item,
    attendance,
    body,
    decision,
    disqualification,
    idea,
    meeting,
    opinion,
    project,
    score,
)


class FactKind(StrEnum):
    """What a fact tells of."""

    PROPOSED = "proposed"  # It was put onto a body's list.
    EXCUSED = "excused"  # A member is disqualified in it.
    OPINION = "opinion"  # A member said an opinion, with points.
    ANSWERED = "answered"  # A body said something of it.
    WITHDRAWN = "withdrawn"  # It was taken back before a body said anything.
    DECIDED = "decided"  # A decision was recorded that no body made: money, say.


@dataclass(frozen=True)
class Chapter:
    """An instance of a matter: a stretch of its life that one process runs."""

    id: int
    business_key: str
    title: str
    definition_id: int
    process: str
    version: int


@dataclass(frozen=True)
class Gathering:
    """The meeting that took something up: who was there, by id and role (none: a member)."""

    id: int
    body: str
    body_name: str
    number: int
    starts_at: datetime | None
    procedure: str
    quorate: bool | None
    present: tuple[tuple[str, str | None], ...]

    @property
    def title(self) -> str:
        """As its letters call it."""
        return f"{self.body_name} {self.number}"


@dataclass(frozen=True)
class Fact:
    """Something that bodies did about a matter.

    `day` is set where only the day is known.  `values` are the row's own, as its table names them; `points` by
    criterion.
    """

    at: datetime
    kind: FactKind
    business_key: str
    title: str
    item_kind: str
    body: str
    body_name: str
    person: str | None = None
    meeting: Gathering | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True)
class Matter:
    """All that is known of a matter beside its histories."""

    chapters: tuple[Chapter, ...]
    facts: tuple[Fact, ...]
    documents: tuple[Document, ...]
    comments: tuple[Comment, ...]


def keys_of(connection: Connection, business_key: str) -> list[str]:
    """The business keys of a matter: of the idea it began as and of the project it became; else its own."""
    both = select(idea.c.business_key, project.c.business_key).outerjoin_from(
        idea, project, project.c.idea_id == idea.c.id
    )
    rows = connection.execute(
        both.where(or_(idea.c.business_key == business_key, project.c.business_key == business_key))
    )
    found = dict.fromkeys(key for row in rows for key in row if key)
    return list(found | {business_key: None}) if business_key else []


def chapters_of(connection: Connection, instance_id: int, keys: Sequence[str]) -> list[Chapter]:
    """The instances of a matter, the oldest first; an instance without a business key stands alone."""
    mine = or_(instance.c.business_key.in_(keys), instance.c.id == instance_id)
    rows = connection.execute(
        select(instance.c.id, instance.c.business_key, instance.c.title, instance.c.definition_id, definition.c.name,
               definition.c.version)
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(mine)
        .order_by(instance.c.id)
    )  # fmt: skip
    return [Chapter(*row) for row in rows]


def read_matter(connection: Connection, instance_id: int, business_key: str, zone: ZoneInfo) -> Matter:
    """The matter of an instance; days begin in `zone`."""
    keys = keys_of(connection, business_key)
    chapters = chapters_of(connection, instance_id, keys)
    facts = _facts(connection, keys, zone)
    documents = all_versions(connection, keys)
    comments = comments_on(connection, [one.id for one in chapters])
    return Matter(tuple(chapters), tuple(facts), tuple(documents), tuple(comments))


def _facts(connection: Connection, keys: Sequence[str], zone: ZoneInfo) -> list[Fact]:
    items = connection.execute(
        select(agenda_item, body.c.name.label("body_name"))
        .join(body, body.c.key == agenda_item.c.body)
        .where(agenda_item.c.business_key.in_(keys))
        .order_by(agenda_item.c.id)
    ).all()
    numbers = [row.id for row in items]
    gatherings = _gatherings(connection, {row.meeting_id for row in items if row.meeting_id})
    said = _said(connection, numbers)
    decisions = connection.execute(
        select(decision).where(or_(decision.c.business_key.in_(keys), decision.c.agenda_item_id.in_(numbers)))
    ).all()
    made = {row.agenda_item_id: row for row in decisions if row.agenda_item_id and row.corrects is None}
    found: list[Fact] = []
    for row in items:
        met = gatherings.get(row.meeting_id)
        found.append(_fact(row, FactKind.PROPOSED, row.proposed_at, met))
        found += [_said_fact(row, met, kind, one, points) for kind, one, points in said[row.id]]
        if row.outcome:
            kind = FactKind.WITHDRAWN if row.withdrawn_at else FactKind.ANSWERED
            found.append(_fact(row, kind, row.decided_at, met, values=_outcome(row, made.get(row.id))))
    found += [_decided(row, zone) for row in decisions if row.agenda_item_id is None or row.corrects is not None]
    return found


def _fact(row: Any, kind: FactKind, at: datetime, met: Gathering | None, **told: Any) -> Fact:
    return Fact(at, kind, row.business_key, row.title, row.kind, row.body, row.body_name, meeting=met, **told)


def _said_fact(row: Any, met: Gathering | None, kind: FactKind, one: Any, points: Mapping[str, int]) -> Fact:
    if kind is FactKind.EXCUSED:
        values = {"grounds": one.grounds}
        return _fact(row, kind, one.declared_at, met, person=one.person_id, values=values)
    values = {"recommendation": one.recommendation, "statement": one.statement}
    return _fact(row, kind, one.given_at, met, person=one.person_id, values=values, points=points)


def _said(connection: Connection, items: Sequence[int]) -> dict[int, list[tuple[FactKind, Any, dict[str, int]]]]:
    """What members said of items beforehand: who is disqualified, and who thinks what."""
    points: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for row in connection.execute(select(score).where(score.c.agenda_item_id.in_(items))):
        points[row.agenda_item_id, row.person_id][row.criterion] = row.points
    found: dict[int, list[tuple[FactKind, Any, dict[str, int]]]] = defaultdict(list)
    for kind, table in ((FactKind.EXCUSED, disqualification), (FactKind.OPINION, opinion)):
        rows = connection.execute(select(table).where(table.c.agenda_item_id.in_(items)).order_by(table.c.person_id))
        for row in rows:
            found[row.agenda_item_id].append((kind, row, points[row.agenda_item_id, row.person_id]))
    return found


def _gatherings(connection: Connection, numbers: set[int]) -> dict[int, Gathering]:
    there: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    rows = connection.execute(
        select(attendance).where(attendance.c.meeting_id.in_(numbers)).order_by(attendance.c.person_id)
    )
    for row in rows:
        there[row.meeting_id].append((row.person_id, row.role))
    found = connection.execute(
        select(meeting, body.c.name.label("body_name"))
        .join(body, body.c.key == meeting.c.body)
        .where(meeting.c.id.in_(numbers))
    )
    return {
        row.id: Gathering(row.id, row.body, row.body_name, row.number, row.starts_at, row.procedure, row.quorate,
                          tuple(there[row.id]))
        for row in found
    }  # fmt: skip


def _outcome(row: Any, made: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("outcome", "conditions", "grounds")}
    if made is not None:
        told |= {name: getattr(made, name) for name in ("legal_decider", "diary_number")}
    return told


def _decided(row: Any, zone: ZoneInfo) -> Fact:
    names = ("outcome", "conditions", "grounds", "legal_decider", "diary_number", "error")
    values = {name: getattr(row, name) for name in names}
    day: date = row.decided_on
    at = datetime.combine(day, datetime.min.time(), tzinfo=zone)
    return Fact(at, FactKind.DECIDED, row.business_key, "", row.kind, "", "", values=values, day=day)
