"""The municipalities' yearly development money: a ledger of what is reserved, released, granted and paid.

What is paid no entry says: the accepted reports of the projects do, source by source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from webapp.lifecycle.budgets import MUNICIPAL
from webapp.lifecycle.schema import appropriation, appropriation_entry, financing, payment, project, report

_NOTHING = Decimal(0)


class Entry(StrEnum):
    """What an entry of the ledger does."""

    RESERVED = "reserved"
    RELEASED = "released"  # Takes a reservation back.
    GRANTED = "granted"


@dataclass(frozen=True)
class Standing:
    """A year's money in euros; `available` is none until the year's amount is decided.

    `claimed` and `paid` are of what was granted, whenever that was; `carried_in` was left of the year before and is
    part of what is available.
    """

    available: Decimal | None
    reserved: Decimal
    granted: Decimal
    claimed: Decimal
    paid: Decimal
    carried_in: Decimal


def enter(connection: Connection, year: int, idea: int, kind: Entry, amount: Decimal, at: datetime) -> None:
    """Add an entry."""
    _open_year(connection, year)
    values = {"year": year, "idea_id": idea, "kind": kind, "amount": amount, "entered_at": at}
    connection.execute(insert(appropriation_entry).values(values))


def reservations(connection: Connection, idea: int) -> dict[int, Decimal]:
    """What is still reserved for an idea, by year; years with nothing left are absent."""
    sums = _sums_by_year(connection, idea)
    left = {year: sums[year, Entry.RESERVED] - sums.get((year, Entry.RELEASED), Decimal(0))
            for year, kind in sums if kind is Entry.RESERVED}  # fmt: skip
    return {year: amount for year, amount in left.items() if amount}


def standing(connection: Connection, year: int) -> Standing:
    """How a year's money stands."""
    row = connection.execute(select(appropriation).where(appropriation.c.year == year)).one_or_none()
    carried_in = row.carried_in or Decimal(0) if row else Decimal(0)
    carried_out = row.carried_out or Decimal(0) if row else Decimal(0)
    total = func.sum(appropriation_entry.c.amount)
    by_kind = select(appropriation_entry.c.kind, total).where(appropriation_entry.c.year == year)
    sums = dict(connection.execute(by_kind.group_by(appropriation_entry.c.kind)).all())
    reserved = sums.get(Entry.RESERVED, Decimal(0)) - sums.get(Entry.RELEASED, Decimal(0))
    granted = sums.get(Entry.GRANTED, Decimal(0))
    decided = None if row is None or row.amount is None else row.amount + carried_in - carried_out
    available = None if decided is None else decided - reserved - granted
    claimed, paid = _payments(connection, year)
    return Standing(available, reserved, granted, claimed, paid, carried_in)


def years(connection: Connection) -> list[int]:
    """The years that there is anything of, the newest first."""
    return list(connection.scalars(select(appropriation.c.year).order_by(appropriation.c.year.desc())))


def decide(connection: Connection, year: int, amount: Decimal) -> None:
    """Write down what the municipalities give for a year."""
    _open_year(connection, year)
    connection.execute(update(appropriation).where(appropriation.c.year == year).values(amount=amount))


def carry_over(connection: Connection, year: int, at: datetime, *, rest: Decimal) -> None:
    """Open reservations of a year become the next year's; of the money that nobody asked for, `rest` goes on too."""
    _open_year(connection, year)
    _open_year(connection, year + 1)
    entry = appropriation_entry.c
    for idea in connection.scalars(select(entry.idea_id).where(entry.year == year).distinct().order_by(entry.idea_id)):
        if amount := reservations(connection, idea).get(year):
            enter(connection, year, idea, Entry.RELEASED, amount, at)
            enter(connection, year + 1, idea, Entry.RESERVED, amount, at)
            rest += amount  # What is reserved takes its money with it.
    connection.execute(update(appropriation).where(appropriation.c.year == year).values(carried_out=rest))
    connection.execute(update(appropriation).where(appropriation.c.year == year + 1).values(carried_in=rest))


def release(connection: Connection, idea: int, at: datetime) -> None:
    """Take back whatever is reserved for an idea."""
    for year, amount in reservations(connection, idea).items():
        enter(connection, year, idea, Entry.RELEASED, amount, at)


def _payments(connection: Connection, year: int) -> tuple[Decimal, Decimal]:
    """What of a year's grants was claimed and paid, by the accepted reports of their projects."""
    entry, one = appropriation_entry.c, project.c
    ideas = select(entry.idea_id).where(entry.year == year, entry.kind == Entry.GRANTED)
    grants: dict[int, dict[int, Decimal]] = {}
    granted = select(entry.idea_id, entry.year, func.sum(entry.amount)).where(
        entry.idea_id.in_(ideas), entry.kind == Entry.GRANTED
    )
    for idea, when, amount in connection.execute(granted.group_by(entry.idea_id, entry.year)):
        grants.setdefault(idea, {})[when] = amount
    municipal = select(financing.c.position).where(
        financing.c.project_id == one.id, financing.c.source == payment.c.source, financing.c.kind == MUNICIPAL
    )
    reported = (
        select(one.idea_id, func.sum(payment.c.claimed), func.sum(payment.c.received))
        .join(report, report.c.project_id == one.id)
        .join(payment, payment.c.report_id == report.c.id)
        .where(one.idea_id.in_(ideas), report.c.recorded_at.is_not(None), municipal.exists())
        .group_by(one.idea_id)
    )
    claimed = paid = _NOTHING
    for idea, asked, received in connection.execute(reported):
        claimed += _part_of(year, grants[idea], asked or _NOTHING)
        paid += _part_of(year, grants[idea], received or _NOTHING)
    return claimed, paid


def _part_of(year: int, grants: Mapping[int, Decimal], amount: Decimal) -> Decimal:
    """What of an idea's money falls on a year's grant: the earliest is used up first, the last takes the rest."""
    left = max(amount - sum((grants[each] for each in grants if each < year), _NOTHING), _NOTHING)
    return left if year == max(grants) else min(left, grants[year])


def _open_year(connection: Connection, year: int) -> None:
    """Make the year's row, without an amount, when there is none."""
    if connection.scalar(select(appropriation.c.year).where(appropriation.c.year == year)) is None:
        connection.execute(insert(appropriation).values(year=year))


def _sums_by_year(connection: Connection, idea: int) -> dict[tuple[int, Entry], Decimal]:
    entry = appropriation_entry.c
    sums = select(entry.year, entry.kind, func.sum(entry.amount)).where(entry.idea_id == idea)
    return {
        (year, Entry(kind)): amount for year, kind, amount in connection.execute(sums.group_by(entry.year, entry.kind))
    }
