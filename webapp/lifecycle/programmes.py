"""What projects belong to beside their area: programmes, strategies, themes, funds and municipalities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import NotFound
from webapp.lifecycle.schema import classification, organisation, project_classification, project_municipality

MUNICIPALITY = "municipality"


class ClassKind(StrEnum):
    """What a classification is; a project may have several of each."""

    PROGRAMME = "programme"
    STRATEGY = "strategy"
    THEME = "theme"
    FUND = "fund"


@dataclass(frozen=True)
class Classification:
    """One programme, strategy, theme or fund."""

    id: int
    kind: ClassKind
    name: str
    authority: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    parent: int | None = None
    retention_years: int | None = None
    retention_from: str | None = None


def classifications(connection: Connection) -> list[Classification]:
    """All of them, by kind and name."""
    rows = connection.execute(select(classification).order_by(classification.c.kind, classification.c.name))
    return [Classification(**{**row, "kind": ClassKind(row["kind"])}) for row in rows.mappings()]


def municipalities(connection: Connection) -> dict[str, str]:
    """Keys and names, by name."""
    of_kind = organisation.c.kind == MUNICIPALITY
    rows = connection.execute(select(organisation.c.key, organisation.c.name).where(of_kind))
    return dict(sorted((row.key, row.name) for row in rows))


def add_classification(connection: Connection, kind: ClassKind, name: str, **facts: Any) -> int:
    """Keep a new one; its number.  One of the same kind and name is the same: its facts are replaced."""
    same = classification.c.kind == kind, classification.c.name == name
    number = connection.scalar(select(classification.c.id).where(*same))
    if number is not None:
        change_classification(connection, number, **facts)
        return int(number)
    added = insert(classification).values(kind=kind, name=name, **facts)
    key = connection.execute(added).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def change_classification(connection: Connection, number: int, **facts: Any) -> None:
    """Replace what is known of one.  Raises NotFound."""
    if not facts:
        return
    changed = connection.execute(update(classification).where(classification.c.id == number).values(**facts))
    if changed.rowcount == 0:
        raise NotFound(f"Expected a programme, strategy, theme or fund, but there is none numbered {number}.")


def classify(connection: Connection, project: int, numbers: Iterable[int]) -> None:
    """Say what a project belongs to, in place of what was said before."""
    connection.execute(delete(project_classification).where(project_classification.c.project_id == project))
    rows = [{"project_id": project, "classification_id": number} for number in dict.fromkeys(numbers)]
    if rows:
        connection.execute(insert(project_classification), rows)


def place(connection: Connection, project: int, shares: Mapping[str, Any]) -> None:
    """Say which municipalities take part in a project, and with how much, in place of what was said before."""
    connection.execute(delete(project_municipality).where(project_municipality.c.project_id == project))
    rows = [{"project_id": project, "municipality": key, "share": share} for key, share in shares.items()]
    if rows:
        connection.execute(insert(project_municipality), rows)


def classes_of(connection: Connection, projects: Iterable[int]) -> dict[int, list[Classification]]:
    """What each of some projects belongs to; projects without any are absent."""
    linked = (
        select(project_classification.c.project_id, classification)
        .join(classification, classification.c.id == project_classification.c.classification_id)
        .where(project_classification.c.project_id.in_(list(projects)))
        .order_by(classification.c.kind, classification.c.name)
    )
    found: dict[int, list[Classification]] = {}
    for row in connection.execute(linked).mappings():
        facts = {name: value for name, value in row.items() if name != "project_id"}
        one = Classification(**{**facts, "kind": ClassKind(facts["kind"])})
        found.setdefault(row["project_id"], []).append(one)
    return found


def shares_of(connection: Connection, project: int) -> dict[str, Decimal | None]:
    """A project's municipalities, and the share of each in euros as far as it is known."""
    of_it = project_municipality.c.project_id == project
    rows = connection.execute(select(project_municipality.c.municipality, project_municipality.c.share).where(of_it))
    return {row.municipality: row.share for row in rows}


def municipalities_of(connection: Connection, projects: Iterable[int]) -> dict[int, list[str]]:
    """The names of the municipalities of some projects; projects without any are absent."""
    linked = (
        select(project_municipality.c.project_id, organisation.c.name)
        .join(organisation, organisation.c.key == project_municipality.c.municipality)
        .where(project_municipality.c.project_id.in_(list(projects)))
        .order_by(organisation.c.name)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(linked):
        found.setdefault(row.project_id, []).append(row.name)
    return found
