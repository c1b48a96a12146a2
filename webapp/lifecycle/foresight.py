"""Foresight rounds: what is known for them, what is missing, the report that comes of them and its measures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from engine.errors import NotFound
from webapp.lifecycle.events import noted_since
from webapp.lifecycle.schema import area, foresight_note, foresight_round, measure, situation_report


class NoteKind(StrEnum):
    """What somebody knows for a round."""

    SUMMARY = "summary"  # The advisors', of their customers [E1.2].
    OUTLOOK = "outlook"  # The authorities' statistics and outlook [E2.1].
    INTERVIEW = "interview"  # Of an enterprise [E1.1].
    OBSERVATION = "observation"  # Anybody's [E3.3].
    SERVICE_NEEDS = "service_needs"  # A development company's yearly survey [S12].


@dataclass(frozen=True)
class Round:
    """A foresight round; `opened_on` is its day in the annual clock."""

    id: int
    title: str
    opened_on: date
    gathered_at: datetime | None


@dataclass(frozen=True)
class Gathered:
    """What a round has to go by when it meets: contributions by organisation, headed texts from elsewhere, measures.

    A measure is its description, its outcome (none: it is under way) and what came of it.
    """

    contributions: Mapping[str, str]
    others: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str | None, str | None], ...]


def open_round(connection: Connection, business_key: str, title: str, convenor: str | None, opened_on: date) -> int:
    """Begin a round; its number."""
    values = {"business_key": business_key, "title": title, "convenor": convenor, "opened_on": opened_on}
    key = connection.execute(insert(foresight_round).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def find_round(connection: Connection, round_id: int) -> Round:
    """Raises NotFound."""
    row = foresight_round.c
    found = connection.execute(
        select(row.id, row.title, row.opened_on, row.gathered_at).where(row.id == round_id)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound(f"Expected a foresight round with the number {round_id}, but there is none.")
    return Round(*found)


def change_round(connection: Connection, round_id: int, **values: object) -> None:
    """Write down what is known of a round by now."""
    connection.execute(update(foresight_round).where(foresight_round.c.id == round_id).values(**values))


def note(connection: Connection, business_key: str, kind: NoteKind, text: str, now: datetime, **more: object) -> int:
    """Keep what somebody knows; its number.  `more` may name the `organisation` and what it is `about`."""
    values = {"business_key": business_key, "kind": kind, "text": text, "noted_at": now}
    key = connection.execute(insert(foresight_note).values(**values, **more)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def gather(connection: Connection, round_id: int, business_key: str, now: datetime) -> Gathered:
    """What was contributed to a round, and what was noted elsewhere since the round before was gathered."""
    row = foresight_note.c
    own = select(row.organisation, row.text).where(row.business_key == business_key).order_by(row.id)
    contributions = {one.organisation: one.text for one in connection.execute(own)}
    since = connection.scalar(
        select(func.max(foresight_round.c.gathered_at)).where(foresight_round.c.id != round_id)
    )  # fmt: skip
    elsewhere = select(row.about, row.text).where(
        row.kind.not_in((NoteKind.SUMMARY, NoteKind.OUTLOOK)), row.noted_at <= now
    )
    if since is not None:
        elsewhere = elsewhere.where(row.noted_at > since)
    notes = [(one.about or "", one.text) for one in connection.execute(elsewhere.order_by(row.id))]
    return Gathered(contributions, (*notes, *noted_since(connection, since, now)), _measures_since(connection, since))


def keep_report(
    connection: Connection, round_id: int, title: str, text: str, conclusions: str, approved_on: date
) -> int:
    """Keep what the RMG approved; its number."""
    values = {"round_id": round_id, "title": title, "text": text, "conclusions": conclusions}
    key = connection.execute(
        insert(situation_report).values(values | {"approved_on": approved_on})
    ).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def agree_measures(connection: Connection, report: int, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Keep the measures of a report: `description`, `area` and `due_on` of each; their numbers."""
    numbers = []
    for row in rows:
        values = {name: row[name] for name in ("description", "area", "due_on")}
        key = connection.execute(insert(measure).values(report_id=report, **values)).inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has one
        numbers.append(int(key[0]))
    return numbers


def close_measure(connection: Connection, measure_id: int, outcome: str, result: str, now: datetime) -> None:
    """Keep what came of a measure."""
    values = {"outcome": outcome, "result": result, "closed_at": now}
    connection.execute(update(measure).where(measure.c.id == measure_id).values(**values))


def owners_of(connection: Connection, areas: Iterable[str]) -> list[str]:
    """The organisations that own these areas."""
    owners = select(area.c.owner).where(area.c.key.in_(list(areas))).distinct().order_by(area.c.owner)
    return list(connection.scalars(owners))


def _measures_since(connection: Connection, since: datetime | None) -> tuple[tuple[str, str | None, str | None], ...]:
    """Measures that are under way, or were closed after an instant."""
    row = measure.c
    found = select(row.description, row.outcome, row.result)
    if since is not None:
        found = found.where(row.closed_at.is_(None) | (row.closed_at > since))
    return tuple((one.description, one.outcome, one.result) for one in connection.execute(found.order_by(row.id)))
