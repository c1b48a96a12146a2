"""Decisions that anybody may read: what is written down of them for that, and how it is listed.

What is public stands in a table of its own, redacted; whatever shows it to strangers reads no other text of a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select, tuple_, update

from webapp.lifecycle.bodies import STEERING_GROUP
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.openness import PERSON, Hiding, Openness, Part, mark, names_in, read_hidings, redact, search_words
from webapp.lifecycle.programmes import municipalities_of
from webapp.lifecycle.schema import (
    agenda_item,
    body,
    decision,
    decision_secret,
    external_proposer,
    idea,
    meeting,
    project,
    public_decision,
)
from webapp.lifecycle.stems import stem, words_of

MOST_WORDS = 8


@dataclass(frozen=True)
class Place:
    """Where a page ends: the day and the number of its last decision."""

    day: date
    number: int


@dataclass(frozen=True)
class Asked:
    """What narrows the list down; nothing: everything that is public."""

    body: str | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PublicDecision:
    """A decision as strangers see it; texts are redacted (`webapp.lifecycle.openness.pieces` tells them apart).

    `rules` is the name by which tables know its body; `business_key` is none where its project may not be shown.
    """

    number: int
    decided_on: date
    publicity: Openness
    body: str | None
    body_name: str | None
    rules: str | None
    business_key: str | None
    kind: str
    outcome: str | None
    title: str
    conditions: str
    grounds: str
    error: str
    legal_decider: str | None
    diary_number: str | None
    corrects: int | None
    corrected_by: int | None
    updated_at: datetime

    @property
    def place(self) -> Place:
        """Where a list that goes on after this one begins."""
        return Place(self.decided_on, self.number)


@dataclass(frozen=True)
class ProjectFacts:
    """What is public of a project that a decision was about."""

    name: str
    status: str
    starts_on: date | None
    ends_on: date | None
    total_cost: Decimal | None
    diary_number: str | None
    municipalities: tuple[str, ...]


def classify(
    connection: Connection, number: int, publicity: Openness | None, hidings: Sequence[Hiding], now: datetime
) -> None:
    """Keep a decision's class and secret parts, and write anew what is public of it; without a class nothing is."""
    connection.execute(update(decision).where(decision.c.id == number).values(publicity=publicity))
    connection.execute(delete(decision_secret).where(decision_secret.c.decision_id == number))
    rows = [
        {"decision_id": number, "position": at, "part": one.part, "ground": one.ground, "passage": one.passage or None}
        for at, one in enumerate(hidings, 1)
    ]
    if rows:
        connection.execute(insert(decision_secret), rows)
    connection.execute(delete(public_decision).where(public_decision.c.decision_id == number))
    if publicity is not None:
        made = connection.execute(_DECIDED.where(decision.c.id == number)).one()
        connection.execute(insert(public_decision).values(_shown(made, publicity, hidings, now)))


def classify_new(
    connection: Connection, number: int, publicity: str | None, rows: Iterable[Mapping[str, Any]], now: datetime
) -> None:
    """Keep what a form said of a new decision; names of private persons are found and taken out with what it names."""
    made = connection.execute(_DECIDED.where(decision.c.id == number)).one()
    hidings = read_hidings(rows)
    own, others = _private_people(connection, made)
    named = names_in((made.title, made.conditions, made.grounds, made.error), own, others)
    known = class_of(publicity, hidings)
    classify(connection, number, known, list(dict.fromkeys([*hidings, *named])), now)


def class_of(publicity: str | None, hidings: Sequence[Hiding]) -> Openness | None:
    """The class, if its secret parts fit it: what is secret needs a ground, and what is partly secret a part.

    What identifies a private person is no secret part: it is left out of whatever is public.
    """
    if publicity is None or publicity not in set(Openness):
        return None
    parts = [one.part for one in hidings if one.ground != PERSON]
    whole = Part.WHOLE in parts
    fits = {Openness.PUBLIC: not parts, Openness.PARTLY: bool(parts) and not whole, Openness.SECRET: whole}
    return Openness(publicity) if fits[Openness(publicity)] else None


