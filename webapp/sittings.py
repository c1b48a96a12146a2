"""A meeting with its instance: what waits for whom in it, and its outcomes in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine import InstanceView, OpenTaskRow
from engine.definitions import Definition
from engine.schema import instance
from webapp.lifecycle.bodies import body_members, find_body
from webapp.lifecycle.diary import Entry, find_entry
from webapp.lifecycle.minutes import Formality
from webapp.localisation import language
from webapp.runtime import runtime

MEETING, OUTCOMES, PROCEDURE, CRITERIA = "meeting", "body_outcomes", "body_procedure", "body_criteria"
ANY_KIND = "any"  # As in the meeting's table of outcomes.


@dataclass(frozen=True)
class Sitting:
    """A meeting and the instance that it runs by; none for one that began before they were linked."""

    entry: Entry
    view: InstanceView | None
    members: tuple[str, ...]
    outcomes: Mapping[tuple[str, str], str]
    formality: Formality

    @property
    def data(self) -> Mapping[str, Any]:
        """The instance's process data; what the meeting itself has written there only once it is over."""
        return self.view.data if self.view else {}

    def is_secretary(self, person: str, groups: frozenset[str]) -> bool:
        """Whether somebody keeps this meeting's minutes."""
        meeting = self.data.get("meeting") or {}
        return meeting.get("secretary") in groups or person in (meeting.get("secretaries") or ())

    def tasks(self, element: str) -> list[OpenTaskRow]:
        """The open tasks of an element."""
        return [row for row in self.view.tasks if row.element == element] if self.view else []

    def outcome(self, kind: str, value: str | None) -> str:
        """What an outcome of an item of this kind is called."""
        said = value or ""
        return self.outcomes.get((kind, said)) or self.outcomes.get((ANY_KIND, said)) or said


def find_sitting(connection: Connection, meeting_id: int) -> Sitting:
    """Raises NotFound."""
    entry = find_entry(connection, meeting_id)
    body, here = find_body(connection, entry.body), runtime()
    day = (entry.starts_at or here.clock.now()).astimezone(here.clock.zone).date()
    tables = _tables(connection)
    return Sitting(
        entry,
        _view(connection, entry),
        body_members(connection, body, day),
        _outcomes(tables, body.rules),
        _formality(tables, body.rules),
    )


def outcome_names(connection: Connection, body: str) -> dict[tuple[str, str], str]:
    """What a body's outcomes are called, by kind of item (or ANY_KIND) and value.  Raises NotFound."""
    return _outcomes(_tables(connection), find_body(connection, body).rules)


def outcomes_by_rules(connection: Connection, rules: Iterable[str]) -> dict[tuple[str, str, str], str]:
    """What outcomes are called, by the name that tables know a body by, kind of item (or ANY_KIND) and value."""
    wanted = set(rules)
    tables = _tables(connection) if wanted else None
    return {(one, *key): name for one in wanted if tables for key, name in _outcomes(tables, one).items()}


def criterion_names(connection: Connection, body: str) -> dict[str, str]:
    """What the criteria are called by which a body's members give points.  Raises NotFound."""
    tables, rules = _tables(connection), find_body(connection, body).rules
    rows: Any = tables.decision_model(CRITERIA).decide(CRITERIA, {"body": rules}).value
    return {row["value"]: tables.texts.text(language(), row["label"]) for row in rows or []}


def _tables(connection: Connection) -> Definition:
    """The newest tables of meetings: a meeting is a stage, whose data are its own."""
    definitions = runtime().engine.definitions
    return definitions.get(connection, definitions.newest(connection, MEETING))


def _outcomes(tables: Definition, rules: str) -> dict[tuple[str, str], str]:
    """What outcomes are called."""
    rows: Any = tables.decision_model(OUTCOMES).decide(OUTCOMES, {"body": rules}).value
    return {(row["kind"], row["value"]): tables.texts.text(language(), row["label"]) for row in rows or []}


def _formality(tables: Definition, rules: str) -> Formality:
    """How the body keeps its minutes."""
    procedure: Any = tables.decision_model(PROCEDURE).decide(PROCEDURE, {"body": rules}).value
    return Formality(procedure["minutes"]) if procedure else Formality.MEMO


def _view(connection: Connection, entry: Entry) -> InstanceView | None:
    """The instance of a meeting's business key that is about this meeting: several may have begun under one key."""
    numbers = select(instance.c.id).where(instance.c.business_key == entry.business_key).order_by(instance.c.id.desc())
    for number in connection.scalars(numbers).all() if entry.business_key else ():
        view = runtime().engine.instance(connection, number)
        if (view.data.get("meeting") or {}).get("id") == entry.id:
            return view
    return None
