"""Evaluations of the programme: by criteria that were approved before, from inside and from outside, with measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from webapp.lifecycle.schema import evaluation as evaluations
from webapp.lifecycle.schema import evaluation_criterion as criteria
from webapp.lifecycle.schema import evaluation_measure as measures
from webapp.lifecycle.schema import evaluation_score as scores
from webapp.lifecycle.schema import evaluation_statement as statements

EXTERNAL = "external"
"""The source of what was said from outside."""


class EvaluationKind(StrEnum):
    """When in the programme's period it is evaluated."""

    MID = "mid"
    FINAL = "final"


@dataclass(frozen=True)
class Criterion:
    """What the programme is evaluated by."""

    id: int
    name: str
    question: str


@dataclass(frozen=True)
class Statement:
    """What one evaluator says; `scores` are points, 0 to 5, by the numbers of criteria."""

    source: str
    statement: str
    scores: Mapping[int, int]
    evaluator: str | None = None


@dataclass(frozen=True)
class Measure:
    """What was agreed to be done, by whom (a group's key) and by when."""

    id: int
    description: str
    owner: str
    due_on: date


def open_evaluation(connection: Connection, business_key: str, kind: EvaluationKind, on: date) -> int:
    """Begin an evaluation; its number."""
    values = {"business_key": business_key, "kind": kind, "opened_on": on}
    return _number(connection.execute(insert(evaluations).values(values)).inserted_primary_key)


def criteria_in_force(connection: Connection) -> list[Criterion]:
    """The criteria that were approved and not replaced, in their order; empty: nothing may be evaluated yet."""
    return _criteria(connection, and_(criteria.c.approved_on.is_not(None), criteria.c.replaced_on.is_(None)))


def propose_criteria(connection: Connection, proposed: Iterable[tuple[str, str]], on: date) -> None:
    """Keep names and questions until the Assembly has spoken, in place of what was proposed before."""
    connection.execute(delete(criteria).where(criteria.c.approved_on.is_(None)))
    for position, (name, question) in enumerate(proposed, 1):
        values = {"position": position, "name": name, "question": question, "proposed_on": on}
        connection.execute(insert(criteria).values(values))


def approve_criteria(connection: Connection, agenda_item: int, on: date) -> None:
    """What was proposed is in force from now on, and what was in force no longer is."""
    in_force = criteria.c.approved_on.is_not(None), criteria.c.replaced_on.is_(None)
    connection.execute(update(criteria).where(*in_force).values(replaced_on=on))
    approved = {"approved_on": on, "agenda_item_id": agenda_item}
    connection.execute(update(criteria).where(criteria.c.approved_on.is_(None)).values(approved))


def record_statement(connection: Connection, evaluation: int, said: Statement, now: datetime) -> None:
    """Keep what an evaluator says."""
    values = {"evaluation_id": evaluation, "source": said.source, "statement": said.statement}
    connection.execute(insert(statements).values(values | {"evaluator": said.evaluator, "recorded_at": now}))
    for criterion, points in said.scores.items():
        given = {"evaluation_id": evaluation, "source": said.source, "criterion_id": criterion, "points": points}
        connection.execute(insert(scores).values(given))


def mean_scores(connection: Connection, evaluation: int) -> list[tuple[Criterion, Decimal, int]]:
    """Each criterion that was scored, the mean of its points with one decimal, and how many gave them."""
    rows = connection.execute(
        select(scores.c.criterion_id, scores.c.points).where(scores.c.evaluation_id == evaluation)
    ).all()
    given: dict[int, list[int]] = {}
    for row in rows:
        given.setdefault(row.criterion_id, []).append(row.points)
    return [
        (one, round(Decimal(sum(given[one.id])) / len(given[one.id]), 1), len(given[one.id]))
        for one in _criteria(connection, criteria.c.id.in_(given))
    ]


def statements_of(connection: Connection, evaluation: int) -> list[Statement]:
    """What was said in an evaluation, from outside last; without the scores."""
    rows = connection.execute(
        select(statements).where(statements.c.evaluation_id == evaluation).order_by(statements.c.source)
    ).all()
    said = [Statement(row.source, row.statement, {}, row.evaluator) for row in rows]
    return sorted(said, key=lambda one: one.source == EXTERNAL)


def agree_measures(
    connection: Connection, evaluation: int, agreed: Sequence[Mapping[str, Any]], on: date
) -> list[Measure]:
    """Keep the measures agreed (`description`, `owner`, `due_on`); the evaluation is published now."""
    connection.execute(update(evaluations).where(evaluations.c.id == evaluation).values(published_on=on))
    kept = []
    for row in agreed:
        values = {name: row[name] for name in ("description", "owner", "due_on")}
        key = connection.execute(insert(measures).values(values | {"evaluation_id": evaluation})).inserted_primary_key
        kept.append(Measure(_number(key), row["description"], row["owner"], row["due_on"]))
    return kept


def finish_measure(connection: Connection, measure: int, result: str, on: date) -> None:
    """A measure was carried out, or given up with a reason."""
    connection.execute(update(measures).where(measures.c.id == measure).values(done_on=on, result=result))


def _criteria(connection: Connection, wanted: ColumnElement[bool]) -> list[Criterion]:
    columns = select(criteria.c.id, criteria.c.name, criteria.c.question)
    rows = connection.execute(columns.where(wanted).order_by(criteria.c.position, criteria.c.id))
    return [Criterion(row.id, row.name, row.question) for row in rows]


def _number(key: Any) -> int:
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])