def openness_of(connection: Connection, number: int) -> Openness | None:
    """A decision's class; none where nobody has said."""
    said = connection.scalar(select(decision.c.publicity).where(decision.c.id == number))
    return Openness(said) if said else None


def decisions_of_meeting(connection: Connection, meeting_id: int) -> dict[int, int]:
    """The numbers of a meeting's decisions, by their items; of one that was corrected the newest."""
    made = select(decision.c.agenda_item_id, decision.c.id).where(decision.c.meeting_id == meeting_id)
    return {row.agenda_item_id: row.id for row in connection.execute(made.order_by(decision.c.id))}


def hidings_of(connection: Connection, number: int) -> list[Hiding]:
    """What of a decision is secret."""
    mine = select(decision_secret).where(decision_secret.c.decision_id == number).order_by(decision_secret.c.position)
    return [Hiding(Part(row.part), row.ground, row.passage or "") for row in connection.execute(mine)]


def public_decisions(connection: Connection, asked: Asked, before: Place | None, limit: int) -> list[PublicDecision]:
    """The newest first; `before` is where the page before this one ended."""
    found = _PUBLIC.where(*_conditions(asked))
    if before is not None:
        here = tuple_(public_decision.c.decided_on, public_decision.c.decision_id)
        found = found.where(here < tuple_(before.day, before.number))
    newest = found.order_by(public_decision.c.decided_on.desc(), public_decision.c.decision_id.desc())
    return [_public(row) for row in connection.execute(newest.limit(limit))]


def find_public_decision(connection: Connection, number: int) -> PublicDecision | None:
    """One of them; none where there is none that strangers may know of."""
    row = connection.execute(_PUBLIC.where(public_decision.c.decision_id == number)).one_or_none()
    return None if row is None else _public(row)


def bodies_with_public_decisions(connection: Connection) -> list[tuple[str, str]]:
    """Keys and names of the bodies that have any, by name."""
    has = select(public_decision.c.decision_id).where(public_decision.c.body == body.c.key, _OUT)
    rows = connection.execute(select(body.c.key, body.c.name).where(has.exists()).order_by(body.c.name))
    return [(row.key, row.name) for row in rows]


def project_facts(connection: Connection, business_keys: Iterable[str]) -> dict[str, ProjectFacts]:
    """What is public of the projects that matters are or have become, by the matters' keys."""
    keys = list(business_keys)
    rows = connection.execute(
        select(project, idea.c.business_key.label("began_as"))
        .outerjoin(idea, idea.c.id == project.c.idea_id)
        .where(or_(project.c.business_key.in_(keys), idea.c.business_key.in_(keys)))
    ).all()
    places = municipalities_of(connection, [row.id for row in rows])
    return {
        key: ProjectFacts(row.name, row.status, row.started_on or row.starts_on, row.ended_on or row.ends_on,
                          row.total_cost, row.diary_number, tuple(places.get(row.id, ())))
        for row in rows for key in (row.business_key, row.began_as) if key in keys
    }  # fmt: skip


