"""Organisations: of what kind they are, and on which days they exist."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, or_, select

from webapp.lifecycle.schema import organisation as organisations


class Kind(StrEnum):
    """What an organisation is in the region."""

    DEVELOPMENT_COMPANY = "development_company"
    EDUCATION_PROVIDER = "education_provider"
    AUTHORITY = "authority"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Organisation:
    """Whoever people belong to."""

    key: str
    name: str
    short_name: str


def in_force(connection: Connection, kind: Kind, day: date) -> list[Organisation]:
    """The organisations of a kind that exist on a day, by key; what has ended stands back for its successor."""
    row = organisations.c
    exists = (
        or_(row.valid_from.is_(None), row.valid_from <= day),
        or_(row.valid_to.is_(None), row.valid_to >= day),
    )
    found = select(row.key, row.name, row.short_name).where(row.kind == kind, *exists).order_by(row.key)
    return [Organisation(*one) for one in connection.execute(found)]
