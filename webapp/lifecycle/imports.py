"""Projects and ideas that began elsewhere: rows of a table, checked cell by cell, and brought in all or none.

Each row begins an instance of its process at the stage that the row names, by a message that the diagram listens for.
A row is known by its reference: bringing the same table again brings only what is new.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

LONGEST = 4_000


class Cell(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DAY = "day"
    EUROS = "euros"
    MONTHS = "months"
    CHOICE = "choice"  # One of the column's choices.
    CHOICES = "choices"  # Several, with semicolons between them.


class Flaw(StrEnum):
    """What is wrong with a cell."""

    MISSING = "missing"
    NOT_OF_KIND = "not_of_kind"
    FORMULA = "formula"
    UNKNOWN = "unknown"  # None of the choices.
    TOO_LONG = "too_long"
    TWICE = "twice"  # The reference of another row.
    BEFORE_BEGINNING = "before_beginning"


class Stage(StrEnum):
    """Where an imported project begins; the diagram has a way for each."""

    APPOINTING = "appointing"
    PLANNING = "planning"
    RUNNING = "running"
    FINAL_REPORTING = "final_reporting"
    IMPACT = "impact"


class IdeaStage(StrEnum):
    """Where an imported idea begins; the diagram has a way for each."""

    FILTERING = "filtering"
    PREPARATION = "preparation"
    PELOTON = "peloton"
    FUNDING = "funding"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    key: str
    cell: Cell
    required: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell: the sheet's row, the column's key, and what stands there."""

    row: int
    column: str
    flaw: Flaw
    found: str = ""