_TITLE = select(agenda_item.c.title).where(agenda_item.c.id == decision.c.agenda_item_id).scalar_subquery()
_IDEA = select(idea.c.title).where(idea.c.business_key == decision.c.business_key).scalar_subquery()
_PROJECT = select(project.c.name).where(project.c.business_key == decision.c.business_key).scalar_subquery()
_DECIDED = select(
    decision, func.coalesce(_TITLE, _IDEA, _PROJECT, "").label("title"), meeting.c.body, body.c.project_id
).select_from(
    decision.outerjoin(meeting, meeting.c.id == decision.c.meeting_id).outerjoin(body, body.c.key == meeting.c.body)
)
_later = public_decision.alias("later")
# What was decided at a meeting is public when its minutes are accepted (section 6 of the act); else when it is made.
_OUT: ColumnElement[bool] = or_(
    public_decision.c.meeting_id.is_(None),
    public_decision.c.meeting_id.in_(select(meeting.c.id).where(meeting.c.status == MeetingStatus.CLOSED)),
)
_PUBLIC: Select[Any] = (
    select(public_decision, body.c.name.label("body_name"), body.c.project_id,
           select(_later.c.decision_id).where(_later.c.corrects == public_decision.c.decision_id)
           .order_by(_later.c.decision_id).limit(1).scalar_subquery().label("corrected_by"))
    .select_from(public_decision.outerjoin(body, body.c.key == public_decision.c.body))
    .where(_OUT)
)  # fmt: skip


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    """Each word, or its stem, must be among the words that are left: what was taken out cannot be guessed at."""
    known = public_decision.c.words
    found = [
        or_(*(known.contains(f" {form}", autoescape=True) for form in {word, stem(word, "fi")}))
        for word in list(words_of(asked.words))[:MOST_WORDS]
    ]
    numbered = select(project.c.business_key).where(project.c.diary_number == asked.words)
    began = select(idea.c.business_key).join(project, project.c.idea_id == idea.c.id)
    of_it = or_(*(public_decision.c.business_key.in_(one) for one in (
        numbered, began.where(project.c.diary_number == asked.words))))  # fmt: skip
    wanted: list[ColumnElement[bool]] = [or_(and_(*found), of_it)] if found else []
    if asked.body:
        wanted.append(public_decision.c.body == asked.body)
    if asked.since:
        wanted.append(public_decision.c.decided_on >= asked.since)
    if asked.until:
        wanted.append(public_decision.c.decided_on <= asked.until)
    return wanted


def _shown(made: Any, publicity: Openness, hidings: Sequence[Hiding], now: datetime) -> dict[str, Any]:
    """What is public of a decision, as a row."""
    texts = redact({"title": made.title, "conditions": made.conditions, "grounds": made.grounds}, hidings)
    # What was wrong may tell what is secret, in words that nobody marked.
    secret = next((one.ground for one in hidings if one.ground != PERSON), None)
    error = mark(secret) if secret and made.error else redact({"error": made.error}, hidings)["error"]
    # Facts of a project come from elsewhere, where nobody looks for the words that are secret here.
    apart = all(one.ground == PERSON or one.part in (Part.CONDITIONS, Part.GROUNDS) for one in hidings)
    open_matter = apart and texts["title"] == made.title
    named_body = made.body if open_matter or made.project_id is None else None
    outcome = None if publicity is Openness.SECRET else made.outcome
    diary_number = made.diary_number
    return {
        "decision_id": made.id,
        "decided_on": made.decided_on,
        "publicity": publicity,
        "meeting_id": made.meeting_id,
        "body": named_body,
        "business_key": made.business_key if open_matter else None,
        "kind": made.kind,
        "outcome": outcome,
        **texts,
        "error": error,
        "legal_decider": made.legal_decider,
        "diary_number": diary_number,
        "corrects": made.corrects,
        "words": search_words(*texts.values(), error, diary_number or ""),
        "updated_at": now,
    }


def _private_people(connection: Connection, made: Any) -> tuple[list[str], list[str]]:
    """The names of those outside who brought the matter that was decided on, and of all others who brought one."""
    began_as = select(idea.c.business_key).join(project, project.c.idea_id == idea.c.id)
    mine = began_as.where(project.c.business_key == made.business_key)
    known = external_proposer.c.business_key
    own = or_(known == made.business_key, known.in_(mine)).label("own")
    sent = connection.execute(select(external_proposer.c.name, own).where(external_proposer.c.name.is_not(None)))
    found: tuple[list[str], list[str]] = [], []
    for row in sent:
        found[0 if row.own else 1].append(row.name)
    return found


def _public(row: Any) -> PublicDecision:
    values = row._asdict()
    number, steered = values.pop("decision_id"), values.pop("project_id")
    values.pop("words")
    values.pop("meeting_id")
    rules = values["body"] if steered is None else STEERING_GROUP
    return PublicDecision(number=number, rules=rules, **values | {"publicity": Openness(values["publicity"])})
