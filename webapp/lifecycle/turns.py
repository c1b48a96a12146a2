"""Whose turn it will be to call each body, from the next meeting on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from webapp.lifecycle.bodies import PER_YEAR, Body, Convenor, convenor_of, find_body
from webapp.lifecycle.meetings import next_number
from webapp.lifecycle.schema import body as bodies


@dataclass
class _Coming:
    body: Body
    number: int


class Turns:
    """Gives the turns of each body one after another, the first one being its next meeting's."""

    def __init__(self, connection: Connection, today: date) -> None:
        self._connection, self._today = connection, today
        self._coming: dict[str, _Coming] = {}

    def take(self, body: str, day: date) -> Convenor:
        """Who calls a body's next meeting, which is on this day; the one asked for afterwards comes after it.

        Days of the past take no turn of those to come.
        """
        coming = self._coming.setdefault(body, self._first(body))
        convenor = convenor_of(self._connection, coming.body, coming.number, day)
        if day >= self._today:
            coming.number += 1
        return convenor

    def _first(self, body: str) -> _Coming:
        return _Coming(find_body(self._connection, body), next_number(self._connection, body))


@dataclass(frozen=True)
class Order:
    """Who convenes a body's next meetings, or `by_year` its next years, the next one first."""

    order: tuple[Convenor, ...]
    by_year: bool


def order_of(connection: Connection, coming: Mapping[str, date], today: date, count: int = 5) -> dict[str, Order]:
    """The turns to come of each body that has a rotation, from its next day, where one is `coming`."""
    found = connection.scalars(select(bodies.c.key).where(bodies.c.rotation_period.is_not(None)).order_by(bodies.c.key))
    orders = {}
    for key in found.all():
        body, number = find_body(connection, key), next_number(connection, key)
        years = [date(coming.get(key, today).year + turn, 1, 1) for turn in range(count)]
        turns = (convenor_of(connection, body, number + turn, day) for turn, day in enumerate(years))
        orders[key] = Order(tuple(turns), body.rotation_period == PER_YEAR)
    return orders
