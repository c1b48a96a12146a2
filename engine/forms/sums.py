"""Sums of the columns of money in a list of rows, counted on the server."""

from collections.abc import Mapping
from decimal import Decimal

from engine.forms.templates import shown, to_the_cent


def total(unit: str, rows: object, name: str, language: str) -> tuple[str, ...]:
    """The sum of a column as its reader writes it; nothing where the column is not money."""
    if unit != "€":
        return ()
    key = name.rpartition(".")[2]
    given = [row.get(key) for row in (rows if isinstance(rows, list) else []) if isinstance(row, Mapping)]
    amounts = [Decimal(each) for each in given if isinstance(each, Decimal | int) and not isinstance(each, bool)]
    return (shown(to_the_cent(sum(amounts, Decimal(0))), language),)