@dataclass
class Checked:
    """A table as it was read: good rows with their values by column, and everything that is wrong."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


PROJECT_COLUMNS = (
    Column("reference", Cell.TEXT, required=True),
    Column("name", Cell.TEXT, required=True),
    Column("acronym", Cell.TEXT),
    Column("area", Cell.CHOICE, required=True),
    Column("stage", Cell.CHOICE, required=True),
    Column("starts_on", Cell.DAY, required=True),
    Column("ends_on", Cell.DAY, required=True),
    Column("total_cost", Cell.EUROS),
    Column("municipal", Cell.EUROS),
    Column("external", Cell.EUROS),
    Column("municipalities", Cell.CHOICES),
    Column("programme", Cell.CHOICES),
    Column("fund", Cell.CHOICES),
    Column("theme", Cell.CHOICES),
    Column("manager", Cell.CHOICE),
    Column("steering_group", Cell.CHOICES),
    Column("implementer", Cell.TEXT),
    Column("project_code", Cell.TEXT),
    Column("summary", Cell.TEXT),
    Column("status_months", Cell.MONTHS),
    Column("interim_months", Cell.MONTHS),
)
IDEA_COLUMNS = (
    Column("reference", Cell.TEXT, required=True),
    Column("name", Cell.TEXT, required=True),
    Column("need", Cell.TEXT, required=True),
    Column("area", Cell.CHOICE),
    Column("stage", Cell.CHOICE),
    Column("summary", Cell.TEXT),
    Column("starts_on", Cell.DAY),
    Column("ends_on", Cell.DAY),
    Column("total_cost", Cell.EUROS),
    Column("municipal", Cell.EUROS),
    Column("external", Cell.EUROS),
    Column("external_funder", Cell.TEXT),
    Column("municipalities", Cell.CHOICES),
)
COLUMNS: Mapping[str, tuple[Column, ...]] = {"project": PROJECT_COLUMNS, "idea": IDEA_COLUMNS}
"""The columns of a table of projects and of a table of ideas."""

_PEOPLE = ("manager", "steering_group")
_PROPOSAL = ("area", "summary", "starts_on", "ends_on", "total_cost", "municipalities")
NEEDED: Mapping[str, tuple[str, ...]] = {
    Stage.PLANNING: _PEOPLE,
    Stage.RUNNING: _PEOPLE,
    Stage.FINAL_REPORTING: _PEOPLE,
    IdeaStage.PREPARATION: ("area",),
    IdeaStage.PELOTON: _PROPOSAL,
    IdeaStage.FUNDING: _PROPOSAL,
}
"""The columns that a row needs besides at a stage: whatever the stages before would have settled."""
Choices = Mapping[str, Mapping[str, str]]  # By column: what is written, in small letters, and what it means.


def check(kind: str, places: Mapping[str, int], rows: Sequence[Sequence[Any]], choices: Choices) -> Checked:
    """Read a table's rows (below the headings; the first is the sheet's second): each value of its column's kind.

    `places` says in which position a column stands; one that is missing counts as empty.
    """
    checked, seen = Checked(), set[str]()
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        values, faults = _read(kind, number, {key: row[at] for key, at in places.items() if at < len(row)}, choices)
        faults += _judge(number, values, seen)
        checked.faults += faults
        if not faults:
            checked.rows.append((number, values))
    return checked


def _read(kind: str, number: int, row: Mapping[str, Any], choices: Choices) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in COLUMNS[kind]:
        found = row.get(column.key)
        if found is None or found == "":
            values[column.key] = [] if column.cell is Cell.CHOICES else None
            if column.required:
                faults.append(Fault(number, column.key, Flaw.MISSING))
            continue
        try:
            values[column.key] = _convert(column, found, choices.get(column.key, {}))
        except _Wrong as wrong:
            faults.append(Fault(number, column.key, wrong.flaw, wrong.found))
    return values, faults


def _judge(number: int, values: Mapping[str, Any], seen: set[str]) -> Iterator[Fault]:
    """What is wrong with a row as a whole."""
    if reference := values.get("reference"):
        if reference in seen:
            yield Fault(number, "reference", Flaw.TWICE, reference)
        seen.add(reference)
    begins, ends = values.get("starts_on"), values.get("ends_on")
    if begins and ends and ends < begins:
        yield Fault(number, "ends_on", Flaw.BEFORE_BEGINNING, ends.isoformat())
    for key in NEEDED.get(values.get("stage") or "", ()):
        if key in values and not values[key]:
            yield Fault(number, key, Flaw.MISSING)


class _Wrong(Exception):
    def __init__(self, flaw: Flaw, found: object) -> None:
        super().__init__()
        self.flaw, self.found = flaw, str(found)[:80]


def _convert(column: Column, found: Any, choices: Mapping[str, str]) -> Any:
    if hasattr(found, "text"):  # A formula, as whoever read the sheet marks it.
        raise _Wrong(Flaw.FORMULA, found.text)
    readers = {Cell.TEXT: _text, Cell.DAY: _day, Cell.EUROS: _euros, Cell.MONTHS: _months}
    if column.cell in readers:
        return readers[column.cell](found)
    wanted = list(_parts(_text(found), choices)) if column.cell is Cell.CHOICES else [_text(found)]
    meant = []
    for one in wanted:
        if one.lower() not in choices:
            raise _Wrong(Flaw.UNKNOWN, one)
        meant.append(choices[one.lower()])
    return meant if column.cell is Cell.CHOICES else meant[0]


def _parts(text: str, choices: Mapping[str, str]) -> Iterator[str]:
    """What stands between semicolons, or else between commas: a name may hold a comma itself."""
    for part in filter(None, (one.strip() for one in text.split(";"))):
        if part.lower() in choices:
            yield part
        else:
            yield from filter(None, (one.strip() for one in part.split(",")))


def _text(found: Any) -> str:
    text = str(int(found)) if isinstance(found, float) and found.is_integer() else str(found)
    if len(text) > LONGEST:
        raise _Wrong(Flaw.TOO_LONG, text)
    return text


def _day(found: Any) -> date:
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    parts = str(found).split(".")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(str(found))
    except ValueError:
        raise _Wrong(Flaw.NOT_OF_KIND, found) from None


def _euros(found: Any) -> Decimal:
    text = str(found).replace("\N{NO-BREAK SPACE}", "").replace(" ", "").removesuffix("€").replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise _Wrong(Flaw.NOT_OF_KIND, found) from None
    if isinstance(found, bool) or not amount.is_finite() or not 0 <= amount < Decimal(10) ** 12:
        raise _Wrong(Flaw.NOT_OF_KIND, found)
    return amount.quantize(Decimal("0.01"))


def _months(found: Any) -> int:
    text = _text(found)
    if isinstance(found, bool) or not text.isdecimal() or not 1 <= int(text) <= 60:
        raise _Wrong(Flaw.NOT_OF_KIND, found)
    return int(text)
