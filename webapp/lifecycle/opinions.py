"""Opinions of members on agenda items: disqualification first, then scores, a recommendation and a statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, func, insert, select

from webapp.lifecycle.schema import disqualification, opinion, score

HIGHEST = 5
RECOMMENDATIONS = ("support", "support_with_conditions", "develop_further", "do_not_support")
_TENTHS = Decimal("0.1")


@dataclass(frozen=True)
class Summary:
    """What the members think of an item: a weighted mean of 0 to 5 and how far the members' own means lie apart."""

    opinions: int
    mean: Decimal | None
    spread: Decimal | None
    recommendations: Mapping[str, int]
    excused: tuple[str, ...]


def excuse(connection: Connection, item: int, person: str, now: datetime, grounds: str | None = None) -> None:
    """A member is disqualified in an item, on these grounds; what the member had said of it is withdrawn."""
    for table in (score, opinion, disqualification):
        connection.execute(delete(table).where(table.c.agenda_item_id == item, table.c.person_id == person))
    values = {"agenda_item_id": item, "person_id": person, "declared_at": now, "grounds": grounds}
    connection.execute(insert(disqualification).values(values))


def record(connection: Connection, item: int, person: str, recommendation: str, statement: str, now: datetime) -> None:
    """Keep a member's opinion; a later one replaces it."""
    connection.execute(delete(opinion).where(opinion.c.agenda_item_id == item, opinion.c.person_id == person))
    values = {"agenda_item_id": item, "person_id": person, "recommendation": recommendation}
    connection.execute(insert(opinion).values(values | {"statement": statement, "given_at": now}))


def record_scores(connection: Connection, item: int, person: str, points: Mapping[str, int]) -> None:
    """Keep a member's points by criterion; later ones replace them.  Raises ValueError beyond 0 to 5."""
    connection.execute(delete(score).where(score.c.agenda_item_id == item, score.c.person_id == person))
    for criterion, given in points.items():
        if not 0 <= given <= HIGHEST:
            raise ValueError(f"Expected 0 to {HIGHEST} points, but {criterion} has {given}.")
        values = {"agenda_item_id": item, "person_id": person, "criterion": criterion, "points": given}
        connection.execute(insert(score).values(values))


def summarise(connection: Connection, item: int, weights: Mapping[str, Decimal]) -> Summary:
    """What the members think of an item; criteria that have no weight count nothing."""
    rows = connection.execute(select(score).where(score.c.agenda_item_id == item)).all()
    people = sorted({row.person_id for row in rows})
    means = [
        mean
        for person in people
        if (mean := _mean({row.criterion: row.points for row in rows if row.person_id == person}, weights)) is not None
    ]
    said = connection.execute(
        select(opinion.c.recommendation, func.count()).where(opinion.c.agenda_item_id == item)
        .group_by(opinion.c.recommendation).order_by(opinion.c.recommendation)
    ).all()  # fmt: skip
    return Summary(
        opinions=sum(count for _, count in said),
        mean=(sum(means, Decimal(0)) / len(means)).quantize(_TENTHS) if means else None,
        spread=(max(means) - min(means)).quantize(_TENTHS) if means else None,
        recommendations=dict.fromkeys(RECOMMENDATIONS, 0) | dict(said),
        excused=excused_from(connection, item),
    )


def excused_from(connection: Connection, item: int) -> tuple[str, ...]:
    """The members who are disqualified in an item, in order."""
    excused = select(disqualification.c.person_id).where(disqualification.c.agenda_item_id == item)
    return tuple(connection.scalars(excused.order_by(disqualification.c.person_id)))


def grounds_of(connection: Connection, item: int) -> dict[str, str]:
    """Why members are disqualified in an item, by person; nothing for those who have not said it."""
    row = disqualification.c
    said = select(row.person_id, row.grounds).where(row.agenda_item_id == item, row.grounds.is_not(None))
    return {one.person_id: one.grounds for one in connection.execute(said)}


def silent_members(connection: Connection, items: Iterable[int], members: Iterable[str]) -> list[str]:
    """The members who have neither said their opinion of every item nor declared themselves disqualified."""
    asked = set(items)
    answered: dict[str, set[int]] = {}
    for table in (opinion, disqualification):
        rows = select(table.c.person_id, table.c.agenda_item_id).where(table.c.agenda_item_id.in_(asked))
        for row in connection.execute(rows):
            answered.setdefault(row.person_id, set()).add(row.agenda_item_id)
    return [member for member in members if asked - answered.get(member, set())]


def _mean(points: Mapping[str, int], weights: Mapping[str, Decimal]) -> Decimal | None:
    weighed = [(Decimal(given), weights[criterion]) for criterion, given in points.items() if weights.get(criterion)]
    total = _total(weight for _, weight in weighed)
    return _total(given * weight for given, weight in weighed) / total if total else None


def _total(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))
